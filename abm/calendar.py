"""Months and days: one step is one month, cases carry their age in days."""

from datetime import date
from typing import NamedTuple

import numpy as np

from abm.luck import key_of

SEPTEMBER = 9
JANUARY = 1
FEBRUARY = 2
AUGUST = 8


class Month(NamedTuple):
    """One month: months are numbered year * 12 + (calendar month - 1), days from 1 January year 1."""

    number: int
    year: int
    calendar_month: int
    academic_year: int
    first_day: int
    n_days: int
    key: np.uint64


def month_number(year: int, calendar_month: int) -> int:
    """The number of a month."""
    return year * 12 + calendar_month - 1


def month_of(number: int, seed: int) -> Month:
    """The month with this number, with the luck key of this seed.

    ``academic_year`` is the year in which the academic year began.
    """
    year, before = divmod(number, 12)
    first = date(year, before + 1, 1)
    following = date(year + (before == 11), (before + 1) % 12 + 1, 1)
    academic_year = year if before + 1 >= SEPTEMBER else year - 1
    return Month(
        number,
        year,
        before + 1,
        academic_year,
        first.toordinal(),
        (following - first).days,
        key_of(seed, number),
    )


def label(number: int) -> str:
    """The month as text, such as 2014-09."""
    year, before = divmod(number, 12)
    return f"{year}-{before + 1:02d}"
