"""The postcode lottery: how far authorities differ in what a family with the same need meets, year by year.

The width of a measure is its weighted 90th less its 10th percentile over the authorities of a run; in a
sample each counts with its weight. A policy that lifts the mean may leave it as wide as it was.
"""

import pandas as pd

from abm import EVERYBODY, Results
from experiments.authority_spread import FEWEST, weighted_percentile, weights_of

LOW, HIGH = 10, 90
# What differs between places: the door, the wait, what is paid for like need, and what is left unmet.
MEASURES = (
    "requests_refused_share",
    "bar_to_assess",
    "plans_share_of_pupils",
    "new_plans_within_20_weeks_share",
    "band_over_need_mean",
    "top_up_over_tariff",
    "plans_in_special_share",
    "unmet_need_mean",
    "permanent_exclusion_rate_all",
)


def widths(results: Results) -> pd.DataFrame:
    """The width of each of ``MEASURES`` over authorities, in the measure's unit: years by measure.

    Empty where the world is not England or holds fewer than ``FEWEST`` authorities.
    """
    weights = weights_of(results)
    if len(weights) < FEWEST:
        return pd.DataFrame()
    table = results.years
    own = table[table["area"].isin(list(weights)) & (table["group"] == EVERYBODY)]
    columns = {
        measure: _widths(own[own["measure"] == measure], weights)
        for measure in MEASURES
        if (own["measure"] == measure).any()
    }
    return pd.DataFrame(columns).rename_axis("year").sort_index()


def _widths(rows: pd.DataFrame, weights: dict[str, float]) -> "pd.Series[float]":
    found = {}
    for year, values in rows.groupby("date"):
        by_area = values.set_index("area")["value"].astype(float)
        if len(by_area) >= FEWEST:
            ends = [weighted_percentile(by_area, weights, percentile) for percentile in (HIGH, LOW)]
            found[int(str(year))] = ends[0] - ends[1]
    return pd.Series(found, dtype=float)
