"""Command-line options that describe a scenario, and how they change one read from a file."""

import argparse
from collections.abc import Iterable
from typing import Any

from abm import Dose, InputError, Scenario, check, with_packages

WHERE = "command line"


def add_scenario_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what to run; each overrides what ``--scenario`` read."""
    add = parser.add_argument_group("what to run").add_argument
    add("--scenario", metavar="FILE.toml", help="start from a scenario file (every run folder holds one)")
    add("--world", metavar="NAME", help="a local authority, england, or demo (default: Leeds)")
    add("--start", metavar="YEAR", help="2010, through history, or 2025, from today's facts (default: 2010)")
    add("--to", metavar="YEAR", help="last calendar year, run to its December (default: 2035)")
    add("--seed", metavar="N", help="whole number; the same seed is the same luck (default: 1)")
    add("--authorities", metavar="N", help="a sample of N whole authorities, for --world england only")
    add("--people", metavar="N", help="how many children and young people, for --world demo only")
    add(
        "--set",
        metavar="PARAMETER=VALUE",
        action="append",
        default=[],
        help="change a parameter; may be repeated (names: sendlab describe parameters)",
    )
    add(
        "--lever",
        metavar="NAME=DOSE[@YEAR]",
        action="append",
        default=[],
        help="pull a lever, dose 0 to 1, from YEAR on (default 2026); may be repeated",
    )
    add(
        "--package",
        metavar="NAME",
        action="append",
        default=[],
        help="pull the levers of a package; may be repeated (names: sendlab describe packages)",
    )


def scenario_from(options: argparse.Namespace) -> Scenario:
    """Return the checked scenario that the options ask for; raises ``InputError``."""
    base = (
        _checked(Scenario.from_toml(options.scenario), options.scenario) if options.scenario else Scenario()
    )
    changes: dict[str, Any] = {"world": options.world} if options.world is not None else {}
    for key in ("start", "to", "seed", "people", "authorities"):
        if getattr(options, key) is not None:
            changes[key] = whole_number(f"--{key}", getattr(options, key))
    changes["parameters"] = {**base.parameters, **parameter_values(options.set)}
    changes["levers"] = {**base.levers, **lever_doses(options.lever)}
    try:
        return _checked(with_packages(base.with_changes(**changes), options.package), WHERE)
    except InputError as error:
        raise error.moved_to(WHERE) from None


def parameter_values(settings: Iterable[str]) -> dict[str, float]:
    """Read ``owner.name=value`` settings; raises ``InputError``."""
    pairs = (_pair("--set", setting, "family.asking_base_log_odds=-7") for setting in settings)
    return {name: number(f"--set {name}", value) for name, value in pairs}


def lever_doses(settings: Iterable[str]) -> dict[str, Dose]:
    """Read ``name=dose`` and ``name=dose@year`` settings; raises ``InputError``."""
    doses = {}
    for setting in settings:
        name, value = _pair("--lever", setting, "tighter_thresholds=0.5@2027")
        dose, _, year = value.partition("@")
        key = f"--lever {name}"
        try:
            doses[name] = Dose(number(key, dose), **({"start": number(key, year)} if year else {}))
        except InputError as error:
            raise InputError(WHERE, key, error.expected, error.remedy) from None
    return doses


def whole_number(key: str, text: str) -> int:
    """Read a whole number given for option ``key``; raises ``InputError``."""
    try:
        return int(text)
    except ValueError:
        raise InputError(WHERE, key, f"a whole number, not {text!r}", "Write digits only.") from None


def count(key: str, text: str) -> int:
    """Read a whole number of 1 or more given for option ``key``; raises ``InputError``."""
    given = whole_number(key, text)
    if given < 1:
        raise InputError(WHERE, key, f"a whole number from 1, not {given}", "Try 1.")
    return given


def number(key: str, text: str) -> float:
    """Read a number given for option ``key``; raises ``InputError``."""
    try:
        return float(text)
    except ValueError:
        raise InputError(WHERE, key, f"a number, not {text!r}", "Write it like 0.5.") from None


def _pair(option: str, setting: str, example: str) -> tuple[str, str]:
    name, separator, value = setting.partition("=")
    if not (separator and name and value):
        raise InputError(WHERE, option, f"NAME=VALUE, not {setting!r}", f"For instance {option} {example}")
    return name.strip(), value.strip()


def _checked(scenario: Scenario, where: str) -> Scenario:
    try:
        check(scenario)
    except InputError as error:
        raise error.moved_to(where) from None
    return scenario
