"""What bears on a month from outside: law, money and climate, from the sourced history."""

from functools import cache
from typing import NamedTuple

from abm.calendar import AUGUST, Month, month_number
from abm.history import value_in

FIRST_MONTH_OF_HISTORY = month_number(2010, AUGUST)


class Drivers(NamedTuple):
    """The values of every outside driver in one month; names are those of ``history.csv``."""

    academy_share_primary: float
    academy_share_secondary: float
    accountability_pressure: float
    behaviour_guidance_strength: float
    covid_closure_share: float
    early_help_index: float
    ep_supply_index: float
    funding_reform_2013: float
    general_fund_index: float
    high_needs_block_gbp_m: float
    historic_factor_share: float
    identification_guidance: float
    mediation_certificate: float
    national_inclusion_message: float
    plan_age_limit: float
    price_index: float
    safety_valve: float
    school_funding_per_pupil_gbp: float
    statement_conversion: float
    statutory_clock_days: float


def drivers_in(month: Month) -> Drivers:
    """The drivers of a month; months before September 2010 (the spin-up) live under those of August 2010."""
    return _drivers_in(max(month.number, FIRST_MONTH_OF_HISTORY))


@cache
def _drivers_in(number: int) -> Drivers:
    year, before = divmod(number, 12)
    return Drivers(*[value_in(name, year, before + 1) for name in Drivers._fields])
