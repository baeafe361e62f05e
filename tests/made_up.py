"""Results made up from a formula, for tests of what surrounds a run."""

from collections.abc import Collection, Iterator, Sequence
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
    frames = [
        pd.DataFrame({"date": dates, "measure": name, "value": np.arange(len(dates)) * float(scenario.seed)})
        for name in catalogue.measures()["name"]
    ]
    table = with_years(pd.concat(frames, ignore_index=True))
    table = table.assign(policy="status quo", draw=0, seed=scenario.seed, area=scenario.world, group="all")
    return Results(table, provenance(scenario, seconds=0.0))


def with_years(months: pd.DataFrame, flows: Collection[str] = ()) -> pd.DataFrame:
    """The rows of every month, then one a full calendar year: a sum for flows, else January."""
    rows = months.assign(year=months["date"].str.slice(0, 4))
    keys = [name for name in months.columns if name not in ("date", "value")]
    by_year = rows.groupby([*keys, "year"], sort=False)["value"]
    years = by_year.agg(["sum", "first", "size"]).reset_index().query("size == 12")
    value = years["sum"].where(years["measure"].isin(flows), years["first"])
    annual = years.rename(columns={"year": "date"}).assign(value=value)[list(months.columns)]
    return pd.concat([months, annual], ignore_index=True)


def made_up_run(
    scenario: Scenario, *, threads: int | None = None, groups: Sequence[str] = (), progress: Any = None
) -> Results:
    """Stand in for ``abm.run``; refuses a number of threads that ``run`` would refuse."""
    assert threads is None or threads > 0
    if progress is not None:
        progress(1, 1, f"{scenario.to}-12")
    made = made_up_results(scenario)
    grouped = [made.table.assign(group=f"a group by {name}") for name in groups]
    return Results(pd.concat([made.table, *grouped], ignore_index=True), made.provenance)


def made_up_sweep(
    points: Sequence[Point], measures: Sequence[str], processes: int
) -> Iterator[Outcome[Answer]]:
    """Stand in for ``experiments.sweep.sweep``; the first run of the grid fails."""
    assert processes >= 1
    yield Outcome(0, None, "RuntimeError: books do not balance in 2014-09 in Leeds")
    for number, point in enumerate(points[1:], start=1):
        results = made_up_results(point.scenario)
        last = {name: float(results.annual(name).iloc[-1]) for name in measures}
        rows = results.months[results.months["measure"].isin(measures)]
        yield Outcome(number, Answer(rows, last, results.provenance), "")
