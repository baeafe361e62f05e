"""A start from today's facts: what is expected without luck, and customs that settle to the year 2024."""

import numpy as np
import pytest

from abm import Dose, demo, run
from abm.counting import Flow
from abm.facts import authority_facts, authority_names, national
from abm.luck import key_of
from abm.passes.asking import people_ask
from abm.passes.expecting import BILLION, Expected, expect_requests
from abm.phases.people import asking_conditions
from abm.scenario import Scenario
from abm.simulation import Simulation
from abm.worlds.starting_points import starting_point
from agents.declarations import Float64s
from agents.vocabulary import Asker, SenStatus
from tests.reference_cohorts import ORDINARY
from tests.reference_moment import Moment, moment_of
from tests.reference_people import may_be_asked_for, need_of
from tests.reference_rules import rules
from tests.reference_state import Area, Person, State
from tests.small_worlds import months, settled, small_simulation

REQUESTS = (
    Flow.REQUESTS_BY_PARENTS,
    Flow.REQUESTS_BY_YOUNG_PEOPLE,
    Flow.REQUESTS_BY_SCHOOLS,
    Flow.REQUESTS_BY_OTHERS,
)


@pytest.fixture(scope="module")
def demo_2024() -> Simulation:
    return settled(people=6000)


def expected_of(simulation: Simulation) -> Float64s:
    """What the model's own pass expects of the month to come: requests and refusals by authority."""
    world, now = simulation.world, simulation.now()
    expected = np.zeros((len(Expected), world.n_authorities), np.int64)
    tables = (world.children, world.families, world.schools, world.authorities, now.month)
    rules_of = (asking_conditions(now), simulation.parameters.authority)
    rows = np.flatnonzero(world.children.is_present).astype(np.int32)
    expect_requests(*tables, *rules_of, rows, expected, 0, rows.size)
    found: Float64s = expected / BILLION
    return found


def chances_of(person: Person, area: Area, now: Moment) -> tuple[float, float]:
    """Chance that the family asks this month, and that, where it does not, the school or another does."""
    school, older, p = person.setting, now.year_group(person) >= 12, now.p
    peers = 0.1 if school is None else school.peer_plans_share
    feelings = (person.grievance, person.confidence, person.resources)
    pull = rules.log_odds_of_asking(person.unmet_need, *feelings, peers, older, p.family)
    nobody = 1.0
    if now.year_group(person) < 0 and need_of(person) > 0.45:
        nobody -= p.partner.brings_young_child_per_month * need_of(person)
    tried = person.sen_status == SenStatus.SUPPORT and person.months_on_support >= 6
    if school is not None and tried and person.placement in ORDINARY:
        money = (school.pot_per_pupil_gbp, peers, school.plan_reward_gbp)
        own = rules.log_odds_of_asking_by_school(person.unmet_need, *money, older, p.school)
        nobody *= 1.0 - rules.chance(own + area.own_asking)
    return rules.chance(pull + area.own_asking), 1.0 - nobody


def falls_short(person: Person, area: Area, from_school: bool, now: Moment) -> float:
    """Share of a thousand lucks with which the papers do not reach the bar."""
    papers = (need_of(person), person.unmet_need, person.resources, from_school, now.p.authority)
    lucks = [(step + 0.5) / 1000.0 for step in range(1000)]
    evidence = [rules.evidence_of_need(*papers, luck) for luck in lucks]
    return sum(not rules.agrees_to_assess(one, area.bar) for one in evidence) / len(lucks)


def test_expected_requests_are_the_sum_of_everybodys_chances(demo_2024: Simulation) -> None:
    """Worked out again child by child, from the rules as plain functions."""
    state = State(demo_2024.world)
    now = moment_of(demo_2024.month, demo_2024.scenario, demo_2024.parameters)
    area, asks, refused = state.areas[0], 0.0, 0.0
    for person in state.people:
        if may_be_asked_for(person, now) and need_of(person) >= 0.12:
            family, others = chances_of(person, area, now)
            asks += family + (1.0 - family) * others
            refused += family * falls_short(person, area, False, now)
            refused += (1.0 - family) * others * falls_short(person, area, True, now)
    found = expected_of(demo_2024)
    assert asks > 1.0
    assert found[Expected.REQUESTS, 0] == pytest.approx(asks, rel=1e-5)
    assert found[Expected.REFUSALS, 0] == pytest.approx(refused, rel=1e-3)


def test_as_many_ask_as_expected(demo_2024: Simulation) -> None:
    """The month drawn 400 times: some 3,000 requests, four standard deviations either way (1 in 16,000)."""
    world, now = demo_2024.world, demo_2024.now()
    asked = np.zeros(world.children.cohort.size, np.int8)
    rows = np.flatnonzero(world.children.is_present).astype(np.int32)
    tables = (world.children, world.families, world.schools, world.authorities, asked)
    n = 0
    for draw in range(400):
        month = now.month._replace(key=key_of(draw))
        people_ask(*tables, month, asking_conditions(now), rows, 0, rows.size)
        n += int((asked != Asker.NOBODY).sum())
    wanted = 400.0 * expected_of(demo_2024)[Expected.REQUESTS, 0]
    assert wanted > 2000.0
    assert abs(n - wanted) < 4.0 * np.sqrt(wanted)


def test_customs_settle_where_the_published_year_is_expected(demo_2024: Simulation) -> None:
    demand = demo_2024.points[0].demand
    assert demand is not None
    requests, refused = expected_of(demo_2024)[:, 0]
    assert requests * 11.0 == pytest.approx(demand.requests_per_year, rel=0.05)
    assert refused / requests == pytest.approx(demand.refused_share, abs=0.03)


def test_customs_stay_once_the_record_begins(demo_2024: Simulation) -> None:
    a, health = demo_2024.world.authorities, demo_2024.world.health
    before = (a.own_asking.copy(), a.own_bar.copy(), health.own_time.copy())
    assert before[0][0] != 0.0
    assert before[2][0] != 1.0
    other = Simulation(demo_2024.scenario, checkpoint=demo_2024.checkpoint())
    for _ in months(other, (2025, 6)):
        pass
    a, health = other.world.authorities, other.world.health
    for then, now in zip(before, (a.own_asking, a.own_bar, health.own_time), strict=True):
        assert np.array_equal(then, now)


def test_no_lever_is_pulled_while_customs_settle() -> None:
    """A lever dated before the record begins with it: else customs would undo what it did."""
    pulled = [
        run(
            demo(
                400, start=2025, to=2026, levers={"tighter_thresholds": Dose(1.0, start=year, ramp_years=0.0)}
            )
        )
        for year in (2020.0, 2025.0)
    ]
    assert pulled[0].months["value"].equals(pulled[1].months["value"])


def test_a_start_in_2010_has_no_customs_of_asking() -> None:
    simulation = small_simulation(people=300)
    for _ in months(simulation, (2010, 9)):
        pass
    assert not simulation.world.authorities.own_asking.any()
    assert (simulation.world.health.own_time == 1.0).all()
    assert simulation.points[0].demand is None
    assert simulation.points[0].first_plans == simulation.points[0].plans


def test_authorities_start_with_their_own_year_and_add_up_to_englands() -> None:
    points = [starting_point(name, 0, 2025) for name in authority_names()]
    demands = [point.demand for point in points if point.demand is not None]
    kent, facts = starting_point("Kent", 0, 2025).demand, authority_facts("Kent")
    assert kent is not None
    assert (kent.requests_per_year, kent.refused_share) == (facts.requests_2024, 0.55)
    assert len(demands) == len(points)
    asked = sum(one.requests_per_year for one in demands)
    assert asked == pytest.approx(national("requests", 2024), rel=0.01)
    # Plans of October 2023 lie between those of the Januaries around it.
    assert national("plans", 2023) < sum(point.first_plans for point in points) < national("plans", 2024)
    assert all(0 < point.first_plans <= point.plans for point in points)


def test_a_figure_not_returned_is_englands_by_share_of_children() -> None:
    """The Isle of Wight returned no requests, Dorset no time taken."""
    isle, dorset = starting_point("Isle of Wight", 0, 2025), starting_point("Dorset", 0, 2025)
    assert isle.demand is not None
    assert dorset.demand is not None
    england = national("requests", 2024) * isle.population_share
    assert isle.demand.requests_per_year == pytest.approx(england)
    assert isle.demand.in_time_share == pytest.approx(0.286)
    assert dorset.demand.requests_per_year == authority_facts("Dorset").requests_2024
    assert dorset.demand.in_time_share == national("new_plans_within_20_weeks_share", 2024) / 100.0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Calderdale", "Kent", "Camden", "Leeds"])
def test_an_authority_from_2025_has_its_own_requests_and_refusals(name: str) -> None:
    """The year 2024 of the spin-up; the tolerances are some three standard deviations of luck and a lag."""
    simulation, facts = Simulation(Scenario(world=name, start=2025, to=2025)), authority_facts(name)
    flows = np.zeros(len(Flow))
    for now in months(simulation, (2024, 12)):
        if now.month.year == 2024:
            flows += simulation.world.flows[:, 0]
    requests, refused_pct = flows[list(REQUESTS)].sum(), 100.0 * flows[Flow.REFUSED]
    assert requests == pytest.approx(facts.requests_2024, rel=0.15)
    assert refused_pct / requests == pytest.approx(facts.requests_refused_pct_2024, abs=6.0)
