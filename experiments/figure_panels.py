"""The panels of the figures as data, and how one panel is drawn."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from abm import targets
from experiments.figure_style import (
    BLUE,
    BROWN,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    RED,
    stroke_if_alone,
    write_ticks,
)
from experiments.official_marks import draw_points
from experiments.wording import hundredths, millions, percent, points, tenths, whole

LONGEST_TITLE = 42  # letters of a title in full size; England's numbers take more
LABEL_POINTS = 36  # height of a label of two lines at 13 points


class Line(NamedTuple):
    """One measure in a panel: its name, the word at its end, its colour."""

    measure: str
    label: str
    colour: str


class Panel(NamedTuple):
    """One panel: subject of its title, unit on its axis, its lines (a row of axes each), its scale."""

    subject: str
    unit: str
    rows: tuple[tuple[Line, ...], ...]
    show: Callable[[float], str]
    top: float | None = None

    @property
    def measures(self) -> list[str]:
        """Names of every measure the panel reads."""
        lines = [line for row in self.rows for line in row]
        return [line.measure for line in lines]


OVERVIEW_PANELS = (
    Panel("Plans", "plans in force, January", ((Line("plans", "plans", BLUE),),), whole),
    Panel(
        "Requests",
        "a calendar year",
        ((Line("requests", "requests", BLUE), Line("new_plans", "new plans", ORANGE)),),
        whole,
    ),
    Panel(
        "Confidence",
        "mean of SEN families,\n0 to 1, January",
        ((Line("confidence_mean", "confidence", GREEN),),),
        hundredths,
        top=1.0,
    ),
    Panel(
        "Permanent exclusions",
        "an academic year",
        (
            (Line("permanent_exclusions", "permanent", RED),),
            (Line("suspensions", "suspensions", BROWN),),
        ),
        whole,
    ),
    Panel(
        "Appeals", "registered in a calendar year", ((Line("appeals_registered", "appeals", PURPLE),),), whole
    ),
    Panel(
        "Balance",
        "high needs, end of March",
        ((Line("high_needs_balance_gbp", "balance", RED),),),
        millions,
    ),
)

CLOCK_PANELS = (
    Panel("Requests in progress", "open requests, January", ((Line("open_requests", "open", BLUE),),), whole),
    Panel(
        "The share on time",
        "new plans within the law's clock,\ncalendar year",
        ((Line("new_plans_within_20_weeks_share", "on time", GREEN),),),
        percent,
        top=1.0,
    ),
    Panel(
        "Preventive time",
        "share of psychologists' time,\ncalendar year",
        ((Line("educational_psychology_preventive_share", "preventive", ORANGE),),),
        percent,
        top=1.0,
    ),
)

WHO_PANELS = (
    Panel(
        "Unmet need",
        "severity 0 to 1,\nSEN families, January",
        ((Line("unmet_need_mean", "unmet", RED),),),
        hundredths,
    ),
    Panel(
        "The gap",
        "need met, percentage points:\nbest-off fifth less worst-off",
        ((Line("need_met_gap_by_resources", "gap", PURPLE),),),
        points,
    ),
    Panel(
        "Home education",
        "children home educated, autumn",
        ((Line("children_home_educated", "home educated", BROWN),),),
        whole,
    ),
    Panel(
        "Crowding of AP",
        "children in alternative\nprovision per place, January",
        ((Line("alternative_provision_occupancy_share", "occupancy", BLUE),),),
        percent,
    ),
)

# What the README's figure holds against the official record.
OFFICIAL_PANELS = (
    Panel("Plans", "plans in force, January", ((Line("plans", "model", BLUE),),), whole),
    Panel(
        "Pupils with a plan",
        "share of pupils, January",
        ((Line("plans_share_of_pupils", "model", BLUE),),),
        tenths,
    ),
    Panel(
        "SEN support",
        "share of pupils, January",
        ((Line("sen_support_share_of_pupils", "model", GREEN),),),
        tenths,
    ),
    Panel(
        "Requests, new plans",
        "a calendar year",
        ((Line("requests", "requests", BLUE), Line("new_plans", "new plans", ORANGE)),),
        whole,
    ),
    Panel(
        "Appeals", "registered in a calendar year", ((Line("appeals_registered", "model", PURPLE),),), whole
    ),
    Panel(
        "Exclusions",
        "permanent, an academic year",
        ((Line("permanent_exclusions", "model", RED),),),
        whole,
    ),
)

ELSEWHERE = "elsewhere"
PLACEMENTS = {
    "plans_in_mainstream": ("mainstream", BLUE),
    "plans_in_special": ("state special", ORANGE),
    "plans_in_independent_special": ("independent special", RED),
    "plans_in_further_education": ("further education", GREEN),
    ELSEWHERE: ("elsewhere or waiting", GREY),
}


def draw_panel(
    axes: Axes,
    panel: Panel,
    lines: tuple[Line, ...],
    table: pd.DataFrame,
    with_title: bool,
    record: pd.DataFrame | None = None,
) -> None:
    """Draw one row of a panel from a yearly table, each line named at its end.

    ``record``, if given, is what ``against_official`` returns: its figures are drawn as points.
    """
    ends = []
    axes.set_ylabel(panel.unit if len(panel.rows) == 1 else f"{lines[0].label},\n{panel.unit}")
    if values_of(table, lines[0]).empty:
        say_nothing_to_draw(axes, panel)
        return
    for line in lines:
        values = values_of(table, line)
        axes.plot(values, color=line.colour, **stroke_if_alone(values))
        last = float(values.iloc[-1])
        ends.append((f"{line.label}\n{panel.show(last)}", last, line.colour))
    if record is not None:
        for line, comparison in compared(lines):
            draw_points(axes, record, comparison, line.colour)
    _scale(axes, panel)
    if with_title:
        title = _title(panel, values_of(table, lines[0]))
        axes.set_title(title, x=-0.12, pad=12, fontsize=16 if len(title) <= LONGEST_TITLE else 14)
    spread_labels(axes, float(table.index[-1]), ends)


def say_nothing_to_draw(axes: Axes, panel: Panel) -> None:
    """Leave a panel empty but for its subject and the reason."""
    axes.set_title(panel.subject, x=-0.12, pad=12)
    axes.set_yticks([])
    axes.text(0.5, 0.5, "no full year in this run", transform=axes.transAxes, ha="center", fontsize=13)


def compared(lines: tuple[Line, ...]) -> list[tuple[Line, targets.Comparison]]:
    """The lines that answer to an official series, each with its comparison."""
    declared = targets.comparisons()
    return [(line, declared[line.measure]) for line in lines if line.measure in declared]


def spread_labels(axes: Axes, year: float, ends: list[tuple[str, float, str]]) -> None:
    """Write each text at the right of its value at ``year``, moved apart where two would touch."""
    low, high = axes.get_ylim()
    points = axes.bbox.height * 72 / axes.figure.dpi
    apart = (high - low) * LABEL_POINTS / points
    room = max(high - apart / 2, low + (len(ends) - 0.5) * apart)
    in_order = sorted(ends, key=lambda end: -end[1])
    for below, (text, value, colour) in zip(range(len(ends), 0, -1), in_order, strict=True):
        placed = max(min(value, room), low + (below - 0.5) * apart)
        room = placed - apart
        axes.annotate(
            text,
            (year, placed),
            (10, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontweight="bold",
            fontsize=13,
            annotation_clip=False,
        )


def values_of(table: pd.DataFrame, line: Line) -> "pd.Series[float]":
    """What a line shows by year, years without a value left out."""
    return table[line.measure].dropna()


def _scale(axes: Axes, panel: Panel) -> None:
    """Counts start at zero; money keeps its sign and shows the line of no debt."""
    drawn = [float(value) for line in axes.lines for value in np.asarray(line.get_ydata())]
    low, high = min(drawn), max(drawn)
    axes.set_ylim(1.05 * min(0.0, low), panel.top or 1.2 * max(0.0, high) or 1.0)
    if low < 0:
        axes.axhline(0.0, color=INK, linewidth=1.2)
    write_ticks(axes, panel.show)


def _title(panel: Panel, values: "pd.Series[float]") -> str:
    """Say what happens, in at most ten words, from the first and last values drawn."""
    first, last = float(values.iloc[0]), float(values.iloc[-1])
    before, here = panel.show(first), panel.show(last)
    if values.size == 1:
        return f"{panel.subject}: {here}"
    are_many = panel.subject.endswith("s")
    if here == before:
        return f"{panel.subject} {'stay' if are_many else 'stays'} at {here}"
    verb = "rises" if last > first else "falls"
    return f"{panel.subject} {verb.removesuffix('s') if are_many else verb} from {before} to {here}"
