"""The single door: run a scenario, get results. Used by experiments, the app, the command line and tests."""

import time
from collections.abc import Callable, Sequence

from abm.cutting import UNCUT, Cuts
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
    cuts: Cuts = UNCUT,
) -> Results:
    """Run one scenario from its start to the December of its last year.

    ``threads`` defaults to the machine's cores and changes nothing but speed. ``groups`` names groupings
    of children (``need``, ``phase``, ``setting``, ``school``, ``resources``, ``status``, ``year``, ``age``)
    whose measures are reported too. ``progress`` is called every month with months done, months in all,
    and the month's name. ``cuts`` says which links are cut, and how; the provenance names them. Raises
    ``InputError`` for a scenario, grouping or cut that asks for what does not exist and
    ``BooksDoNotClose`` if an invariant fails.
    """
    check(scenario)
    check_groupings(groups)
    cuts.check(scenario.start)
    began = time.perf_counter()
    pool = Threads(threads)
    try:
        record = _months(Simulation(scenario, pool, tuple(groups), cuts=cuts), progress)
    finally:
        pool.close()
    facts = provenance(scenario, time.perf_counter() - began)
    return Results(record.table(scenario), facts | cuts.words if cuts.names else facts)


def _months(simulation: Simulation, progress: Progress | None) -> Record:
    record = Record(simulation.first_recorded)
    for done in range(1, simulation.n_months + 1):
        simulation.step()
        if simulation.is_recording:
            record.add(simulation.world)
        if progress is not None:
            progress(done, simulation.n_months, simulation.last_label)
    return record
