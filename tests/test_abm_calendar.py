"""Months and days against the standard library's calendar."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.calendar import label, month_number, month_of

years = st.integers(2007, 2036)
calendar_months = st.integers(1, 12)


@given(years, calendar_months)
def test_months_are_those_of_the_calendar(year: int, calendar_month: int) -> None:
    month = month_of(month_number(year, calendar_month), seed=3)
    assert (month.year, month.calendar_month) == (year, calendar_month)
    assert date.fromordinal(month.first_day) == date(year, calendar_month, 1)
    assert month.n_days == monthrange(year, calendar_month)[1]
    assert label(month.number) == f"{year}-{calendar_month:02d}"


@given(years, calendar_months)
def test_days_follow_one_another_without_a_gap(year: int, calendar_month: int) -> None:
    number = month_number(year, calendar_month)
    month, following = month_of(number, 1), month_of(number + 1, 1)
    assert month.first_day + month.n_days == following.first_day


@pytest.mark.parametrize(
    ("year", "calendar_month", "academic_year"), [(2014, 8, 2013), (2014, 9, 2014), (2015, 1, 2014)]
)
def test_the_academic_year_begins_in_september(year: int, calendar_month: int, academic_year: int) -> None:
    assert month_of(month_number(year, calendar_month), 1).academic_year == academic_year


@given(years, calendar_months, st.integers(0, 2**40))
def test_every_month_and_seed_has_luck_of_its_own(year: int, calendar_month: int, seed: int) -> None:
    number = month_number(year, calendar_month)
    key = month_of(number, seed).key
    assert key != month_of(number + 1, seed).key
    assert key != month_of(number, seed + 1).key
    assert key == month_of(number, seed).key
