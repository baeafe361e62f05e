"""Runs asked for by the page: kept once made, stopped when a newer choice comes in."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

import solara.lab
from solara.util import CancelledError

from abm import Branching, Results, Scenario
from experiments.views.choice import Choice

DEBOUNCE_SECONDS = 0.15
RUNS_KEPT = 24
SECONDS_BETWEEN_REPORTS = 0.2

Progress = Callable[[int, int, str], None]


class Comparison(NamedTuple):
    """What the page shows: a choice with its two runs, which share their luck."""

    choice: Choice
    status_quo: Results
    scenario: Results


class RunKeeper:
    """Keeps the latest runs by scenario, for all visitors: results are never changed once made.

    A new dose of a lever starts where the lever starts, if that world has been run before.
    """

    def __init__(self, room: int = RUNS_KEPT, make: Callable[..., Results] | None = None) -> None:
        self._room, self._make = room, make or Branching()
        self._runs: OrderedDict[Scenario, Results] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, scenario: Scenario, progress: Progress) -> Results:
        """Return the run of ``scenario``, made now if it is not kept; ``progress`` may stop it."""
        with self._lock:
            if scenario in self._runs:
                self._runs.move_to_end(scenario)
                return self._runs[scenario]
        made = self._make(scenario, progress=progress)
        with self._lock:
            self._runs[scenario] = made
            while len(self._runs) > self._room:
                self._runs.popitem(last=False)
        return made


kept_run = RunKeeper()


def use_comparison(choice: Choice) -> Any:
    """Hook: the task that answers ``choice``. The newest choice wins and the last answer stays.

    ``task.latest`` is the last :class:`Comparison` finished, ``task.progress`` a percentage.
    """

    def work() -> Comparison:
        time.sleep(DEBOUNCE_SECONDS)
        runs = (choice.status_quo(), choice.scenario())
        made = [kept_run(scenario, _report(task, part)) for part, scenario in enumerate(runs)]
        return Comparison(choice, *made)

    task: Any = solara.lab.use_task(work, dependencies=[choice], raise_error=False)
    return task


def _report(task: Any, part: int) -> Progress:
    """Progress of the first (0) or second (1) run, which stops once a newer choice has come in."""
    last = [time.monotonic()]

    def report(done: int, total: int, _date: str) -> None:
        if not task.is_current():
            raise CancelledError
        if time.monotonic() - last[0] >= SECONDS_BETWEEN_REPORTS:
            last[0] = time.monotonic()
            task.progress = 50.0 * part + 50.0 * done / total

    report(0, 1, "")
    return report


def shown(task: Any) -> Comparison | None:
    """The answer to show: the newest one finished, so that the page is never blank once filled."""
    latest: Comparison | None = task.latest
    return latest


def complaint(task: Any) -> str:
    """What went wrong with the newest run, in words for the page; empty if nothing did."""
    return str(task.exception) if task.error and task.exception is not None else ""
