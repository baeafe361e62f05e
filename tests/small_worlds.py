"""Small worlds for tests: a demo authority that can be stepped and looked at between months."""

from collections.abc import Iterator

import numpy as np

from abm import UNCUT, Cuts, Scenario
from abm.calendar import month_of
from abm.now import Now
from abm.parameters import Parameters
from abm.simulation import Simulation
from agents.declarations import Float64s, Int64s

A_LOT_OF_MINUTES = 10**9


def small_simulation(people: int = 400, to: int = 2035, cuts: Cuts = UNCUT, **rest: object) -> Simulation:
    """A demo authority before its spin-up; ``rest`` goes to the scenario."""
    scenario = Scenario(world="demo", people=people, to=to, **rest)  # type: ignore[arg-type]  # by name
    return Simulation(scenario, cuts=cuts)


def with_ample_staff(simulation: Simulation) -> Simulation:
    """The same with psychologists, health advice, caseworkers and sittings for everybody at once."""
    p: Parameters = simulation.parameters
    ample = 1e7
    simulation.parameters = p._replace(
        authority=p.authority._replace(psychology_hours_per_1000_children=ample),
        partner=p.partner._replace(advice_per_1000_children=ample),
    )
    simulation.world.authorities.casework_minutes[:] = A_LOT_OF_MINUTES
    simulation.world.tribunals.hearing_minutes[:] = A_LOT_OF_MINUTES
    return simulation


def months(simulation: Simulation, last: tuple[int, int]) -> Iterator[Now]:
    """Step to the end of the month ``last`` (year, calendar month), yielding each month once it is over."""
    while simulation.month <= last[0] * 12 + last[1] - 1:
        now = simulation.now()
        simulation.step()
        yield now


def settled(people: int) -> Simulation:
    """A demo authority that starts from today, in December 2024: its customs have settled."""
    simulation = small_simulation(people=people, start=2025)
    for _ in months(simulation, (2024, 12)):
        pass
    return simulation


def year_groups(simulation: Simulation, now: Now) -> Int64s:
    """Year group of every row in a month."""
    return now.month.academic_year - simulation.world.children.cohort.astype(np.int64)


def last_day(now: Now) -> int:
    """The last day of a month."""
    return now.month.first_day + now.month.n_days - 1


def state_of(simulation: Simulation) -> dict[str, Float64s]:
    """A copy of every column of every table, for comparing two worlds or two moments."""
    world = simulation.world
    tables = {
        "children": world.children,
        "families": world.families,
        "schools": world.schools,
        "units": world.units,
        "authorities": world.authorities,
        "cases": world.cases,
        "disputes": world.disputes,
        "tribunals": world.tribunals,
    }
    return {
        f"{name}.{column}": getattr(table, column).astype(np.float64)
        for name, table in tables.items()
        for column in table._fields  # type: ignore[attr-defined]  # every table is a NamedTuple
    }


def first_day(year: int, calendar_month: int) -> int:
    """The number of the first day of a month."""
    return month_of(year * 12 + calendar_month - 1, 0).first_day
