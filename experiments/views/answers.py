"""The answer to a choice: the central pair of runs at once, then pins and other luck."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import Any

import pandas as pd
import solara
import solara.lab
from solara.util import CancelledError

from abm import InputError, Scenario, check
from experiments.views.choice import as_run, first_scenario, status_quo_of
from experiments.views.keeping import MAKE_READY, Progress, Run, RunKeeper

DEBOUNCE_SECONDS = 0.02
SECONDS_BETWEEN_REPORTS = 0.4
OTHER_SEEDS = 4  # draws of luck besides the central one

kept_runs = RunKeeper()


@dataclass(frozen=True, eq=False)
class Answer:
    """What the page shows: a scenario with its two runs, which share assumptions and luck."""

    scenario: Scenario
    status_quo: Run
    run: Run


@dataclass(frozen=True)
class Unanswerable:
    """A scenario that cannot be run, and why, in words for the page."""

    scenario: Scenario
    why: str


@dataclass(frozen=True, eq=False)
class Beside:
    """What comes after the central lines: pinned runs, the run under usual assumptions, other luck.

    ``other_luck`` holds pairs of years (status quo, scenario), one a seed; ``left`` is how many runs
    are still to come.
    """

    scenario: Scenario | None = None
    pins: Mapping[str, Run] = field(default_factory=dict)
    usual: Run | None = None
    other_luck: tuple[tuple[pd.DataFrame, pd.DataFrame], ...] = ()
    left: int = 0


NOTHING_YET = Beside()


def make_ready_if_asked() -> None:
    """In a server asked to, make the run that a new visitor meets, in a thread that gives way to visitors."""
    if os.environ.get(MAKE_READY):
        Thread(target=kept_runs.behind, args=(first_scenario(), _unseen), daemon=True).start()


def _unseen(_done: int, _total: int, _date: str) -> None:
    """Progress that nobody watches."""


def use_answer(scenario: Scenario) -> Any:
    """Hook: the task that answers ``scenario``. The newest wins and the last answer stays.

    ``task.latest`` is the last :class:`Answer` or :class:`Unanswerable`, ``task.progress`` a percentage.
    """
    wanted = as_run(scenario)

    def work() -> Answer | Unanswerable:
        try:
            check(wanted)
        except InputError as error:
            return Unanswerable(wanted, str(error))
        parts = (status_quo_of(wanted), wanted)
        if any(kept_runs.kept(part) is None for part in parts):
            time.sleep(DEBOUNCE_SECONDS)
        made = [kept_runs(each, report_to(task, 50.0 * part, 50.0)) for part, each in enumerate(parts)]
        return Answer(wanted, *made)

    task: Any = solara.lab.use_task(work, dependencies=[wanted], raise_error=False)
    return task


def use_beside(answer: Answer | None, pins: tuple[tuple[str, Scenario], ...]) -> Beside:
    """Hook: what stands beside ``answer``, growing as runs come in; never in the way of a new answer."""
    found = solara.use_reactive(NOTHING_YET)

    def work() -> None:
        if answer is None:
            return

        def show(beside: Beside) -> None:
            if not task.is_current():
                raise CancelledError
            found.value = beside

        beside_of(answer, pins, report_to(task, 0.0, 100.0), show)

    task: Any = solara.lab.use_task(
        work, dependencies=[answer.scenario if answer else None, pins], raise_error=False
    )

    stop_when_left(task)
    beside = found.value
    if answer is None:
        return NOTHING_YET
    return beside if beside.scenario == answer.scenario else nothing_beside(answer, pins)


def stop_when_left(task: Any) -> None:
    """Hook: nobody would see what a page that is left goes on to make, so it stops."""

    def leave() -> None:
        if task.pending:
            task.cancel()

    solara.use_effect(lambda: leave, [])


def nothing_beside(answer: Answer, pins: tuple[tuple[str, Scenario], ...]) -> Beside:
    """What stands beside ``answer`` before any run has come in: how many there will be."""
    return Beside(answer.scenario, left=len(pins) + bool(answer.scenario.parameters) + OTHER_SEEDS)


def beside_of(
    answer: Answer,
    pins: tuple[tuple[str, Scenario], ...],
    progress: Progress,
    show: Callable[[Beside], None],
) -> None:
    """Make every run that stands beside ``answer``, showing what there is after each."""
    scenario = answer.scenario
    beside = nothing_beside(answer, pins)
    for letter, pinned in pins:
        run = kept_runs.behind(as_run(pinned), progress)
        beside = replace(beside, pins={**beside.pins, letter: run}, left=beside.left - 1)
        show(beside)
    if scenario.parameters:
        usual = kept_runs.behind(status_quo_of(scenario).with_changes(parameters={}), progress)
        beside = replace(beside, usual=usual, left=beside.left - 1)
        show(beside)
    for other in range(1, OTHER_SEEDS + 1):
        luck = scenario.with_changes(seed=scenario.seed + other)
        pair = [kept_runs.behind(each, progress).years for each in (status_quo_of(luck), luck)]
        pairs = (*beside.other_luck, (pair[0], pair[1]))
        beside = replace(beside, other_luck=pairs, left=beside.left - 1)
        show(beside)


def report_to(task: Any, at: float, span: float) -> Progress:
    """Progress that stops a run once its task has been superseded or cancelled, and tells the page."""
    last = [time.monotonic()]

    def report(done: int, total: int, _date: str) -> None:
        if not task.is_current():
            raise CancelledError
        if time.monotonic() - last[0] >= SECONDS_BETWEEN_REPORTS:
            last[0] = time.monotonic()
            task.progress = at + span * done / total

    return report


def use_last_answer(task: Any) -> Answer | None:
    """Hook: the newest answer that a task has given, so that the page is never blank once filled."""
    last: Any = solara.use_ref(None)
    if isinstance(task.latest, Answer):
        last.current = task.latest
    answer: Answer | None = last.current
    return answer


def complaint(task: Any, scenario: Scenario) -> str:
    """What is wrong with the newest run, in words for the page; empty if nothing is."""
    if task.error and task.exception is not None:
        return f"This run could not be made. {task.exception}"
    latest = task.latest
    if isinstance(latest, Unanswerable) and latest.scenario == as_run(scenario):
        return f"This cannot be run. {latest.why}"
    return ""
