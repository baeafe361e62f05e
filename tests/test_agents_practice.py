"""Local practice: worked examples by hand, and what must hold for any authority."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.practice import (
    BAR,
    NO_PILOT,
    OUTREACH,
    TIME_FOR_SCHOOLS,
    copies_practice,
    has_time_to_reflect,
    keeps_pilot,
    merit_as_seen,
    merit_of,
    moves_towards,
    pays_towards_deficit,
    prevention_after_review,
    pulled_to_national,
    tried_value,
    tries_out,
)

PRACTICE = parameter_values().practice
SHARES = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("waiting", "given_time", "incoherence", "slack"),
    [
        (0, 0.9, 0.0, 1.0),
        (0, 0.0, 0.0, 0.1),
        (250, 0.9, 0.0, 0.5),  # a quarter of a month's work waits
        (500, 0.9, 0.0, 0.0),  # half a month's work: claim Q9
        (0, 0.9, 1.0, 0.5),  # policies that pull two ways: claim Q11
    ],
)
def test_time_to_reflect_goes_where_work_waits(
    waiting: int, given_time: float, incoherence: float, slack: float
) -> None:
    assert has_time_to_reflect(waiting, 1000, given_time, incoherence, PRACTICE) == pytest.approx(slack)


def test_what_counts_as_good_depends_on_the_basis_of_judgement() -> None:
    """Claims D3, Q10."""
    assert merit_of(0.9, 0.5, 0.0) == 0.9
    assert merit_of(0.9, 0.5, 1.0) == 0.5
    assert merit_of(0.9, 0.5, 0.5) == pytest.approx(0.7)


def test_copying_needs_time_a_gain_and_somebody_eager() -> None:
    """A gain of a twentieth convinces by half; luck of four tenths is below it, of six above."""
    assert copies_practice(0.6, 0.65, 1.0, 1.0, PRACTICE, 0.4)
    assert not copies_practice(0.6, 0.65, 1.0, 1.0, PRACTICE, 0.6)
    assert not copies_practice(0.6, 0.65, 0.0, 1.0, PRACTICE, 0.0)
    assert not copies_practice(0.6, 0.65, 1.0, 0.0, PRACTICE, 0.0)
    assert not copies_practice(0.6, 0.6, 1.0, 1.0, PRACTICE, 0.0)
    assert moves_towards(0.0, 0.4, PRACTICE) == pytest.approx(0.2)


@given(SHARES, st.floats(0.0, 0.4), SHARES)
def test_noise_misleads_by_no_more_than_its_size(merit: float, noise: float, luck: float) -> None:
    """Claim Q5."""
    assert abs(merit_as_seen(merit, noise, luck) - merit) <= noise + 1e-12
    assert merit_as_seen(merit, 0.0, luck) == merit


def test_pilots_need_leave_and_time_and_may_be_of_any_practice() -> None:
    assert tries_out(1.0, 0.0, 0.0) == NO_PILOT
    assert tries_out(0.0, 1.0, 0.0) == NO_PILOT
    assert [tries_out(0.6, 1.0, luck) for luck in (0.1, 0.3, 0.5, 0.7)] == [
        TIME_FOR_SCHOOLS,
        OUTREACH,
        BAR,
        NO_PILOT,
    ]


@given(st.sampled_from((TIME_FOR_SCHOOLS, OUTREACH)), SHARES, st.booleans())
def test_what_is_tried_stays_a_share(kind: int, value: float, goes_up: bool) -> None:
    assert 0.0 <= tried_value(kind, value, goes_up, PRACTICE) <= 1.0


def test_a_bar_may_go_either_way_and_what_did_harm_is_dropped() -> None:
    assert tried_value(BAR, 0.0, True, PRACTICE) == pytest.approx(0.03)
    assert tried_value(BAR, 0.0, False, PRACTICE) == pytest.approx(-0.03)
    assert keeps_pilot(0.7, 0.7)
    assert not keeps_pilot(0.69, 0.7)


def test_customs_come_together_by_three_hundredths_a_month() -> None:
    """Claim D12."""
    assert pulled_to_national(0.1, 1.0, PRACTICE) == pytest.approx(0.097)
    assert pulled_to_national(0.1, 0.0, PRACTICE) == 0.1


def test_a_review_takes_prevention_away_unless_removals_fell() -> None:
    """Claim M8: a tenth fewer is asked for."""
    assert prevention_after_review(1.0, 95.0, 100.0, PRACTICE) == pytest.approx(0.67)
    assert prevention_after_review(1.0, 85.0, 100.0, PRACTICE) == 1.0
    assert prevention_after_review(1.0, 50.0, 0.0, PRACTICE) == 1.0  # the first review has nothing to compare


def test_government_pays_towards_deficits_under_agreement_only() -> None:
    assert pays_towards_deficit(-1_200_000, True, 0.08) == 8_000
    assert pays_towards_deficit(-1_200_000, False, 0.08) == 0
    assert pays_towards_deficit(1_200_000, True, 0.08) == 0
