"""Results made by hand, by year: a perfect model of England's record, and tables of a few figures."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from abm import Results, catalogue, patterns

Figures = Mapping[str, Mapping[int, float]]


def yearly_results(figures: Figures, world: str = "england", **scenario: Any) -> Results:
    """Results that hold ``figures`` (measure, year, value) of everybody in the whole of ``world``."""
    rows = [
        (str(year), name, value) for name, values in figures.items() for year, value in sorted(values.items())
    ]
    table = pd.DataFrame(rows, columns=["date", "measure", "value"])
    area = {"england": "England", "demo": "Demo"}.get(world, world)
    return Results(with_keys(table, area), provenance_of(world, **scenario))


def with_keys(table: pd.DataFrame, area: str, group: str = "all") -> pd.DataFrame:
    """The same rows with the keys of one run."""
    return table.assign(policy="status quo", draw=0, seed=1, area=area, group=group)


def provenance_of(world: str, **scenario: Any) -> dict[str, Any]:
    """The record of a run of ``world`` as figures and tables read it."""
    settings = {"world": world, "start": 2010, "to": 2026, "seed": 1, "people": 2000, "authorities": 0}
    return {"scenario": {**settings, "levers": {}, **scenario}, "code": "0.1.0"}


def perfect_results() -> Results:
    """England as a perfect model would give it: every official figure that some measure mirrors."""
    about = catalogue.measures()
    mirrors = about[about["official"] != ""]
    figures = {
        name: dict(patterns.official_values(series) / scale)
        for name, series, scale in zip(
            mirrors["name"], mirrors["official"], mirrors["official_scale"], strict=True
        )
    }
    block = patterns.official_values("high_needs_block_gbp_m")
    figures["high_needs_block_gbp"] = dict(block * 1e6)
    results = yearly_results(figures)
    groups = [group for series in patterns.declared()["series"] for group in _group(series, figures)]
    return Results(pd.concat([results.table, *groups], ignore_index=True), results.provenance)


def _group(series: str, figures: Figures) -> list[pd.DataFrame]:
    """The rows of the group of children by which the model gives ``series``."""
    mirror = patterns.mirror_of(series)
    if mirror is None or not mirror.group:
        return []
    whole = figures[mirror.measure]
    values = patterns.official_values(series) / mirror.times
    shares = zip(values.index.astype(int), values, strict=True)
    rows = [(str(year), mirror.measure, value * whole[int(year)]) for year, value in shares]
    return [with_keys(pd.DataFrame(rows, columns=["date", "measure", "value"]), "England", mirror.group)]
