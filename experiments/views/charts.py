"""One chart of a measure by year, which can be exchanged for any other, with its table behind it."""

import html
from collections.abc import Callable

import reacton.ipyvuetify as v
import solara

from experiments.views.answers import Answer, Beside
from experiments.views.chart_lines import (
    WITHOUT_THE_ANSWER,
    ChartLines,
    chart_lines,
    measures_by_name,
    runs_drawn,
    sentence,
    status_quo_only,
    table_of,
    whose_points,
)
from experiments.views.choosing import ChooseOne
from experiments.views.downloads import Download
from experiments.views.echarts_option import chart_option
from experiments.views.line_looks import LOOKS
from experiments.views.line_svg import chart_svg
from experiments.views.theme_seen import is_dark

LETTERS, LETTERS_PRESENTED = 14, 19  # pixels


@solara.component
def ChartCard(
    measure: str,
    on_measure: Callable[[str], None],
    answer: Answer,
    beside: Beside,
    is_hidden: bool,
    is_presenting: bool,
) -> None:
    """A chart of one measure; while the answer ``is_hidden`` it shows the status quo alone."""
    as_table, set_as_table = solara.use_state(False)
    dark = is_dark.value

    def lines() -> ChartLines:
        found = chart_lines(measure, answer, beside)
        return status_quo_only(found) if is_hidden else found

    chart: ChartLines = solara.use_memo(lines, [measure, answer, beside, is_hidden])
    with v.Card(class_="chart-card", outlined=True):
        with solara.Div(classes=["chart-head"]):
            ChooseOne(
                label="Chart of",
                is_label_hidden=True,
                items=[{"text": each["label"], "value": name} for name, each in measures_by_name().items()],
                value=measure,
                on_value=on_measure,
            )
            Buttons(chart, measure, as_table, lambda: set_as_table(not as_table))
        solara.HTML("div", html.escape(chart.look.unit), classes=["chart-unit"])
        if as_table:
            solara.HTML(
                "div",
                table_html(chart),
                classes=["chart-table"],
                attributes={"tabindex": "0", "role": "group"},
            )
        else:
            attributes = {"role": "img", "aria-label": sentence(chart), "class": "chart"}
            option = chart_option(chart, dark, LETTERS_PRESENTED if is_presenting else LETTERS)
            solara.FigureEcharts(option=option, responsive=True, attributes=attributes)


@solara.component
def Buttons(chart: ChartLines, measure: str, as_table: bool, on_table: Callable[[], None]) -> None:
    """The chart as a table and back, and the chart as a picture to keep."""
    with solara.Div(classes=["chart-buttons"]):
        solara.Button(
            icon_name="mdi-chart-line" if as_table else "mdi-table",
            icon=True,
            small=True,
            on_click=on_table,
            attributes={"aria-label": f"Show {chart.label} as a {'chart' if as_table else 'table'}"},
        )
        icon = solara.Button(
            icon_name="mdi-download",
            icon=True,
            small=True,
            attributes={"aria-label": f"Download the chart of {chart.label} as SVG"},
        )
        Download(lambda: chart_svg(chart), f"{measure}.svg", children=[icon])


@solara.component
def Key(answer: Answer, beside: Beside, is_hidden: bool) -> None:
    """What the lines, the band and the points of every chart are, once for all charts."""
    drawn = set(runs_drawn(answer, beside))
    names = drawn & set(WITHOUT_THE_ANSWER) if is_hidden else drawn
    marks = [_line_mark(name) for name in LOOKS if name in names]
    if beside.other_luck and not is_hidden:
        n = 1 + len(beside.other_luck)
        marks.append(f"<li><i class='band'></i>range over {n} draws of luck</li>")
    marks.append(
        "<li><svg viewBox='0 0 34 12' aria-hidden='true'><circle class='fitted' cx='8' cy='6' r='4.5'/>"
        "<circle class='held-out' cx='24' cy='6' r='4.5'/></svg>"
        f"{html.escape(whose_points(answer.scenario.world))}: filled if fitted to, hollow if not</li>"
    )
    solara.HTML("ul", "".join(marks), classes=["chart-key"], attributes={"aria-label": "Key to the charts"})


def table_html(chart: ChartLines) -> str:
    """The numbers behind a chart as an HTML table."""
    heads, rows = table_of(chart)
    top = "".join(f"<th scope='col'>{html.escape(head)}</th>" for head in heads)
    body = "".join(
        f"<tr><th scope='row'>{year}</th>{''.join(f'<td>{value}</td>' for value in values)}</tr>"
        for year, *values in rows
    )
    caption = html.escape(f"{chart.label}, {chart.look.unit}")
    return f"<table><caption>{caption}</caption><tr>{top}</tr>{body}</table>"


def _line_mark(name: str) -> str:
    look = LOOKS[name]
    dashes = f" stroke-dasharray='{' '.join(map(str, look.dashes))}'" if look.dashes else ""
    return (
        f"<li><svg viewBox='0 0 34 12' aria-hidden='true'><path d='M0 6h34' stroke-width='{look.width}'"
        f" style='--light: {look.on_light}; --dark: {look.on_dark}'{dashes}/></svg>{html.escape(name)}</li>"
    )
