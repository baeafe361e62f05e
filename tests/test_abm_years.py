"""Years: a count is summed over the year its official series names, and never a part of one."""

import numpy as np
import pytest

from abm.calendar import month_number
from abm.quantities import N_EVENTS, N_STANDING, Quantities
from abm.years import CONVENTIONS, by_year

FIRST = month_number(2010, 9)


def counting_up(n_months: int) -> Quantities:
    """Month number m of the run has m events of every kind and a stock of m, September 2010 being 0."""
    months = np.arange(n_months, dtype=float)
    return Quantities(np.tile(months, (N_EVENTS, 1)), np.tile(months, (N_STANDING, 1)))


def events(convention: str, n_months: int = 28) -> dict[int, float]:
    years, sums = by_year(counting_up(n_months), FIRST, CONVENTIONS[convention])
    return {year: value for year, value in zip(years, sums.events[0], strict=True) if np.isfinite(value)}


def standing(convention: str, n_months: int = 28) -> dict[int, float]:
    years, sums = by_year(counting_up(n_months), FIRST, CONVENTIONS[convention])
    return {year: value for year, value in zip(years, sums.standing[0], strict=True) if np.isfinite(value)}


def test_a_calendar_year_is_january_to_december() -> None:
    # January 2011 is month 4: 4 + ... + 15 = 114, a year later 12 * 12 more.
    assert events("calendar") == {2011: 114.0, 2012: 258.0}


def test_an_academic_year_is_labelled_by_the_august_it_ends_in() -> None:
    # September 2010 to August 2011 are months 0 to 11.
    assert events("academic") == {2011: 66.0, 2012: 210.0}


def test_a_financial_year_ends_in_march() -> None:
    # April 2011 to March 2012 are months 7 to 18; April 2010 to March 2011 are not all in the run.
    assert events("financial") == {2012: 150.0}
    assert standing("financial") == {2011: 6.0, 2012: 18.0}


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("january", {2011: 4.0, 2012: 16.0}),
        ("academic", {2011: 4.0, 2012: 16.0}),
        ("may", {2011: 8.0, 2012: 20.0}),
        ("autumn", {2010: 1.0, 2011: 13.0, 2012: 25.0}),
        ("september", {2010: 0.0, 2011: 12.0, 2012: 24.0}),
    ],
)
def test_a_stock_is_taken_in_the_month_its_source_counts(convention: str, expected: dict[int, float]) -> None:
    assert standing(convention) == expected


def test_a_year_of_which_one_month_is_missing_is_not_a_year() -> None:
    assert events("academic", n_months=11) == {}
    assert list(events("academic", n_months=12)) == [2011]
