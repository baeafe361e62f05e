"""Results made up from a formula, for tests of what surrounds a run."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from abm import Results, Scenario, catalogue
from abm.provenance import provenance
from experiments.processes import Outcome
from experiments.sweep import Answer, Point


def made_up_results(scenario: Scenario) -> Results:
    """Results of every measure, instantly: month number times the seed, whatever the scenario."""
    first = "2010-09" if scenario.start == 2010 else "2025-01"
    dates = pd.period_range(first, f"{scenario.to}-12", freq="M").strftime("%Y-%m")
    measures = catalogue.measures()
    kinds = dict(zip(measures["name"], measures["kind"], strict=True))
    frames = [
        pd.DataFrame({"date": dates, "measure": name, "value": np.arange(len(dates)) * float(scenario.seed)})
        for name in kinds
    ]
    table = pd.concat(frames, ignore_index=True)
    table = table.assign(policy="status quo", draw=0, seed=scenario.seed, area=scenario.world, group="all")
    return Results(table, kinds, provenance(scenario, seconds=0.0))


def made_up_run(scenario: Scenario, *, threads: int | None = None, progress: Any = None) -> Results:
    """Stand in for ``abm.run``; refuses a number of threads that ``run`` would refuse."""
    assert threads is None or threads > 0
    if progress is not None:
        progress(1, 1, f"{scenario.to}-12")
    return made_up_results(scenario)


def made_up_sweep(
    points: Sequence[Point], measures: Sequence[str], processes: int
) -> Iterator[Outcome[Answer]]:
    """Stand in for ``experiments.sweep.sweep``; the first run of the grid fails."""
    assert processes >= 1
    yield Outcome(0, None, "RuntimeError: books do not balance in 2014-09 in Leeds")
    for number, point in enumerate(points[1:], start=1):
        results = made_up_results(point.scenario)
        last = {name: float(results.annual(name).iloc[-1]) for name in measures}
        rows = results.table[results.table["measure"].isin(measures)]
        yield Outcome(number, Answer(rows, last, results.provenance), "")
