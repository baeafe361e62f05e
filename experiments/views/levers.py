"""The left-hand panel: which world, from when, with which luck, and how far each lever is pulled."""

from collections.abc import Callable
from dataclasses import replace

import reacton.ipyvuetify as v
import solara

from abm import authorities, catalogue
from experiments.views.choice import LARGEST_SEED, LAST_YEAR, STARTS, Choice, Pull
from experiments.views.choosing import ChooseOne
from experiments.views.explanation import Explanation, parts_of

STEP_PERCENT = 5
START_LABELS = {2010: "2010: history first", 2025: "2025: from today"}

Change = Callable[[Choice], None]


@solara.component
def ControlPanel(choice: Choice, on_change: Change) -> None:
    """World, start, seed and one control for every lever the model has."""
    with solara.Column(gap="4px", classes=["control-panel"]):
        WorldPicker(choice, on_change)
        solara.HTML("h2", "Levers")
        for lever in solara.use_memo(described_levers, []):
            LeverControl(lever, choice, on_change).key(lever["name"])
        solara.Button(
            "Reset levers",
            icon_name="mdi-restore",
            outlined=True,
            disabled=not choice.pulls,
            on_click=lambda: on_change(replace(choice, pulls=())),
        )


@solara.component
def WorldPicker(choice: Choice, on_change: Change) -> None:
    """Which local authority, from which year, under which luck."""
    v.Autocomplete(
        label="Local authority",
        items=["demo", *authorities()],
        v_model=choice.world,
        on_v_model=lambda world: on_change(replace(choice, world=world or choice.world)),
        hint="demo is a made-up small one",
        persistent_hint=True,
        auto_select_first=True,
    )
    with solara.Row(gap="12px", classes=["start-and-seed"]):
        ChooseOne(
            label="Start",
            items=[{"text": START_LABELS[year], "value": year} for year in STARTS],
            value=choice.start,
            on_value=lambda year: on_change(replace(choice, start=int(year))),
        )
        v.TextField(
            label="Luck (seed)",
            type="number",
            v_model=str(choice.seed),
            on_v_model=lambda text: on_change(replace(choice, seed=_seed(text, choice.seed))),
            class_="seed",
        )


@solara.component
def LeverControl(lever: dict[str, str], choice: Choice, on_change: Change) -> None:
    """One lever: its name, how far it is pulled, from when, and what it is."""
    name, title = lever["name"], lever["title"]
    pull = choice.pull(name)

    def set_pull(changed: Pull) -> None:
        on_change(choice.with_pull(name, changed))

    with solara.Div(classes=["lever", "pulled" if pull.percent else "idle"]):
        with solara.Div(classes=["lever-title"]):
            solara.HTML("h3", title)
            Explanation(title=title, parts=parts_of(lever))
        with solara.Div(classes=["lever-row"]):
            v.Slider(
                v_model=pull.percent,
                on_v_model=lambda percent: set_pull(replace(pull, percent=int(percent))),
                min=0,
                max=100,
                step=STEP_PERCENT,
                attributes={"aria-label": title, "aria-valuetext": f"{pull.percent}%"},
                hide_details=True,
                dense=True,
            )
            solara.HTML("output", f"{pull.percent}%")
            years = range(max(choice.start, STARTS[0] + 1), LAST_YEAR)
            ChooseOne(
                label=f"{title}, first year",
                is_label_hidden=True,
                items=[{"text": f"from {year}", "value": year} for year in years],
                value=max(pull.year, choice.start),
                on_value=lambda year: set_pull(replace(pull, year=int(year))),
            )


def described_levers() -> list[dict[str, str]]:
    """Every lever of the catalogue as text, with its source written out."""
    sources = catalogue.sources().set_index("key")
    cited = sources["publisher"] + " (" + sources["year"].astype(str) + "). " + sources["title"]
    levers = catalogue.levers()
    rows = levers.assign(source=levers["source"].map(cited)).astype(str).to_dict("records")
    return [{str(column): text for column, text in row.items()} for row in rows]


def _seed(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and int(text) <= LARGEST_SEED else otherwise
