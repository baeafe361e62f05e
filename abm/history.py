"""What happened to the system from outside, year by year: money, law, cohorts, climate.

Drivers only. Nothing the model is meant to produce (plans, requests, appeals, exclusions) is here.
Years are labelled by how each series counts them; ``value_in`` turns a month into the right label.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from abm.errors import InputError, nearest_choice
from abm.sources import sourced_rows

HISTORY_FILE = "history.csv"

# Cohorts grow until they leave school: with 5% more than its two-year-olds the model has as many pupils
# as the school census, within 2% in each January from 2011 to 2021. No count by age of arrival is to hand.
ARRIVING_LATER = 0.05

# The month in which the label moves on to the next year; 13 means it never does.
FIRST_MONTH = {"academic": 9, "january": 9, "financial": 4, "calendar": 13}

# Windows that open by the school calendar and close by the financial one: open while both are 1.
WINDOWS = {"statement_conversion": ("statement_conversion_begun", "statement_conversion_unfinished")}


@dataclass(frozen=True)
class Driver:
    """One series: its unit, how its years are labelled, and one value for each labelled year."""

    name: str
    unit: str
    year_convention: str
    values: Mapping[int, float]


@cache
def drivers() -> Mapping[str, Driver]:
    """Return every series of ``history.csv`` by name."""
    rows = sourced_rows(HISTORY_FILE, "source")
    values: dict[str, dict[int, float]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for row in rows:
        values.setdefault(row["series"], {})[int(row["year"])] = float(row["value"])
        heads[row["series"]] = (row["unit"], row["year_convention"])
    return MappingProxyType(
        {name: Driver(name, *heads[name], MappingProxyType(values[name])) for name in values}
    )


def series_names() -> list[str]:
    """List every series that can be asked for, windows included, in name order."""
    return sorted([*drivers(), *WINDOWS])


def history(series: str, year: int) -> float:
    """Return the value of a series for one year, labelled as the series labels its years.

    Academic years are labelled by the year they end, financial years by the year ending 31 March.
    Raises ``InputError`` for an unknown series or for a year the series does not cover.
    """
    if series in WINDOWS:
        return float(np.prod([history(part, year) for part in WINDOWS[series]]))
    values = _driver(series).values
    if year not in values:
        expected = f"a year from {min(values)} to {max(values)}"
        raise InputError(HISTORY_FILE, f"{series} {year}", expected, "Ask for a year inside that range.")
    return values[year]


def children_of_cohort(academic_year: int) -> float:
    """Children of the cohort that turned two in an academic year (labelled by its end).

    They are ONS's two-year-olds and those of their age who come to England later, let in together at two.
    """
    return 1000.0 * history("cohort_size", academic_year) * (1.0 + ARRIVING_LATER)


@cache
def value_in(series: str, year: int, month: int) -> float:
    """Return the value in force in a calendar month (``month`` 1 to 12).

    A series by academic year changes in September, one by financial year in April.
    Raises ``InputError`` as ``history`` does, or for a month outside 1 to 12.
    """
    if not 1 <= month <= 12:
        key = f"{series} {year}-{month}"
        raise InputError(HISTORY_FILE, key, "a month from 1 to 12", "Correct the month.")
    if series in WINDOWS:
        return float(np.prod([value_in(part, year, month) for part in WINDOWS[series]]))
    convention = _driver(series).year_convention
    return history(series, year + (month >= FIRST_MONTH[convention]))


def monthly(series: str, first_month: str, n_months: int) -> NDArray[np.float64]:
    """Return one value a month, ``n_months`` of them, from ``first_month`` (written "2010-09").

    Raises ``InputError`` as ``value_in`` does.
    """
    year, month = _year_and_month(first_month)
    ahead = range(month - 1, month - 1 + n_months)
    return np.array([value_in(series, year + months // 12, months % 12 + 1) for months in ahead], np.float64)


def _driver(series: str) -> Driver:
    if series not in drivers():
        remedy = nearest_choice(series, series_names())
        raise InputError(HISTORY_FILE, series, "the name of a driver series", remedy)
    return drivers()[series]


def _year_and_month(date: str) -> tuple[int, int]:
    year, _, month = date.partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        raise InputError(HISTORY_FILE, date, "a month such as 2010-09", "Write the year, a dash, the month.")
    return int(year), int(month)
