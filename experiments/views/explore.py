"""The first page: world, levers and assumptions at the left; what follows from them at the right."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import reacton.ipyvuetify as v
import solara

from experiments.views.ahead import use_runs_ahead
from experiments.views.answers import (
    NOTHING_YET,
    Answer,
    Beside,
    complaint,
    use_answer,
    use_beside,
    use_last_answer,
)
from experiments.views.assumptions import Assumptions
from experiments.views.charts import ChartCard, Key
from experiments.views.choice import HIDDEN, SHOWN, Choice, Choose, Guess, as_run, place_of
from experiments.views.levers import Change, Levers, Look, Sight
from experiments.views.pins import PinTable
from experiments.views.predicting import GuessAndAnswer, GuessForm, what_to_guess
from experiments.views.presets import Presets
from experiments.views.summary import summary
from experiments.views.theme_seen import ThemeSeen
from experiments.views.tiles import Tiles
from experiments.views.toolbar import Files, Toolbar
from experiments.views.trail import Trail
from experiments.views.worlds import WorldPicker

# Rules are compiled the first time they are ever run on a machine.
PREPARING = "Preparing (a minute, the first time ever)"
NOTHING_IN_SIGHT = Sight()


@solara.component
def Explore(
    choice: Choice,
    trail: Trail,
    on_choice: Choose,
    on_change: Change,
    on_step: Callable[[bool], None],
) -> None:
    """Everything a room needs: what is chosen, what follows, and what would have followed anyway."""
    task = use_answer(choice.scenario)
    answer = use_last_answer(task)
    beside = use_beside(answer if not task.pending else None, choice.pins)
    beside = use_last_beside(beside, answer)
    sight, look = solara.use_state(NOTHING_IN_SIGHT)
    use_runs_ahead(answer, beside, NOTHING_IN_SIGHT if choice.is_presenting else sight)
    if not choice.is_presenting:
        with solara.Sidebar():
            ControlPanel(choice, on_change, look)
    with solara.Column(gap="8px", classes=["explore", "present" if choice.is_presenting else "at-work"]):
        with solara.Div(classes=["heading"]):
            solara.HTML("h1", f"{place_of(choice.scenario)}: this scenario against the status quo")
            Progress(task, first=answer is None, left=beside.left)
        Toolbar(choice, trail, on_choice, on_change, on_step)
        if problem := complaint(task, choice.scenario):
            solara.Error(problem, icon="mdi-alert")
        if answer is not None:
            Shown(choice, answer, beside, on_choice, on_change)


def use_last_beside(beside: Beside, answer: Answer | None) -> Beside:
    """Hook: what stands beside the answer, kept while nothing newer has come for the same answer."""
    last: Any = solara.use_ref(NOTHING_YET)
    is_same = answer is not None and last.current.scenario == answer.scenario
    if beside.scenario is not None or not is_same:
        last.current = beside
    kept: Beside = last.current
    return kept


@solara.component
def ControlPanel(choice: Choice, on_change: Change, on_look: Look) -> None:
    """World, package, levers by who holds them and, apart, the model's assumptions."""
    with solara.Column(gap="6px", classes=["control-panel"]):
        WorldPicker(choice.scenario, on_change)
        solara.HTML("h2", "Policy: what can be pulled")
        Presets(choice.scenario, on_change)
        Levers(choice.scenario, on_change, on_look)
        solara.HTML("h2", "Not policy: what we assume")
        Assumptions(choice.scenario, on_change)


@solara.component
def Progress(task: Any, first: bool, left: int) -> None:
    """A bar while a run is made, in words too, and a way to stop; it keeps its height.

    Only this component looks at the progress, so that only it is drawn again and again.
    """
    pending, percent = bool(task.pending), task.progress
    words = f"{left} more run{'s' if left > 1 else ''} for the range of luck" if left else ""
    if pending:
        words = f"{'First run' if first else 'Updating'}: {percent:.0f}%" if percent else PREPARING
    if task.cancelled:
        words = "Stopped: what is shown is the answer before"
    with solara.Div(classes=["run-progress"]):
        solara.HTML("span", words, attributes={"role": "status", "aria-live": "polite"})
        if pending:
            v.ProgressLinear(value=percent or 0, attributes={"aria-label": "Progress of the run"})
            solara.Button("Cancel", text=True, small=True, on_click=task.cancel)
        elif task.cancelled:
            solara.Button("Run it", text=True, small=True, on_click=task.retry)


@solara.component
def Shown(choice: Choice, answer: Answer, beside: Beside, on_choice: Choose, on_change: Change) -> None:
    """The answer, or while the room is guessing the status quo alone; dimmed while a newer one is made."""
    guess, is_hidden = choice.guess, choice.guess.stage == HIDDEN
    is_stale = answer.scenario != as_run(choice.scenario)

    def set_guess(edit: Callable[[Guess], Guess]) -> None:
        on_choice(lambda now: replace(now, guess=edit(now.guess)))

    def chart_setter(place: int) -> Callable[[str], None]:
        return lambda name: on_choice(lambda now: now.with_chart(place, name))

    with solara.Div(classes=["answer", "stale" if is_stale else "current"]):
        words = what_to_guess(answer) if is_hidden else summary(answer, beside)
        solara.HTML("p", words, classes=["what-is-shown"], attributes={"aria-live": "polite"})
        if is_hidden:
            GuessForm(answer, guess, set_guess)
        else:
            Tiles(answer, beside)
        if guess.stage == SHOWN:
            GuessAndAnswer(answer, beside, guess, set_guess)
        ThemeSeen()
        Key(answer, beside, is_hidden)
        with solara.Div(classes=["charts"]):
            for place, measure in enumerate(choice.charts):
                ChartCard(
                    measure,
                    chart_setter(place),
                    answer,
                    beside,
                    is_hidden,
                    choice.is_presenting,
                ).key(f"chart {place}")
        if not is_hidden:
            PinTable(answer, beside)
            Files(choice, answer, beside, on_change)
        solara.HTML("p", "Model output, not a forecast. See Evidence for what is fitted and what is assumed.")
