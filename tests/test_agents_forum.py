"""The parents' forum: hand-worked, and the signs of the claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.forum import (
    agency_after_forum,
    bar_after_forum,
    influence_realised,
    joins_forum,
    leaves_forum,
    lost_to_strategy,
    trust_after_forum,
    usual_agency,
)
from tests.odds_of import log_odds

share = st.floats(0.0, 1.0)
FAMILY = parameter_values().family._replace(
    forum_base_log_odds=-3.0,
    forum_weight_of_resources=2.0,
    forum_weight_of_invitation=1.5,
    forum_weight_of_dispute=1.0,
    trust_from_influence=0.4,
    agency_from_forum=0.2,
)
AUTHORITY = parameter_values().authority._replace(usual_influence_of_forum=0.1, bar_moved_by_forum=0.02)


def joining(resources: float, agency: float, in_dispute: bool, invitation: float) -> float:
    return log_odds(lambda luck: joins_forum(resources, agency, in_dispute, invitation, FAMILY, luck))


def test_families_with_means_who_are_asked_join_and_those_with_a_case_do_not() -> None:
    """Claims K2, K3."""
    usual = joining(0.5, 0.5, False, 0.0)
    assert usual == pytest.approx(-3.0, abs=0.02)
    assert joining(1.0, 0.5, False, 0.0) - usual == pytest.approx(1.0, abs=0.02)
    assert joining(0.5, 0.75, False, 0.0) - usual == pytest.approx(0.5, abs=0.02)
    assert joining(0.5, 0.5, False, 1.0) - usual == pytest.approx(1.5, abs=0.02)
    assert joining(0.5, 0.5, True, 0.0) - usual == pytest.approx(-1.0, abs=0.02)


@given(share, share, share)
def test_members_leave_sooner_with_less_trust_or_a_case_of_their_own(
    trust: float, less: float, luck: float
) -> None:
    if leaves_forum(trust, False, FAMILY, luck):
        assert leaves_forum(max(0.0, trust - less), False, FAMILY, luck)
        assert leaves_forum(trust, True, FAMILY, luck)


def test_little_comes_of_a_forum_without_power() -> None:
    assert influence_realised(0.0, AUTHORITY) == 0.1
    assert influence_realised(0.5, AUTHORITY) == pytest.approx(0.55)
    # With power over everything the bar falls by 0.018 at most (claim D2: slightly).
    assert bar_after_forum(0.4, 0.1, AUTHORITY) == 0.4
    assert bar_after_forum(0.4, 0.55, AUTHORITY) == pytest.approx(0.391)


def test_what_is_promised_and_not_done_costs_trust() -> None:
    """Claims K5, K11."""
    assert trust_after_forum(0.6, 0.1, 0.1, 0.0, FAMILY) == 0.6
    assert trust_after_forum(0.6, 0.1, 0.5, 0.0, FAMILY) == pytest.approx(0.44)
    assert trust_after_forum(0.6, 0.1, 0.1, 0.1, FAMILY) == pytest.approx(0.56)
    assert trust_after_forum(0.1, 0.0, 1.0, 0.0, FAMILY) == 0.0


def test_taking_part_teaches_to_speak_up() -> None:
    """Claim K4."""
    assert agency_after_forum(0.5, FAMILY) == pytest.approx(0.6)
    assert usual_agency(0.5) == 0.5


def test_strategy_takes_effort_from_contact_unless_parents_set_the_questions() -> None:
    """Claims P1, K1."""
    assert lost_to_strategy(0.0, 0.0, 0.05) == 0.0
    assert lost_to_strategy(1.0, 0.0, 0.05) == 0.05
    assert lost_to_strategy(1.0, 0.25, 0.05) == pytest.approx(0.025)
    assert lost_to_strategy(1.0, 0.6, 0.05) == 0.0
