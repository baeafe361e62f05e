"""The books: a run that has gone wrong stops and says which invariant, when and where."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abm import BooksDoNotClose, Scenario, run
from abm.calendar import month_number
from abm.checks import CHECKS, check_books
from abm.counting import Flow, Stock
from abm.month import MONTH, Phase
from abm.now import Now
from abm.parameters import declared_parameters
from abm.scenario import Dose
from abm.worlds.state import World
from agents.vocabulary import SenStatus
from tests.small_worlds import small_simulation

N_QUICK = 10
N_SLOW = 60


def somebody(world: World, status: SenStatus) -> int:
    rows = np.flatnonzero(world.children.is_present & (world.children.sen_status == status))
    return int(rows[0])


def forget_a_person(world: World) -> None:
    world.stocks[Stock.PEOPLE] -= 1


def invent_a_plan(world: World) -> None:
    world.flows[Flow.NEW_PLANS] += 1


def misplace_a_plan(world: World) -> None:
    world.stocks[Stock.PLACEMENTS] += 1


def overflow_a_share(world: World) -> None:
    world.families.confidence[0] = 1.5


def lose_a_number(world: World) -> None:
    world.children.attainment[0] = np.nan


def orphan_a_case(world: World) -> None:
    world.children.case[somebody(world, SenStatus.NONE)] = 0


def band_without_plan(world: World) -> None:
    world.children.band[somebody(world, SenStatus.NONE)] = 3


def lose_a_penny(world: World) -> None:
    world.authorities.balance_pence[0] += 1


def spend_a_penny_twice(world: World) -> None:
    world.authorities.transport_pence[0] += 1


def count_an_event_in_no_group(world: World) -> None:
    world.flows[Flow.REFUSED] += 1


BREAKAGES: list[tuple[str, Callable[[World], None]]] = [
    ("people_in_equal_people_out", forget_a_person),
    ("plans_add_up", invent_a_plan),
    ("plans_are_somewhere", misplace_a_plan),
    ("shares_are_shares", overflow_a_share),
    ("shares_are_shares", lose_a_number),
    ("cases_match_children", orphan_a_case),
    ("only_plans_have_bands", band_without_plan),
    ("money_adds_up", lose_a_penny),
    ("general_fund_adds_up", spend_a_penny_twice),
    ("groups_add_up", count_an_event_in_no_group),
]


@pytest.mark.parametrize(("name", "breakage"), BREAKAGES, ids=[change.__name__ for _, change in BREAKAGES])
def test_each_way_of_going_wrong_is_named(name: str, breakage: Callable[[World], None]) -> None:
    simulation = small_simulation(people=300)
    for _ in range(3):
        now = simulation.now()
        simulation.step()
    breakage(simulation.world)
    with pytest.raises(BooksDoNotClose, match=rf"{name} failed in 2007-12 for (Demo|all authorities)"):
        check_books(simulation.world, now)


def test_every_check_is_broken_by_some_test() -> None:
    assert {check.__name__ for check in CHECKS} == {name for name, _ in BREAKAGES}


def test_a_run_stops_in_the_month_in_which_it_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def penny_is_lost(world: World, now: Now) -> None:
        if now.month.number == month_number(2008, 5):
            lose_a_penny(world)

    monkeypatch.setattr("abm.simulation.MONTH", (*MONTH, Phase("A penny is lost", penny_is_lost)))
    with pytest.raises(BooksDoNotClose, match="money_adds_up failed in 2008-05 for Demo"):
        run(Scenario(world="demo", people=300, to=2010))


def drawn(luck: np.random.Generator) -> dict[str, float]:
    """Every parameter drawn evenly from its declared range."""
    notes = declared_parameters()
    return {name: float(luck.uniform(note.low, note.high)) for name, note in notes.items()}


def random_scenario(seed: int) -> Scenario:
    luck = np.random.default_rng(seed)
    start = 2010 if seed % 2 else 2025
    levers = {}
    if seed % 3 == 0:
        at_once = Dose(1.0, start=float(start))
        levers = {"tighter_thresholds": at_once, "dedicated_outreach": at_once}
    return Scenario(
        world="demo", people=400, start=start, to=start + 3, seed=seed, parameters=drawn(luck), levers=levers
    )


@pytest.mark.parametrize("seed", range(N_QUICK))
def test_books_close_whatever_the_parameters(seed: int) -> None:
    run(random_scenario(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(N_QUICK, N_QUICK + N_SLOW))
def test_books_close_under_many_more_parameters(seed: int) -> None:
    run(random_scenario(seed))


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(sorted(declared_parameters())), st.booleans(), min_size=20))
def test_books_close_at_the_ends_of_ranges(ends: dict[str, bool]) -> None:
    notes = declared_parameters()
    extreme = {name: notes[name].high if high else notes[name].low for name, high in ends.items()}
    run(Scenario(world="demo", people=400, to=2013, parameters=extreme))
