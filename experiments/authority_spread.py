"""How far authorities differ: percentiles over them, official against model.

In a sample each authority counts with its weight: large ones are likelier to be drawn.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from abm import ENGLAND, EVERYBODY, Results, patterns, targets

NOT_FITTED = "not fitted"
FEWEST = 5  # authorities below which percentiles mean nothing


class Spread(NamedTuple):
    """One series in one year: percentiles (lowest, middle, highest), official and the model's."""

    series: str
    year: int
    role: str
    unit: str
    authorities: int
    percentiles: tuple[int, ...]
    official: tuple[float, ...]
    model: tuple[float, ...]

    def statistics(self) -> list[tuple[str, float, float, float]]:
        """Name, official figure, model's figure and tolerance (a share) of the two that are judged."""
        near = patterns.declared()["spread"]["near"]
        middle = self.percentiles.index(50)
        ends = f"{self.percentiles[0]}th to {self.percentiles[-1]}th percentile"
        widths = self.official[-1] - self.official[0], self.model[-1] - self.model[0]
        return [
            ("median", self.official[middle], self.model[middle], near["median"]),
            (ends, *widths, near["width"]),
        ]


def spreads(results: Results) -> list[Spread]:
    """The spread of every declared series and year that both have; none unless the world is England."""
    weights = weights_of(results)
    first_held_out = targets.declared()["roles"]["held_out"][0]
    table = results.table
    own = table[table["area"].isin(list(weights)) & (table["group"] == EVERYBODY)]
    declared = patterns.declared()["spread"]
    found = []
    for series in declared["series"]:
        for year in declared["years"]:
            official = official_percentiles(series, year, declared["percentiles"])
            values = values_over_authorities(own, series, year)
            if official and len(values) >= FEWEST:
                model = [weighted_percentile(values, weights, percentile) for percentile in official]
                role = targets.HELD_OUT if year >= first_held_out else NOT_FITTED
                head = (series, year, role, patterns.unit_of(series))
                found.append(
                    Spread(*head, len(values), tuple(official), tuple(official.values()), tuple(model))
                )
    return found


def official_percentiles(series: str, year: int, percentiles: list[int]) -> dict[int, float]:
    """The published percentiles over authorities of ``series`` in ``year``; empty if one is missing."""
    published = {
        percentile: patterns.official_values(f"authorities_p{percentile}_{series}").get(year)
        for percentile in percentiles
    }
    known = {percentile: float(value) for percentile, value in published.items() if value is not None}
    return known if len(known) == len(percentiles) else {}


def values_over_authorities(own: pd.DataFrame, series: str, year: int) -> "pd.Series[float]":
    """The model's value of ``series`` in ``year`` by authority, in the official unit."""
    mirror = patterns.mirror_of(series)
    if mirror is None:
        return pd.Series(dtype=float)
    rows = own[(own["measure"] == mirror.measure) & (own["date"] == str(year))]
    return rows.set_index("area")["value"] * mirror.times


def weights_of(results: Results) -> dict[str, float]:
    """How many authorities each authority of England's results stands for; empty for another world."""
    scenario: Mapping[str, Any] = results.provenance["scenario"]
    if scenario["world"] != ENGLAND:
        return {}
    return patterns.weights_of_authorities(int(scenario.get("authorities", 0)))


def weighted_percentile(values: "pd.Series[float]", weights: Mapping[str, float], percentile: float) -> float:
    """The value below which ``percentile`` per cent of the weight lies, linear between middles of steps."""
    in_order = values.sort_values()
    weight = np.array([weights[str(name)] for name in in_order.index])
    middles = 100.0 * (np.cumsum(weight) - weight / 2.0) / weight.sum()
    return float(np.interp(percentile, middles, in_order.to_numpy(np.float64)))
