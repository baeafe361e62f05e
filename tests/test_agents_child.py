"""Need, progress and behaviour of a child: hand-worked, and the signs of claims A2, B9, C1, F1, M17, X1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.child import (
    attainment_next_month,
    attendance_next_month,
    has_incident,
    innate_need_next_month,
    need_next_month,
    overall_need,
)
from tests.odds_of import log_odds, probability

severity = st.floats(0.0, 1.0)
share = st.floats(0.0, 1.0)
z_score = st.floats(-3.0, 3.0)

DEFAULT = parameter_values().child
USUAL_ATTENDANCE = 0.95
# Round numbers to work with by hand: a tenth of unmet need escalates, a fifth of the excess eases.
PLAIN = DEFAULT._replace(
    escalation_per_month=0.1,
    easing_per_month=0.2,
    early_help_protection=0.5,
    semh_spillover=0.25,
    progress_per_month=0.1,
    attainment_cost_of_unmet_need=2.0,
    incident_base_log_odds=-5.0,
    incident_weight_of_semh_need=4.0,
    incident_weight_of_unmet_need=2.0,
    incident_weight_of_silence=0.5,
    incident_secondary_log_odds=1.0,
)


def incident_odds(semh: float, unmet: float, is_silent: bool, in_secondary: bool) -> float:
    return log_odds(lambda luck: has_incident(semh, unmet, is_silent, in_secondary, 0.0, PLAIN, luck))


def test_larger_need_counts_whole_and_smaller_a_quarter() -> None:
    assert overall_need(0.4, 0.2) == pytest.approx(0.45)
    assert overall_need(0.2, 0.4) == pytest.approx(0.45)
    assert overall_need(0.3, 0.0) == pytest.approx(0.3)


@given(severity, severity)
def test_overall_need_is_a_severity_and_at_least_the_larger_need(learning: float, semh: float) -> None:
    assert max(learning, semh) <= overall_need(learning, semh) <= 1.0


def test_a_fifth_of_the_excess_eases_and_unmet_need_escalates() -> None:
    # Need that is met: 0.5 - 0.2 x (0.5 - 0.3)
    eased = need_next_month(0.5, 0.3, 0.0, 0.0, PLAIN)
    assert eased == pytest.approx(0.46)
    # Of 0.2 unmet a tenth at most is added, less the nearer need is to its ceiling.
    assert eased < need_next_month(0.5, 0.3, 0.2, 0.0, PLAIN) <= eased + 0.02
    assert need_next_month(0.0, 0.0, 0.2, 0.0, PLAIN) == pytest.approx(0.02)


def test_early_help_takes_its_share_of_escalation_away() -> None:
    eased = need_next_month(0.5, 0.3, 0.0, 0.0, PLAIN)
    unhelped = need_next_month(0.5, 0.3, 0.2, 0.0, PLAIN) - eased
    helped = need_next_month(0.5, 0.3, 0.2, 0.5, PLAIN) - eased
    assert helped == pytest.approx(unhelped / 2.0)
    assert need_next_month(0.5, 0.3, 0.2, 1.0, PLAIN) == pytest.approx(eased)


def test_need_that_is_met_eases_back_to_what_the_child_was_born_with() -> None:
    need = 0.9
    for _ in range(200):
        need = need_next_month(need, 0.3, 0.0, 0.0, PLAIN)
    assert need == pytest.approx(0.3, abs=1e-6)


@given(severity, severity, severity, severity, share)
def test_more_unmet_need_never_means_less_need_next_month(
    need: float, innate: float, one: float, other: float, protection: float
) -> None:
    little, much = sorted((one, other))
    eased = need_next_month(need, innate, little, protection, DEFAULT)
    assert eased <= need_next_month(need, innate, much, protection, DEFAULT)


@given(severity, severity, severity, share, share)
def test_early_help_never_raises_need(
    need: float, innate: float, unmet: float, one: float, other: float
) -> None:
    little, much = sorted((one, other))
    helped = need_next_month(need, innate, unmet, much, DEFAULT)
    assert helped <= need_next_month(need, innate, unmet, little, DEFAULT)


@given(severity, severity, severity, share)
def test_need_stays_a_severity(need: float, innate: float, unmet: float, protection: float) -> None:
    assert 0.0 <= need_next_month(need, innate, unmet, protection, DEFAULT) <= 1.0


def test_attainment_moves_a_tenth_of_the_way_to_ability() -> None:
    assert attainment_next_month(0.0, 1.0, 0.0, USUAL_ATTENDANCE, PLAIN) == pytest.approx(0.1)


def test_unmet_need_lowers_what_attainment_moves_to() -> None:
    # Target 1 - 2 x 0.25 unmet = 0.5; a tenth of the way from 0
    assert attainment_next_month(0.0, 1.0, 0.25, USUAL_ATTENDANCE, PLAIN) == pytest.approx(0.05)


@given(z_score, z_score, severity, severity, share)
def test_unmet_need_never_helps_learning(
    attainment: float, ability: float, one: float, other: float, attendance: float
) -> None:
    little, much = sorted((one, other))
    held_back = attainment_next_month(attainment, ability, much, attendance, DEFAULT)
    assert held_back <= attainment_next_month(attainment, ability, little, attendance, DEFAULT)


@given(z_score, z_score, severity, share, share)
def test_missed_school_never_helps_learning(
    attainment: float, ability: float, unmet: float, one: float, other: float
) -> None:
    absent, present = sorted((one, other))
    less = attainment_next_month(attainment, ability, unmet, absent, DEFAULT)
    assert less <= attainment_next_month(attainment, ability, unmet, present, DEFAULT)


@given(share, severity, severity, share)
def test_attendance_stays_a_share(attendance: float, semh: float, unmet: float, confidence: float) -> None:
    assert 0.0 <= attendance_next_month(attendance, semh, unmet, confidence) <= 1.0


@given(share, severity, severity, share, share)
def test_lost_confidence_never_helps_attendance(
    attendance: float, semh: float, unmet: float, one: float, other: float
) -> None:
    lost, kept = sorted((one, other))
    assert attendance_next_month(attendance, semh, unmet, lost) <= attendance_next_month(
        attendance, semh, unmet, kept
    )


@given(share, severity, severity, severity, share)
def test_unmet_need_never_helps_attendance(
    attendance: float, semh: float, one: float, other: float, confidence: float
) -> None:
    little, much = sorted((one, other))
    assert attendance_next_month(attendance, semh, much, confidence) <= attendance_next_month(
        attendance, semh, little, confidence
    )


def test_incidents_by_hand() -> None:
    assert incident_odds(0.0, 0.0, False, False) == pytest.approx(-5.0, abs=1e-6)
    # -5 + 4 x 0.5 + 2 x 0.25
    assert incident_odds(0.5, 0.25, False, False) == pytest.approx(-2.5, abs=1e-6)
    # silence adds 0.5, secondary school 1
    assert incident_odds(0.5, 0.25, True, True) == pytest.approx(-1.0, abs=1e-6)


@given(severity, severity, st.booleans(), st.booleans(), severity)
def test_incidents_are_likelier_with_more_need_less_met(
    semh: float, unmet: float, is_silent: bool, in_secondary: bool, more: float
) -> None:
    def at(semh_need: float, unmet_need: float) -> float:
        return probability(
            lambda luck: has_incident(semh_need, unmet_need, is_silent, in_secondary, 0.0, DEFAULT, luck)
        )

    assert at(semh, unmet) <= at(min(1.0, semh + more), unmet)
    assert at(semh, unmet) <= at(semh, min(1.0, unmet + more))


@given(severity, severity, st.booleans(), share)
def test_silence_never_prevents_an_incident(
    semh: float, unmet: float, in_secondary: bool, luck: float
) -> None:
    heard = has_incident(semh, unmet, False, in_secondary, 0.0, DEFAULT, luck)
    assert not heard or has_incident(semh, unmet, True, in_secondary, 0.0, DEFAULT, luck)
    assert not heard or has_incident(semh, unmet, False, in_secondary, 0.5, DEFAULT, luck)


def test_early_help_as_in_2010_leaves_the_need_children_are_born_with() -> None:
    assert innate_need_next_month(0.4, 0.55, 0.55, DEFAULT) == 0.4


def test_losing_early_help_leaves_more_need_for_good_and_more_help_less() -> None:
    """A month at 0.25 instead of 0.55, at 0.8% a month per share lost: 0.4 * (1 + 0.008 * 0.3)."""
    child = DEFAULT._replace(early_plasticity_per_month=0.008)
    assert innate_need_next_month(0.4, 0.25, 0.55, child) == pytest.approx(0.40096)
    assert innate_need_next_month(0.4, 0.85, 0.55, child) == pytest.approx(0.39904)
