"""Drafts and settings: worked examples by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.drafts import (
    comments_on_draft,
    delivery_in_college,
    delivery_in_unit,
    is_on_the_list,
    lean_from_comments,
    names_unit,
    plans_college_places,
    restriction_of_choice,
    teaches_otherwise,
    trust_from_plan_made,
)

DRAFT = parameter_values().draft
SHARES = st.floats(0.0, 1.0)


@given(SHARES, SHARES, SHARES)
def test_more_means_never_comment_less(one: float, other: float, luck: float) -> None:
    """Claim D8."""
    less, more = sorted((one, other))
    assert comments_on_draft(more, DRAFT, luck) or not comments_on_draft(less, DRAFT, luck)


def test_half_of_middling_families_comment_and_comments_balance() -> None:
    assert comments_on_draft(0.5, DRAFT, 0.499)
    assert not comments_on_draft(0.5, DRAFT, 0.501)
    assert lean_from_comments(True, 0.0, DRAFT) == pytest.approx(0.02)
    assert lean_from_comments(True, 0.0, DRAFT) == -lean_from_comments(False, 0.0, DRAFT)


def test_a_list_with_national_bands_leaves_nothing_to_agree_on() -> None:
    """Claim K10: a list alone takes half, with bands all."""
    assert restriction_of_choice(0.0, 1.0) == 0.0
    assert restriction_of_choice(1.0, 0.0) == 0.5
    assert restriction_of_choice(1.0, 1.0) == 1.0
    assert lean_from_comments(True, 1.0, DRAFT) == 0.0
    assert trust_from_plan_made(0.05, 1.0, DRAFT) == pytest.approx(0.025)
    assert trust_from_plan_made(0.05, 0.0, DRAFT) == 0.05


def test_a_list_leaves_out_its_share() -> None:
    assert is_on_the_list(0.0, 0.0)
    assert not is_on_the_list(0.7, 0.69)
    assert is_on_the_list(0.7, 0.7)


def test_units_take_much_need_while_they_have_places() -> None:
    assert names_unit(0.51, 1, DRAFT)
    assert not names_unit(0.51, 0, DRAFT)
    assert not names_unit(0.5, 1, DRAFT)
    assert delivery_in_unit(0.6, DRAFT) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("unmet", "waits", "luck", "otherwise"),
    [(0.21, True, 0.0, True), (0.19, True, 0.0, False), (0.21, False, 0.0, False), (0.21, True, 0.5, False)],
)
def test_otherwise_is_for_those_who_wait_and_whom_class_fails(
    unmet: float, waits: bool, luck: float, otherwise: bool
) -> None:
    assert teaches_otherwise(unmet, waits, DRAFT, luck) is otherwise


def test_colleges_are_planned_over_three_years() -> None:
    """Claims N11, N15: 36 more plans are one more place planned a month."""
    assert plans_college_places(0.0, 50) == 50.0
    assert plans_college_places(100.0, 136) == pytest.approx(101.0)
    assert delivery_in_college(0.7, 1.0, DRAFT) == pytest.approx(0.76)
    assert delivery_in_college(0.7, 0.0, DRAFT) == 0.7
