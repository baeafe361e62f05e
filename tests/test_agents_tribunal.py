"""The tribunal: success follows from the gap between an authority's bar and the statutory test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.authority import agrees_to_assess, evidence_of_need
from agents.tribunal import (
    allows_appeal,
    concedes,
    recruits_panels,
    settles,
    success_families_see,
    success_seen_in_the_long_run,
)
from tests.odds_of import log_odds, probability

share = st.floats(0.0, 1.0)
minutes = st.integers(0, 10_000_000)

DEFAULT = parameter_values().tribunal
AUTHORITY = parameter_values().authority
# A tribunal and an authority that read the same papers alike.
CLEAR_SIGHTED = DEFAULT._replace(weight_of_evidence=0.0, spread_of_judgement=0.0)
SEES_ALIKE = AUTHORITY._replace(weight_of_parent_evidence=0.0, spread_of_judgement=0.0)
ON_THE_BAR = AUTHORITY._replace(concession_log_odds=-0.5)
LAW = 0.36
LUCKS = tuple((step + 0.5) / 20.0 for step in range(20))
NEEDS = tuple(step / 200.0 for step in range(200))


def share_won(bar: float) -> float:
    """Share of appeals against a refusal that succeed when the authority asks for ``bar``."""
    refused = [
        need
        for need in NEEDS
        if not agrees_to_assess(evidence_of_need(need, 0.1, 0.5, False, SEES_ALIKE, 0.5), bar)
    ]
    answers = [allows_appeal(need, 0.1, 0.5, LAW, CLEAR_SIGHTED, luck) for need in refused for luck in LUCKS]
    return sum(answers) / len(answers)


def test_who_was_refused_by_the_laws_own_bar_wins_next_to_nothing() -> None:
    assert share_won(LAW) < 0.02


def test_families_win_more_the_further_the_bar_lies_above_the_law() -> None:
    shares = [share_won(LAW + above) for above in (0.0, 0.05, 0.1, 0.2)]
    assert shares == sorted(shares)
    # Evidence between 0.36 and 0.46 was refused and is enough: need 0.31 to 0.41 of need below 0.41
    assert share_won(LAW + 0.1) == pytest.approx(0.10 / 0.41, abs=0.02)


@given(share, share, share, share, share)
def test_need_means_and_a_lower_test_never_lose_a_case(
    need: float, unmet: float, means: float, more: float, luck: float
) -> None:
    if not allows_appeal(need, unmet, means, LAW, DEFAULT, luck):
        return
    assert allows_appeal(min(1.0, need + more), unmet, means, LAW, DEFAULT, luck)
    assert allows_appeal(need, min(1.0, unmet + more), means, LAW, DEFAULT, luck)
    assert allows_appeal(need, unmet, min(1.0, means + more), LAW, DEFAULT, luck)
    assert allows_appeal(need, unmet, means, LAW * (1.0 - more), DEFAULT, luck)


def test_sittings_grow_by_hand() -> None:
    tribunal = DEFAULT._replace(longest_list_months=3.0, sitting_growth_per_year=0.24)
    assert recruits_panels(12_000, 36_000, tribunal) == 12_000
    # Two in a hundred a month, to the minute
    assert abs(recruits_panels(12_000, 36_300, tribunal) - 12_240) <= 1


@given(minutes, minutes)
def test_the_tribunal_never_shrinks(sitting: int, listed: int) -> None:
    assert recruits_panels(sitting, listed, DEFAULT) >= sitting


@given(share, st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.floats(1.0, 5000.0))
def test_appeals_won_are_seen_and_forgotten(seen: float, one: float, other: float, families: float) -> None:
    few, many = sorted((one, other))
    less = success_families_see(seen, few, families)
    assert 0.0 <= less <= success_families_see(seen, many, families) <= 1.0
    assert success_families_see(seen, 0.0, families) <= seen


def test_one_win_for_a_hundred_families_in_two_years_is_seen_by_half() -> None:
    """1,000 families and 10 wins every 24 months, until what is seen settles."""
    seen = 0.0
    for _ in range(600):
        seen = success_families_see(seen, 10.0 / 24.0, 1000.0)
    assert seen == pytest.approx(0.5, abs=0.05)


@given(share, share, share, share)
def test_a_case_that_would_be_lost_is_settled_or_conceded_sooner(
    need: float, unmet: float, more: float, luck: float
) -> None:
    stronger = min(1.0, need + more)
    assert not settles(need, unmet, 0.4, False, luck) or settles(stronger, unmet, 0.4, False, luck)
    # A family that is there only because it must be settles no case that a willing one would not.
    assert not settles(need, unmet, 0.4, True, luck) or settles(need, unmet, 0.4, False, luck)
    conceded = concedes(need, unmet, 0.4, AUTHORITY, luck)
    assert not conceded or concedes(stronger, unmet, 0.4, AUTHORITY, luck)
    assert not conceded or concedes(need, unmet, max(0.0, 0.4 - more), AUTHORITY, luck)


def test_a_case_on_the_bar_is_conceded_at_the_base_odds() -> None:
    assert log_odds(lambda luck: concedes(0.4, 0.0, 0.4, ON_THE_BAR, luck)) == pytest.approx(-0.5, abs=1e-6)
    # Evidence counts half of what is unmet: 0.3 + 0.2 / 2
    assert log_odds(lambda luck: concedes(0.3, 0.2, 0.4, ON_THE_BAR, luck)) == pytest.approx(-0.5, abs=1e-6)


@given(st.floats(0.0, 30.0), st.floats(2000.0, 100_000.0))
def test_what_is_seen_in_the_long_run_stays(won: float, families: float) -> None:
    seen = success_seen_in_the_long_run(won, families)
    assert success_families_see(seen, won, families) == pytest.approx(seen, abs=1e-9)


def test_what_is_seen_in_the_long_run_by_hand() -> None:
    """4 appeals won a month among 10,000 families: 0.04 per hundred over 1 - 0.96 is 1: odds of half."""
    assert success_seen_in_the_long_run(4.0, 10_000.0) == pytest.approx(0.5)


@given(share, share)
def test_a_chance_is_a_chance(need: float, unmet: float) -> None:
    assert 0.0 <= probability(lambda luck: concedes(need, unmet, 0.4, AUTHORITY, luck)) <= 1.0
