"""The single door: run a scenario, get results. Used by experiments, the app, the command line and tests."""

import time
from collections.abc import Callable, Sequence

from abm.groups import check_groupings
from abm.provenance import provenance
from abm.recording import Record
from abm.results import Results
from abm.scenario import Scenario
from abm.simulation import Simulation
from abm.threads import Threads
from abm.validation import check

Progress = Callable[[int, int, str], None]


def run(
    scenario: Scenario,
    *,
    threads: int | None = None,
    groups: Sequence[str] = (),
    progress: Progress | None = None,
) -> Results:
    """Run one scenario from its start to the December of its last year.

    ``threads`` defaults to the machine's cores and changes nothing but speed. ``groups`` names groupings
    of children (``need``, ``phase``, ``setting``, ``school``, ``resources``, ``status``, ``year``, ``age``)
    whose measures are reported too. ``progress`` is called every month with months done, months in all,
    and the month's name. Raises ``InputError`` for a scenario or grouping that asks for what does not
    exist and ``BooksDoNotClose`` if an invariant fails.
    """
    check(scenario)
    check_groupings(groups)
    began = time.perf_counter()
    pool = Threads(threads)
    try:
        record = _months(scenario, pool, tuple(groups), progress)
    finally:
        pool.close()
    return Results(record.table(scenario), provenance(scenario, time.perf_counter() - began))


def _months(scenario: Scenario, pool: Threads, groups: tuple[str, ...], progress: Progress | None) -> Record:
    simulation = Simulation(scenario, pool, groups)
    record = Record(simulation.first_recorded)
    for done in range(1, simulation.n_months + 1):
        simulation.step()
        if simulation.is_recording:
            record.add(simulation.world)
        if progress is not None:
            progress(done, simulation.n_months, simulation.last_label)
    return record
