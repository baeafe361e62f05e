"""The study that a command line asks for: a plan's, or a grid made on the fly from ``--vary``."""

import argparse

import numpy as np

from abm import InputError
from experiments.designs import Design
from experiments.factors import MOST_LEVELS, Factor, rounded
from experiments.kept_rows import Keep
from experiments.scenario_options import WHERE, add_scenario_options, count, scenario_from
from experiments.study import Study, checked
from experiments.study_file import read_study

VARY = "command line: --vary"
DEFAULT_REPLICATES = "3"


def add_study_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what to study."""
    add = parser.add_argument_group("the study").add_argument
    add(
        "plan",
        metavar="PLAN.toml",
        nargs="?",
        help="a plan, or the name of one that comes along; left out with --resume: the one in --out",
    )
    add(
        "--vary",
        metavar="NAME=LOW:HIGH:COUNT",
        action="append",
        default=[],
        help="instead of a plan, a grid: a parameter, or lever.NAME for its dose; or NAME=A,B,C;\n"
        "repeated for more factors (the first goes across the heat map, the second up)",
    )
    add(
        "--replicates",
        metavar="N",
        help="with --vary: runs a point, with seeds seed, seed+1, ... (default: 3)",
    )
    add("--measure", metavar="NAME", action="append", help="with --vary: what to keep (default: plans)")
    add_scenario_options(parser)


def study_from(options: argparse.Namespace) -> Study | None:
    """Return the study asked for, or None if the command line names none; raises ``InputError``."""
    if options.vary and options.plan:
        raise InputError(WHERE, "--vary", "a plan or --vary, not both", "Put the factor into the plan.")
    if options.vary:
        return _on_the_fly(options)
    _refuse_scenario_options(options)
    return read_study(options.plan) if options.plan else None


def read_factor(text: str) -> Factor:
    """Read ``name=low:high:count`` or ``name=a,b,c``; raises ``InputError``."""
    name, _, values = text.partition("=")
    try:
        chosen = _spaced(values) if ":" in values else tuple(float(value) for value in values.split(","))
    except ValueError:
        remedy = "For instance --vary lever.tighter_thresholds=0:1:5 or family.x=0.1,0.5"
        raise InputError(VARY, "", f"NAME=LOW:HIGH:COUNT or NAME=A,B,C, not {text!r}", remedy) from None
    if len(set(chosen)) < 2 or len(chosen) != len(set(chosen)) or not np.isfinite(chosen).all():
        remedy = "Give a COUNT of 2 or more, or a list without repeats."
        raise InputError(VARY, name, "two or more different numbers", remedy)
    return Factor(name.strip(), chosen)


def _on_the_fly(options: argparse.Namespace) -> Study:
    return checked(
        Study(
            base=scenario_from(options),
            factors=tuple(read_factor(text) for text in options.vary),
            design=Design("grid"),
            replicates=count("--replicates", options.replicates or DEFAULT_REPLICATES),
            keep=Keep(measures=tuple(dict.fromkeys(options.measure or ["plans"]))),
            where=VARY,
        )
    )


def _refuse_scenario_options(options: argparse.Namespace) -> None:
    """A plan says what to run: an option that would silently do nothing is refused."""
    blank = argparse.ArgumentParser(add_help=False)
    add_scenario_options(blank)
    unset = vars(blank.parse_args([]))
    given = [name for name, default in unset.items() if getattr(options, name) != default]
    given += [name for name in ("replicates", "measure") if getattr(options, name) is not None]
    if given:
        remedy = "Write it into the plan, or use --vary instead of a plan."
        raise InputError(WHERE, f"--{given[0]}", "no such option beside a plan", remedy)


def _spaced(text: str) -> tuple[float, ...]:
    low, high, number = text.split(":")
    if not 1 <= int(number) <= MOST_LEVELS:
        raise ValueError(number)
    return tuple(rounded(value) for value in np.linspace(float(low), float(high), int(number)))
