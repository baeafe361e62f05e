"""Scenarios pinned as A, B and C: buttons to pin and to go back, and a table of all side by side."""

import html

import solara

from abm import Scenario
from experiments.views.answers import Answer, Beside
from experiments.views.choice import PINS, Choice, Choose, place_of
from experiments.views.headlines import HEADLINES
from experiments.views.keeping import Run
from experiments.views.levers import Change
from experiments.views.summary import what_is_pulled


@solara.component
def PinButtons(choice: Choice, on_choice: Choose, on_change: Change) -> None:
    """One button a letter: pin what is shown, or go back to what was pinned, or take it off."""
    pinned = dict(choice.pins)
    with solara.Div(classes=["pins"], attributes={"role": "group", "aria-label": "Pinned scenarios"}):
        for letter in PINS:
            if letter in pinned:
                PinnedButton(letter, pinned[letter], choice, on_choice, on_change).key(letter)
            else:
                solara.Button(
                    f"Pin as {letter}",
                    icon_name="mdi-pin-outline",
                    outlined=True,
                    small=True,
                    on_click=lambda at=letter: on_choice(lambda now: now.with_pin(at, now.scenario)),
                ).key(letter)


@solara.component
def PinnedButton(
    letter: str,
    scenario: Scenario,
    choice: Choice,
    on_choice: Choose,
    on_change: Change,
) -> None:
    """A pinned scenario by name: go back to it, or take it off."""
    name = pin_name(scenario, choice.scenario)
    with solara.Div(classes=["pinned", f"pin-{letter.lower()}"]):
        solara.Button(
            f"{letter}: {name}",
            text=True,
            small=True,
            on_click=lambda: on_change(lambda _: scenario, "pin"),
            attributes={"title": f"Go back to {letter}"},
        )
        solara.Button(
            icon_name="mdi-close",
            icon=True,
            x_small=True,
            on_click=lambda: on_choice(lambda now: now.with_pin(letter, None)),
            attributes={"aria-label": f"Take {letter} off"},
        )


@solara.component
def PinTable(answer: Answer, beside: Beside) -> None:
    """Every headline at its last year: the status quo, this scenario and each pinned one."""
    if beside.pins:
        attributes = {"tabindex": "0", "role": "region", "aria-label": "Scenarios side by side"}
        with solara.Div(classes=["pin-table"], attributes=attributes):
            solara.HTML("div", pin_table_html(answer, beside))


def pin_table_html(answer: Answer, beside: Beside) -> str:
    """The headlines of all scenarios as an HTML table, one row a headline."""
    runs: dict[str, Run] = {"Status quo": answer.status_quo, "This scenario": answer.run}
    runs |= {
        f"{letter}: {pin_name(run.scenario, answer.scenario)}": run for letter, run in beside.pins.items()
    }
    heads = "".join(f"<th scope='col'>{html.escape(name)}</th>" for name in ("Headline", *runs))
    rows = ""
    for headline in HEADLINES:
        cells = []
        for run in runs.values():
            values = run.years[headline.measure].dropna()
            cells.append(f"<td>{headline.show(float(values.iloc[-1]))}</td>")
        rows += f"<tr><th scope='row'>{html.escape(headline.label)}</th>{''.join(cells)}</tr>"
    caption = f"Side by side in {answer.scenario.to}, one draw of luck"
    return f"<table><caption>{caption}</caption><tr>{heads}</tr>{rows}</table>"


def pin_name(scenario: Scenario, present: Scenario) -> str:
    """What a pinned scenario is called: its package or levers, and its world where that differs."""
    name = what_is_pulled(scenario).removeprefix("the package ").replace("\u201c", "").replace("\u201d", "")
    return name if scenario.world == present.world else f"{name}, {place_of(scenario)}"
