"""A run held against the official record, as one tidy table.

What is compared, in which role and how near is near enough is declared in ``abm/data/targets.toml``.
England answers to England's record; a made-up authority to England's counts times its share of
England's people; a real authority to its own few published facts.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from abm import DEMO, ENGLAND, Results, targets

COLUMNS = (
    *("measure", "label", "year", "unit", "official", "model", "ratio", "difference", "role"),
    *("tolerance", "inside", "break_mark", "publication", "confidence"),
)


def against_official(results: Results) -> pd.DataFrame:
    """Hold a run against the official figures of its world: columns ``COLUMNS``, one row a figure.

    ``official`` and ``model`` are in the official ``unit``; ``inside`` is ``None`` where no tolerance
    is declared and for roles other than fitted. A measure that the results do not hold has no model
    figure. Years outside the run are left out.
    """
    world = WorldJudged(results)
    frames = [world.compared(comparison) for comparison in targets.comparisons().values()]
    filled = [frame for frame in frames if not frame.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(COLUMNS))


def whose_record(results: Results) -> str:
    """Say in words whose official figures the run is held against."""
    return WorldJudged(results).words


class WorldJudged:
    """A run's world and what it answers to: England, England scaled, or one authority's own facts."""

    def __init__(self, results: Results) -> None:
        scenario: Mapping[str, Any] = results.provenance["scenario"]
        self.results = results
        self.world, self.start = str(scenario["world"]), int(scenario["start"])
        self.is_england, self.is_made_up = self.world == ENGLAND, self.world == DEMO
        people = int(scenario.get("people", 0))
        self.share = targets.share_of_england(self.world, people, self.start) if self.is_made_up else 1.0
        held = results.table["measure"].unique()
        self.held = frozenset(str(name) for name in held)
        dates = results.table["date"]
        self.first, self.last = int(dates.min()[:4]), int(dates.max()[:4])

    @property
    def words(self) -> str:
        """Whose record it is, for a heading."""
        if self.is_england:
            return "England's official record"
        if self.is_made_up:
            return f"England's official record, counts scaled to {self.share:.2%} of its people"
        return f"{self.world}'s own published facts"

    def compared(self, comparison: targets.Comparison) -> pd.DataFrame:
        """One comparison, a row for each official figure inside the run."""
        points = self._points(comparison)
        inside_run = points["year"].between(self.first, self.last)
        model = self._by_year(comparison)
        rows = [self._row(comparison, point, model) for _, point in points[inside_run].iterrows()]
        return pd.DataFrame([row for row in rows if row is not None], columns=list(COLUMNS))

    def _points(self, comparison: targets.Comparison) -> pd.DataFrame:
        if not (self.is_england or self.is_made_up):
            return targets.authority_points(comparison, self.world)
        points = targets.official_points(comparison)
        is_count = ~points["unit"].str.startswith("%")
        return points.assign(value=points["value"].where(~is_count, points["value"] * self.share))

    def _row(
        self, comparison: targets.Comparison, point: "pd.Series[Any]", model: "pd.Series[float]"
    ) -> tuple[Any, ...] | None:
        year, figure = int(point["year"]), float(point["value"])
        missing = comparison.name not in self.held
        if year not in model.index and not missing:
            return None
        value = float("nan") if missing else float(model[year])
        role = self._role(comparison, year, str(point["year_convention"]))
        near = comparison.near_in(year) if role == targets.FITTED else None
        inside = None if near is None or missing else abs(value - figure) <= near.off_by_at_most(figure)
        return (
            *(comparison.name, comparison.label, year, point["unit"], figure, value),
            *(value / figure if figure > 0 else float("nan"), value - figure, role),
            *("" if near is None else str(near), inside),
            *(point["break_mark"], point["publication"], point["confidence"]),
        )

    def _role(self, comparison: targets.Comparison, year: int, year_convention: str) -> str:
        if not (self.is_england or self.is_made_up):
            return targets.authority_role(year, self.start)
        role = comparison.role(year, year_convention)
        starts_late = role != targets.NO_TARGET and year <= self.start and self.start > self.first_of_history
        return targets.STARTS_FROM if starts_late else role

    def _by_year(self, comparison: targets.Comparison) -> "pd.Series[float]":
        """The whole world's figures by year in the official unit; empty if it is not measured."""
        if comparison.name not in self.held:
            return pd.Series(dtype=float)
        return (self.results.annual(comparison.name) * comparison.times).dropna()

    @property
    def first_of_history(self) -> int:
        """The first year from which a run goes through history."""
        return int(targets.declared()["roles"]["fitted"][0])
