"""Years as official series label them: which twelve months are summed, and when stocks are taken."""

from typing import NamedTuple

import numpy as np

from abm.quantities import Quantities
from agents.declarations import Float64s

MONTHS = 12


class YearConvention(NamedTuple):
    """A year, labelled by the calendar year in which it ends.

    Events are summed over twelve months from ``first_month``; stocks are those of ``moment``, a month
    of the labelling year. ``over`` and ``at`` are the words for the two.
    """

    first_month: int
    moment: int
    over: str
    at: str


CONVENTIONS: dict[str, YearConvention] = {
    "january": YearConvention(1, 1, "in the calendar year", "in January"),
    "calendar": YearConvention(1, 1, "in the calendar year", "in January"),
    "academic": YearConvention(9, 1, "in the academic year ending that summer", "in January"),
    "financial": YearConvention(4, 3, "in the financial year ending that March", "at the end of March"),
    "may": YearConvention(6, 5, "in the year to May", "in May"),
    "september": YearConvention(10, 9, "in the year to September", "at the end of September"),
    "autumn": YearConvention(11, 10, "in the year to October", "in the autumn term"),
}


def by_year(
    monthly: Quantities, first_month: int, convention: YearConvention
) -> tuple[list[int], Quantities]:
    """Sum monthly quantities into years; what a year does not hold in full is not a number.

    ``monthly`` has months as the second axis, from month number ``first_month`` on; the years that come
    back take that axis.
    """
    n_months = monthly.events.shape[1]
    first = first_month // MONTHS
    years = list(range(first, (first_month + n_months - 1) // MONTHS + 2))
    events = [_summed(monthly.events, _window(year, first_month, convention)) for year in years]
    standing = [_at(monthly.standing, year * MONTHS + convention.moment - 1 - first_month) for year in years]
    return years, Quantities(np.stack(events, axis=1), np.stack(standing, axis=1))


def _window(year: int, first_month: int, convention: YearConvention) -> int:
    """Place among the recorded months of the first month of a year."""
    began = year if convention.first_month == 1 else year - 1
    return began * MONTHS + convention.first_month - 1 - first_month


def _summed(values: Float64s, start: int) -> Float64s:
    if start < 0 or start + MONTHS > values.shape[1]:
        return np.full_like(values[:, 0], np.nan)
    return np.asarray(values[:, start : start + MONTHS].sum(axis=1))


def _at(values: Float64s, place: int) -> Float64s:
    if not 0 <= place < values.shape[1]:
        return np.full_like(values[:, 0], np.nan)
    return values[:, place]
