"""Figures of a study: heat maps, responses, paired differences, with intervals; a table in, a Figure out."""

import math
from typing import Any

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from abm import catalogue
from experiments.figure_style import BLUE, INK, foot_line, sheet, styled
from experiments.summaries import CONFIDENCE

EQUALLY_FAR_FROM_BLACK_AND_WHITE = 0.18  # relative luminance, where both contrasts are 4.6 to 1
PANELS_ACROSS = 3
MOST_LINES = 6
MOST_BOLD_POINTS = 20
STEP_ASIDE = 0.012  # of the axis
MOST_DIFFERENCES = 30


def heat_map(table: pd.DataFrame, x: str, y: str, measure: str, date: str) -> Figure:
    """Mean of ``measure`` at each (``x``, ``y``) with its 95% interval: ``table`` as from ``summary``.

    One replicate shows no interval. ``measure`` is written with its label and unit if the catalogue
    has it.
    """
    label, unit = named(measure)
    mean, high = (
        table.pivot_table(index=y, columns=x, values=value, aggfunc="mean", dropna=False).sort_index(
            ascending=False
        )
        for value in ("mean", "high")
    )
    replicates = int(table["replicates"].max())
    with styled():
        figure = sheet(2.4 + 1.9 * mean.shape[1], 3.0 + 1.1 * mean.shape[0], f"{label}, {date}")
        axes = figure.subplots()
        seaborn.heatmap(
            mean,
            annot=_cell_texts(mean, high - mean, replicates),
            fmt="",
            cmap="cividis",
            linewidths=2,
            cbar_kws={"label": unit},
            annot_kws={"fontsize": 14},
            ax=axes,
        )
        _write_legibly(axes)
        axes.tick_params(bottom=False, left=False, labelrotation=0)
        _foot(figure, replicates)
    return figure


def responses(table: pd.DataFrame, factors: list[str], measure: str, date: str) -> Figure:
    """One panel a factor: the mean at every point against the factor's value, with its interval.

    In a grid over two factors the points that share the other factor are joined by a line.
    """
    label, unit = named(measure)
    rows = math.ceil(len(factors) / PANELS_ACROSS)
    columns = min(len(factors), PANELS_ACROSS)
    with styled():
        figure = sheet(max(7.0, 5.2 * columns), 1.4 + 4.6 * rows, f"{label}, {date}")
        panels = figure.subplots(rows, columns, squeeze=False, sharey=True).flat
        for number, (axes, factor) in enumerate(zip(panels, factors, strict=False)):
            _response(axes, table, factor, _other(table, factors, factor))
            if pd.api.types.is_numeric_dtype(table[factor]):
                axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
            axes.set_ylabel("" if number % columns else unit)
            axes.set_xlabel(factor)
        for axes in list(figure.axes)[len(factors) :]:
            axes.remove()
        _foot(figure, int(table["replicates"].max()))
    return figure


def differences_figure(
    table: pd.DataFrame, factors: list[str], measure: str, date: str, reference: str
) -> Figure:
    """Each point's mean difference from one point under the same luck, with its interval, largest first.

    ``table`` is as from ``paired_differences``, ``reference`` says what the one point is.
    With more points than fit, those with the largest differences either way are shown.
    """
    label, unit = named(measure)
    largest = table.reindex(table["mean"].abs().sort_values(ascending=False).index[:MOST_DIFFERENCES])
    shown = largest.sort_values("mean")
    names = [settings_text(row, factors) for _, row in shown.iterrows()]
    with styled():
        figure = sheet(13.3, 2.2 + 0.42 * len(shown), f"{label}, {date}: differences under the same luck")
        axes = figure.subplots()
        errors = (shown["high"] - shown["mean"]).fillna(0.0)
        axes.errorbar(
            shown["mean"], range(len(shown)), xerr=errors, fmt="o", color=BLUE, markersize=8, linewidth=2
        )
        axes.set_yticks(range(len(shown)), names, fontsize=12)
        axes.axvline(0.0, color=INK, linewidth=1.5)
        axes.grid(visible=True, axis="x")
        axes.set_xlabel(f"{unit}, less those of {reference}")
        _foot(figure, int(table["replicates"].max()), "Runs with the same seed are compared. ")
    return figure


def settings_text(row: "pd.Series[Any]", factors: list[str]) -> str:
    """Return the settings of a point in few words, for a label."""
    return ", ".join(f"{name.split('.')[-1].replace('_', ' ')} {_short(row[name])}" for name in factors)


def named(measure: str) -> tuple[str, str]:
    """Return a measure's label and its unit over a year."""
    about = catalogue.measures().set_index("name")
    if measure not in about.index:
        return measure, measure
    label, unit = about.loc[measure, ["label", "unit"]]
    return str(label), str(unit).removesuffix(" a month")


def _response(axes: Axes, table: pd.DataFrame, factor: str, other: str | None) -> None:
    groups: Any = table.groupby(other) if other else [(None, table)]
    colours = seaborn.color_palette("viridis", max(2, len(groups) if other else 2))
    for number, (colour, (level, rows)) in enumerate(zip(colours, groups, strict=False)):
        ordered = rows.sort_values(factor)
        axes.errorbar(
            _beside(ordered[factor], number - (len(groups) - 1) / 2 if other else 0.0),
            ordered["mean"],
            yerr=(ordered["high"] - ordered["mean"]).fillna(0.0),
            fmt="o-" if other else "o",
            color=colour if other else BLUE,
            ecolor=to_rgba(colour if other else BLUE, 1.0 if len(rows) <= MOST_BOLD_POINTS else 0.25),
            markersize=6,
            linewidth=2,
            label=f"{_short(level)}" if other else None,
        )
    if other:
        axes.legend(
            title=other.split(".")[-1].replace("_", " "),
            fontsize=11,
            title_fontsize=11,
            frameon=False,
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),  # above: intervals may be anywhere below
            ncols=MOST_LINES,
            alignment="left",
        )


def _beside(values: "pd.Series[Any]", steps: float) -> "pd.Series[Any]":
    """Numbers moved aside a little, so that the intervals of several lines can be told apart."""
    if not pd.api.types.is_numeric_dtype(values):
        return values
    step = float(values.max() - values.min()) * STEP_ASIDE
    return values.astype(float) + steps * step


def _other(table: pd.DataFrame, factors: list[str], factor: str) -> str | None:
    """The other factor of a small two-factor grid, along whose levels lines can be drawn."""
    if len(factors) != 2:
        return None
    other = next(name for name in factors if name != factor)
    full = table[factors].drop_duplicates()
    is_grid = len(full) == full[factor].nunique() * full[other].nunique()
    return other if is_grid and full[other].nunique() <= MOST_LINES else None


def _foot(figure: Figure, replicates: int, said: str = "") -> None:
    interval = f", with the {CONFIDENCE:.0%} interval of the mean" if replicates > 1 else ""
    seeds = f"{replicates} seeds" if replicates > 1 else "one seed"
    note = f"Model output, not a forecast. {said}Mean of {seeds} a point{interval}."
    foot_line(figure, note)


def _write_legibly(axes: Axes) -> None:
    """Write each cell's value in black or white, whichever stands out more from its colour."""
    cells: Any = axes.collections[0]
    # A cell without a value has a colour but no text.
    colours = cells.get_facecolor()[~np.ma.getmaskarray(cells.get_array()).ravel()]
    for text, colour in zip(axes.texts, colours, strict=True):
        red, green, blue = (float(part) ** 2.2 for part in colour[:3])
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        text.set_color("black" if luminance > EQUALLY_FAR_FROM_BLACK_AND_WHITE else "white")


def _cell_texts(mean: pd.DataFrame, half: pd.DataFrame, replicates: int) -> pd.DataFrame:
    values = mean.to_numpy(float)
    apart = float(np.nanmax(values) - np.nanmin(values))
    # Enough decimals to tell the cells apart.
    decimals = math.ceil(-math.log10(apart / 5.0)) if apart > 0.0 else 0
    texts = mean.map(_short) if apart == 0.0 else mean.map(f"{{:,.{min(max(decimals, 0), 5)}f}}".format)
    return texts + "\n± " + half.map(_short) if replicates > 1 else texts


def _short(value: Any) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
