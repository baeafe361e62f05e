"""Runs that start where an earlier one can be shared: just before the first lever moves.

Two scenarios that differ in their levers alone are the same run until the first of those levers
starts. Such a run is kept at that month, and the next dose of the lever starts from there.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np

from abm.calendar import month_number
from abm.groups import check_groupings
from abm.provenance import provenance
from abm.recording import Record
from abm.results import Results
from abm.scenario import Dose, Scenario
from abm.simulation import Checkpoint, Simulation
from abm.threads import Threads
from abm.validation import check

Progress = Callable[[int, int, str], None]
BYTES_KEPT = 2**30


class Stem(NamedTuple):
    """What all runs have in common that go through one checkpoint: all but the levers still to come."""

    scenario: Scenario
    groupings: tuple[str, ...]
    month: int


class Branch(NamedTuple):
    """A checkpoint with the months recorded so far, and its size in bytes."""

    checkpoint: Checkpoint
    record: Record
    n_bytes: int


class Branching:
    """Makes runs as ``run`` does, each from the last checkpoint that it shares with an earlier one.

    Keeps checkpoints of up to ``bytes_kept`` in all, dropping those unused for longest. May be called
    from several threads: compiled code holds no state of its own, so that runs need no lock between them.
    """

    def __init__(self, threads: int | None = None, bytes_kept: int = BYTES_KEPT) -> None:
        self._threads, self._bytes_kept = threads, bytes_kept
        self._branches: OrderedDict[Stem, Branch] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(
        self, scenario: Scenario, *, groups: Sequence[str] = (), progress: Progress | None = None
    ) -> Results:
        """Run one scenario; ``groups``, ``progress``, results and errors are those of ``run``."""
        check(scenario)
        check_groupings(groups)
        began = time.perf_counter()
        pool = Threads(self._threads)
        try:
            record = self._months(scenario, pool, tuple(groups), progress)
        finally:
            pool.close()
        return Results(record.table(scenario), provenance(scenario, time.perf_counter() - began))

    def _months(
        self, scenario: Scenario, pool: Threads, groupings: tuple[str, ...], progress: Progress | None
    ) -> Record:
        simulation, record = self._begun(scenario, pool, groupings)
        keep_at = first_month_of_levers(scenario)
        while simulation.month <= simulation.last_recorded:
            if simulation.month == keep_at:
                self._keep(scenario, groupings, simulation, record)
            simulation.step()
            if simulation.is_recording:
                record.add(simulation.world)
            if progress is not None:
                left = simulation.last_recorded + 1 - simulation.month
                progress(simulation.n_months - left, simulation.n_months, simulation.last_label)
        return record

    def _begun(
        self, scenario: Scenario, pool: Threads, groupings: tuple[str, ...]
    ) -> tuple[Simulation, Record]:
        """A simulation at the latest checkpoint kept for this scenario, or at its start."""
        branch = self._latest(scenario, groupings)
        if branch is None:
            simulation = Simulation(scenario, pool, groupings)
            return simulation, Record(simulation.first_recorded)
        return Simulation(scenario, pool, groupings, branch.checkpoint), branch.record.copy()

    def _latest(self, scenario: Scenario, groupings: tuple[str, ...]) -> Branch | None:
        with self._lock:
            latest = month_number(scenario.to, 12)
            shared = [
                stem
                for stem in self._branches
                if stem.month <= latest and stem == _stem(scenario, groupings, stem.month)
            ]
            if not shared:
                return None
            stem = max(shared, key=lambda one: one.month)
            self._branches.move_to_end(stem)
            return self._branches[stem]

    def _keep(
        self, scenario: Scenario, groupings: tuple[str, ...], simulation: Simulation, record: Record
    ) -> None:
        stem, n_bytes = _stem(scenario, groupings, simulation.month), size_of(simulation.world)
        if stem in self._branches or n_bytes > self._bytes_kept:
            return
        branch = Branch(simulation.checkpoint(), record.copy(), n_bytes)
        with self._lock:
            self._branches[stem] = branch
            while sum(one.n_bytes for one in self._branches.values()) > self._bytes_kept:
                self._branches.popitem(last=False)


def first_month_of_levers(scenario: Scenario) -> int | None:
    """Number of the month in which the first lever of a scenario starts; None without levers."""
    return min((_starts(dose) for dose in scenario.levers.values()), default=None)


def size_of(world: Any) -> int:
    """Bytes of the arrays of a world."""
    tables = [getattr(world, one.name) for one in fields(world)]
    columns = [column for table in tables for column in (table if isinstance(table, tuple) else (table,))]
    return sum(column.nbytes for column in columns if isinstance(column, np.ndarray))


def _stem(scenario: Scenario, groupings: tuple[str, ...], month: int) -> Stem:
    """The scenario with only the levers that start before ``month``, and its last year left open."""
    begun = {name: dose for name, dose in scenario.levers.items() if _starts(dose) < month}
    return Stem(scenario.with_changes(levers=begun, to=scenario.start), groupings, month)


def _starts(dose: Dose) -> int:
    """The month before which a dose is 0 whatever else it says (its start may lie within a month)."""
    return month_number(0, 1) + int(np.floor(dose.start * 12.0))
