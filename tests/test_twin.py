"""The compiled model against its plain twin: every column of every table, every month, bit for bit."""

from collections import Counter

import pytest

from abm.counting import Flow
from abm.scenario import Scenario
from abm.simulation import Simulation
from agents.choosing import chance, exponential
from tests.busy_worlds import eager, every_lever, in_one, in_two_halves, let_plans_be_outgrown
from tests.reference_differences import differences, report
from tests.reference_model import PlainModel
from tests.reference_rules import rules

THREE_YEARS = 36


def follow(simulation: Simulation, n_months: int) -> Counter[str]:
    """Step model and twin together, stopping at the first month that differs; returns what happened."""
    twin = PlainModel(simulation)
    happened: Counter[str] = Counter()
    for _ in range(n_months):
        simulation.step()
        twin.step()
        found = differences(simulation, twin)
        assert not found, report(found, simulation)
        for area in twin.state.areas:
            happened.update({flow.name: area.flows[flow] for flow in Flow})
    return happened


def let_months_pass(simulation: Simulation, last: tuple[int, int]) -> Simulation:
    """Step up to and including a month (year, calendar month)."""
    while simulation.month <= last[0] * 12 + last[1] - 1:
        simulation.step()
    return simulation


def test_twin_equals_the_model_from_the_first_month_of_a_small_world() -> None:
    """The spin-up, the opening of the books in September 2010 and the first recorded month."""
    happened = follow(Simulation(Scenario(world="demo", people=300, to=2012)), THREE_YEARS)
    assert happened["PEOPLE_IN"] > 0
    assert happened["REVIEWS"] > 0


def test_twin_equals_the_model_with_every_lever_pulled() -> None:
    scenario = Scenario(
        world="demo", people=400, to=2014, seed=2, parameters=eager(), levers=every_lever(2011.0)
    )
    happened = follow(let_months_pass(in_one(scenario), (2010, 12)), THREE_YEARS)
    assert {"EXCLUSIONS", "MANAGED_MOVES", "REINTEGRATED", "NEW_PLANS"} <= set(+happened)


def test_twin_equals_the_model_across_the_law_of_2014_in_two_authorities() -> None:
    """Plans to 25, mediation, conversion; two queues for casework and one for the tribunal."""
    scenario = Scenario(world="demo", people=500, to=2016, seed=5, parameters=eager())
    simulation = let_months_pass(in_two_halves(scenario), (2013, 8))
    let_plans_be_outgrown(simulation)
    happened = follow(simulation, THREE_YEARS)
    wanted = {"APPEALS", "MEDIATIONS", "CONCEDED", "CONVERSIONS", "CEASED", "LEFT_FOR_HOME", "CAME_BACK"}
    assert wanted <= set(+happened)


def test_twin_equals_the_model_in_a_present_day_world() -> None:
    scenario = Scenario(
        world="demo", people=400, start=2025, to=2028, parameters=eager(), levers=every_lever(2025.5)
    )
    happened = follow(let_months_pass(in_one(scenario), (2025, 1)), 24)
    assert happened["REVIEWS"] > 0


@pytest.mark.slow
def test_twin_equals_the_model_from_2012_to_2022_and_everything_happens() -> None:
    """Closed schools in 2020 and 2021, and at least one of every event that the model counts."""
    parameters = {
        **eager(),
        "authority.ceasing_16_to_18_per_review": 0.02,
        "authority.ceasing_over_18_per_review": 0.05,  # so that some plans last to 25
    }
    scenario = Scenario(
        world="demo", people=1500, to=2022, seed=4, parameters=parameters, levers=every_lever(2016.0)
    )
    simulation = let_months_pass(in_two_halves(scenario), (2012, 8))
    let_plans_be_outgrown(simulation)
    happened = follow(simulation, 120)
    # A plan is nearly always ceased at the last review before the limit of age, not lost by reaching it.
    assert {flow.name for flow in Flow if not happened[flow.name]} <= {"PLANS_LEFT"}


@pytest.mark.slow
@pytest.mark.parametrize(("start", "last"), [(2010, (2014, 7)), (2025, (2025, 3))])
def test_twin_equals_the_model_of_a_real_authority(start: int, last: tuple[int, int]) -> None:
    """Rutland, England's smallest ordinary authority, whole, across a September or from today's facts."""
    simulation = Simulation(Scenario(world="Rutland", start=start, to=2026))
    follow(let_months_pass(simulation, last), 8)


def test_twin_notices_a_difference_in_the_last_bit_of_one_column() -> None:
    """The comparison itself: a nudge of one unit in the last place is found and named."""
    simulation = Simulation(Scenario(world="demo", people=300, to=2012))
    twin = PlainModel(simulation)
    person = twin.state.people[7]
    person.confidence += 1e-7
    found = differences(simulation, twin)
    assert len(found) == 1
    assert found[0].startswith(f"families.confidence of person {person.person_id}: compiled ")


def test_exponential_is_the_same_compiled_and_plain() -> None:
    steps = [number * 0.37 - 740.0 for number in range(4001)]
    assert [exponential(step) for step in steps] == [rules.exponential(step) for step in steps]
    assert [chance(step) for step in steps] == [rules.chance(step) for step in steps]
