"""Over the answer: undo and redo, reset, pins, predict, present, the link, files in and out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from abm import InputError
from experiments.views.address import to_query
from experiments.views.answers import Answer, Beside
from experiments.views.briefing import briefing_html
from experiments.views.choice import HIDDEN, UNDECIDED, Choice, Choose, Guess
from experiments.views.downloads import Download
from experiments.views.levers import Change
from experiments.views.pins import PinButtons
from experiments.views.scenario_files import FileReader, read_scenario_file
from experiments.views.trail import Trail


@solara.component
def Toolbar(
    choice: Choice,
    trail: Trail,
    on_choice: Choose,
    on_change: Change,
    on_step: Callable[[bool], None],
) -> None:
    """What a facilitator does with the scenario as a whole; ``on_step`` gets whether the step is back."""
    with solara.Div(classes=["toolbar"], attributes={"role": "toolbar", "aria-label": "Scenario"}):
        _button("Undo", "mdi-undo", lambda: on_step(True), disabled=not trail.past)
        _button("Redo", "mdi-redo", lambda: on_step(False), disabled=not trail.future)
        at_rest = choice.scenario.with_changes(levers={}, parameters={})
        _button(
            "Reset",
            "mdi-restore",
            lambda: on_change(lambda _: at_rest, "reset"),
            disabled=choice.scenario == at_rest,
        )
        PinButtons(choice, on_choice, on_change)
        is_guessing = choice.guess.stage != UNDECIDED
        guess = Guess(UNDECIDED) if is_guessing else Guess(HIDDEN)
        _button(
            "Stop predicting" if is_guessing else "Predict first",
            "mdi-eye" if is_guessing else "mdi-eye-off",
            lambda: on_choice(lambda now: replace(now, guess=guess)),
        )
        _button(
            "Leave present mode" if choice.is_presenting else "Present",
            "mdi-projector-screen",
            lambda: on_choice(lambda now: replace(now, is_presenting=not now.is_presenting)),
        )
        CopyLink(query=to_query(choice))


@solara.component_vue("copy_link.vue")
def CopyLink(query: str = "") -> None:
    """A button that copies the page's address, with everything chosen, to the clipboard."""


@solara.component
def Files(choice: Choice, answer: Answer, beside: Beside, on_change: Change) -> None:
    """The scenario and its numbers as files, a briefing to print, and a scenario read from a file."""
    problem, set_problem = solara.use_state("")
    stem = file_stem(choice)

    def take(given: dict[str, Any]) -> None:
        try:
            read = read_scenario_file(str(given["name"]), int(given["size"]), str(given["text"]))
        except InputError as error:
            set_problem(f"The file was not taken. {error}")
            return
        set_problem("")
        on_change(lambda _: read, "file")

    with solara.Div(classes=["downloads"], attributes={"role": "group", "aria-label": "Files"}):
        Download(lambda: briefing_html(answer, beside, choice), f"{stem}.html", "Briefing to print (HTML)")
        Download(lambda: csv_of(answer), f"{stem}.csv", "Both runs (CSV)")
        Download(choice.scenario.to_toml, f"{stem}.toml", "Scenario (TOML)")
        FileReader(label="Open a scenario (TOML)", event_take=take)
    if problem:
        solara.Error(problem, icon="mdi-alert", classes=["file-problem"])


def csv_of(answer: Answer) -> str:
    """Both runs, one row a month and measure, with a first column that says which run it is."""
    runs = {"status_quo": answer.status_quo.results, "scenario": answer.run.results}
    parts: list[str] = []
    for name, results in runs.items():
        table = results.months.copy()
        table["policy"] = name
        parts.append(table.to_csv(index=False, header=not parts))
    return "".join(parts)


def file_stem(choice: Choice) -> str:
    """The name of a file of this scenario, without its ending: letters, digits and underscores."""
    plain = "".join(letter if letter.isalnum() else "_" for letter in choice.scenario.world.lower())
    return f"sendlab_{plain}"


def _button(label: str, icon: str, on_click: Callable[[], None], disabled: bool = False) -> None:
    solara.Button(label, icon_name=icon, outlined=True, small=True, on_click=on_click, disabled=disabled)
