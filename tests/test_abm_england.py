"""England: all of its authorities or a weighted sample of whole ones, and children who cross borders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm import InputError, Scenario, authorities, check, england
from abm.facts import authority_facts, national
from abm.simulation import Simulation
from abm.threads import Threads
from abm.worlds.borders import borders_between
from abm.worlds.sampling import N_DRAWS, balance, drawn_weights, members
from abm.worlds.starting_points import starting_points
from agents.vocabulary import SenStatus, SettingKind

sizes = st.integers(5, 151)


def children(name: str) -> int:
    return authority_facts(name).population_0_17_2024


ENGLAND = sum(children(name) for name in authorities())


def test_all_england_is_every_authority_once() -> None:
    assert [member.name for member in members()] == authorities()
    assert {member.weight for member in members()} == {1.0}


@given(sizes)
@settings(max_examples=15)
def test_a_sample_has_the_size_asked_for_and_stands_for_all_children(n: int) -> None:
    chosen = members(n)
    assert len(chosen) == n
    assert len({member.name for member in chosen}) == n
    assert all(member.weight >= 0.99 for member in chosen)
    assert sum(member.weight * children(member.name) for member in chosen) == pytest.approx(ENGLAND)


def test_a_sample_of_twenty_has_a_member_in_nearly_every_region() -> None:
    regions = {authority_facts(member.name).region for member in members(20)}
    assert len(regions) >= 9


def test_the_smallest_sample_has_members_from_the_north_the_middle_and_the_south() -> None:
    regions = {authority_facts(member.name).region for member in members(5)}
    for part in (
        {"North East", "North West", "Yorkshire and The Humber"},
        {"East Midlands", "West Midlands", "East of England"},
        {"Inner London", "Outer London", "South East", "South West"},
    ):
        assert regions & part


def test_draws_differ_and_have_authorities_with_chance_in_proportion_to_children() -> None:
    """Thousands of draws to choose from; a fifth of all children or more make an authority certain."""
    drawn = drawn_weights([authority_facts(name) for name in authorities()], 5) > 0.0
    assert len(np.unique(drawn, axis=0)) > 0.9 * N_DRAWS
    expected = 5 * np.array([children(name) for name in authorities()]) / ENGLAND
    spread = np.sqrt(expected * (1.0 - expected) / N_DRAWS)
    assert np.abs((drawn.mean(axis=0) - expected) / spread).max() < 5.0


@pytest.mark.parametrize("n", [5, 12, 20, 40])
def test_a_sample_is_near_england_on_what_it_is_balanced_on(n: int) -> None:
    for fact in balance(n):
        assert fact.sample == pytest.approx(fact.england, rel=0.06), fact.fact


def test_a_sample_is_not_chosen_by_what_happened_later() -> None:
    """Plans of 2025 are nowhere in the draw: the sample may miss them, and its bias there is reported."""
    assert not any("2025" in fact.fact or "2019" in fact.fact for fact in balance(20))


def test_shares_of_england_add_up_to_england() -> None:
    points = starting_points(england(start=2010))
    for share in ("population_share", "historic_share", "need_share"):
        assert sum(getattr(point, share) for point in points) == pytest.approx(1.0)
    assert sum(point.plans for point in points) == pytest.approx(national("plans", 2010), rel=0.02)


@pytest.mark.parametrize(
    ("scenario", "key", "hint"),
    [
        (Scenario(world="Leeds", authorities=20), "authorities", "england"),
        (Scenario(world="england", authorities=3), "authorities", "at least 5"),
        (Scenario(world="englnd"), "world", "'england'"),
        (Scenario(world="england", people=5000), "people", "demo"),
    ],
)
def test_what_england_cannot_be_is_said(scenario: Scenario, key: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        check(scenario)
    assert caught.value.key == key
    assert hint in str(caught.value)


def test_neighbours_are_of_one_region_and_london_is_one() -> None:
    borders = borders_between(["Inner London", "Outer London", "South West", "North East"], np.ones(4))
    assert borders.neighbours[borders.first[0] : borders.last[0]].tolist() == [1]
    assert borders.neighbours[borders.first[1] : borders.last[1]].tolist() == [0]
    shares = borders.crossing_share
    assert shares[SettingKind.SECONDARY, 0] == pytest.approx(0.20)
    assert not shares[:, 2:].any()
    assert not shares[SettingKind.SPECIAL].any()


@pytest.mark.slow
def test_children_cross_as_often_as_published_and_their_home_stays_responsible() -> None:
    """9% of England's secondary pupils, 20% of London's; the large neighbour takes more."""
    world = Simulation(england(authorities=40, to=2010), Threads(2)).world
    at_school = world.children.is_present & (world.children.setting >= 0)
    kind = world.schools.kind[world.children.setting]
    crossed = world.schools.authority[world.children.setting] != world.children.home_authority
    secondary = at_school & (kind == SettingKind.SECONDARY)
    weights = world.weights[world.children.home_authority]
    share = float((weights * (crossed & secondary)).sum() / weights[secondary].sum())
    assert share == pytest.approx(0.09, abs=0.015)
    special = at_school & (kind == SettingKind.SPECIAL)
    assert not (crossed & special).any()
    london = np.array(["London" in authority_facts(name).region for name in world.names])
    in_london = secondary & london[world.children.home_authority]
    assert float(crossed[in_london].mean()) == pytest.approx(0.20, abs=0.02)


@pytest.mark.slow
def test_a_sample_starts_with_englands_plans_and_closes_its_books() -> None:
    simulation = Simulation(england(authorities=5, to=2010), Threads(2))
    world = simulation.world
    own = np.bincount(
        world.children.home_authority[world.children.sen_status == SenStatus.PLAN],
        minlength=world.n_authorities,
    )
    assert float(own @ world.weights) == pytest.approx(national("plans", 2010), rel=0.10)
    for _ in range(14):
        simulation.step()
