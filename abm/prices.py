"""What the high needs block pays for a plan or a place, in pence a month, by year."""

from functools import cache
from typing import NamedTuple

import numpy as np

from abm.facts import unit_cost
from abm.history import value_in
from abm.passes.census import Tariff
from agents.banding import BAND_WEIGHTS
from agents.declarations import Float64s
from agents.vocabulary import Placement

N_BANDS = len(BAND_WEIGHTS)

# Item of costs.csv and the year of the figure, for each placement that costs the block money.
ANCHORS = {
    Placement.RESOURCED: ("unit_place_and_top_up", 2022),
    Placement.SPECIAL: ("special_place_and_top_up", 2022),
    Placement.INDEPENDENT_SPECIAL: ("independent_special_fee", 2022),
    Placement.ALTERNATIVE: ("alternative_provision_place", 2018),
    Placement.FURTHER: ("further_education_place_and_top_up", 2022),
    Placement.SPECIALIST_POST_16: ("independent_special_fee", 2022),
    Placement.OTHERWISE: ("educated_elsewhere_package", 2024),
    Placement.AWAITING: ("educated_elsewhere_package", 2024),
}
BY_BAND = (Placement.MAINSTREAM, Placement.EARLY_YEARS)


@cache
def tariff(price_index: float) -> Tariff:
    """The mean tariff at a price level: known unit costs moved with prices from the year of each figure.

    It is to be read only.
    """
    gbp = np.zeros((len(Placement), N_BANDS))
    for placement, (item, year) in ANCHORS.items():
        gbp[placement, :] = unit_cost(item, year) * price_index / value_in("price_index", year, 1)
    top_up = unit_cost("mainstream_top_up", 2022) * price_index / value_in("price_index", 2022, 1)
    for placement in BY_BAND:
        gbp[placement, :] = top_up * np.array(BAND_WEIGHTS)
    pence = np.rint(gbp * 100.0 / 12.0).astype(np.int64)[None]
    pence.flags.writeable = False
    return Tariff(pence)


def local_tariffs(mean: Tariff, levels: Float64s) -> Tariff:
    """What each authority pays, ``levels`` times the mean for a band; the mean itself comes last."""
    pence = np.repeat(mean.pence, levels.size + 1, axis=0)
    for placement in BY_BAND:
        pence[:-1, placement] = np.rint(mean.pence[0, placement] * levels[:, None])
    return Tariff(pence)


class GeneralFundRates(NamedTuple):
    """What the general fund pays, in pence: staff by the hour, families and children by the month."""

    psychologist_hour: int
    caseworker_hour: int
    early_help_family: int
    child_carried: int


@cache
def general_fund_rates(price_index: float) -> GeneralFundRates:
    """The general fund's rates at a price level, moved with prices from 2024."""
    level = 100.0 * price_index / value_in("price_index", 2024, 1)
    return GeneralFundRates(
        psychologist_hour=round(unit_cost("educational_psychologist_hour", 2024) * level),
        caseworker_hour=round(unit_cost("case_officer_hour", 2024) * level),
        early_help_family=round(unit_cost("early_help_family", 2024) * level / 12.0),
        child_carried=round(unit_cost("transport_of_child_with_send", 2024) * level / 12.0),
    )


@cache
def ap_place_gbp(price_index: float) -> float:
    """What a full-time place in alternative provision costs a year."""
    item, year = ANCHORS[Placement.ALTERNATIVE]
    return unit_cost(item, year) * price_index / value_in("price_index", year, 1)
