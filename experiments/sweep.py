"""A grid over two factors, each cell run several times under luck that all cells share."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from abm import Dose, InputError, Scenario, catalogue, check, nearest_choice, run
from experiments.processes import Outcome, outcomes

LEVER = "lever."
MOST_VALUES = 100
MOST_RUNS = 100_000
VARY = "command line: --vary"


class Factor(NamedTuple):
    """A parameter (``owner.name``) or a lever's dose (``lever.name``), and the levels it takes."""

    name: str
    levels: tuple[float, ...]


class Point(NamedTuple):
    """One run of a sweep: its cell in the grid, its replicate, and the scenario to run."""

    cell: int
    replicate: int
    settings: dict[str, float]
    scenario: Scenario


@dataclass(frozen=True)
class Answer:
    """What a sweep keeps of one run: monthly rows, the last full year's value by measure, provenance."""

    monthly: pd.DataFrame
    last_year: dict[str, float]
    provenance: Mapping[str, Any]


@dataclass(frozen=True)
class SweepTables:
    """All runs of a sweep, with the factors as columns.

    ``monthly`` is tidy, one row a month, run and measure. ``runs`` has one row a run and measure with
    the value of the last full year. A failed run keeps its rows, without a value and with its ``error``.
    """

    monthly: pd.DataFrame
    runs: pd.DataFrame


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


def grid(base: Scenario, factors: Sequence[Factor], replicates: int) -> list[Point]:
    """Return every run of the grid, checked; replicate r has the seed ``base.seed + r`` in every cell.

    Raises ``InputError`` for an unknown factor or a value out of its range.
    """
    n_runs = math.prod(len(factor.levels) for factor in factors) * replicates
    if n_runs > MOST_RUNS:
        raise InputError(
            VARY, "", f"at most {MOST_RUNS} runs, not {n_runs}", "Take fewer levels or replicates."
        )
    names = [factor.name for factor in factors]
    points = []
    for cell, values in enumerate(product(*(factor.levels for factor in factors))):
        settings = dict(zip(names, values, strict=True))
        scenario = _with_settings(base, settings)
        _check_cell(scenario)
        for replicate in range(replicates):
            seeded = scenario.with_changes(seed=base.seed + replicate)
            points.append(Point(cell, replicate, settings, seeded))
    return points


def check_measures(names: Sequence[str]) -> None:
    """Raise ``InputError`` for a measure the model does not have."""
    known = catalogue.measures()["name"].tolist()
    for name in names:
        if name not in known:
            raise InputError(
                "command line", "--measure", f"a measure, not {name!r}", nearest_choice(name, known)
            )


def sweep(points: Sequence[Point], measures: Sequence[str], processes: int) -> Iterator[Outcome[Answer]]:
    """Run all points in ``processes`` processes, yielding outcomes as they come."""
    return outcomes(partial(run_point, measures=tuple(measures)), points, processes)


def run_point(point: Point, measures: tuple[str, ...]) -> Answer:
    """Run one point on one thread and keep the wanted measures."""
    results = run(point.scenario, threads=1)
    months = results.months
    last_year = {name: float(results.annual(name).iloc[-1]) for name in measures}
    return Answer(months[months["measure"].isin(measures)], last_year, results.provenance)


def tables(points: Sequence[Point], found: Sequence[Outcome[Answer]], measures: Sequence[str]) -> SweepTables:
    """Gather the outcomes into tables, in the order of the grid whatever order they came in."""
    monthly, runs = [], []
    for outcome in sorted(found, key=lambda outcome: outcome.number):
        point, answer = points[outcome.number], outcome.answer
        inputs = {**point.settings, "replicate": point.replicate, "seed": point.scenario.seed}
        labels: dict[str, Any] = {"draw": point.cell, **inputs, "error": outcome.error}
        months = pd.DataFrame([{"value": math.nan}]) if answer is None else answer.monthly
        monthly.append(months.assign(**labels))
        for name in measures:
            value = math.nan if answer is None else answer.last_year[name]
            runs.append({**labels, "measure": name, "value": value})
    return SweepTables(pd.concat(monthly, ignore_index=True), pd.DataFrame(runs))


def _spaced(text: str) -> tuple[float, ...]:
    low, high, count = text.split(":")
    if not 1 <= int(count) <= MOST_VALUES:
        raise ValueError(count)
    # Rounded so that 0.1:0.9:5 gives 0.3 and not 0.30000000000000004 in tables and figures.
    return tuple(float(f"{value:.12g}") for value in np.linspace(float(low), float(high), int(count)))


def _check_cell(scenario: Scenario) -> None:
    try:
        check(scenario)
    except InputError as error:
        raise error.moved_to(VARY) from None


def _with_settings(base: Scenario, settings: dict[str, float]) -> Scenario:
    levers, parameters = dict(base.levers), dict(base.parameters)
    for name, value in settings.items():
        if name.startswith(LEVER):
            lever = name.removeprefix(LEVER)
            levers[lever] = replace(levers.get(lever, Dose(0.0)), dose=value)
        else:
            parameters[name] = value
    return base.with_changes(levers=levers, parameters=parameters)
