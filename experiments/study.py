"""A study: what many runs share, what varies between them, how often each is repeated, what is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from abm import InputError, Scenario, check, check_groupings
from experiments import designs
from experiments.designs import LIST, Design, Point
from experiments.factors import Factor, check_name, lever_setting, with_settings
from experiments.kept_rows import Keep, check_measures

MOST_RUNS = 1_000_000


@dataclass(frozen=True)
class Study:
    """Many runs as data. ``where`` is the file it was read from, for complaints.

    Replicate r has the seed ``base.seed + r`` at every point, so that points differ only by their
    factors and what follows from them. ``rows`` are the points of a list, in the order of ``factors``.
    """

    base: Scenario
    factors: tuple[Factor, ...]
    design: Design
    replicates: int = 1
    keep: Keep = field(default_factory=Keep)
    rows: tuple[Point, ...] = ()
    title: str = ""
    where: str = field(default="plan", compare=False)

    @property
    def names(self) -> list[str]:
        """Names of the factors, in order."""
        return [factor.name for factor in self.factors]

    @property
    def n_points(self) -> int:
        """Number of points of the design."""
        if self.design.kind == LIST:
            return len(self.rows)
        return designs.n_points(self.design, self.factors)

    def points(self) -> list[Point]:
        """Return the points of the design, one value a factor."""
        return list(self.rows) if self.design.kind == LIST else designs.points(self.design, self.factors)

    def scenario(self, point: Point, replicate: int = 0) -> Scenario:
        """Return what is to be run at ``point``; raises ``InputError`` for a value out of range."""
        settings = dict(zip(self.names, point, strict=True))
        return with_settings(self.base, settings).with_changes(seed=self.base.seed + replicate)

    def order(self) -> Iterator[tuple[int, int]]:
        """Yield (point, replicate) in the order of running.

        Every point has its first replicate before any has its second, and points come in a fixed
        shuffled order: a study cut short has still been all over the space.
        """
        shuffled = np.random.default_rng(self.n_points).permutation(self.n_points)
        for replicate in range(self.replicates):
            for point in shuffled:
                yield int(point), replicate


def checked(study: Study) -> Study:
    """Return ``study``; raises ``InputError`` if it is empty, contradicts itself or asks for what is not."""
    where = study.where
    if not study.factors:
        remedy = 'Add, for instance: [[factors]] name = "lever.tighter_thresholds"'
        raise InputError(where, "factors", "one or more things to vary", remedy)
    for name in study.names:
        check_name(name, where)
        if study.names.count(name) > 1:
            raise InputError(where, name, "every factor once", "Take one of the two out.")
        _check_lever_is_pulled(study, name)
    if study.design.kind == LIST and not study.rows:
        raise InputError(where, "design.rows", "one or more rows", "Add rows or a file of them.")
    designs.check_design(study.design, study.factors, where)
    _check_size(study)
    check_measures(study.keep.measures, where, "keep.measures")
    _check_groupings(study)
    _check_points(study)
    return study


def _check_lever_is_pulled(study: Study, name: str) -> None:
    """Varying when a lever starts shows nothing if nobody pulls it."""
    if not name.startswith("lever."):
        return
    lever, setting = lever_setting(name)
    doses = {f"lever.{lever}", f"lever.{lever}.dose"}
    if len(doses & set(study.names)) > 1:
        raise InputError(study.where, name, "the dose of a lever once", "Take one of the two out.")
    if setting != "dose" and lever not in study.base.levers and not doses & set(study.names):
        remedy = f"Add [scenario.levers.{lever}] dose = 1.0, or vary lever.{lever} as well."
        raise InputError(study.where, name, "a lever with a dose", remedy)


def _check_size(study: Study) -> None:
    if study.replicates < 1:
        expected = f"a whole number from 1, not {study.replicates}"
        raise InputError(study.where, "replicates", expected, "Try 5.")
    n_runs = study.n_points * study.replicates
    if n_runs > MOST_RUNS:
        expected = f"at most {MOST_RUNS:,} runs, not {n_runs:,}"
        raise InputError(study.where, "design", expected, "Take fewer levels, points or replicates.")


def _check_groupings(study: Study) -> None:
    try:
        check_groupings(study.keep.groups)
    except InputError as error:
        raise InputError(study.where, "keep.groups", error.expected, error.remedy) from None


def _check_points(study: Study) -> None:
    for number, point in enumerate(study.points()):
        try:
            scenario = study.scenario(point, study.replicates - 1)
            check(scenario)
            _check_years(study, scenario)
        except InputError as error:
            settings = ", ".join(f"{name}={value}" for name, value in zip(study.names, point, strict=True))
            where = f"{study.where}: point {number} ({settings})"
            raise error.moved_to(where) from None


def _check_years(study: Study, scenario: Scenario) -> None:
    first, last = study.keep.years
    if first > scenario.to or last < scenario.start:
        expected = f"years of the run, {scenario.start} to {scenario.to}, not {first} to {last}"
        raise InputError("keep", "years", expected, "Change [keep] years or the scenario's.")


def as_record(study: Study) -> dict[str, Any]:
    """Return what the study is, for provenance."""
    return {
        "title": study.title,
        "design": study.design.kind,
        "points": study.n_points,
        "replicates": study.replicates,
        "runs": study.n_points * study.replicates,
        "seeds": [study.base.seed, study.base.seed + study.replicates - 1],
        "factors": study.names,
    }
