"""The single door: run a scenario, get results. Used by experiments, the app, the command line and tests."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from abm.measures import measures
from abm.provenance import provenance
from abm.results import COLUMNS, Results
from abm.scenario import Scenario
from abm.simulation import Simulation
from abm.threads import Threads
from abm.validation import check
from agents.declarations import Float64s

Progress = Callable[[int, int, str], None]


def run(scenario: Scenario, *, threads: int | None = None, progress: Progress | None = None) -> Results:
    """Run one scenario from its start to the December of its last year.

    ``threads`` defaults to the machine's cores and changes nothing but speed. ``progress`` is called
    every month with months done, months in all, and the month's name. Raises ``InputError`` for a
    scenario that asks for what does not exist and ``BooksDoNotClose`` if an invariant fails.
    """
    check(scenario)
    began = time.perf_counter()
    pool = Threads(threads)
    try:
        labels, values, names = _months(scenario, pool, progress)
    finally:
        pool.close()
    table = _tidy(scenario, labels, values, names)
    kinds = {name: measure.kind for name, measure in measures().items()}
    return Results(table, kinds, provenance(scenario, time.perf_counter() - began))


def _months(
    scenario: Scenario, pool: Threads, progress: Progress | None
) -> tuple[list[str], list[Float64s], list[str]]:
    simulation = Simulation(scenario, pool)
    labels: list[str] = []
    values: list[Float64s] = []
    for done in range(1, simulation.n_months + 1):
        simulation.step()
        if simulation.is_recording:
            labels.append(simulation.last_label)
            values.append(simulation.measured())
        if progress is not None:
            progress(done, simulation.n_months, simulation.last_label)
    return labels, values, simulation.world.names


def _tidy(scenario: Scenario, labels: list[str], values: list[Float64s], names: list[str]) -> pd.DataFrame:
    """One row a measure, an authority and a month."""
    cube = np.array(values)
    n_months, n_measures, n_areas = cube.shape
    policy = " + ".join(scenario.levers) if scenario.levers else "status quo"
    columns = {
        "policy": policy,
        "draw": 0,
        "seed": scenario.seed,
        "date": np.repeat(labels, n_measures * n_areas),
        "area": np.tile(names, n_months * n_measures),
        "group": "all",
        "measure": np.tile(np.repeat(list(measures()), n_areas), n_months),
        "value": cube.ravel(),
    }
    return pd.DataFrame(columns)[list(COLUMNS)]
