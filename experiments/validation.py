"""A run judged: the stylised facts and the spread over authorities in one table of verdicts."""

from typing import Any

import numpy as np
import pandas as pd

from abm import EVERYBODY, Results, patterns
from experiments.authority_spread import Spread, spreads
from experiments.stylised_facts import FACTS

INSIDE, OUTSIDE = "inside", "outside"
NO_MEASURE, NO_YEARS, NOT_JUDGED = "no measure", "no such years", "not judged"
SPREAD = "spread_over_authorities"
COLUMNS = (
    *("pattern", "title", "reading", "unit", "official", "low", "high", "model", "verdict", "role"),
    *("why", "sources"),
)


class ModelRecord:
    """A run read like the official record: series by year in the official unit; notes what it lacks."""

    def __init__(self, results: Results) -> None:
        self.results = results
        held = results.table[["measure", "group"]].drop_duplicates()
        self.held = set(held.itertuples(index=False, name=None))
        self.missing: list[str] = []

    def series(self, name: str) -> "pd.Series[float]":
        """One official series as the model gives it; empty, and noted as missing, if it does not."""
        mirror = patterns.mirror_of(name)
        group = EVERYBODY if mirror is None else mirror.group or EVERYBODY
        if mirror is None or (mirror.measure, group) not in self.held:
            self.missing.append(name)
            return pd.Series(dtype=float)
        values = self.results.annual(mirror.measure, group=group)
        if mirror.group:
            values = values / self.results.annual(mirror.measure)
        return values * mirror.times


def facts_judged(results: Results) -> pd.DataFrame:
    """Every stylised fact, official against model: ``COLUMNS``, one row a reading.

    ``verdict`` is inside or outside of ``low`` to ``high``, or says that the model has no measure, that
    the run does not hold the years, or that there is nothing to judge (``why`` says why).
    """
    rows: list[tuple[Any, ...]] = []
    for name, pattern in patterns.patterns().items():
        if pattern.not_judged:
            blank = (np.nan,) * 4
            rows.append((name, pattern.title, "", "", *blank, NOT_JUDGED, "", pattern.not_judged, ""))
            continue
        model = ModelRecord(results)
        official, found = FACTS[name](patterns.official_values), FACTS[name](model.series)
        rows += [
            _fact_row(pattern, reading, official[reading.key], found[reading.key], model.missing)
            for reading in pattern.readings
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def spread_judged(found: list[Spread]) -> pd.DataFrame:
    """Median and width over authorities, official against model: ``COLUMNS``, two rows a series and year."""
    rows = []
    for spread in found:
        for words, official, model, near in spread.statistics():
            low, high = official * (1.0 - near), official * (1.0 + near)
            head = (SPREAD, f"Authorities differ: {spread.series}", f"{words}, {spread.year}", spread.unit)
            rows.append(
                (*head, official, low, high, model, verdict_of(low, model, high), spread.role, "", "")
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def judged(results: Results) -> pd.DataFrame:
    """Stylised facts, then the spread over authorities: ``COLUMNS``."""
    spread = spread_judged(spreads(results))
    facts = facts_judged(results)
    return facts if spread.empty else pd.concat([facts, spread], ignore_index=True)


def verdict_of(low: float, model: float, high: float) -> str:
    """Whether ``model`` is inside the interval."""
    return INSIDE if low <= model <= high else OUTSIDE


def _fact_row(
    pattern: patterns.Pattern, reading: patterns.Reading, official: float, model: float, missing: list[str]
) -> tuple[Any, ...]:
    low, high = reading.interval(official)
    verdict, why = verdict_of(low, model, high), ""
    if not np.isfinite(model):
        verdict = NO_MEASURE if missing else NO_YEARS
        why = f"nothing in this run gives {', '.join(missing)}" if missing else ""
    return (
        *(pattern.name, pattern.title, reading.label, reading.unit, official, low, high, model),
        *(verdict, reading.role, why, pattern.sources),
    )
