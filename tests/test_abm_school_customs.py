"""Customs of schools at a start from today's facts: suspensions and exclusions expected, and as published."""

from copy import deepcopy

import numpy as np
import pytest

from abm.counting import Flow
from abm.facts import authority_facts, national
from abm.groups import N_COLUMNS
from abm.luck import key_of
from abm.passes.behaviour import incidents_happen
from abm.passes.expecting import BILLION
from abm.passes.expecting_trouble import Trouble, expect_trouble
from abm.phases.people import behaviour_parameters
from abm.scenario import Scenario
from abm.simulation import Simulation
from abm.spin_up.school_customs import N_KINDS, published_year
from abm.worlds.last_year import Conduct, national_conducts
from abm.worlds.starting_points import starting_point
from agents.declarations import Float64s, n_rows
from agents.vocabulary import SenStatus, SettingKind
from tests.reference_moment import Moment, moment_of
from tests.reference_places import IN_SCHOOL, pull_of_results
from tests.reference_rules import rules
from tests.reference_state import Person, State
from tests.small_worlds import months, settled


@pytest.fixture(scope="module")
def demo_2024() -> Simulation:
    return settled(people=6000)


def expected_of(simulation: Simulation) -> Float64s:
    """What the model's own pass expects of the month to come: ``Trouble`` by kind of setting and area."""
    world, now = simulation.world, simulation.now()
    expected = np.zeros((len(Trouble), N_KINDS, world.n_authorities), np.int64)
    tables = (world.children, world.families, world.schools)
    behaviour = behaviour_parameters(world, now)
    expect_trouble(*tables, now.month, behaviour, expected, 0, n_rows(world.children))
    found: Float64s = expected / BILLION
    return found


def chances_of(person: Person, now: Moment) -> tuple[float, float]:
    """Chance of a suspension this month, and of an exclusion that comes of it."""
    school, p = person.setting, now.p.school
    in_secondary = school.kind == SettingKind.SECONDARY
    needs = (person.semh_need, person.unmet_need, person.is_silent, in_secondary)
    incident = rules.chance(rules.log_odds_of_incident(*needs, now.p.child) + school.own_trouble)
    has_sen = person.sen_status != SenStatus.NONE
    held = (school.ethos, has_sen, school.send_effort, school.discipline_climate)
    suspended = incident * rules.chance(rules.log_odds_of_suspending(*held, p))
    cost = school.cost_of_exclusion_gbp / now.ap_place_gbp
    has_plan = person.sen_status == SenStatus.PLAN
    pulls = (pull_of_results(person, now), school.ethos, school.exclusion_norm, cost, has_plan)
    removed = rules.chance(
        rules.log_odds_of_excluding(person.suspensions + 1, *pulls, p) + school.own_excluding
    )
    moved = p.managed_move_share * (0.5 + school.ethos) * (0.8 if school.is_academy else 1.0)
    return suspended, suspended * removed * (1.0 - moved)


def test_expected_trouble_is_the_sum_of_everybodys_chances(demo_2024: Simulation) -> None:
    """Worked out again pupil by pupil, from the rules as plain functions."""
    state = State(demo_2024.world)
    now = moment_of(demo_2024.month, demo_2024.scenario, demo_2024.parameters)
    wanted = np.zeros((len(Trouble), N_KINDS))
    for person in state.people:
        in_school = person.setting is not None and person.placement in IN_SCHOOL
        if in_school and 0 <= now.year_group(person) < 12 and person.days_suspended < 45:
            wanted[:, person.setting.kind] += chances_of(person, now)
    found = expected_of(demo_2024)[:, :, 0]
    assert wanted[Trouble.SUSPENSIONS, SettingKind.SECONDARY] > 10.0
    assert found == pytest.approx(wanted, rel=1e-5, abs=1e-5)


def test_as_many_are_suspended_as_expected(demo_2024: Simulation) -> None:
    """100 times this month: some 4,000 suspensions, four standard deviations either way (1 in 16,000)."""
    now = demo_2024.now()
    behaviour = behaviour_parameters(demo_2024.world, now)
    counts = np.zeros((len(Flow), N_COLUMNS, 1), np.int64)
    for draw in range(100):
        world = deepcopy(demo_2024.world)
        tables = (world.children, world.families, world.schools, world.scratch.removed)
        month = now.month._replace(key=key_of(draw))
        incidents_happen(*tables, month, behaviour, counts, 0, n_rows(world.children))
    n = int(counts[Flow.SUSPENSIONS, 0, 0])
    wanted = 100.0 * expected_of(demo_2024)[Trouble.SUSPENSIONS].sum()
    assert wanted > 2000.0
    assert abs(n - wanted) < 4.0 * np.sqrt(wanted)


def test_customs_settle_where_thepublished_year_school_year_is_expected(demo_2024: Simulation) -> None:
    schools, expected = demo_2024.world.schools, expected_of(demo_2024)
    for kind, own in national_conducts().items():
        pupils = schools.roll[schools.kind == kind].sum()
        year = 11.0 * expected[Trouble.SUSPENSIONS, kind, 0]
        assert year == pytest.approx(own.suspensions * pupils, rel=0.15)
    others = ~np.isin(schools.kind, list(national_conducts()))
    assert not schools.own_trouble[others].any()
    assert not schools.own_excluding[others].any()


def test_one_exclusion_at_englands_rate_is_added_by_hand() -> None:
    """None of 1,000 where England has 1 in 500: (0 + 1) / (1,000 + 500) x 1,000."""
    usual = Conduct(suspensions=0.2, exclusions=0.002)
    year = published_year(Conduct(suspensions=0.1, exclusions=0.0), usual, 1000)
    assert year.suspensions == pytest.approx(100.0)
    assert year.exclusions == pytest.approx(2.0 / 3.0)
    assert published_year(usual, usual, 1000).exclusions == pytest.approx(2.0)


def test_an_authoritys_school_year_is_its_own() -> None:
    leeds, facts = starting_point("Leeds", 0, 2025).conducts, authority_facts("Leeds")
    assert leeds is not None
    secondary = leeds[SettingKind.SECONDARY]
    assert secondary.suspensions == pytest.approx(facts.suspensions_secondary_pct_2024 / 100.0)
    assert secondary.exclusions == pytest.approx(facts.permanent_exclusions_secondary_pct_2024 / 100.0)
    primary = national_conducts()[SettingKind.PRIMARY]
    assert primary.suspensions == pytest.approx(national("suspension_rate_primary", 2024) / 100.0)
    assert starting_point("Leeds", 0, 2010).conducts is None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Calderdale", "Kent", "Leeds"])
def test_schools_from_2025_suspend_as_often_as_theirs_did(name: str) -> None:
    """The first eleven months of the record but for August, against the school year 2023/24."""
    simulation = Simulation(Scenario(world=name, start=2025, to=2025))
    flows = np.zeros(len(Flow))
    for now in months(simulation, (2025, 12)):
        if now.month.year == 2025:
            flows += simulation.world.flows[:, 0]
    schools, facts = simulation.world.schools, authority_facts(name)
    pupils = {kind: int(schools.roll[schools.kind == kind].sum()) for kind in national_conducts()}
    primary = facts.suspensions_primary_pct_2024 * pupils[SettingKind.PRIMARY]
    secondary = facts.suspensions_secondary_pct_2024 * pupils[SettingKind.SECONDARY]
    assert flows[Flow.SUSPENSIONS] == pytest.approx((primary + secondary) / 100.0, rel=0.15)
    excluded = facts.permanent_exclusions_primary_pct_2024 * pupils[SettingKind.PRIMARY]
    excluded += facts.permanent_exclusions_secondary_pct_2024 * pupils[SettingKind.SECONDARY]
    few = excluded / 100.0
    assert abs(flows[Flow.EXCLUSIONS] - few) < 5.0 + 4.0 * np.sqrt(few)
