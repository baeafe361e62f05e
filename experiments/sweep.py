"""Carrying a study out: pilots first, then everything that waits, into the store; and checking it later."""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from abm import InputError, model_digest
from experiments.executors import Executor
from experiments.jobs import OK, Done, Recipe
from experiments.parts import bytes_of_a_run, merge, part_files, runs_and_bytes
from experiments.store import DESIGN_FILE, PARTS, Store, free_bytes
from experiments.store_tables import keep_parts_few, series_table
from experiments.wording import file_size

PILOT_LIMIT_SECONDS = 4 * 3600.0
TIMES_THE_SLOWEST_PILOT = 20.0
SHORTEST_LIMIT_SECONDS = 60.0
RUNS_BETWEEN_TIDYING = 500
# The parts, and the tables made from them.
COPIES_ON_DISK = 2.0
SAMPLE_SHARE, SMALLEST_SAMPLE, LARGEST_SAMPLE = 0.01, 3, 20

MakeExecutor = Callable[[Recipe], Executor]
Tell = Callable[["Session"], None]


@dataclass
class Session:
    """One sitting of work on a study: ``asked`` runs to make, and what has come of them so far."""

    asked: int
    began: float = field(default_factory=time.monotonic)
    statuses: Counter[str] = field(default_factory=Counter)
    run_seconds: float = 0.0
    slowest: float = 0.0
    first_error: str = ""
    interrupted: KeyboardInterrupt | SystemExit | None = None
    steady_since: float = 0.0
    steady_from: float = 0.0

    @property
    def done(self) -> int:
        """Number of runs that are safe, whatever came of them."""
        return self.statuses.total()

    @property
    def failed(self) -> int:
        """Number of runs that gave no answer."""
        return self.done - self.statuses[OK]

    @property
    def seconds(self) -> float:
        """Time since work began."""
        return time.monotonic() - self.began

    def steady(self) -> None:
        """Note that everything is loaded and all processes are at work from now on."""
        self.steady_since, self.steady_from = time.monotonic(), self.run_seconds

    def busy(self, abreast: int) -> float:
        """Share of the steady time that ``abreast`` processes spent in runs."""
        spent = time.monotonic() - self.steady_since
        return (self.run_seconds - self.steady_from) / (spent * abreast)

    def add(self, news: Done) -> None:
        """Count one more run."""
        self.statuses[news.status] += 1
        self.run_seconds += news.seconds
        self.slowest = max(self.slowest, news.seconds)
        self.first_error = self.first_error or news.error


@dataclass(frozen=True)
class Estimate:
    """What the pilots say: seconds and bytes on disk of one run, and how many go on at a time."""

    run_seconds: float
    run_bytes: float
    abreast: int

    def seconds(self, runs: int) -> float:
        """Time that ``runs`` take."""
        return self.run_seconds * runs / min(self.abreast, max(1, runs))

    def size(self, runs: int) -> float:
        """Bytes on disk that ``runs`` take, with the tables made from them."""
        return COPIES_ON_DISK * self.run_bytes * runs


def n_pilots(abreast: int) -> int:
    """Return how many pilots to make: two for each run that goes on at the same time, four at least."""
    return max(4, 2 * abreast)


def recipe_for(store: Store) -> Recipe:
    """Return what all jobs of the store share."""
    return Recipe(store.parts.absolute(), store.study.keep, store.model)


def pilot(
    store: Store, executor: Executor, rows: Sequence[int], abreast: int, tell: Tell
) -> tuple[Session, Estimate]:
    """Make the first few of the runs that wait (``rows``, not empty), and estimate the rest from them.

    ``abreast`` is how many runs go on at the same time. Raises ``InputError`` if every pilot failed,
    or if the disk has too little room for the rest.
    """
    pilots = rows[: n_pilots(abreast)]
    session = Session(len(rows))
    executor.limit_seconds = min(executor.limit_seconds, PILOT_LIMIT_SECONDS)
    before = set(part_files(store.parts))
    for news in executor.perform(store.jobs(list(pilots))):
        session.add(news)
        tell(session)
    _check_that_some_worked(store, session)
    # Put together, as all of them will be: by itself a run takes many times the room.
    made = [path for path in part_files(store.parts) if path not in before]
    found = [runs_and_bytes(path) for path in made]
    merged = merge(store.parts, made)
    run_bytes = bytes_of_a_run(merged, found) if merged else 0.0
    estimate = Estimate(session.run_seconds / session.done, run_bytes, abreast)
    _check_room(store, estimate.size(len(rows) - session.done))
    return session, estimate


def finish(
    store: Store, executor: Executor, rows: Sequence[int], session: Session, limit: float | None, tell: Tell
) -> None:
    """Make the runs in ``rows``, one after the other as processes become free.

    No run may take longer than ``limit`` seconds (by default twenty times the slowest pilot).
    Ctrl-C and a request to end are noted in ``session`` and end the work.
    """
    automatic = max(SHORTEST_LIMIT_SECONDS, TIMES_THE_SLOWEST_PILOT * session.slowest)
    executor.limit_seconds = automatic if limit is None else limit
    session.steady()
    try:
        for news in executor.perform(store.jobs(list(rows))):
            session.add(news)
            tell(session)
            if session.done % RUNS_BETWEEN_TIDYING == 0:
                keep_parts_few(store)
    except (KeyboardInterrupt, SystemExit) as stop:
        session.interrupted = stop


def _check_room(store: Store, needed: float) -> None:
    free = free_bytes(store.folder)
    if needed > free:
        expected = f"{file_size(needed)} of room, not {file_size(free)}"
        remedy = "Keep fewer measures or years, or make room and go on with --resume."
        raise InputError(str(store.folder), "", expected, remedy)


def _check_that_some_worked(store: Store, session: Session) -> None:
    if session.failed == session.done:
        expected = f"one of the first {session.done} runs to work; the first says: {session.first_error}"
        remedy = "Mend the plan, then: --resume --retry-failed"
        raise InputError(str(store.folder), "", expected, remedy)


def sample_of(store: Store, share: float = SAMPLE_SHARE) -> list[int]:
    """Return the rows of a random sample of the runs that went well, a few at least."""
    statuses = store.statuses()
    good = [row for row, run in enumerate(store.design["run_id"]) if statuses.get(run) == OK]
    wanted = min(len(good), LARGEST_SAMPLE, max(SMALLEST_SAMPLE, round(share * len(good))))
    return sorted(np.random.default_rng().choice(good, wanted, replace=False).tolist()) if good else []


def differing(store: Store, rows: Sequence[int], make_executor: MakeExecutor, tell: Tell) -> list[str]:
    """Make the runs in ``rows`` again and return the ids of those whose kept rows are not the same.

    Raises ``InputError`` if the model is not the one that made them.
    """
    if store.model != model_digest():
        expected = f"the model that made these runs, {store.model}, not {model_digest()}"
        remedy = (
            "Verify with the version that made them (see provenance.json), or --resume to make them anew."
        )
        raise InputError(str(store.folder), "--verify", expected, remedy)
    with tempfile.TemporaryDirectory() as folder:
        again = _part_of(store, Path(folder), rows)
        session = Session(len(rows))
        executor = make_executor(recipe_for(again))
        try:
            for news in executor.perform(again.jobs(list(range(len(rows))))):
                session.add(news)
                tell(session)
        finally:
            executor.close()
        return _unequal(
            series_table(store, run_id=again.design["run_id"].tolist()), series_table(again), again
        )


def _part_of(store: Store, folder: Path, rows: Sequence[int]) -> Store:
    design = store.design.iloc[list(rows)].reset_index(drop=True)
    (folder / PARTS).mkdir()
    design.to_parquet(folder / DESIGN_FILE, index=False)
    return Store(folder, store.study, design, store.record)


def _unequal(first: pd.DataFrame, second: pd.DataFrame, again: Store) -> list[str]:
    asked = again.design[["run_id", "draw", "replicate"]]
    tables = [table.merge(asked) for table in (first, second)]
    once, anew = (dict(list(table.groupby("run_id"))) for table in tables)
    same = {
        run
        for run in once.keys() & anew.keys()
        if once[run].reset_index(drop=True).equals(anew[run].reset_index(drop=True))
    }
    return [run for run in asked["run_id"] if run not in same]
