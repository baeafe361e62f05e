"""Drivers come from outside the system, cover the whole run and change in the right month."""

import numpy as np
import pytest

from abm.errors import InputError
from abm.history import drivers, history, monthly, series_names, value_in

OUTCOMES = (
    "plans",
    "requests",
    "assessments",
    "appeals",
    "mediations",
    "exclusion",
    "suspension",
    "sen_support",
    "home_educated",
    "confidence",
    "balance",
    "spending",
)


def test_no_outcome_series_is_among_the_drivers() -> None:
    for name in drivers():
        assert not any(word in name for word in OUTCOMES), name


def test_every_driver_covers_a_run_from_2010_to_december_2035() -> None:
    for name in series_names():
        values = [value_in(name, 2010 + month // 12, month % 12 + 1) for month in range(12 * 26)]
        assert np.isfinite(values).all(), name


def test_drivers_are_not_held_beyond_their_last_year() -> None:
    with pytest.raises(InputError, match="a year from 2010 to 2036"):
        history("price_index", 2037)
    with pytest.raises(InputError, match="a year from 2010"):
        value_in("general_fund_index", 2009, 3)


def test_law_changes_in_the_month_it_came_into_force() -> None:
    assert monthly("plan_age_limit", "2014-07", 4).tolist() == [19, 19, 25, 25]
    assert monthly("statutory_clock_days", "2014-08", 2).tolist() == [182, 140]
    assert monthly("funding_reform_2013", "2013-03", 2).tolist() == [0, 1]
    assert monthly("dsg_override", "2028-03", 2).tolist() == [1, 0]


def test_statements_are_converted_from_september_2014_to_march_2018() -> None:
    window = monthly("statement_conversion", "2014-01", 60)
    assert window.sum() == 43
    assert np.flatnonzero(window)[[0, -1]].tolist() == [8, 50]


def test_calendar_and_school_labels_do_not_drift() -> None:
    assert value_in("high_needs_block_gbp_m", 2016, 3) == 5_247
    assert value_in("high_needs_block_gbp_m", 2016, 4) == 5_300
    assert value_in("academy_share_secondary", 2025, 1) == 0.83


def test_money_and_prices_move_the_right_way() -> None:
    assert history("early_help_index", 2024) == 0.58
    assert history("early_intervention_grant_index", 2019) < history("early_help_index", 2019)
    real = [history("high_needs_block_gbp_m", year) / history("price_index", year) for year in (2015, 2025)]
    assert real[1] / real[0] == pytest.approx(1.58, abs=0.05)


@pytest.mark.parametrize("series", ["early_hlp_index", "plans"])
def test_unknown_driver_is_refused(series: str) -> None:
    with pytest.raises(InputError, match="the name of a driver series"):
        history(series, 2015)


@pytest.mark.parametrize("date", ["2014", "Sept 2014", "2014-13"])
def test_a_badly_written_month_is_refused(date: str) -> None:
    with pytest.raises(InputError, match="month"):
        monthly("price_index", date, 3)
