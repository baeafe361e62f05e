"""What schools provide, identify and decide about behaviour: hand-worked, and the signs of the claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.school import (
    arranges_managed_move,
    asks_for_assessment,
    attainment_pressure,
    climate_next_month,
    ends_support,
    excludes,
    gain_in_results,
    hears_families,
    identifies_need,
    log_odds_of_asking_by_school,
    log_odds_of_excluding,
    log_odds_of_suspending,
    narrows_curriculum,
    ordinarily_available_quality,
    pot_left_by_plans,
    sen_support_quality,
    splits_effort,
    support_without_plan,
    suspends,
)

share = st.floats(0.0, 1.0)
z_score = st.floats(-2.0, 2.0)
counts = st.integers(0, 40)
pots = st.floats(0.0, 12000.0)

DEFAULT = parameter_values().school
PLAIN = DEFAULT._replace(
    reach_of_ordinary=0.3,
    reach_of_support=0.2,
    reach_of_specialists=0.1,
    suspension_base_log_odds=-1.0,
    exclusion_base_log_odds=-5.0,
    exclusion_weight_of_record=0.5,
    exclusion_weight_of_results=50.0,
    exclusion_weight_of_ethos=2.0,
    exclusion_weight_of_norm=1.5,
    exclusion_weight_of_cost=1.5,
    exclusion_weight_of_plan=1.0,
)


def exclusion_odds(
    suspensions: int = 1,
    results_pull: float = 0.0,
    ethos: float = 0.5,
    norm: float = 0.0,
    cost: float = 0.0,
    has_plan: bool = False,
) -> float:
    return log_odds_of_excluding(suspensions, results_pull, ethos, norm, cost, has_plan, PLAIN)


@given(share, z_score, z_score, st.floats(0.0, 1.0))
def test_pressure_grows_with_what_is_at_stake_and_with_the_distance_behind(
    stake: float, results: float, comparator: float, more: float
) -> None:
    now = attainment_pressure(stake, results, comparator)
    assert 0.0 <= now <= 1.0
    assert now <= attainment_pressure(min(1.0, stake + more), results, comparator)
    assert now <= attainment_pressure(stake, results - more, comparator)
    assert now <= attainment_pressure(stake, results, comparator + more)
    assert attainment_pressure(0.0, results, comparator) == 0.0


def test_plans_commit_the_pot_of_pupils_on_support() -> None:
    # 100,000 less 5 plans at 6,000 leaves 70,000 for 20 pupils; a quarter less in 2010 prices
    assert pot_left_by_plans(100_000.0, 5, 20, 6000.0, 1.0) == pytest.approx(3500.0)
    assert pot_left_by_plans(100_000.0, 5, 20, 6000.0, 1.25) == pytest.approx(2800.0)
    assert pot_left_by_plans(100_000.0, 5, 0, 6000.0, 1.0) == pytest.approx(70_000.0)
    # Before April 2013 there was no first contribution.
    assert pot_left_by_plans(100_000.0, 5, 20, 0.0, 1.0) == pytest.approx(5000.0)


@given(st.floats(0.0, 500_000.0), counts, counts, st.integers(0, 20))
def test_more_plans_never_leave_more(notional: float, plans: int, on_support: int, more: int) -> None:
    left = pot_left_by_plans(notional, plans, on_support, 6000.0, 1.1)
    assert 0.0 <= pot_left_by_plans(notional, plans + more, on_support, 6000.0, 1.1) <= left


@given(share, share, share, share)
def test_effort_follows_values_and_message_and_yields_to_pressure(
    ethos: float, pressure: float, message: float, more: float
) -> None:
    effort = splits_effort(ethos, pressure, message, DEFAULT)
    assert 0.0 <= effort <= 1.0
    assert effort <= splits_effort(min(1.0, ethos + more), pressure, message, DEFAULT)
    assert effort >= splits_effort(ethos, min(1.0, pressure + more), message, DEFAULT)
    assert effort <= splits_effort(ethos, pressure, min(1.0, message + more), DEFAULT)


@given(share, share, share)
def test_pressure_narrows_and_ethos_resists(pressure: float, ethos: float, more: float) -> None:
    narrow = narrows_curriculum(pressure, ethos, DEFAULT)
    assert 0.0 <= narrow <= 1.0
    assert narrow <= narrows_curriculum(min(1.0, pressure + more), ethos, DEFAULT)
    assert narrow >= narrows_curriculum(pressure, min(1.0, ethos + more), DEFAULT)


@given(share, share, share, share)
def test_quality_grows_with_skill_and_effort_and_shrinks_with_narrowing(
    skill: float, effort: float, narrowness: float, more: float
) -> None:
    quality = ordinarily_available_quality(skill, effort, narrowness)
    assert 0.0 <= quality <= 1.0
    assert quality <= ordinarily_available_quality(min(1.0, skill + more), effort, narrowness)
    assert quality <= ordinarily_available_quality(skill, min(1.0, effort + more), narrowness)
    assert quality >= ordinarily_available_quality(skill, effort, min(1.0, narrowness + more))


@given(share, share, pots, pots)
def test_an_empty_pot_never_buys_better_support(
    skill: float, effort: float, one: float, other: float
) -> None:
    empty, full = sorted((one, other))
    poor = sen_support_quality(skill, effort, empty, DEFAULT)
    assert 0.0 <= poor <= sen_support_quality(skill, effort, full, DEFAULT) <= 1.0


def test_the_best_school_meets_what_its_reach_says() -> None:
    assert support_without_plan(False, 1.0, 1.0, 0.0, PLAIN) == pytest.approx(0.3)
    assert support_without_plan(True, 1.0, 1.0, 0.0, PLAIN) == pytest.approx(0.5)
    assert support_without_plan(True, 0.0, 0.0, 0.0, PLAIN) == pytest.approx(0.0)


def test_four_visiting_hours_give_half_of_what_specialists_can_do() -> None:
    with_visits = support_without_plan(True, 0.5, 0.5, 4.0, PLAIN)
    assert with_visits - support_without_plan(True, 0.5, 0.5, 0.0, PLAIN) == pytest.approx(0.05)
    # Twice the hours add less than twice as much.
    more = support_without_plan(True, 0.5, 0.5, 8.0, PLAIN)
    assert with_visits < more < with_visits + 0.05


@given(st.booleans(), share, share, st.floats(0.0, 20.0), share)
def test_better_provision_never_meets_less(
    on_support: bool, quality: float, support: float, hours: float, more: float
) -> None:
    met = support_without_plan(on_support, quality, support, hours, DEFAULT)
    assert 0.0 <= met <= support_without_plan(True, quality, support, hours, DEFAULT)
    assert met <= support_without_plan(on_support, min(1.0, quality + more), support, hours, DEFAULT)
    assert met <= support_without_plan(on_support, quality, min(1.0, support + more), hours, DEFAULT)
    assert met <= support_without_plan(on_support, quality, support, hours + more, DEFAULT)


@given(share, share, share, share, share)
def test_voice_and_need_never_delay_recognition(
    need: float, bar: float, skill: float, more: float, luck: float
) -> None:
    if identifies_need(need, bar, skill, False, luck):
        assert identifies_need(need, bar, skill, True, luck)
        assert identifies_need(min(1.0, need + more), bar, skill, False, luck)
        assert identifies_need(need, max(0.0, bar - more), skill, False, luck)


@given(share, st.floats(0.05, 1.0), share, share)
def test_need_below_the_bar_is_not_identified_and_need_above_it_not_dropped(
    need: float, bar: float, skill: float, luck: float
) -> None:
    if need < bar:
        assert not identifies_need(need, bar, skill, True, luck)
    else:
        assert not ends_support(need, bar, luck)


def asks(months: int, luck: float, pulls: tuple[float, float, float, float], custom: float = 0.0) -> bool:
    return asks_for_assessment(months, log_odds_of_asking_by_school(*pulls, False, DEFAULT), custom, luck)


@given(st.tuples(share, st.integers(0, 60), pots, share), share, pots, share)
def test_schools_ask_when_need_stays_unmet_and_the_pot_is_empty(
    pupil: tuple[float, int, float, float], more: float, less_money: float, luck: float
) -> None:
    unmet, months, pot, precedent = pupil
    if not asks(months, luck, (unmet, pot, precedent, 0.0)):
        return
    assert asks(months, luck, (min(1.0, unmet + more), pot, precedent, 0.0))
    assert asks(months + 6, luck, (unmet, pot, precedent, 0.0))
    assert asks(months, luck, (unmet, pot, precedent, 0.0), custom=more)
    less = max(0.0, pot - less_money)
    assert asks(months, luck, (unmet, less, precedent, 0.0))
    assert asks(months, luck, (unmet, pot, min(1.0, precedent + more), 0.0))
    # A reward for one more plan makes schools ask for more (claim D7, loop R5).
    assert asks(months, luck, (unmet, pot, precedent, 2000.0 * more))


@given(share, st.integers(0, 1), pots, share)
def test_schools_try_before_they_ask(unmet: float, months: int, pot: float, precedent: float) -> None:
    assert not asks(months, 0.0, (unmet, pot, precedent, 0.0))


@given(share, st.booleans(), share, share, share)
def test_guidance_lowers_and_ethos_and_adjustments_raise_the_bar_to_suspend(
    ethos: float, has_sen: bool, adjustments: float, guidance: float, more: float
) -> None:
    def at(ethos: float, adjustments: float, guidance: float) -> float:
        return log_odds_of_suspending(ethos, has_sen, adjustments, guidance, DEFAULT)

    now = at(ethos, adjustments, guidance)
    assert now >= at(min(1.0, ethos + more), adjustments, guidance)
    assert now >= at(ethos, min(1.0, adjustments + more), guidance)
    assert now <= at(ethos, adjustments, min(1.0, guidance + more))


@given(share, share, share)
def test_adjustments_are_made_for_pupils_with_sen_only(ethos: float, guidance: float, luck: float) -> None:
    without, adjusting = (
        log_odds_of_suspending(ethos, False, made, guidance, DEFAULT) for made in (0.0, 1.0)
    )
    assert suspends(without, luck) == suspends(adjusting, luck)


def test_gain_in_results_by_hand() -> None:
    # A school at +0.1 loses a pupil at -1.4 out of 150: (0.1 + 1.4) / 150
    assert gain_in_results(0.1, -1.4, 150, False) == pytest.approx(0.01)
    assert gain_in_results(0.1, -1.4, 150, True) == 0.0


@given(z_score, z_score, st.integers(1, 300))
def test_nothing_is_gained_once_the_census_has_fixed_results_or_by_losing_a_good_result(
    results: float, attainment: float, leavers: int
) -> None:
    assert gain_in_results(results, attainment, leavers, True) == 0.0
    if attainment >= results:
        assert gain_in_results(results, attainment, leavers, False) <= 0.0


def test_exclusion_by_hand() -> None:
    plain = exclusion_odds()
    assert exclusion_odds(suspensions=3) == pytest.approx(plain + 1.0, abs=1e-6)
    assert exclusion_odds(results_pull=0.01) == pytest.approx(plain + 0.5, abs=1e-6)
    assert exclusion_odds(ethos=1.0) == pytest.approx(plain - 1.0, abs=1e-6)
    assert exclusion_odds(norm=1.0) == pytest.approx(plain + 1.5, abs=1e-6)
    assert exclusion_odds(cost=1.0) == pytest.approx(plain - 1.5, abs=1e-6)
    assert exclusion_odds(has_plan=True) == pytest.approx(plain - 1.0, abs=1e-6)


@given(
    st.tuples(st.integers(1, 15), st.floats(0.0, 0.05), share, st.floats(0.0, 3.0), st.floats(0.0, 2.0)),
    share,
    share,
)
def test_what_holds_a_head_back_never_makes_one_exclude(
    moment: tuple[int, float, float, float, float], more: float, luck: float
) -> None:
    """At the same luck, a plan, a bill or better values never turn a pupil kept into one removed."""
    record, pull, ethos, norm, cost = moment

    def removes(ethos: float, norm: float, cost: float, has_plan: bool, custom: float = 0.0) -> bool:
        pulls = log_odds_of_excluding(record, pull, ethos, norm, cost, has_plan, DEFAULT)
        return excludes(pulls, custom, luck)

    if removes(ethos, norm, cost, False):
        return
    assert not removes(ethos, norm, cost, True)
    assert not removes(ethos, norm, cost + more, False)
    assert not removes(min(1.0, ethos + more), norm, cost, False)
    assert not removes(ethos, norm * (1.0 - more), cost, False)
    assert not removes(ethos, norm, cost, False, custom=-more)


@given(share, share, st.booleans(), share)
def test_inclusive_heads_within_reach_arrange_moves(
    ethos: float, more: float, is_academy: bool, luck: float
) -> None:
    if arranges_managed_move(ethos, is_academy, DEFAULT, luck):
        assert arranges_managed_move(min(1.0, ethos + more), is_academy, DEFAULT, luck)
        assert arranges_managed_move(ethos, False, DEFAULT, luck)


def test_a_signal_becomes_custom_slowly_and_never_overshoots() -> None:
    """Of a step from 0 to 1, 1 - (1 - 1/36)^36 = 0.637 is custom after three years of 36 months each."""
    slow = DEFAULT._replace(climate_months=36.0)
    climate = 0.0
    for _ in range(36):
        climate = climate_next_month(climate, 1.0, slow)
    assert climate == pytest.approx(0.637, abs=0.001)
    assert climate_next_month(0.4, 0.4, slow) == pytest.approx(0.4)


@given(share, share, share)
def test_families_are_heard_less_where_less_effort_is_left(contact: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert 0.0 <= hears_families(contact, less) <= hears_families(contact, more) <= 1.0
