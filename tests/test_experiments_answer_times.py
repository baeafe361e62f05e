"""How long somebody waits: what is measured is what is said."""

import pytest

from experiments.answer_times import Waits, first_run_seconds, many_seconds
from experiments.bench import Clock
from experiments.commands.bench import waits_in_words


def test_the_gain_of_many_is_one_by_one_over_together() -> None:
    waits = Waits({"Kent": 0.9}, 4, one_by_one=3.0, together=2.0, cold_start=2.5, compiling=None)
    assert waits.gain_of_many == 1.5
    text = waits_in_words(waits)
    assert "Kent, January 2025 to 2035: 0.90 s" in text
    assert "compiled first" not in text


def test_a_month_that_takes_twice_as_long_in_the_end_is_seen() -> None:
    # A first month of 5 s, twelve months of 1 s, twelve of 2 s.
    ends = [5.0 + month for month in range(13)]
    ends += [ends[-1] + 2.0 * month for month in range(1, 13)]
    assert Clock(0.0, ends, people=10).late_over_early == pytest.approx(2.0)
    assert Clock(0.0, ends[:20], people=10).late_over_early == 1.0


@pytest.mark.slow
def test_waits_are_measured() -> None:
    assert first_run_seconds({}) > 0.1
    assert all(seconds > 0.0 for seconds in many_seconds(("Rutland", 2)))
