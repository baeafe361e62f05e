"""The README's figure: England's record and the model's on one sheet, fitted and held out apart."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figure_panels import (
    OFFICIAL_PANELS,
    Line,
    Panel,
    compared,
    say_nothing_to_draw,
    spread_labels,
    values_of,
)
from experiments.figure_style import (
    LAST_YEAR_OF_RECORD,
    foot_line,
    sheet,
    stroke_if_alone,
    styled,
    write_ticks,
    years_axis,
)
from experiments.official_marks import (
    draw_points,
    draw_tolerances,
    legend_in_words,
    mark_breaks,
    shade_held_out,
)
from experiments.official_table import count_inside

COLUMNS = 3
LAST_YEAR_DRAWN = LAST_YEAR_OF_RECORD + 1


def official_figure(
    table: pd.DataFrame, record: pd.DataFrame, words: str, provenance: Mapping[str, Any]
) -> Figure:
    """Six series of the official record with the model's lines, and how near each came.

    ``table`` is laid out by ``experiments.yearly.by_year``, ``record`` by ``against_official``; ``words``
    say whose record it is.
    """
    shown = table[table.index <= LAST_YEAR_DRAWN]
    rows = -(-len(OFFICIAL_PANELS) // COLUMNS)
    with styled():
        figure = sheet(6.2 * COLUMNS, 5.3 * rows, f"The model against {words}", has_legend=True)
        cells = figure.add_gridspec(rows, COLUMNS)
        for place, panel in enumerate(OFFICIAL_PANELS):
            axes = figure.add_subplot(cells[divmod(place, COLUMNS)])
            _draw(axes, panel, panel.rows[0], shown, record)
        names = {comparison.name for panel in OFFICIAL_PANELS for _, comparison in compared(panel.rows[0])}
        legend_in_words(figure, record[record["measure"].isin(names)]["role"], 1.0 - 0.6 / (5.3 * rows))
        foot_line(figure, _caveat(provenance, has_bars=bool(record["inside"].notna().any())))
    return figure


def _draw(
    axes: Axes, panel: Panel, lines: tuple[Line, ...], table: pd.DataFrame, record: pd.DataFrame
) -> None:
    if any(values_of(table, line).empty for line in lines):
        say_nothing_to_draw(axes, panel)
        return
    years = list(table.index)
    first, last = min(years), max(*years, LAST_YEAR_OF_RECORD)
    shade_held_out(axes, first, last + 0.5)
    ends = []
    for line in lines:
        values = values_of(table, line)
        axes.plot(values, color=line.colour, zorder=2, **stroke_if_alone(values))
        ends.append(
            (f"{line.label}\n{panel.show(float(values.iloc[-1]))}", float(values.iloc[-1]), line.colour)
        )
    for line, comparison in compared(lines):
        draw_tolerances(axes, record, comparison, line.colour)
        draw_points(axes, record, comparison, line.colour)
    axes.set_ylim(0, 1.18 * axes.dataLim.y1)
    axes.set_title(_title(panel, lines, record), x=-0.12, pad=12)
    axes.set_ylabel(panel.unit)
    write_ticks(axes, panel.show)
    years_axis(axes, first, last)
    mark_breaks(axes, [comparison for _, comparison in compared(lines)], first, last)
    spread_labels(axes, last, ends)


def _title(panel: Panel, lines: tuple[Line, ...], record: pd.DataFrame) -> str:
    """Say in how many fitted years the model is near enough."""
    names = [comparison.name for _, comparison in compared(lines)]
    inside, judged = count_inside(record[record["measure"].isin(names)])
    if judged == 0:
        return panel.subject
    what = "fitted years" if len(names) == 1 else "points"
    return f"{panel.subject}: near in {inside} of {judged} {what}"


def _caveat(provenance: Mapping[str, Any], has_bars: bool) -> str:
    run = provenance["scenario"]
    bars = " Pale bars: how near was asked in fitted years." if has_bars else ""
    return (
        f"Model output, not a forecast. {run['world']}, from {run['start']}, seed {run['seed']}, version "
        f"{provenance['code']}.{bars}\nStocks in January; requests, "
        "new plans, appeals by calendar year; exclusions by academic year. Official: DfE, MoJ (OGL v3.0)."
    )
