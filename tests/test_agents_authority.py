"""How authorities judge, staff, place and pay: hand-worked from the law and the claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.authority import (
    agrees_to_assess,
    buys_advice,
    ceases_plan,
    commissions_places,
    converts_statement,
    evidence_of_need,
    issues_plan,
    keeps_discretionary,
    recruits_caseworkers,
    schools_consulted,
    sets_bar,
    time_for_statutory_advice,
    transfers_college_assessment,
    would_name_independent,
    would_name_special,
)
from agents.banding import band_for
from tests.odds_of import probability

share = st.floats(0.0, 1.0)
deficits = st.floats(0.0, 3.0)
minutes = st.integers(0, 5_000_000)

DEFAULT = parameter_values().authority
PLAIN = DEFAULT._replace(
    spread_of_judgement=0.0,
    weight_of_parent_evidence=0.0,
    school_evidence=0.0,
    bar_above_law=0.02,
    bar_from_deficit=0.1,
    bar_from_intervention=0.05,
    bar_from_losing=0.8,
    issue_discount=0.1,
    casework_growth_per_year=0.12,
    squeeze_by_deficit=2.0,
    place_growth_limit_per_year=0.05,
    concession_log_odds=-0.5,
)
# A year group's pupils turn five years older than its number: Year 14 turns 19.
YEARS_TO_AGE = 5
TO_19 = 19.0
TO_25 = 25.0


def bar(deficit: float = 0.0, intervened: bool = False, lost: float = 0.0, tighter: float = 0.0) -> float:
    return sets_bar(0.36, 0.03, deficit, intervened, lost, tighter, PLAIN)


def test_papers_that_are_read_right_show_need_and_half_of_what_is_unmet() -> None:
    assert evidence_of_need(0.3, 0.2, 0.5, False, PLAIN, 0.5) == pytest.approx(0.4)
    assert evidence_of_need(0.3, 0.2, 0.5, True, PLAIN, 0.5) == pytest.approx(0.4)


@given(share, share, share, st.booleans(), share, share)
def test_more_need_better_means_and_luck_never_weaken_the_papers(
    need: float, unmet: float, means: float, from_school: bool, more: float, luck: float
) -> None:
    papers = evidence_of_need(need, unmet, means, from_school, DEFAULT, luck)
    assert papers <= evidence_of_need(min(1.0, need + more), unmet, means, from_school, DEFAULT, luck)
    assert papers <= evidence_of_need(need, min(1.0, unmet + more), means, from_school, DEFAULT, luck)
    assert papers <= evidence_of_need(need, unmet, min(1.0, means + more), from_school, DEFAULT, luck)
    assert papers <= evidence_of_need(need, unmet, means, from_school, DEFAULT, min(1.0, luck + more))


@given(share, share, share)
def test_papers_of_schools_are_better_than_those_of_families_of_middling_means(
    need: float, unmet: float, luck: float
) -> None:
    by_family = evidence_of_need(need, unmet, 0.5, False, DEFAULT, luck)
    assert by_family <= evidence_of_need(need, unmet, 0.5, True, DEFAULT, luck)


def test_agreeing_and_issuing_at_the_bar() -> None:
    assert agrees_to_assess(0.41, 0.40)
    assert not agrees_to_assess(0.39, 0.40)
    assert issues_plan(0.31, 0.40, PLAIN)
    assert not issues_plan(0.29, 0.40, PLAIN)


def test_the_bar_by_hand() -> None:
    assert bar() == pytest.approx(0.36 + 0.03 + 0.02)
    assert bar(deficit=0.5) == pytest.approx(bar() + 0.05)
    assert bar(intervened=True) == pytest.approx(bar() + 0.05)
    assert bar(tighter=0.1) == pytest.approx(bar() + 0.1)
    assert bar(lost=0.05) == pytest.approx(bar() - 0.04)


@given(deficits, deficits, st.booleans(), st.floats(0.0, 0.2), st.floats(0.0, 0.1))
def test_deficit_and_intervention_never_lower_the_bar(
    one: float, other: float, intervened: bool, lost: float, tighter: float
) -> None:
    small, large = sorted((one, other))
    low = sets_bar(0.36, 0.0, small, intervened, lost, tighter, DEFAULT)
    assert low <= sets_bar(0.36, 0.0, large, intervened, lost, tighter, DEFAULT)
    assert low <= sets_bar(0.36, 0.0, small, True, lost, tighter, DEFAULT)


@given(deficits, st.floats(0.0, 0.2), st.floats(0.0, 0.2))
def test_losing_appeals_never_raises_the_bar(deficit: float, one: float, other: float) -> None:
    few, many = sorted((one, other))
    strict = sets_bar(0.36, 0.0, deficit, False, few, 0.0, DEFAULT)
    assert strict >= sets_bar(0.36, 0.0, deficit, False, many, 0.0, DEFAULT)


def test_protected_time_stays_with_schools() -> None:
    assert time_for_statutory_advice(10_000, 0, 0.0) == 10_000
    assert time_for_statutory_advice(10_000, 0, 0.4) == 6000


@given(minutes, minutes, share)
def test_statutory_time_and_the_protected_share_are_never_more_than_there_is(
    time: int, owed: int, protected: float
) -> None:
    statutory = time_for_statutory_advice(time, owed, protected)
    assert 0 <= statutory <= time_for_statutory_advice(time, 0, protected)
    assert statutory + protected * time <= time + 1
    assert statutory <= time_for_statutory_advice(time, owed, 0.0)


def test_caseworkers_are_recruited_while_more_than_a_months_work_waits() -> None:
    # One in a hundred a month, to the minute
    assert abs(recruits_caseworkers(100_000, 100_001, 1.0, PLAIN) - 101_000) <= 1
    assert recruits_caseworkers(100_000, 0, 1.0, PLAIN) <= 100_000


@given(minutes, minutes, st.floats(0.3, 1.2), st.floats(0.0, 0.5))
def test_a_smaller_general_fund_never_recruits_more(time: int, waiting: int, fund: float, cut: float) -> None:
    poor = recruits_caseworkers(time, waiting, max(0.1, fund - cut), DEFAULT)
    assert 0 <= poor <= recruits_caseworkers(time, waiting, fund, DEFAULT)


def test_discretionary_spending_is_squeezed_by_the_deficit() -> None:
    assert keeps_discretionary(0.0, False, PLAIN) == 1.0
    assert keeps_discretionary(-0.3, False, PLAIN) == 1.0
    assert keeps_discretionary(0.2, False, PLAIN) == pytest.approx(0.6)
    assert keeps_discretionary(5.0, False, PLAIN) >= 0.0


@given(st.floats(-1.0, 3.0), st.floats(0.0, 1.0), st.booleans())
def test_deficit_and_intervention_never_free_discretionary_money(
    deficit: float, more: float, intervened: bool
) -> None:
    kept = keeps_discretionary(deficit, intervened, DEFAULT)
    assert 0.0 <= keeps_discretionary(deficit + more, intervened, DEFAULT) <= kept <= 1.0
    assert keeps_discretionary(deficit, True, DEFAULT) <= kept


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 500))
def test_places_follow_what_is_waited_for_as_fast_as_building_allows(
    places: int, roll: int, waiting: int, more: int
) -> None:
    built = commissions_places(places, roll, waiting, PLAIN)
    assert 0 <= built <= 0.05 * places + 1
    assert built <= commissions_places(places, roll, waiting + more, PLAIN)


def test_nothing_is_built_where_places_are_empty_and_nobody_waits() -> None:
    assert commissions_places(1000, 700, 0, PLAIN) == 0


@given(share, share)
def test_bands_rise_with_need(one: float, other: float) -> None:
    little, much = sorted((one, other))
    assert 1 <= band_for(little, 0.0) <= band_for(much, 0.0) <= 5


def test_bands_use_their_whole_range() -> None:
    assert {band_for(step / 100.0, 0.0) for step in range(101)} == {1, 2, 3, 4, 5}


@given(share, share, share)
def test_need_never_keeps_a_child_from_a_special_school(need: float, more: float, luck: float) -> None:
    if would_name_special(need, True, DEFAULT, luck):
        assert would_name_special(min(1.0, need + more), True, DEFAULT, luck)
    assert not would_name_special(need, False, DEFAULT, luck) or would_name_special(need, True, DEFAULT, luck)


@given(share, share, share, share)
def test_independent_schools_are_for_need_that_has_no_state_place(
    need: float, semh: float, more: float, luck: float
) -> None:
    if would_name_independent(need, semh, True, luck):
        assert would_name_independent(need, semh, False, luck)
        assert would_name_independent(min(1.0, need + more), semh, True, luck)
        assert would_name_independent(need, min(1.0, semh + more), True, luck)


@given(st.integers(12, 25), share, share, share)
def test_no_plan_outlives_the_age_limit(group: int, need: float, unmet: float, luck: float) -> None:
    for limit in (TO_19, TO_25):
        if group + YEARS_TO_AGE > limit:
            assert ceases_plan(group, limit, need, unmet, 0.0, DEFAULT, luck)


@given(st.integers(15, 19), st.floats(0.3, 1.0))
def test_the_act_of_2014_lets_plans_run_past_19(group: int, need: float) -> None:
    assert ceases_plan(group, TO_19, need, 0.2, 0.0, DEFAULT, 0.99)
    assert not ceases_plan(group, TO_25, need, 0.2, 0.0, DEFAULT, 0.99)


@given(st.integers(-2, 10), st.floats(0.3, 1.0), share)
def test_a_child_in_need_of_school_age_keeps_the_plan(group: int, need: float, luck: float) -> None:
    """Section 45: a plan may end only when it is no longer necessary or the authority not responsible."""
    assert not ceases_plan(group, TO_25, need, 0.2, 0.0, DEFAULT, luck)


YEAR_9, YEAR_11, YEAR_6, BEFORE_RECEPTION, YEAR_8 = 9, 11, 6, -1, 8
SLOW = DEFAULT._replace(conversion_second_year_share=0.2, conversion_third_year_share=0.6)


@pytest.mark.parametrize(
    ("year_group", "years", "expected"),
    [
        (YEAR_9, 0, 1.0),  # first those in Year 9 and those who leave school
        (YEAR_11, 0, 1.0),
        (YEAR_6, 0, 0.0),
        (YEAR_8, 0, 0.0),
        (YEAR_6, 1, 1.0),  # from 2015/16 all who change phase
        (BEFORE_RECEPTION, 1, 1.0),
        (YEAR_8, 1, 0.2),
        (YEAR_8, 2, 0.6),
        (YEAR_8, 3, 1.0),  # the rest by March 2018
    ],
)
def test_statements_become_plans_in_the_order_of_the_law(
    year_group: int, years: int, expected: float
) -> None:
    assert probability(
        lambda luck: converts_statement(year_group, years, False, SLOW, luck)
    ) == pytest.approx(expected)


def test_every_statement_becomes_a_plan_at_the_last_review_before_the_deadline() -> None:
    assert converts_statement(YEAR_8, 2, True, SLOW, 0.99)


def test_advice_is_bought_in_for_what_own_staff_cannot_reach_up_to_a_limit() -> None:
    half = DEFAULT._replace(bought_in_advice_limit=0.5)
    assert buys_advice(900, 1000, half) == 0
    assert buys_advice(1300, 1000, half) == 300
    assert buys_advice(9000, 1000, half) == 500


def test_three_schools_at_the_most_are_consulted_and_more_need_meets_more_refusals() -> None:
    """Middling need of 0.5 and 40% of schools that cannot meet it: a second in 0.4, a third in 0.16."""
    forty = DEFAULT._replace(refused_consultation_share=0.4)
    assert schools_consulted(0.5, forty, 0.159) == 3
    assert schools_consulted(0.5, forty, 0.161) == 2
    assert schools_consulted(0.5, forty, 0.401) == 1
    assert schools_consulted(0.0, forty, 0.201) == 1
    assert schools_consulted(1.0, forty, 0.599) == 2


def test_a_college_assessment_becomes_a_plan_only_on_more_evidence_than_a_request() -> None:
    higher = DEFAULT._replace(college_bar_above_own=0.2)
    assert agrees_to_assess(0.6, 0.5)
    assert not transfers_college_assessment(0.6, 0.5, higher)
    assert transfers_college_assessment(0.71, 0.5, higher)


@given(st.integers(12, 13), st.integers(14, 19), share, share)
def test_plans_of_those_over_18_end_sooner(younger: int, older: int, need: float, luck: float) -> None:
    assert DEFAULT.ceasing_over_18_per_review > DEFAULT.ceasing_16_to_18_per_review
    before = ceases_plan(younger, TO_25, need, 0.1, 0.0, DEFAULT, luck)
    assert not before or ceases_plan(older, TO_25, need, 0.1, 0.0, DEFAULT, luck)


@given(st.integers(12, 19), share, share)
def test_a_plan_ends_no_later_where_less_hangs_on_it(group: int, need: float, luck: float) -> None:
    """Claims F2, N11: block funding of colleges weakens the individual guarantee."""
    usual = ceases_plan(group, TO_25, need, 0.1, 0.0, DEFAULT, luck)
    assert ceases_plan(group, TO_25, need, 0.1, 0.3, DEFAULT, luck) or not usual
    at_the_edge = DEFAULT.ceasing_over_18_per_review
    assert not ceases_plan(15, TO_25, 0.5, 0.1, 0.0, DEFAULT, at_the_edge)
    assert ceases_plan(15, TO_25, 0.5, 0.1, 0.3, DEFAULT, at_the_edge)
