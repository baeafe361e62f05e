"""What a run is judged by: which official figure each measure answers to, in which years and how nearly.

``targets.toml`` declares it; the figures themselves stay in the tables of facts. A year is *fitted*,
*covid* (flows of the years of closed schools), *held out*, *not a target* (a bound or an unsound
figure), or what the run *starts from*. Facts of one authority before the hold-out are its *own
record*: the model is fitted to England, never to one authority.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import pandas as pd

from abm.errors import InputError, nearest_choice
from abm.facts import authority_facts, official
from abm.measures import measures
from abm.sources import DATA, table_rows
from abm.worlds.starting_points import starting_point

TARGETS_FILE = "targets.toml"
FITTED, COVID, HELD_OUT, NO_TARGET = "fitted", "covid", "held out", "not a target"
STARTS_FROM, OWN_RECORD = "starts from", "own record"
FLOWS = ("calendar", "academic")
POINT_COLUMNS = ("year", "value", "unit", "year_convention", "publication", "confidence", "break_mark")


@dataclass(frozen=True)
class Near:
    """How near is near enough from ``first`` to ``last``: a share of the figure, or percentage points."""

    first: int
    last: int
    share: float | None = None
    points: float | None = None

    def __str__(self) -> str:
        """Read as ``±25%`` or ``±0.15 points``."""
        return f"±{self.share:.0%}" if self.share is not None else f"±{self.points:g} points"

    def off_by_at_most(self, figure: float) -> float:
        """The largest difference from ``figure`` that is near enough, in the unit of the figure."""
        return abs(figure) * self.share if self.share is not None else float(self.points or 0.0)


@dataclass(frozen=True)
class Comparison:
    """One line of the record: the measure ``name``, times ``times``, against the series ``official``."""

    name: str
    label: str
    official: str
    times: float
    near: tuple[Near, ...]
    breaks: Mapping[int, str]
    not_targets: tuple[int, ...]
    authority: str
    in_print: bool

    def near_in(self, year: int) -> Near | None:
        """The tolerance of ``year``, or ``None`` where the figure is only shown."""
        return next((near for near in self.near if near.first <= year <= near.last), None)

    def role(self, year: int, year_convention: str) -> str:
        """What the figure of ``year`` is for England: fitted, covid, held out or not a target."""
        roles = declared()["roles"]
        if year in self.not_targets or year > roles["held_out"][1]:
            return NO_TARGET
        if year >= roles["held_out"][0]:
            return HELD_OUT
        in_covid = roles["covid_flows"][0] <= year <= roles["covid_flows"][1]
        return COVID if in_covid and year_convention in FLOWS else FITTED


@cache
def comparisons() -> Mapping[str, Comparison]:
    """Every comparison by name, in the order of ``targets.toml``.

    Raises ``InputError`` if one has no measure, no official series or a key that does not exist.
    """
    return {name: _comparison(name, entry) for name, entry in declared()["comparison"].items()}


@cache
def declared() -> dict[str, Any]:
    """What ``targets.toml`` says, as it stands: ``roles``, ``shown`` and ``comparison``."""
    with (DATA / TARGETS_FILE).open("rb") as file:
        return tomllib.load(file)


def official_points(comparison: Comparison) -> pd.DataFrame:
    """England's official figures for a comparison: ``POINT_COLUMNS``, one row a year."""
    return official(comparison.official)[list(POINT_COLUMNS)]


def authority_points(comparison: Comparison, name: str) -> pd.DataFrame:
    """One authority's own published figures for a comparison: ``POINT_COLUMNS``, few years or none.

    Raises ``InputError`` if there is no such authority.
    """
    facts = authority_facts(name)
    rows = [
        (year, float(getattr(facts, row["column"])), *(row[key] for key in POINT_COLUMNS[2:6]), facts.caution)
        for row in table_rows("authorities_columns.csv")
        if (year := _year_of(row["column"], comparison.authority))
        and getattr(facts, row["column"]) is not None
    ]
    return pd.DataFrame(rows, columns=list(POINT_COLUMNS))


def authority_role(year: int, start: int) -> str:
    """What an authority's own figure of ``year`` is in a run from ``start``."""
    roles = declared()["roles"]
    if year in roles["authority_starts_from"][str(start)]:
        return STARTS_FROM
    return HELD_OUT if year >= roles["held_out"][0] else OWN_RECORD


def share_of_england(world: str, people: int, start: int) -> float:
    """Share of England's children and young people who live in a made-up world of ``people``."""
    return starting_point(world, people, start).population_share


def _year_of(column: str, prefix: str) -> int | None:
    found = re.fullmatch(rf"{re.escape(prefix)}_(\d{{4}})", column) if prefix else None
    return int(found.group(1)) if found else None


def _comparison(name: str, entry: Mapping[str, Any]) -> Comparison:
    known = {field.name for field in fields(Comparison)} - {"name", "official", "times"}
    for key in entry:
        if key not in known:
            place = f"comparison.{name}.{key}"
            raise InputError(TARGETS_FILE, place, "a key of a comparison", nearest_choice(key, known))
    if name not in measures() or not measures()[name].official:
        mirrors = [key for key, measure in measures().items() if measure.official]
        expected = "a measure that mirrors an official series"
        raise InputError(TARGETS_FILE, f"comparison.{name}", expected, nearest_choice(name, mirrors))
    return Comparison(
        name=name,
        label=entry["label"],
        official=measures()[name].official,
        times=measures()[name].official_scale,
        near=tuple(Near(**near) for near in entry.get("near", ())),
        breaks={int(year): word for year, word in entry.get("breaks", {}).items()},
        not_targets=tuple(entry.get("not_targets", ())),
        authority=entry.get("authority", ""),
        in_print=bool(entry.get("in_print", True)),
    )
