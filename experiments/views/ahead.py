"""Runs made before they are asked for: the lever in hand, the packages, then the levers in sight.

An answer that is at hand stands on the screen as soon as the page is drawn again, and in a room there is
talk between two moves of a hand. What is made here gives way to everything that somebody waits for.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice, product
from typing import Any

import solara.lab

from abm import InputError, Scenario, packages
from experiments.views.answers import Answer, Beside, kept_runs, report_to, stop_when_left
from experiments.views.choice import AT_REST, as_run, with_dose, with_package
from experiments.views.keeping import Progress, Rank
from experiments.views.levers import Sight

LIKELY_DOSES = (1.0, 0.5, 0.75, 0.25)  # where a slider is mostly let go, likeliest first
MOST_PULLS = 48  # two minutes' work for a large authority

Likely = Callable[[Scenario, tuple[str, ...]], Iterator[Scenario]]


def use_runs_ahead(answer: Answer | None, beside: Beside, sight: Sight) -> None:
    """Hook: make what may be asked next.

    The lever in hand at other doses comes at once, before the luck of the answer is drawn: whoever asks
    what a lever is, or has moved it, will move it next. The rest comes once nothing is left to make that
    stands beside ``answer``.
    """
    scenario = answer.scenario if answer is not None else None
    is_drawn = beside.scenario == scenario and beside.left == 0
    in_hand = (sight.in_hand,) if sight.in_hand else ()
    use_runs(scenario, in_hand, Rank.NEXT, lever_moves)
    use_runs(scenario if is_drawn else None, sight.levers, Rank.AHEAD, likely_next)


def use_runs(scenario: Scenario | None, levers: tuple[str, ...], rank: Rank, likely: Likely) -> None:
    """Hook: make the runs that are ``likely`` to follow ``scenario``, if there is one."""

    def work() -> None:
        if scenario is not None:
            make_ahead(likely(scenario, levers), report_to(task, 0.0, 100.0), rank)

    task: Any = solara.lab.use_task(work, dependencies=[scenario, levers], raise_error=False)
    stop_when_left(task)


def make_ahead(scenarios: Iterable[Scenario], progress: Progress, rank: Rank = Rank.AHEAD) -> None:
    """Make runs that may be asked for, in this order; ``progress`` may stop it."""
    for scenario in scenarios:
        with suppress(InputError):  # levers that clash, say: whoever pulls them is told so
            kept_runs.behind(as_run(scenario), progress, rank)


def likely_next(scenario: Scenario, in_sight: tuple[str, ...]) -> Iterator[Scenario]:
    """What may follow ``scenario``, likeliest first: packages, then levers in full, halfway and between."""
    for name in packages():
        yield with_package(scenario, name)
    yield from islice(lever_moves(scenario, in_sight), MOST_PULLS)


def lever_moves(scenario: Scenario, levers: tuple[str, ...]) -> Iterator[Scenario]:
    """The scenario with each of these levers in full, then each halfway, then between."""
    for dose, lever in product(LIKELY_DOSES, levers):
        yield at_dose(scenario, lever, dose)


def at_dose(scenario: Scenario, lever: str, dose: float) -> Scenario:
    """The scenario with one lever moved to ``dose``, as a hand on its slider would move it."""
    return with_dose(scenario, lever, replace(scenario.levers.get(lever, AT_REST), dose=dose))
