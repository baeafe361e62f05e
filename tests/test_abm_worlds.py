"""Worlds as they are built: who is in them, where, how old, and how like the published facts."""

import numpy as np
import pytest

from abm import Scenario
from abm.facts import authority_facts, national
from abm.simulation import Simulation
from abm.worlds.people import add_cohort, make_room
from agents.declarations import Flags
from agents.vocabulary import Placement, SenStatus, SettingKind
from tests.small_worlds import months, small_simulation, state_of, year_groups

TWO_YEARS_OLD = -2
LAST_YEAR_AT_SCHOOL = 13


@pytest.fixture(scope="module")
def demo() -> Simulation:
    return small_simulation(people=4000)


@pytest.fixture(scope="module")
def demo_2025() -> Simulation:
    return small_simulation(people=4000, start=2025)


def present(simulation: Simulation) -> Flags:
    return simulation.world.children.is_present


def test_a_world_has_the_people_asked_for(demo: Simulation) -> None:
    assert present(demo).sum() == pytest.approx(4000, rel=0.02)


@pytest.mark.parametrize("start", [2010, 2025])
def test_everybody_is_from_two_years_old_to_the_oldest_with_a_plan(start: int) -> None:
    simulation = small_simulation(people=2000, start=start)
    groups = year_groups(simulation, simulation.now())[present(simulation)]
    assert groups.min() == TWO_YEARS_OLD
    assert set(range(TWO_YEARS_OLD, 15)) <= set(groups.tolist())
    older = year_groups(simulation, simulation.now()) > 14
    plans = simulation.world.children.sen_status == SenStatus.PLAN
    assert not (present(simulation) & older & ~plans).any()


@pytest.mark.parametrize("world", ["Rutland", "demo"])
def test_cohorts_that_enter_are_two_years_old(world: str) -> None:
    simulation = Simulation(Scenario(world=world, to=2010))
    for now in months(simulation, (2008, 9)):
        groups = year_groups(simulation, now)[present(simulation)]
        assert groups.min() == TWO_YEARS_OLD


def test_identities_are_never_used_twice(demo: Simulation) -> None:
    ids = demo.world.children.person_id[present(demo)]
    assert np.unique(ids).size == ids.size


def test_a_new_child_carries_nothing_of_who_held_the_row_before() -> None:
    simulation = small_simulation(people=300)
    world = simulation.world
    make_room(world, 50)
    rows = np.flatnonzero(~world.children.is_present)[-50:].astype(np.int32)
    for column in (world.children.suspensions, world.children.months_in_ap, world.children.plan_day):
        column[rows] = 7
    world.children.sen_status[rows] = SenStatus.PLAN
    world.children.band[rows] = 4
    world.families.grievance[rows] = 9.0
    world.families.month_asked[rows] = 24_000
    n = int(add_cohort(world, 2012, rows, seed=1).sum())
    fresh = rows[: min(n, rows.size)]
    children = world.children
    assert not children.suspensions[fresh].any()
    assert not children.months_in_ap[fresh].any()
    assert (children.plan_day[fresh] == -1).all()
    assert (children.sen_status[fresh] == SenStatus.NONE).all()
    assert not children.band[fresh].any()
    assert not world.families.grievance[fresh].any()
    assert (world.families.month_asked[fresh] == -1).all()


def test_the_same_seed_builds_the_same_world_and_another_does_not() -> None:
    one, same, other = (state_of(small_simulation(people=500, seed=seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(one[name], same[name], equal_nan=True) for name in one)
    assert not np.array_equal(one["families.resources"], other["families.resources"])


@pytest.mark.parametrize("start", [2010, 2025])
def test_a_demo_has_englands_rate_of_plans(start: int, demo: Simulation, demo_2025: Simulation) -> None:
    simulation = demo if start == 2010 else demo_2025
    children = simulation.world.children
    plans = (children.is_present & (children.sen_status == SenStatus.PLAN)).sum()
    # Everyone aged 2 to 18 in England, some 11 million, against the people asked for.
    everyone = 10.9e6 if start == 2010 else 11.5e6
    # A start in 2025 spins up from October 2023.
    held = (
        national("plans", 2010)
        if start == 2010
        else np.mean([national("plans", 2023), *[national("plans", 2024)] * 3])
    )
    assert plans == pytest.approx(held * 4000 / everyone, rel=0.1)


def test_statements_in_2010_and_plans_in_2025(demo: Simulation, demo_2025: Simulation) -> None:
    for simulation, statements in ((demo, True), (demo_2025, False)):
        children = simulation.world.children
        planned = children.is_present & (children.sen_status == SenStatus.PLAN)
        assert (children.is_statement[planned] == statements).all()
        assert (children.band[planned] > 0).all()
        assert not children.band[~planned & children.is_present].any()


def test_most_need_is_met_first_with_plans_then_with_support(demo: Simulation) -> None:
    children = demo.world.children
    need = np.maximum(children.learning_need, children.semh_need)
    at_school = children.is_present & (children.setting >= 0)
    means = [float(need[at_school & (children.sen_status == status)].mean()) for status in SenStatus]
    assert means == sorted(means)


def test_every_kind_of_setting_is_there_with_places(demo: Simulation) -> None:
    schools = demo.world.schools
    assert set(schools.kind.tolist()) == {int(kind) for kind in SettingKind}
    assert (schools.places > 0).all()
    for kind in SettingKind:
        rows = demo.world.index.rows[demo.world.index.first[kind, 0] : demo.world.index.last[kind, 0]]
        assert sorted(rows.tolist()) == np.flatnonzero(schools.kind == kind).tolist()


def test_settings_teach_the_year_groups_they_are_for(demo: Simulation) -> None:
    children, schools = demo.world.children, demo.world.schools
    groups = year_groups(demo, demo.now())
    placed = children.is_present & (children.setting >= 0)
    kinds = np.where(placed, schools.kind[children.setting], -1)
    assert groups[kinds == SettingKind.PRIMARY].min() >= 0
    assert groups[kinds == SettingKind.PRIMARY].max() <= 6
    assert groups[kinds == SettingKind.SECONDARY].min() >= 7
    assert groups[kinds == SettingKind.SECONDARY].max() <= LAST_YEAR_AT_SCHOOL
    assert groups[kinds == SettingKind.SPECIAL].max() <= LAST_YEAR_AT_SCHOOL


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Leeds", "Rutland", "Tower Hamlets"])
def test_an_authority_of_2025_has_its_own_plans_in_january(name: str) -> None:
    simulation = Simulation(Scenario(world=name, start=2025, to=2025))
    for _ in months(simulation, (2025, 1)):
        pass
    facts = authority_facts(name)
    children = simulation.world.children
    planned = children.is_present & (children.sen_status == SenStatus.PLAN)
    # Anchored on 1 January, counted on the 31st: a month of new and ceased plans lies between.
    assert planned.sum() == pytest.approx(facts.plans_2025, rel=0.03)
    in_special = np.isin(children.placement, (Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL))
    # The published figure counts every special school, independent ones too.
    assert (planned & in_special).sum() == pytest.approx(facts.plans_special_2025, rel=0.1)


@pytest.mark.slow
def test_schools_differ_in_who_they_put_on_support_and_authorities_little() -> None:
    """About two-thirds of the differences in identification lie between schools, few between authorities."""
    means, beyond_chance = [], []
    for name in ("Leeds", "Kent", "Camden", "Dorset", "Manchester", "Tower Hamlets"):
        simulation = Simulation(Scenario(world=name, start=2025, to=2025))
        for _ in months(simulation, (2025, 1)):
            pass
        schools = simulation.world.schools
        mainstream = np.isin(schools.kind, (SettingKind.PRIMARY, SettingKind.SECONDARY)) & (schools.roll > 30)
        roll = schools.roll[mainstream].astype(float)
        shares = schools.n_support[mainstream] / roll
        mean = float(shares.mean())
        means.append(mean)
        beyond_chance.append(float(shares.var() - (mean * (1.0 - mean) / roll).mean()))
    assert np.mean(beyond_chance) > 2.0 * np.var(means)


def test_rows_of_a_cohort_run_from_least_to_most_need_in_each_authority() -> None:
    """So that passes can leave out whole stretches of rows to whom nothing can happen."""
    world = small_simulation(people=2000).world
    children = world.children
    for cohort in np.unique(children.cohort[children.is_present]):
        rows = np.flatnonzero(children.is_present & (children.cohort == cohort))
        low = np.minimum(children.innate_learning_need[rows], children.innate_semh_need[rows])
        high = np.maximum(children.innate_learning_need[rows], children.innate_semh_need[rows])
        at_birth = np.minimum(1.0, high.astype(float) + 0.25 * low)
        if cohort <= 2004:  # early help has not yet moved what these were born with
            assert (np.diff(at_birth) >= -1e-6).all()
