"""One chart of a measure by year: status quo dashed grey, this scenario solid, and its table."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import reacton.ipyvuetify as v
import solara
import solara.lab

from abm import catalogue
from experiments.views.answers import Comparison
from experiments.views.choosing import ChooseOne
from experiments.wording import hundredths, millions, percent, whole

STATUS_QUO_COLOUR, SCENARIO_COLOUR = "#7a828c", "#0072b2"
SCENARIO_COLOUR_ON_DARK = "#56b4e9"
DASHES, DASH = "path://M0 0h9v3h-9zM15 0h9v3h-9z", "path://M0 0h24v3h-24z"
INDICES = {"share": "0 to 1", "severity 0-1": "severity 0 to 1", "need-months": "need-months"}


class Shown(NamedTuple):
    """How a measure is drawn: what it is divided by, the unit on the axis, decimals, in words."""

    over: float
    unit: str
    decimals: int
    write: Callable[[float], str]


def shown_as(unit: str, when: str) -> Shown:
    """How a measure of a catalogue ``unit`` is drawn; ``when`` says what a year's value is of."""
    if unit.startswith("GBP"):
        return Shown(1e6, f"£m, {when}", 1, millions)
    if unit.startswith("share of"):
        return Shown(0.01, f"% {unit.removeprefix('share ')}, {when}", 1, percent)
    if "per 100" in unit:
        return Shown(1.0, f"{unit}, {when}", 2, hundredths)
    if unit in INDICES:
        return Shown(1.0, f"{INDICES[unit]}, {when}", 3, hundredths)
    return Shown(1.0, f"{unit.removesuffix(' a month')}, {when}", 0, whole)


@solara.component
def ChartCard(default: str, answer: Comparison) -> None:
    """A chart of one measure, which can be exchanged for any other, with its table behind it."""
    measure, set_measure = solara.use_state(default)
    as_table, set_as_table = solara.use_state(False)
    catalogued: dict[str, Any] = solara.use_memo(_measures_by_name, [])
    about = catalogued[measure]
    look = shown_as(about["unit"], about["when"])
    pair = solara.use_memo(
        lambda: yearly_pair(answer.status_quo.annual(measure), answer.scenario.annual(measure)),
        [answer, measure],
    )
    policy = min((float(pull.year) for pull in answer.choice.pulled().values()), default=None)
    dark = solara.lab.use_dark_effective()
    with v.Card(class_="chart-card", outlined=True):
        with solara.Div(classes=["chart-head"]):
            ChooseOne(
                label="Chart of",
                is_label_hidden=True,
                items=[{"text": each["label"], "value": name} for name, each in catalogued.items()],
                value=measure,
                on_value=set_measure,
            )
            solara.Button(
                "Chart" if as_table else "Table",
                icon_name="mdi-chart-line" if as_table else "mdi-table",
                text=True,
                small=True,
                on_click=lambda: set_as_table(not as_table),
                attributes={"aria-label": f"Show {about['label']} as a {'chart' if as_table else 'table'}"},
            )
        if as_table:
            solara.HTML("div", table_html(about["label"], look, pair), classes=["chart-table"])
        else:
            solara.HTML("div", look.unit, classes=["chart-unit"])
            attributes = {"role": "img", "aria-label": sentence(about["label"], look, pair), "class": "chart"}
            option = line_option(look, pair, policy, dark)
            solara.FigureEcharts(option=option, responsive=True, attributes=attributes)


def _measures_by_name() -> dict[str, Any]:
    return {row["name"]: row for row in catalogue.measures().to_dict("records")}


def yearly_pair(status_quo: "pd.Series[float]", scenario: "pd.Series[float]") -> pd.DataFrame:
    """Both runs by year, without the years that either lacks."""
    return pd.DataFrame({"status quo": status_quo, "scenario": scenario}).dropna()


def sentence(label: str, look: Shown, pair: pd.DataFrame) -> str:
    """The chart in one sentence, for those who cannot see it."""
    first, last = pair.index[0], pair.index[-1]
    before, now = pair["status quo"], pair["scenario"]
    return (
        f"{label}, {look.unit}, {first} to {last}: status quo from {look.write(before.iloc[0])} "
        f"to {look.write(before.iloc[-1])}; this scenario ends at {look.write(now.iloc[-1])}."
    )


def table_html(label: str, look: Shown, pair: pd.DataFrame) -> str:
    """The numbers behind a chart as an HTML table; ``label`` comes from the catalogue."""
    rows = "".join(
        f"<tr><th scope='row'>{year}</th><td>{look.write(before)}</td><td>{look.write(now)}</td></tr>"
        for year, before, now in pair.itertuples()
    )
    heads = "".join(f"<th scope='col'>{head}</th>" for head in ("Year", "Status quo", "This scenario"))
    return f"<table><caption>{label}, {look.unit}</caption><tr>{heads}</tr>{rows}</table>"


def line_option(look: Shown, pair: pd.DataFrame, policy: float | None, dark: bool) -> dict[str, Any]:
    """The chart as ECharts reads it; the axis starts at nought unless the measure goes below it."""
    ink = "#e6e8eb" if dark else "#2b3138"
    scenario_colour = SCENARIO_COLOUR_ON_DARK if dark else SCENARIO_COLOUR
    solid = _series("This scenario", pair["scenario"], look, {"width": 3, "color": scenario_colour})
    dashed = _series(
        "Status quo", pair["status quo"], look, {"width": 2.5, "type": "dashed", "color": STATUS_QUO_COLOUR}
    )
    if policy is not None and policy in pair.index:
        solid["markLine"] = _policy_mark(policy, ink, at_left=policy < pair.index[len(pair) // 2])
    return {
        "animation": False,
        "textStyle": {"color": ink, "fontSize": 14},
        "grid": {"left": 8, "right": 16, "top": 44, "bottom": 4, "containLabel": True},
        "legend": {
            "data": [{"name": "Status quo", "icon": DASHES}, {"name": "This scenario", "icon": DASH}],
            "itemWidth": 24,
            "itemHeight": 3,
            "top": 0,
            "right": 8,
            "textStyle": {"color": ink, "fontSize": 13},
        },
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": [str(year) for year in pair.index],
            "axisLabel": {"color": ink},
        },
        "yAxis": {
            "type": "value",
            "axisLabel": {"color": ink},
            "splitLine": {"lineStyle": {"color": "#3a4149" if dark else "#e3e7ec"}},
        },
        "series": [dashed, solid],
    }


def _series(name: str, values: "pd.Series[float]", look: Shown, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "data": [round(value / look.over, look.decimals) for value in values],
        "showSymbol": False,
        "lineStyle": line,
        "itemStyle": {"color": line["color"]},
        "emphasis": {"disabled": True},
    }


def _policy_mark(year: float, ink: str, at_left: bool) -> dict[str, Any]:
    label = {"formatter": f"policy {year:.0f}", "color": ink, "position": "end", "rotate": 0}
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"type": "dotted", "color": ink, "width": 2},
        "label": {**label, "align": "left" if at_left else "right"},
        "data": [{"xAxis": f"{year:.0f}"}],
    }
