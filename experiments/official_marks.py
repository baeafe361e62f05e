"""The official record drawn over the model's lines: points by role, breaks, the held-out years.

Filled points were fitted, hollow ones held out, grey ones are Covid's; a square or diamond is one
authority's own figure, which nothing was fitted to. The legend says so in words.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from abm import targets
from experiments.figure_style import GREY, HELD_OUT_TINT, INK


class Mark(NamedTuple):
    """How the points of one role look and what the legend says of them."""

    shape: str
    is_filled: bool
    is_grey: bool
    words: str


MARKS = {
    targets.FITTED: Mark("o", True, False, "official: fitted years"),
    targets.HELD_OUT: Mark("o", False, False, "official: held out, never fitted"),
    targets.COVID: Mark("o", True, True, "official: Covid, masked"),
    targets.NO_TARGET: Mark("X", True, True, "official: a bound, not a target"),
    targets.OWN_RECORD: Mark("s", True, False, "its own figure, not fitted"),
    targets.STARTS_FROM: Mark("D", True, False, "a figure the run starts from"),
}
SIZE = 8


def draw_points(axes: Axes, record: pd.DataFrame, comparison: targets.Comparison, colour: str) -> None:
    """Draw the official figures of one comparison, in the unit of the model's line, by role."""
    rows = record[record["measure"] == comparison.name]
    for role, points in rows.groupby("role", sort=False):
        mark = MARKS[str(role)]
        axes.plot(
            points["year"],
            points["official"] / comparison.times,
            **_style(mark, colour),
            zorder=3,
            clip_on=False,
        )


def draw_tolerances(axes: Axes, record: pd.DataFrame, comparison: targets.Comparison, colour: str) -> None:
    """Draw how near was asked for in each fitted year, as a pale bar behind the point."""
    rows = record[(record["measure"] == comparison.name) & record["inside"].notna()]
    for _, row in rows.iterrows():
        near = comparison.near_in(int(row["year"]))
        if near is not None:
            off = near.off_by_at_most(float(row["official"]))
            ends = [(row["official"] + side * off) / comparison.times for side in (-1, 1)]
            axes.vlines(row["year"], *ends, color=colour, alpha=0.3, linewidth=6, zorder=1)


def mark_breaks(axes: Axes, comparisons: Iterable[targets.Comparison], first: int, last: int) -> None:
    """Draw a thin line with a word where an official series breaks, half a year before the year."""
    words = {year: word for one in comparisons for year, word in one.breaks.items()}
    for year, word in words.items():
        if first < year <= last:
            axes.axvline(year - 0.5, color=GREY, linewidth=1, zorder=0.5)
            axes.annotate(
                word,
                (year - 0.5, 1.0),
                (-3, -2),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                rotation=90,
                ha="right",
                va="top",
                fontsize=11,
                color=GREY,
            )


def shade_held_out(axes: Axes, first: float, last: float) -> None:
    """Shade the years that nothing was fitted to, between the ends of an axis."""
    held_out = targets.declared()["roles"]["held_out"]
    if first < held_out[0] <= last:
        axes.axvspan(
            held_out[0] - 0.5, min(held_out[1] + 0.5, last), color=HELD_OUT_TINT, zorder=0, linewidth=0
        )


def legend_in_words(figure: Figure, roles: Iterable[str], top: float) -> None:
    """Write under the title what the line, each kind of point and the shade mean."""
    present = set(roles)
    handles: list[Any] = [Line2D([], [], color=INK, linewidth=3, label="model")]
    handles += [
        Line2D([], [], **_style(mark, INK), label=mark.words)
        for role, mark in MARKS.items()
        if role in present
    ]
    if targets.HELD_OUT in present:
        handles.append(Patch(facecolor=HELD_OUT_TINT, edgecolor="#c9b98a", label="held-out years"))
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.004, top),
        ncols=len(handles),
        frameon=False,
        fontsize=13,
        handletextpad=0.4,
        columnspacing=1.4,
    )


def _style(mark: Mark, colour: str) -> dict[str, Any]:
    return {
        "linestyle": "none",
        "marker": mark.shape,
        "markersize": SIZE,
        "markerfacecolor": (GREY if mark.is_grey else colour) if mark.is_filled else "white",
        # A grey point keeps a rim of its line's colour, so that two series in one panel stay apart.
        "markeredgecolor": colour if mark.is_grey or not mark.is_filled else "white",
        "markeredgewidth": 0.8 if mark.is_filled and not mark.is_grey else 2.0,
    }
