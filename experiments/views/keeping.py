"""Runs made for the page: each made once, the latest kept; what a hand waits for comes first."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

import pandas as pd

from abm import EVERYBODY, Branching, Dose, Results, Scenario, catalogue
from experiments.views.choice import AT_REST

# In a server's environment: have the first answer at hand before anybody asks for it.
MAKE_READY = "SENDLAB_MAKE_READY"

RUNS_KEPT = 240  # 2 to 5 MB each; an answer takes ten, and what may be asked next up to fifty
BYTES_OF_BRANCHES = 3 * 2**28
RUNS_AT_ONCE = 2
SECONDS_BETWEEN_LOOKS = 0.02

Progress = Callable[[int, int, str], None]
Make = Callable[..., Results]


@dataclass(frozen=True, eq=False)
class Run:
    """One run: its scenario, its results, and the whole world's measures by year (years x measures)."""

    scenario: Scenario
    results: Results
    years: pd.DataFrame


class Rank(IntEnum):
    """Who goes first: a hand on the page, the same lever elsewhere, the luck of its answer, other levers."""

    HAND = 0
    NEXT = 1
    BESIDE = 2
    AHEAD = 3


class Turns:
    """Who may run: at most so many at once in front, and nothing behind while a better rank has work."""

    def __init__(self, at_once: int = RUNS_AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._at_work = dict.fromkeys(Rank, 0)
        self._lock = threading.Lock()

    @contextmanager
    def in_front(self, look: Callable[[], None]) -> Iterator[None]:
        """Wait for a turn in front of all background work; ``look`` may raise to give the wait up."""
        with self.at_work(Rank.HAND):
            while not self._free.acquire(timeout=SECONDS_BETWEEN_LOOKS):
                look()
            try:
                yield
            finally:
                self._free.release()

    def give_way(self, rank: Rank, look: Callable[[], None]) -> None:
        """Wait until nobody of a better rank has work; ``look`` may raise to give up."""
        look()
        while any(self._at_work[better] for better in Rank if better < rank):
            time.sleep(SECONDS_BETWEEN_LOOKS)
            look()

    @contextmanager
    def at_work(self, rank: Rank) -> Iterator[None]:
        """While this lasts, somebody of this rank has work."""
        with self._lock:
            self._at_work[rank] += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work[rank] -= 1


class RunKeeper:
    """Keeps the latest runs by scenario, for all visitors: results are never changed once made.

    A new dose of a lever starts where the lever starts, if that world has been run before. A run
    without levers is kept ready there too, so that the first lever answers as soon as the next.
    """

    def __init__(self, room: int = RUNS_KEPT, make: Make | None = None) -> None:
        self._room, self._make = room, make or Branching(bytes_kept=BYTES_OF_BRANCHES)
        self._runs: OrderedDict[Scenario, Run] = OrderedDict()
        self._made_behind: set[tuple[Scenario | None, Rank]] = set()
        self._lock = threading.Lock()
        self.turns = Turns()

    def kept(self, scenario: Scenario) -> Run | None:
        """The run of ``scenario`` if it is kept."""
        with self._lock:
            if scenario in self._runs:
                self._runs.move_to_end(scenario)
            return self._runs.get(scenario)

    def __call__(self, scenario: Scenario, progress: Progress) -> Run:
        """Return the run of ``scenario``, made now if it is not kept; ``progress`` may stop it."""
        found = self.kept(scenario)
        if found is None:
            with self.turns.in_front(lambda: progress(0, 1, "")):
                found = self._made(scenario, progress)
        return found

    def behind(self, scenario: Scenario, progress: Progress, rank: Rank = Rank.BESIDE) -> Run:
        """The same in the background: it stands still while anybody of a better rank waits for a run.

        What is being made behind for one visitor is not made again for another of its rank, who waits
        for it; one of a better rank need not wait for what may be standing still. Of runs that nobody has
        asked for there is one of a rank at a time, whoever may ask for them.
        """

        def give_way(done: int, total: int, date: str) -> None:
            self.turns.give_way(rank, lambda: progress(done, total, date))

        while (found := self.kept(scenario)) is None:
            with self._only_one(scenario, rank) as is_free:
                if is_free:
                    with self.turns.at_work(rank):
                        return self._made(scenario, give_way)
            time.sleep(SECONDS_BETWEEN_LOOKS)
            progress(0, 1, "")
        return found

    @contextmanager
    def _only_one(self, scenario: Scenario, rank: Rank) -> Iterator[bool]:
        """Whether nobody else of this rank makes this run; while this lasts, nobody else of it does."""
        run = (scenario if rank is Rank.BESIDE else None, rank)
        with self._lock:
            is_free = run not in self._made_behind
            self._made_behind.add(run)
        try:
            yield is_free
        finally:
            if is_free:
                with self._lock:
                    self._made_behind.discard(run)

    def _made(self, scenario: Scenario, progress: Progress) -> Run:
        results = self._make(ready_for_levers(scenario), progress=progress)
        made = Run(scenario, results, by_year(results))
        with self._lock:
            self._runs[scenario] = made
            while len(self._runs) > self._room:
                self._runs.popitem(last=False)
        return made


def ready_for_levers(scenario: Scenario) -> Scenario:
    """The same run to the bit, with a lever at rest where levers usually start: a branch is kept there."""
    if scenario.levers or AT_REST.start > scenario.to:
        return scenario
    first = str(catalogue.levers()["name"].iloc[0])
    return scenario.with_changes(levers={first: Dose(0.0, start=AT_REST.start)})


def by_year(results: Results) -> pd.DataFrame:
    """Every measure of the whole world by year (index, whole numbers); a year that one lacks is blank."""
    rows = results.years
    rows = rows[(rows["area"] == rows["area"].iloc[0]) & (rows["group"] == EVERYBODY)]
    table = rows.pivot_table(index="date", columns="measure", values="value")
    table.index = table.index.astype(int)
    named: pd.DataFrame = table.rename_axis(index="year", columns=None).sort_index()
    return named
