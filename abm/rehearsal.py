"""A rehearsal of a small run, which shows every pass that any run needs and the types it is called with."""

import numpy as np

from abm.calendar import month_number
from abm.checks import audit
from abm.crew import stay_awake
from abm.parameters import parameter_values
from abm.quantities import by_authority
from abm.scenario import Scenario
from abm.simulation import SPIN_UP, Checkpoint, Simulation
from abm.spin_up.growing_up import children_grow_up
from abm.worlds.building import build_world
from abm.worlds.starting_points import starting_points
from agents.rehearsing import PassAsCalled, Rehearsal

# A year in which everything that has its month comes up, in the smallest world there is.
REHEARSED = Scenario(world="demo", people=200, start=2025, to=2025)
OF_CONVERSIONS = month_number(2015, 9)  # what a year of today lacks: statements turn into plans


def passes_to_compile() -> list[PassAsCalled]:
    """Every pass that a run needs and this process has not compiled or loaded yet, in order of first call.

    The world is built by plain Python. In the months after it passes are left out, so that nothing moves,
    and the books, which then cannot close, are not held to it.
    """
    with Rehearsal() as rehearsal, np.errstate(all="ignore"):
        simulation = _simulation()
        rehearsal.runs = False
        children_grow_up(simulation.world, simulation.now())
        while simulation.month <= simulation.last_recorded:
            _a_month_passes(simulation)
        simulation.month = OF_CONVERSIONS
        _a_month_passes(simulation)
        stay_awake(np.zeros(1, np.int64), 0, 0)  # as threads do, of which a rehearsal has one
    return list(rehearsal.noted.values())


def _a_month_passes(simulation: Simulation) -> None:
    now = simulation.let_happen()
    audit(simulation.world, now)
    by_authority(simulation.world)
    simulation.move_on(now)


def _simulation() -> Simulation:
    """The run with its world as it is built, before anybody has lived a month."""
    year, calendar_month = SPIN_UP[REHEARSED.start]
    points, parameters = starting_points(REHEARSED), parameter_values(REHEARSED.parameters)
    world = build_world(points, parameters, year, REHEARSED.start, REHEARSED.seed)
    return Simulation(REHEARSED, checkpoint=Checkpoint(month_number(year, calendar_month), world))
