"""Official facts: one record for each local authority, and the national record we are judged by.

Authorities are the 151 of the official tables; City of London and the Isles of Scilly are left out
because they have too few plans for a rate to mean anything.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Any, get_args, get_type_hints

import pandas as pd

from abm.errors import InputError, nearest_choice
from abm.sources import sourced_rows, table_rows

AUTHORITIES_FILE = "authorities.csv"
OFFICIAL_FILE = "national_official.csv"
COSTS_FILE = "costs.csv"


@dataclass(frozen=True)
class AuthorityFacts:
    """What is published about one authority; ``None`` where nothing usable was returned.

    ``authorities_columns.csv`` gives unit, year convention, publication and meaning of each field.
    A year at the end of a name is the year of the figure. Fields of 2022 to 2025 that describe
    outcomes are for starting a run in 2025, never for fitting. ``caution`` says what to mind.
    """

    authority: str
    region: str
    authority_code: str
    dfe_number: int
    mainstream_pupils_oct_2022: float
    population_0_17_2024: int
    high_needs_block_gbp_2023_24: int
    income_deprivation_share: float
    ehcp_pupils_pct_2016: float
    sen_support_pct_2016: float
    fsm_primary_pct_2016: float
    fsm_secondary_pct_2016: float
    ehcp_pupils_pct_2019: float
    sen_support_pct_2019: float
    fsm_primary_pct_2019: float
    fsm_secondary_pct_2019: float
    ehcp_pupils_pct_2025: float
    sen_support_pct_2025: float
    fsm_primary_pct_2025: float
    fsm_secondary_pct_2025: float
    ehcp_primary_pct_2025: float
    ehcp_secondary_pct_2025: float
    sen_support_primary_pct_2025: float
    sen_support_secondary_pct_2025: float
    plans_2019: int
    plans_2025: int | None
    plans_mainstream_2025: int | None
    plans_special_2025: int | None
    plans_independent_special_2025: int | None
    plans_non_maintained_special_2025: int | None
    plans_alternative_provision_2025: int | None
    plans_further_education_2025: int | None
    plans_educated_elsewhere_2025: int | None
    plans_placement_unknown_2025: int | None
    requests_2024: int | None
    requests_refused_pct_2024: float | None
    within_20_weeks_pct_2024: float | None
    permanent_exclusions_primary_pct_2024: float
    permanent_exclusions_secondary_pct_2024: float
    suspensions_primary_pct_2024: float
    suspensions_secondary_pct_2024: float
    progress8_no_sen_2024: float
    progress8_sen_support_2024: float
    progress8_ehcp_2024: float
    dsg_cumulative_deficit_pct_income_2022: float
    caution: str

    @property
    def high_needs_gbp_per_pupil_2023_24(self) -> float:
        """High needs block for each state mainstream pupil, in pounds."""
        return self.high_needs_block_gbp_2023_24 / self.mainstream_pupils_oct_2022


@cache
def authority_names() -> list[str]:
    """List the names of the authorities, in alphabetical order."""
    return sorted(facts.authority for facts in _authorities().values())


def authority_facts(name: str) -> AuthorityFacts:
    """Return the facts of one authority, found without regard to case.

    Raises ``InputError`` naming the three nearest authorities if there is none of that name.
    """
    found = _authorities().get(name.strip().lower())
    if found is None:
        near = get_close_matches(name.strip().lower(), _authorities(), n=3, cutoff=0.0)
        nearest = ", ".join(_authorities()[key].authority for key in near)
        raise InputError(AUTHORITIES_FILE, name, "the name of an authority", f"Nearest: {nearest}.")
    return found


@cache
def official_series() -> list[str]:
    """List the series of the national official record, in name order."""
    return sorted({row["series"] for row in _official_rows()})


def national(series: str, year: int) -> float:
    """Return one figure of the national official record.

    Raises ``InputError`` for an unknown series or for a year without a figure.
    """
    values = _official_values(series)
    if year not in values:
        years = ", ".join(map(str, sorted(values)))
        raise InputError(OFFICIAL_FILE, f"{series} {year}", "a year with a figure", f"There are: {years}.")
    return values[year]


def official(series: str) -> pd.DataFrame:
    """Return the whole official record of a series: one row a year, with unit, source and breaks.

    Columns are those of ``national_official.csv``; ``year`` and ``value`` are numbers.
    Raises ``InputError`` for an unknown series.
    """
    _official_values(series)
    table = pd.DataFrame([row for row in _official_rows() if row["series"] == series])
    return table.astype({"year": int, "value": float}).sort_values("year", ignore_index=True)


@cache
def unit_cost(item: str, year: int) -> float:
    """Return what one unit costs (pounds, or hours for the two staff times) in the nearest year known.

    Cash of the year of the figure: uprate it with the ``price_index`` of ``abm.history`` if need be.
    Raises ``InputError`` for an unknown item.
    """
    values = {int(row["year"]): float(row["value"]) for row in _cost_rows() if row["item"] == item}
    if not values:
        remedy = nearest_choice(item, {row["item"] for row in _cost_rows()})
        raise InputError(COSTS_FILE, item, "the name of a cost", remedy)
    return values[min(values, key=lambda known: (abs(known - year), known))]


@cache
def _authorities() -> dict[str, AuthorityFacts]:
    hints = get_type_hints(AuthorityFacts)
    rows = table_rows(AUTHORITIES_FILE)
    records = [AuthorityFacts(**{name: _read(row, name, hints[name]) for name in hints}) for row in rows]
    return {facts.authority.lower(): facts for facts in records}


def _read(row: dict[str, str], column: str, kind: Any) -> Any:
    text = row[column]
    optional = isinstance(kind, UnionType)
    if text == "" and optional:
        return None
    if text == "" and kind is not str:
        raise InputError(AUTHORITIES_FILE, f"{row['authority']} {column}", "a number", "Fill in the cell.")
    return (get_args(kind)[0] if optional else kind)(text)


@cache
def _official_rows() -> list[dict[str, str]]:
    return sourced_rows(OFFICIAL_FILE, "publication")


@cache
def _cost_rows() -> list[dict[str, str]]:
    return sourced_rows(COSTS_FILE, "source")


@cache
def _official_values(series: str) -> dict[int, float]:
    values = {int(row["year"]): float(row["value"]) for row in _official_rows() if row["series"] == series}
    if not values:
        remedy = nearest_choice(series, official_series())
        raise InputError(OFFICIAL_FILE, series, "the name of an official series", remedy)
    return values
