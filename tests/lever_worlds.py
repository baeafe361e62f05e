"""Small worlds in which levers are pulled at once or from September, and what is read off them."""

from collections.abc import Mapping

import numpy as np

from abm import Dose
from abm.simulation import Simulation
from agents.declarations import Flags, Float64s
from tests.busy_worlds import eager
from tests.small_worlds import months, small_simulation

AT_ONCE = Dose(1.0, start=2026.0, ramp_years=0.0)
FROM_SEPTEMBER = Dose(1.0, start=2026.0 + 8.0 / 12.0, ramp_years=0.0)
JANUARY, SEPTEMBER = (2026, 1), (2026, 9)


def to(
    last: tuple[int, int],
    dose: Dose,
    *names: str,
    busy: bool = False,
    parameters: Mapping[str, float] | None = None,
) -> Simulation:
    """A demo world at the end of a month, with the named levers at ``dose``."""
    own = {**(eager() if busy else {}), **(parameters or {})}
    people = 4000 if busy else 2000
    pulled = dict.fromkeys(names, dose)
    simulation = small_simulation(people, 2028, start=2025, levers=pulled, parameters=own)
    for _ in months(simulation, last):
        pass
    return simulation


def in_january(*names: str, busy: bool = False) -> Simulation:
    return to(JANUARY, AT_ONCE, *names, busy=busy)


def ordinary(simulation: Simulation) -> Flags:
    return simulation.world.is_ordinary


def column(simulation: Simulation, name: str) -> Float64s:
    """A column of the primary and secondary schools."""
    values: Float64s = getattr(simulation.world.schools, name)[ordinary(simulation)].astype(np.float64)
    return values


def money(simulation: Simulation, name: str) -> int:
    return int(getattr(simulation.world.authorities, name)[0])
