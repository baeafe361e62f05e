"""Figures of one run: a table in, a Figure out.

Nothing here computes a result or reads a file. Every figure takes a table laid out by
``experiments.yearly.by_year`` and the provenance that goes in its foot line.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from abm import Results
from experiments.against_official import against_official, whose_record
from experiments.figure_panels import (
    CLOCK_PANELS,
    ELSEWHERE,
    OFFICIAL_PANELS,
    OVERVIEW_PANELS,
    PLACEMENTS,
    WHO_PANELS,
    Line,
    Panel,
    compared,
    draw_panel,
    spread_labels,
)
from experiments.figure_style import (
    INK,
    LAST_YEAR_OF_RECORD,
    foot,
    mark_times,
    policy_start,
    sheet,
    styled,
    years_axis,
)
from experiments.official_figure import official_figure
from experiments.official_marks import legend_in_words, mark_breaks, shade_held_out
from experiments.wording import whole
from experiments.yearly import by_year

Provenance = Mapping[str, Any]
Record = pd.DataFrame | None
PLACEMENT_MEASURES = [name for name in PLACEMENTS if name != ELSEWHERE]


def run_figures(results: Results, folder: Path) -> list[Path]:
    """Draw the five figures of one run into ``folder`` as PNG; none for a run too short to hold a January."""
    panels = OVERVIEW_PANELS + CLOCK_PANELS + WHO_PANELS + OFFICIAL_PANELS
    wanted = [name for panel in panels for name in panel.measures]
    table = by_year(results, [*wanted, *PLACEMENT_MEASURES, "plans"])
    if table["plans"].dropna().empty:
        return []
    record = against_official(results)
    drawn = {
        "overview.png": overview(table, results.provenance, record),
        "against_official.png": official_figure(table, record, whose_record(results), results.provenance),
        "where_plans_are.png": where_plans_are(table, results.provenance),
        "assessment_clock.png": assessment_clock(table, results.provenance, record),
        "who_bears_it.png": who_bears_it(table, results.provenance, record),
    }
    for name, figure in drawn.items():
        figure.savefig(folder / name)
    return [folder / name for name in drawn]


def overview(table: pd.DataFrame, provenance: Provenance, record: Record = None) -> Figure:
    """Six panels a room can read: plans, requests, confidence, exclusion, appeals, balance.

    ``record``, what ``against_official`` returns, puts the official figures over the model's lines.
    """
    world = provenance["scenario"]["world"]
    title = f"{world}: what happens to children, plans and money"
    return _sheet_of_panels(title, OVERVIEW_PANELS, table, provenance, record)


def assessment_clock(table: pd.DataFrame, provenance: Provenance, record: Record = None) -> Figure:
    """Requests in progress, plans within 20 weeks and preventive time, side by side."""
    title = "The assessment clock and what it costs prevention"
    return _sheet_of_panels(title, CLOCK_PANELS, table, provenance, record)


def who_bears_it(table: pd.DataFrame, provenance: Provenance, record: Record = None) -> Figure:
    """Unmet need, its gap by family resources, home education and crowding of AP."""
    title = "Who bears it when need goes unmet"
    return _sheet_of_panels(title, WHO_PANELS, table, provenance, record)


def where_plans_are(table: pd.DataFrame, provenance: Provenance) -> Figure:
    """Stacked areas of plans by kind of setting, with the line of all plans above them."""
    with styled():
        figure = sheet(13.3, 7.5, "Where children with plans are taught")
        axes = figure.subplots()
        rest = table["plans"] - table[PLACEMENT_MEASURES].sum(axis=1, skipna=False)
        placed = table[PLACEMENT_MEASURES].assign(**{ELSEWHERE: rest}).dropna()
        years = list(placed.index)
        axes.stackplot(
            years,
            [placed[name] for name in PLACEMENTS],
            colors=[colour for _, colour in PLACEMENTS.values()],
            edgecolor="white",
            linewidth=1.5,
        )
        axes.plot(table["plans"].dropna(), color=INK, linewidth=2)
        axes.set_ylim(bottom=0)
        _label_layers(axes, placed, table["plans"])
        _finish(axes, years, provenance)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: whole(value)))
        axes.set_ylabel("children and young people with a plan, January")
        foot(figure, provenance)
    return figure


def _sheet_of_panels(
    title: str, panels: tuple[Panel, ...], table: pd.DataFrame, provenance: Provenance, record: Record
) -> Figure:
    columns = 2 if len(panels) == 4 else 3
    rows = -(-len(panels) // columns)
    roles = _roles_drawn(panels, record)
    with styled():
        figure = sheet(6.2 * columns, 5.3 * rows, title, has_legend=bool(roles))
        cells = figure.add_gridspec(rows, columns)
        years = list(table.index)
        for place, panel in enumerate(panels):
            part = cells[divmod(place, columns)].subgridspec(len(panel.rows), 1)
            for row, lines in enumerate(panel.rows):
                axes = figure.add_subplot(part[row])
                draw_panel(axes, panel, lines, table, row == 0, record)
                _finish(axes, years, provenance)
                if roles:
                    _set_the_record_apart(axes, lines, years)
        if roles:
            legend_in_words(figure, roles, 1.0 - 0.6 / (5.3 * rows))
        foot(figure, provenance)
    return figure


def _roles_drawn(panels: tuple[Panel, ...], record: Record) -> list[str]:
    """Roles of the official figures that ``panels`` show, for the legend."""
    if record is None:
        return []
    names = [one.name for panel in panels for lines in panel.rows for _, one in compared(lines)]
    return [str(role) for role in record[record["measure"].isin(names)]["role"].unique()]


def _set_the_record_apart(axes: Axes, lines: tuple[Line, ...], years: list[int]) -> None:
    """Shade the held-out years and mark the breaks, in panels that an official series answers to."""
    comparisons = [comparison for _, comparison in compared(lines)]
    if comparisons:
        shade_held_out(axes, min(years), min(max(years), LAST_YEAR_OF_RECORD))
        mark_breaks(axes, comparisons, min(years), max(years))


def _finish(axes: Axes, years: list[int], provenance: Provenance) -> None:
    first, last = min(years), max(years)
    years_axis(axes, first, last)
    mark_times(axes, first, last, policy_start(provenance))


def _label_layers(axes: Axes, placed: pd.DataFrame, plans: pd.Series) -> None:
    """Name each layer at its right-hand end, and the total above them."""
    last, total = placed.iloc[-1], float(plans.dropna().iloc[-1])
    tops = last.cumsum()
    ends = [
        (f"{label}\n{whole(last[name])}", float(tops[name] - last[name] / 2), colour)
        for name, (label, colour) in PLACEMENTS.items()
    ]
    ends.append((f"all plans\n{whole(total)}", total, INK))
    spread_labels(axes, placed.index[-1], ends)
