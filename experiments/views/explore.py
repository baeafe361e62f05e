"""The first page: levers at the left; tiles and four charts of the answer at the right."""

from typing import Any

import reacton.ipyvuetify as v
import solara

from abm import catalogue
from experiments.views.answers import Comparison, complaint, shown, use_comparison
from experiments.views.charts import ChartCard
from experiments.views.choice import LAST_YEAR, Choice
from experiments.views.levers import Change, ControlPanel
from experiments.views.tiles import Tiles

# Rules are compiled the first time they are ever run on a machine.
PREPARING = "Preparing (a minute, the first time ever)"
FIRST_CHARTS = ("plans", "confidence_mean", "permanent_exclusions", "high_needs_balance_gbp")


@solara.component
def Explore(choice: Choice, on_change: Change) -> None:
    """Everything a room needs: what is chosen, what follows, and what would have followed anyway."""
    task = use_comparison(choice)
    answer = shown(task)
    with solara.Sidebar():
        ControlPanel(choice, on_change)
    with solara.Column(gap="8px", classes=["explore"]):
        with solara.Div(classes=["heading"]):
            solara.HTML("h1", f"{choice.world}: this scenario against the status quo")
            Progress(task, first=answer is None)
        if problem := complaint(task):
            solara.Error(f"This run could not be made. {problem}", icon="mdi-alert")
        if answer is not None:
            Answer(answer, stale=answer.choice != choice)


@solara.component
def Progress(task: Any, first: bool) -> None:
    """A bar while a run is made, in words too; it keeps its height, so that nothing jumps.

    Only this component looks at the progress, so that only it is drawn again and again.
    """
    pending, percent = bool(task.pending), task.progress
    words = ""
    if pending:
        words = f"{'First run' if first else 'Updating'}: {percent:.0f}%" if percent else PREPARING
    with solara.Div(classes=["run-progress"], attributes={"role": "status", "aria-live": "polite"}):
        solara.HTML("span", words)
        if pending:
            v.ProgressLinear(value=percent or 0, attributes={"aria-label": "Progress of the run"})


@solara.component
def Answer(answer: Comparison, stale: bool) -> None:
    """Tiles, charts and downloads of one comparison; ``stale`` while a newer one is being made."""
    with solara.Div(classes=["answer", "stale" if stale else "current"]):
        solara.HTML("p", description(answer.choice), classes=["what-is-shown"])
        Tiles(answer)
        with solara.Div(classes=["charts"]):
            for measure in FIRST_CHARTS:
                ChartCard(measure, answer).key(measure)
        Downloads(answer)


@solara.component
def Downloads(answer: Comparison) -> None:
    """The monthly table of both runs as CSV, and what kind of thing these numbers are."""
    name = f"{answer.choice.world.lower().replace(' ', '_')}.csv"
    with solara.Row(gap="8px", classes=["downloads"]):
        solara.FileDownload(lambda: csv_of(answer), filename=name, label="Download both runs (CSV)")
        solara.Text("Model output, not a forecast. See Evidence for what is fitted and what is assumed.")


def csv_of(answer: Comparison) -> bytes:
    """Both runs, one row a month and measure, with a first column that says which run it is."""
    runs = {"status_quo": answer.status_quo, "scenario": answer.scenario}
    parts: list[str] = []
    for name, results in runs.items():
        table = results.months.copy()
        table["policy"] = name
        parts.append(table.to_csv(index=False, header=not parts))
    return "".join(parts).encode()


def description(choice: Choice) -> str:
    """Which two runs are compared, in one sentence."""
    levers = dict(catalogue.levers().set_index("name")["title"])
    pulled = [f"{levers[name]} {pull.percent}% from {pull.year}" for name, pull in choice.pulled().items()]
    package = "; ".join(pulled) if pulled else "No lever is pulled yet, so both are the same"
    return f"{choice.world} from {choice.start} to {LAST_YEAR}, same luck (seed {choice.seed}). {package}."
