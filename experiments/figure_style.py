"""How every figure looks: type a room can read, safe colours, direct labels, a caveat at the foot."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import seaborn
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

# Okabe and Ito's palette, as seaborn carries it: tells apart under the common colour deficiencies.
BLUE, ORANGE, GREEN, RED, PURPLE, BROWN = seaborn.color_palette("colorblind", 6).as_hex()
INK, GREY, PALE = "#1f2328", "#6b7280", "#eef1f5"
HELD_OUT_TINT = "#fbf3dc"
LAST_YEAR_OF_RECORD = 2025
YEARS_THE_WORD_TAKES = 4  # "projection" beside fewer years would run into the labels at the right
DOTS_PER_INCH = 110
MOST_STEPS = 6  # between ticks at the left, where there would be too many

STYLE: Any = {
    **seaborn.axes_style("white"),
    "font.family": "DejaVu Sans",
    "font.size": 15,
    "axes.titlesize": 16,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 14,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#9aa3ad",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#dde2e8",
    "xtick.bottom": True,
    "lines.linewidth": 3.0,
    "text.color": INK,
}


# How large a title is, and how many of its letters fit on an inch; a longer one is written smaller.
TITLE_POINTS, TITLE_LETTERS_AN_INCH = 22, 4.8


def stroke_if_alone(values: pd.Series) -> dict[str, Any]:
    """How to mark a line of these values: with a short stroke if there is only one, which makes no line."""
    return {"marker": "_", "markersize": 22, "markeredgewidth": 3.0} if values.size == 1 else {}


def write_ticks(axes: Axes, show: Callable[[float], str]) -> None:
    """Write values at the left as ``show`` does, with no more ticks than can be told apart in its figures."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: show(value)))
    for n_steps in range(MOST_STEPS, 0, -1):
        low, high = axes.get_ylim()
        labels = [show(float(tick)) for tick in axes.get_yticks() if low <= tick <= high]
        if len(set(labels)) == len(labels):
            return
        axes.yaxis.set_major_locator(MaxNLocator(n_steps, steps=[1, 2, 5, 10]))


def styled() -> Any:
    """Context in which a figure is drawn in the house style, leaving matplotlib's own untouched."""
    return rc_context(STYLE)


def sheet(width: float, height: float, title: str, has_legend: bool = False) -> Figure:
    """An empty figure, ``width`` by ``height`` inches, with room for ``title``, a foot line and a legend."""
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    foot_room, title_room = 0.6 / height, (1.1 if has_legend else 0.65) / height
    rect = (0.008, foot_room, 0.984, 1.0 - foot_room - title_room)
    figure.set_layout_engine("constrained", rect=rect, w_pad=0.12, h_pad=0.12)
    size = min(TITLE_POINTS, TITLE_POINTS * TITLE_LETTERS_AN_INCH * width / len(title))
    figure.suptitle(
        title, x=0.012, y=1 - 0.15 / height, ha="left", va="top", fontsize=size, fontweight="bold"
    )
    return figure


def foot(figure: Figure, provenance: Mapping[str, Any]) -> None:
    """Write what the figure shows and does not show along its foot."""
    foot_line(figure, caveat(provenance))


def foot_line(figure: Figure, text: str) -> None:
    """Write ``text`` along the foot of ``figure``."""
    figure.text(0.012, 0.012, text, ha="left", va="bottom", fontsize=12, color=GREY)


def caveat(provenance: Mapping[str, Any]) -> str:
    """The line under every figure: model output, and which world, years, seed and version."""
    run = provenance["scenario"]
    return (
        f"Model output, not a forecast. {run['world']}, from {run['start']}, seed {run['seed']}, "
        f"version {provenance['code']}.\nYears as official series label them: see each axis. "
        "Grey shade: after the official record ends."
    )


def years_axis(axes: Axes, first: int, last: int) -> None:
    """Whole years along the foot of ``axes``, with room at the right for direct labels."""
    axes.set_xlim(first - 0.4, last + 0.4)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))


def mark_times(axes: Axes, first: int, last: int, policy: float | None) -> None:
    """Shade the years after the official record ends and mark where the first lever starts.

    A run wholly after the record is not shaded; ``policy`` is ``None`` for a run without levers.
    """
    if first < LAST_YEAR_OF_RECORD < last:
        axes.axvspan(LAST_YEAR_OF_RECORD, last + 0.4, color=PALE, zorder=0, linewidth=0)
    if policy is not None:
        axes.axvline(policy, color=INK, linestyle=":", linewidth=2)
        _say_at_foot(axes, policy, f"policy from {policy:.0f}")
    elif first < LAST_YEAR_OF_RECORD <= last - YEARS_THE_WORD_TAKES:
        _say_at_foot(axes, LAST_YEAR_OF_RECORD, "projection")


def _say_at_foot(axes: Axes, year: float, text: str) -> None:
    axes.annotate(
        text,
        (year, 0.0),
        (4, 5),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="bottom",
        fontsize=12,
        color=INK,
        bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 1},
    )


def policy_start(provenance: Mapping[str, Any]) -> float | None:
    """Calendar year in which the first lever with a dose starts, or ``None``."""
    doses = provenance["scenario"].get("levers", {}).values()
    return min((float(dose["start"]) for dose in doses if dose["dose"] > 0), default=None)
