"""The figure of a comparison: what each policy changes, with intervals, a panel for each measure."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.compare_headlines import HEADLINES, Headline, on_axis, written
from experiments.figure_style import BLUE, GREY, INK, foot_line, sheet, styled

LONGEST_LINE = 26
PANELS_ACROSS = 3


def compare_figure(
    changes: pd.DataFrame,
    provenance: Mapping[str, Any],
    years: int,
    headlines: Sequence[Headline] = HEADLINES,
    what: str = "what each policy changes",
) -> Figure:
    """Differences from the status quo with 95% intervals: a panel a headline, a row a policy.

    ``changes`` is what ``comparison.differences`` returns.
    """
    policies = list(changes["policy"].unique())
    shown = [one for one in headlines if one.measure in set(changes["measure"])]
    rows = -(-len(shown) // PANELS_ACROSS)
    scenario = provenance["scenario"]
    with styled():
        height = rows * (1.9 + 0.55 * len(policies)) + 1.3
        figure = sheet(6.2 * PANELS_ACROSS, height, f"{_place(scenario)}: {what}")
        axes = figure.subplots(rows, PANELS_ACROSS, squeeze=False).ravel()
        for one, place in zip(shown, axes, strict=False):
            _draw(place, one, changes[changes["measure"] == one.measure].set_index("policy"), policies)
        for spare in axes[len(shown) :]:
            spare.set_visible(False)
        for index, place in enumerate(axes):
            if index % PANELS_ACROSS:
                place.tick_params(labelleft=False)
        foot_line(figure, _caveat(scenario, int(changes["seeds"].max()), years))
    return figure


def _place(scenario: Mapping[str, Any]) -> str:
    """The world's name for a title, and how many authorities stand for it where it is a sample."""
    name: str = scenario["world"][:1].upper() + scenario["world"][1:]
    n_authorities = scenario.get("authorities") or 0
    return f"{name} by {n_authorities} of its authorities" if n_authorities else name


def _draw(axes: Axes, one: Headline, rows: pd.DataFrame, policies: list[str]) -> None:
    axes.axvline(0.0, color=GREY, linewidth=1.5)
    for place, policy in enumerate(policies):
        if policy not in rows.index:
            continue
        row = rows.loc[policy]
        if pd.notna(row["low"]):
            axes.plot([row["low"], row["high"]], [place, place], color=BLUE, linewidth=4, alpha=0.45)
        axes.plot(row["difference"], place, "o", color=BLUE, markersize=9)
    axes.set_yticks(range(len(policies)), [_folded(policy) for policy in policies])
    axes.set_ylim(len(policies) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    before = float(rows["status_quo"].iloc[0])
    axes.set_title(f"{one.name}: status quo {written(one, before)}", fontsize=14)
    axes.set_xlabel(f"change, {one.unit}", color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: on_axis(one, value)))


def _folded(policy: str) -> str:
    """A policy's name over up to three lines."""
    words = policy.rsplit("/", 1)[-1].replace("_", " ").replace(",", ", ")
    return "\n".join(textwrap.wrap(words, LONGEST_LINE, max_lines=3, placeholder=" …"))


def _caveat(scenario: Mapping[str, Any], seeds: int, years: int) -> str:
    return (
        f"Model output, not a forecast. Policy less status quo, same luck; {seeds} seeds, 95% interval; "
        f"mean of each measure's last {years} full years to {scenario['to']}."
    )
