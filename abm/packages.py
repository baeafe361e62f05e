"""Packages: levers pulled together under one name, read from ``abm/data/packages``."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from abm.errors import InputError, nearest_choice
from abm.scenario import Dose, Scenario
from abm.sources import DATA

FOLDER = DATA / "packages"
KEYS = ("title", "source", "changes", "notes", "levers", "not_in_model")


@dataclass(frozen=True)
class Package:
    """One package in words, its levers, and what of it the model does not have (with the reason)."""

    name: str
    title: str
    source: str
    changes: str
    notes: str
    levers: Mapping[str, Dose]
    not_in_model: Mapping[str, str]


@cache
def packages() -> Mapping[str, Package]:
    """Every package by name, which is the name of its file; raises ``InputError`` for a key unknown."""
    return {path.stem: _read(path.stem) for path in sorted(FOLDER.glob("*.toml"))}


def package(name: str) -> Package:
    """Return one package. Raises ``InputError`` naming the nearest if there is none."""
    if name not in packages():
        raise InputError("packages", name, "the name of a package", nearest_choice(name, packages()))
    return packages()[name]


def with_packages(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return the scenario with the levers of these packages added; the order of names is irrelevant.

    Raises ``InputError`` for an unknown package, and for a lever that is set in two ways.
    """
    found = dict(scenario.levers)
    setters = dict.fromkeys(found, "the scenario")
    for name in names:
        for lever, dose in package(name).levers.items():
            if found.get(lever, dose) != dose:
                expected = (
                    f"one setting, not {said(found[lever])} in {setters[lever]} and {said(dose)} in {name}"
                )
                raise InputError("packages", f"levers.{lever}", expected, "Leave one of them out.")
            found[lever], setters[lever] = dose, name
    return scenario.with_changes(levers=found)


def said(dose: Dose) -> str:
    """A dose in one short phrase, such as ``1 from 2026 over 5 years``."""
    words = f"{dose.dose:g} from {dose.start:g}"
    if dose.ramp_years != 1.0:
        words += f" over {dose.ramp_years:g} years" if dose.ramp_years else " at once"
    if dose.end is not None:
        words += f" until {dose.end:g}"
    return words if dose.coverage == 1.0 else f"{words} in {dose.coverage:.0%} of places"


def _read(name: str) -> Package:
    where = f"{name}.toml"
    with (FOLDER / where).open("rb") as file:
        content: dict[str, Any] = tomllib.load(file)
    for key in content:
        if key not in KEYS:
            raise InputError(where, key, "a key of a package", nearest_choice(key, KEYS))
    levers = Scenario(levers=content.get("levers", {})).levers
    title, source, changes, notes = (str(content[key]) for key in KEYS[:4])
    return Package(name, title, source, changes, notes, levers, content["not_in_model"])
