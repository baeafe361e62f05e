"""Confidence and what families do about it: hand-worked and by the signs of the claims carried."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.family import (
    chooses_mediation,
    confidence_at_entry,
    confidence_next_month,
    contests,
    experience,
    grievance_next_month,
    leaves_for_home,
    log_odds_of_asking,
    log_odds_of_contesting,
    need_met,
    prefers_special,
    presses_on,
    seeks_assessment,
    speaks_up,
)
from tests.odds_of import log_odds, probability

share = st.floats(0.0, 1.0)
grievances = st.floats(0.0, 40.0)

DEFAULT = parameter_values().family
# Round weights, so that odds can be added up by hand.
PLAIN = DEFAULT._replace(
    confidence_loss_per_month=0.1,
    confidence_repair_per_month=0.02,
    weight_of_need_met=0.5,
    weight_of_being_heard=0.2,
    weight_of_school_peers=0.2,
    weight_of_area_peers=0.1,
    grievance_decay_per_month=0.05,
    asking_base_log_odds=-6.0,
    asking_weight_of_unmet_need=4.0,
    asking_weight_of_confidence=2.0,
    asking_weight_of_grievance=0.5,
    asking_weight_of_resources=1.0,
    asking_weight_of_peers=5.0,
    contest_base_log_odds=-4.0,
    contest_weight_of_loss=5.0,
    contest_weight_of_resources=1.0,
    contest_weight_of_distrust=2.0,
    contest_weight_of_success_seen=1.5,
    home_weight_of_lost_confidence=3.0,
)


def asking_odds(unmet: float, grievance: float, confidence: float, resources: float, peers: float) -> float:
    return log_odds_of_asking(unmet, grievance, confidence, resources, peers, False, PLAIN)


def asks(luck: float, family: tuple[float, float, float, float, float], custom: float = 0.0) -> bool:
    return seeks_assessment(log_odds_of_asking(*family, False, DEFAULT), custom, luck)


@pytest.mark.parametrize("own", [-6.0, -3.0, 0.0])
def test_custom_of_the_place_adds_to_what_moves_a_family(own: float) -> None:
    """Twice the odds where the custom is log 2, whatever the family's own are."""
    there = log_odds(lambda luck: seeks_assessment(own, math.log(2.0), luck))
    assert there == pytest.approx(own + math.log(2.0), abs=1e-6)


def contest_odds(loss: float, resources: float, trust: float, success: float) -> float:
    return log_odds_of_contesting(loss, resources, trust, success, 0.0, PLAIN)


@given(share, share, share)
def test_new_families_start_where_the_area_is(one: float, other: float, luck: float) -> None:
    low, high = sorted((one, other))
    doubting, trusting = confidence_at_entry(low, luck), confidence_at_entry(high, luck)
    assert 0.0 <= doubting <= trusting <= 1.0
    # Half of what the area has learnt, the other half the family's own.
    assert trusting - doubting == pytest.approx((high - low) / 2.0, abs=1e-6)


@pytest.mark.parametrize(("need", "unmet", "met"), [(0.4, 0.1, 0.75), (0.5, 0.5, 0.0), (0.0, 0.0, 1.0)])
def test_share_of_need_met(need: float, unmet: float, met: float) -> None:
    assert need_met(need, unmet) == pytest.approx(met)


def test_experience_is_a_weighted_mean() -> None:
    # 0.5 x 0.8 + 0.2 x 0.5 + 0.2 x 0.6 + 0.1 x 0.7
    assert experience(0.8, 0.5, 0.6, 0.7, PLAIN) == pytest.approx(0.69)


@given(share, share, share, share, st.floats(0.5, 3.0))
def test_only_the_proportions_of_the_weights_count(
    met: float, heard: float, school: float, area: float, factor: float
) -> None:
    scaled = PLAIN._replace(
        weight_of_need_met=0.5 * factor,
        weight_of_being_heard=0.2 * factor,
        weight_of_school_peers=0.2 * factor,
        weight_of_area_peers=0.1 * factor,
    )
    assert experience(met, heard, school, area, scaled) == pytest.approx(
        experience(met, heard, school, area, PLAIN)
    )


@given(share, share, share, share, share)
def test_better_experience_never_looks_worse(
    met: float, heard: float, school: float, area: float, more: float
) -> None:
    now = experience(met, heard, school, area, DEFAULT)
    tolerance = 1e-12
    assert now <= experience(min(1.0, met + more), heard, school, area, DEFAULT) + tolerance
    assert now <= experience(met, min(1.0, heard + more), school, area, DEFAULT) + tolerance
    assert now <= experience(met, heard, min(1.0, school + more), area, DEFAULT) + tolerance
    assert now <= experience(met, heard, school, min(1.0, area + more), DEFAULT) + tolerance


def test_confidence_by_hand() -> None:
    assert confidence_next_month(0.7, 0.2, PLAIN) == pytest.approx(0.65)
    assert confidence_next_month(0.2, 0.7, PLAIN) == pytest.approx(0.21)
    assert confidence_next_month(0.4, 0.4, PLAIN) == pytest.approx(0.4)


@given(st.floats(0.2, 0.8), st.floats(0.001, 0.2))
def test_confidence_is_lost_quicker_than_repaired(confidence: float, gap: float) -> None:
    lost = confidence - confidence_next_month(confidence, confidence - gap, DEFAULT)
    repaired = confidence_next_month(confidence, confidence + gap, DEFAULT) - confidence
    assert lost > repaired > 0.0


@given(share, share)
def test_confidence_stays_between_what_it_was_and_what_is_lived(confidence: float, lived: float) -> None:
    now = confidence_next_month(confidence, lived, DEFAULT)
    assert min(confidence, lived) - 1e-12 <= now <= max(confidence, lived) + 1e-12


def test_grievance_is_a_stock_that_fades() -> None:
    # 10 need-months, 5% forgotten, 0.3 unmet added
    assert grievance_next_month(10.0, 0.3, PLAIN) == pytest.approx(9.8)


@given(grievances, share, share)
def test_unmet_need_never_soothes(grievance: float, one: float, other: float) -> None:
    little, much = sorted((one, other))
    assert grievance_next_month(grievance, little, DEFAULT) <= grievance_next_month(grievance, much, DEFAULT)


@given(share, share, share, share, share)
def test_confidence_agency_and_contact_never_silence(
    confidence: float, agency: float, contact: float, more: float, luck: float
) -> None:
    if not speaks_up(confidence, agency, contact, DEFAULT, luck):
        return
    assert speaks_up(min(1.0, confidence + more), agency, contact, DEFAULT, luck)
    assert speaks_up(confidence, min(1.0, agency + more), contact, DEFAULT, luck)
    assert speaks_up(confidence, agency, min(1.0, contact + more), DEFAULT, luck)


def test_asking_by_hand() -> None:
    """A family of middling confidence and means asks at the base; each weight adds what it says."""
    middling = asking_odds(0.0, 0.0, 0.5, 0.5, 0.0)
    assert middling == pytest.approx(-6.0, abs=1e-6)
    # 0.25 of unmet need adds 1, a need-year of grievance 0.5, the best means 0.5, a fifth with plans 1
    assert asking_odds(0.25, 0.0, 0.5, 0.5, 0.0) == pytest.approx(middling + 1.0, abs=1e-6)
    assert asking_odds(0.0, 12.0, 0.5, 0.5, 0.0) == pytest.approx(middling + 0.5, abs=1e-6)
    assert asking_odds(0.0, 0.0, 0.5, 1.0, 0.0) == pytest.approx(middling + 0.5, abs=1e-6)
    assert asking_odds(0.0, 0.0, 0.5, 0.5, 0.2) == pytest.approx(middling + 1.0, abs=1e-6)
    # Full confidence holds back by half of 2, none urges by as much
    assert asking_odds(0.0, 0.0, 1.0, 0.5, 0.0) == pytest.approx(middling - 1.0, abs=1e-6)
    assert asking_odds(0.0, 0.0, 0.0, 0.5, 0.0) == pytest.approx(middling + 1.0, abs=1e-6)


@given(st.tuples(share, grievances, share, share, share), share, share)
def test_what_makes_a_family_ask(
    family: tuple[float, float, float, float, float], more: float, luck: float
) -> None:
    """Who asks would ask with more unmet need, a longer history, more means or peers, less confidence."""
    unmet, grievance, confidence, means, peers = family
    if not asks(luck, (unmet, grievance, confidence, means, peers)):
        return
    assert asks(luck, (min(1.0, unmet + more), grievance, confidence, means, peers))
    assert asks(luck, (unmet, grievance + 12.0 * more, confidence, means, peers))
    assert asks(luck, (unmet, grievance, max(0.0, confidence - more), means, peers))
    assert asks(luck, (unmet, grievance, confidence, min(1.0, means + more), peers))
    assert asks(luck, (unmet, grievance, confidence, means, min(1.0, peers + more)))
    assert asks(luck, (unmet, grievance, confidence, means, peers), custom=more)


@given(share, share, grievances, share, share)
def test_lost_confidence_and_need_make_special_schools_preferred(
    need: float, confidence: float, grievance: float, more: float, luck: float
) -> None:
    if not prefers_special(need, confidence, grievance, DEFAULT, luck):
        return
    assert prefers_special(min(1.0, need + more), confidence, grievance, DEFAULT, luck)
    assert prefers_special(need, max(0.0, confidence - more), grievance, DEFAULT, luck)
    assert prefers_special(need, confidence, grievance + more, DEFAULT, luck)


def test_contesting_by_hand() -> None:
    trusting = contest_odds(0.0, 0.0, 1.0, 0.0)
    assert contest_odds(0.2, 0.0, 1.0, 0.0) == pytest.approx(trusting + 1.0, abs=1e-6)
    assert contest_odds(0.0, 1.0, 1.0, 0.0) == pytest.approx(trusting + 1.0, abs=1e-6)
    assert contest_odds(0.0, 0.0, 0.5, 0.0) == pytest.approx(trusting + 1.0, abs=1e-6)
    assert contest_odds(0.0, 0.0, 1.0, 1.0) == pytest.approx(trusting + 1.5, abs=1e-6)


@given(share, share, share, share, share, share)
def test_what_makes_a_family_contest(
    loss: float, means: float, trust: float, success: float, more: float, luck: float
) -> None:
    def contested(loss: float, means: float, trust: float, success: float, custom: float = 0.0) -> bool:
        return contests(log_odds_of_contesting(loss, means, trust, success, 0.0, DEFAULT), custom, luck)

    if not contested(loss, means, trust, success):
        return
    assert contested(min(1.0, loss + more), means, trust, success)
    assert contested(loss, min(1.0, means + more), trust, success)
    assert contested(loss, means, max(0.0, trust - more), success)
    assert contested(loss, means, trust, min(1.0, success + more))
    assert contested(loss, means, trust, success, custom=more)


@given(share, share, share)
def test_trust_never_keeps_a_family_from_mediation(one: float, other: float, luck: float) -> None:
    low, high = sorted((one, other))
    assert not chooses_mediation(low, 0.0, DEFAULT, luck) or chooses_mediation(high, 0.0, DEFAULT, luck)


@given(share, share, share, share)
def test_a_duty_to_mediate_frees_nobody_and_in_full_binds_all(
    trust: float, duty: float, more: float, luck: float
) -> None:
    if chooses_mediation(trust, duty, DEFAULT, luck):
        assert chooses_mediation(trust, min(1.0, duty + more), DEFAULT, luck)
    if luck < 1.0:
        assert chooses_mediation(trust, 1.0, DEFAULT, luck)


@given(share, share, st.floats(-0.5, 0.5), share, share)
def test_means_loss_and_a_strong_case_never_make_a_family_give_up(
    means: float, loss: float, strength: float, more: float, luck: float
) -> None:
    if presses_on(means, loss, strength, DEFAULT, luck):
        assert presses_on(min(1.0, means + more), loss, strength, DEFAULT, luck)
        assert presses_on(means, min(1.0, loss + more), strength, DEFAULT, luck)
        assert presses_on(means, loss, strength + more, DEFAULT, luck)


def test_losing_all_confidence_adds_its_whole_weight() -> None:
    stays = log_odds(lambda luck: leaves_for_home(1.0, 0.0, False, PLAIN, luck))
    lost = log_odds(lambda luck: leaves_for_home(0.0, 0.0, False, PLAIN, luck))
    assert lost - stays == pytest.approx(3.0, abs=1e-6)


@given(share, share, st.booleans(), share)
def test_what_makes_a_family_leave(confidence: float, unmet: float, pressed: bool, more: float) -> None:
    def leaving(confidence: float, unmet: float, pressed: bool) -> float:
        return probability(lambda luck: leaves_for_home(confidence, unmet, pressed, DEFAULT, luck))

    now = leaving(confidence, unmet, pressed)
    assert now <= leaving(max(0.0, confidence - more), unmet, pressed)
    assert now <= leaving(confidence, min(1.0, unmet + more), pressed)
    assert now <= leaving(confidence, unmet, True)
