"""The mathematics of choosing, against the library's and against hand-worked odds."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import choosing
from agents.choosing import chance, could_happen, exponential, happens, share

anything = st.floats(-700.0, 700.0)


@given(anything)
def test_exponential_is_the_exponential(x: float) -> None:
    assert exponential(x) == pytest.approx(math.exp(x), rel=1e-13)


@given(st.floats(-1e6, 1e6))
def test_exponential_is_held_at_its_ends(x: float) -> None:
    held = min(700.0, max(-700.0, x))
    assert exponential(x) == exponential(held)


def test_exponential_of_whole_doublings() -> None:
    assert exponential(0.0) == 1.0
    assert exponential(math.log(8.0)) == pytest.approx(8.0, rel=1e-14)


@given(anything)
def test_compiled_and_plain_python_agree_to_the_bit(x: float) -> None:
    plain: Any = choosing.exponential
    assert exponential(x) == plain.py_func(x)


@pytest.mark.parametrize(("odds", "expected"), [(1.0, 0.5), (3.0, 0.75), (1.0 / 3.0, 0.25), (99.0, 0.99)])
def test_chance_of_known_odds(odds: float, expected: float) -> None:
    assert chance(math.log(odds)) == pytest.approx(expected, rel=1e-12)


@given(st.floats(-30.0, 30.0))
def test_chance_of_yes_and_no_are_one(log_odds: float) -> None:
    assert chance(log_odds) + chance(-log_odds) == pytest.approx(1.0, rel=1e-12)
    assert 0.0 < chance(log_odds) < 1.0


@given(anything, anything)
def test_higher_odds_are_never_less_likely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert chance(low) <= chance(high)


@given(anything, st.floats(0.0, 1.0, exclude_max=True))
def test_what_happens_is_what_luck_falls_below(log_odds: float, luck: float) -> None:
    """The short cut for what is plainly unlikely must never change an answer."""
    assert happens(log_odds, luck) == (luck < chance(log_odds))


@given(anything, st.floats(-2e-16, 2e-16))
def test_what_happens_at_the_very_edge(log_odds: float, step: float) -> None:
    edge = chance(log_odds) * (1.0 + step)
    assert happens(log_odds, edge) == (edge < chance(log_odds))


@given(anything, st.floats(0.0, 1.0, exclude_max=True))
def test_what_could_not_happen_does_not(log_odds: float, luck: float) -> None:
    assert could_happen(log_odds, luck) or not luck < chance(log_odds)


def test_the_short_cut_spares_nearly_everybody() -> None:
    """At odds of 1 in 20,000 it leaves fewer than one person in 5,000 to be asked properly."""
    assert sum(could_happen(-9.9, step / 10_000.0) for step in range(10_000)) <= 2


@given(st.floats(-700.0, 0.0))
def test_the_short_cut_bounds_the_chance_with_room_to_spare(log_odds: float) -> None:
    """No rounding can tip it: the bound stays below 1 + exp by far more than one part in 1e12."""
    bound = (1.0 - log_odds / 32.0) ** 32
    assert bound * chance(log_odds) < 1.0 - 1e-4


@given(st.floats(-5.0, 5.0))
def test_share_changes_only_what_is_no_share(value: float) -> None:
    assert share(value) == min(1.0, max(0.0, value))
