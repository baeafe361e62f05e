"""Runs made before they are asked for: the packages, then the levers that the room has in sight.

An answer that is at hand stands on the screen as soon as the page is drawn again, and in a room there is
talk between two moves of a hand. What is made here gives way to everything that somebody waits for.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice, product
from typing import Any

import solara.lab

from abm import InputError, Scenario, packages
from experiments.views.answers import Answer, Beside, kept_runs, report_to, stop_when_left
from experiments.views.choice import AT_REST, as_run, with_dose, with_package
from experiments.views.keeping import Progress, Rank

LIKELY_DOSES = (1.0, 0.5, 0.75, 0.25)  # where a slider is mostly let go, likeliest first
MOST_PULLS = 48  # three minutes' work for a large authority


def use_runs_ahead(answer: Answer | None, beside: Beside, in_sight: tuple[str, ...]) -> None:
    """Hook: make what may be asked next, once nothing that stands beside ``answer`` is left to make.

    ``in_sight`` names the levers that the room is looking at, the likeliest first.
    """
    is_done = answer is not None and beside.scenario == answer.scenario and beside.left == 0
    scenario = answer.scenario if answer is not None and is_done else None

    def work() -> None:
        if scenario is not None:
            make_ahead(scenario, in_sight, report_to(task, 0.0, 100.0))

    task: Any = solara.lab.use_task(work, dependencies=[scenario, in_sight], raise_error=False)
    stop_when_left(task)


def make_ahead(scenario: Scenario, in_sight: tuple[str, ...], progress: Progress) -> None:
    """Make the runs that may be asked for next; ``progress`` may stop it."""
    for likely in likely_next(scenario, in_sight):
        with suppress(InputError):  # levers that clash, say: whoever pulls them is told so
            kept_runs.behind(as_run(likely), progress, Rank.AHEAD)


def likely_next(scenario: Scenario, in_sight: tuple[str, ...]) -> Iterator[Scenario]:
    """What may follow ``scenario``, likeliest first: packages, then levers in full, halfway and between."""
    for name in packages():
        yield with_package(scenario, name)
    for dose, lever in islice(product(LIKELY_DOSES, in_sight), MOST_PULLS):
        yield at_dose(scenario, lever, dose)


def at_dose(scenario: Scenario, lever: str, dose: float) -> Scenario:
    """The scenario with one lever moved to ``dose``, as a hand on its slider would move it."""
    return with_dose(scenario, lever, replace(scenario.levers.get(lever, AT_REST), dose=dose))
