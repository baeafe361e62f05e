"""Patterns that a credible model must reproduce, as ``stylised_facts.toml`` declares them.

How each is worked out is in ``experiments.stylised_facts``: the same arithmetic on the official record
and on the model. The official figures stay in the tables of facts.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from abm import targets
from abm.errors import InputError
from abm.facts import official, official_series
from abm.history import drivers
from abm.measures import measures
from abm.sources import DATA, source
from abm.worlds.sampling import members

PATTERNS_FILE = "stylised_facts.toml"


@dataclass(frozen=True)
class Reading:
    """One number that a pattern is read from, and how near to the official one is near enough."""

    key: str
    label: str
    unit: str
    until: int
    share: float | None = None
    points: float | None = None
    covid: bool = False

    @property
    def role(self) -> str:
        """Whether the years it looks at were fitted, Covid's or held out."""
        if self.covid:
            return targets.COVID
        return (
            targets.HELD_OUT if self.until >= targets.declared()["roles"]["held_out"][0] else targets.FITTED
        )

    def interval(self, value: float) -> tuple[float, float]:
        """The values that are near enough to the official ``value``."""
        off = abs(value) * self.share if self.share is not None else float(self.points or 0.0)
        return value - off, value + off


@dataclass(frozen=True)
class Pattern:
    """One pattern: its words, the official series it is read from, its readings, or why it is not judged."""

    name: str
    title: str
    series: tuple[str, ...]
    readings: tuple[Reading, ...]
    not_judged: str

    @property
    def sources(self) -> str:
        """The publications of its official series, by title, once each."""
        keys = {key: None for name in self.series for key in _publications(name)}
        return "; ".join(source(key).title for key in keys)


@dataclass(frozen=True)
class Mirror:
    """The measure, group and factor by which the model gives an official series."""

    measure: str
    times: float
    group: str = ""


@cache
def declared() -> dict[str, Any]:
    """What ``stylised_facts.toml`` says, as it stands: ``series``, ``spread`` and ``patterns``."""
    with (DATA / PATTERNS_FILE).open("rb") as file:
        return tomllib.load(file)


@cache
def patterns() -> Mapping[str, Pattern]:
    """Every pattern by name, in the order of the file.

    Raises ``InputError`` for one with neither readings nor a reason why it is not judged.
    """
    return {name: _pattern(name, entry) for name, entry in declared()["patterns"].items()}


@cache
def official_values(series: str) -> "pd.Series[float]":
    """An official series, or a driver taken from the record, by year; raises ``InputError``."""
    if series not in official_series() and series in drivers():
        return pd.Series(dict(drivers()[series].values), name=series)
    table = official(series)
    return pd.Series(table["value"].to_numpy(), index=table["year"], name=series)


def unit_of(series: str) -> str:
    """The unit of an official series."""
    return str(official(series)["unit"].iloc[0])


def mirror_of(series: str) -> Mirror | None:
    """How the model gives ``series``, or ``None`` if it has no measure for it."""
    if series in declared()["series"]:
        return Mirror(**declared()["series"][series])
    found = (name for name, measure in measures().items() if measure.official == series)
    name = next(found, None)
    return None if name is None else Mirror(name, measures()[name].official_scale)


def weights_of_authorities(n_authorities: int) -> dict[str, float]:
    """How many authorities each of a sample of England stands for; 0 is England whole."""
    return {member.name: member.weight for member in members(n_authorities)}


@cache
def _publications(series: str) -> list[str]:
    return sorted(set(official(series)["publication"])) if series in official_series() else []


def _pattern(name: str, entry: Mapping[str, Any]) -> Pattern:
    readings = tuple(Reading(**reading) for reading in entry.get("readings", ()))
    if bool(readings) == bool(entry.get("not_judged")):
        expected = "either readings or a reason why it is not judged"
        raise InputError(PATTERNS_FILE, f"patterns.{name}", expected, "Add the one or remove the other.")
    for series in entry.get("series", ()):
        official_values(series)
    return Pattern(
        name, entry["title"], tuple(entry.get("series", ())), readings, entry.get("not_judged", "")
    )
