"""The mathematics of choosing, against the library's and against hand-worked odds."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import choosing
from agents.choosing import chance, exponential, share
from tests.odds_of import patient

anything = st.floats(-700.0, 700.0)


@patient
@given(anything)
def test_exponential_is_the_exponential(x: float) -> None:
    assert exponential(x) == pytest.approx(math.exp(x), rel=1e-13)


@patient
@given(st.floats(-1e6, 1e6))
def test_exponential_is_held_at_its_ends(x: float) -> None:
    held = min(700.0, max(-700.0, x))
    assert exponential(x) == exponential(held)


def test_exponential_of_whole_doublings() -> None:
    assert exponential(0.0) == 1.0
    assert exponential(math.log(8.0)) == pytest.approx(8.0, rel=1e-14)


@patient
@given(anything)
def test_compiled_and_plain_python_agree_to_the_bit(x: float) -> None:
    plain: Any = choosing.exponential
    assert exponential(x) == plain.py_func(x)


@pytest.mark.parametrize(("odds", "expected"), [(1.0, 0.5), (3.0, 0.75), (1.0 / 3.0, 0.25), (99.0, 0.99)])
def test_chance_of_known_odds(odds: float, expected: float) -> None:
    assert chance(math.log(odds)) == pytest.approx(expected, rel=1e-12)


@patient
@given(st.floats(-30.0, 30.0))
def test_chance_of_yes_and_no_are_one(log_odds: float) -> None:
    assert chance(log_odds) + chance(-log_odds) == pytest.approx(1.0, rel=1e-12)
    assert 0.0 < chance(log_odds) < 1.0


@patient
@given(anything, anything)
def test_higher_odds_are_never_less_likely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert chance(low) <= chance(high)


@patient
@given(st.floats(-5.0, 5.0))
def test_share_changes_only_what_is_no_share(value: float) -> None:
    assert share(value) == min(1.0, max(0.0, value))
