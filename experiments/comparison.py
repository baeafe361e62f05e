"""Policies side by side: paired runs under common luck, and what a policy changes, with intervals."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd

from abm import InputError, Scenario, catalogue, check, nearest_choice, packages, run, with_packages
from experiments.lottery import widths
from experiments.processes import Outcome, outcomes
from experiments.scenario_options import lever_doses
from experiments.year_table import yearly_measures

STATUS_QUO = "status_quo"
WHERE = "sendlab compare"
MOST_SEEDS = 1000
# Student's t at 97.5% for 1 to 30 degrees of freedom; beyond, 1.96 + 2.5/n is right to 0.002. SciPy knows
# it too, but takes a second to load, in the process of every run.
T_QUANTILES = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)


class Paired(NamedTuple):
    """One run of a comparison: its policy, its seed, and the scenario to run."""

    policy: str
    seed: int
    scenario: Scenario


class Point(Protocol):
    """What a run is called and its seed."""

    @property
    def policy(self) -> str:
        """The policy, or whatever else it is compared by."""

    @property
    def seed(self) -> int:
        """The seed."""


class Kept(NamedTuple):
    """What a comparison keeps of one run: measures by year, provenance, and how far places differ."""

    yearly: pd.DataFrame
    provenance: Mapping[str, Any]
    lottery: pd.DataFrame = pd.DataFrame()


def policies(base: Scenario, words: Sequence[str]) -> dict[str, Scenario]:
    """Return the status quo (``base`` as it is) and one checked scenario for each word, by name.

    A word is a package, a scenario file (its levers and parameters are added to ``base``) or
    ``lever=dose[@year]``, several between commas. Raises ``InputError``.
    """
    found = {STATUS_QUO: base}
    for word in words:
        if word == STATUS_QUO:
            continue
        if word in found:
            raise InputError(WHERE, word, "policies that differ", "Name each of them once.")
        found[word] = _policy(base, word)
    if len(found) == 1:
        remedy = f"Try: sendlab compare {next(name for name in packages() if name != STATUS_QUO)}"
        raise InputError(WHERE, STATUS_QUO, "a policy to hold against the status quo", remedy)
    return found


def paired(found: Mapping[str, Scenario], n_seeds: int) -> list[Paired]:
    """Return every run to be made: each policy under the seeds of the base, base + 1 and so on."""
    if n_seeds > MOST_SEEDS:
        raise InputError(WHERE, "--seeds", f"at most {MOST_SEEDS}, not {n_seeds}", "Try 10.")
    return [
        Paired(name, scenario.seed + i, scenario.with_changes(seed=scenario.seed + i))
        for i in range(n_seeds)
        for name, scenario in found.items()
    ]


def compare(points: Sequence[Paired], processes: int) -> Iterator[Outcome[Kept]]:
    """Run all points in ``processes`` processes, yielding outcomes as they come."""
    return outcomes(run_point, points, processes)


def run_point(point: Paired) -> Kept:
    """Run one point on one thread and keep its years."""
    results = run(point.scenario, threads=1)
    return Kept(yearly_measures(results), results.provenance, widths(results))


def all_years(points: Sequence[Point], found: Sequence[Outcome[Kept]], what: str = "yearly") -> pd.DataFrame:
    """Every run's years, tidy: policy, seed, measure, year, value; failed runs are left out.

    ``what`` is the field of ``Kept`` that is wanted.
    """
    parts = []
    for outcome in sorted(found, key=lambda outcome: outcome.number):
        if outcome.answer is not None:
            point = points[outcome.number]
            years = getattr(outcome.answer, what).rename_axis("year").reset_index()
            tidy = years.melt("year", var_name="measure", value_name="value").dropna()
            parts.append(tidy.assign(policy=point.policy, seed=point.seed))
    columns = ["policy", "seed", "measure", "year", "value"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def differences(years: pd.DataFrame, last_years: int) -> pd.DataFrame:
    """What each policy changes against the status quo, one row a policy and measure.

    Of each run a measure's last ``last_years`` full years are averaged, and runs of the same seed
    subtracted; ``low`` to ``high`` is the 95% interval (Student's t) of the mean of these differences
    over ``seeds`` seeds, not a number with one seed. Without a run of the status quo there is no row.
    """
    if STATUS_QUO not in set(years["policy"]):
        return pd.DataFrame()
    recent = (
        years.sort_values("year")
        .groupby(["policy", "seed", "measure"])["value"]
        .agg(lambda values: values.iloc[-last_years:].mean())
    )
    wide = recent.reset_index().pivot_table(index=["seed", "measure"], columns="policy", values="value")
    words = catalogue.measures().set_index("name")
    rows = []
    for policy in [name for name in years["policy"].unique() if name != STATUS_QUO]:
        for measure in words.index.intersection(wide.index.unique("measure"), sort=False):
            pair = wide.xs(measure, level="measure")[[STATUS_QUO, policy]].dropna()
            if not pair.empty:
                label, unit = words.loc[measure, ["label", "unit"]]
                rows.append(
                    {"policy": policy, "measure": measure, "label": label, "unit": _yearly(unit)}
                    | _summary(pair[STATUS_QUO], pair[policy])
                )
    return pd.DataFrame(rows)


def interval(values: "pd.Series[float]") -> tuple[float, float]:
    """The 95% interval of the mean of ``values`` (Student's t); not numbers for a single value."""
    n = len(values)
    if n < 2:
        return math.nan, math.nan
    t = T_QUANTILES[n - 2] if n - 1 <= len(T_QUANTILES) else 1.96 + 2.5 / (n - 1)
    half = t * float(np.std(values, ddof=1)) / math.sqrt(n)
    return float(values.mean()) - half, float(values.mean()) + half


def what_they_pull(found: Mapping[str, Scenario]) -> pd.DataFrame:
    """One row a policy and lever: dose and timing, what to expect, side-effects, and what it costs."""
    words = catalogue.levers().set_index("name")
    rows = [
        {
            "policy": policy,
            "lever": name,
            **{key: getattr(dose, key) for key in ("dose", "start", "ramp_years", "end", "coverage")},
            **words.loc[name, ["expected", "finding", "side_effects", "cost"]].to_dict(),
        }
        for policy, scenario in found.items()
        for name, dose in scenario.levers.items()
    ]
    return pd.DataFrame(rows)


def _policy(base: Scenario, word: str) -> Scenario:
    try:
        scenario = _changed(base, word)
        check(scenario)
    except InputError as error:
        raise error.moved_to(f"{WHERE}: {word}") from None
    return scenario


def _changed(base: Scenario, word: str) -> Scenario:
    if word.endswith(".toml"):
        given = Scenario.from_toml(word)
        levers, parameters = {**base.levers, **given.levers}, {**base.parameters, **given.parameters}
        return base.with_changes(levers=levers, parameters=parameters)
    if "=" in word:
        return base.with_changes(levers={**base.levers, **lever_doses(word.split(","))})
    if word not in packages():
        expected = "a package, a scenario file ending in .toml, or LEVER=DOSE"
        raise InputError(WHERE, "", expected, nearest_choice(word, packages()))
    return with_packages(base, [word])


def _summary(before: "pd.Series[float]", after: "pd.Series[float]") -> dict[str, float]:
    low, high = interval(after - before)
    return {
        "status_quo": float(before.mean()),
        "value": float(after.mean()),
        "difference": float((after - before).mean()),
        "low": low,
        "high": high,
        "seeds": len(before),
    }


def _yearly(unit: object) -> str:
    """A flow's unit, of which a year's value is the sum of months."""
    return str(unit).replace(" a month", " a year")
