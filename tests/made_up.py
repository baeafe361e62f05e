"""Results made up from a formula, for tests of what surrounds a run."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from abm import Results, Scenario, catalogue
from abm.provenance import provenance
from experiments.comparison import Kept, Paired
from experiments.jobs import FAILED, OK, SERIES_SCHEMA, Done, Job, Recipe, Record, done, unfinished
from experiments.kept_rows import kept_rows
from experiments.parts import write_part
from experiments.processes import Outcome
from experiments.year_table import yearly_measures


def made_up_results(scenario: Scenario, measures: Sequence[str] = ()) -> Results:
    """Results of every measure, or of some, instantly: month number times the seed, whatever the scenario."""
    first = "2010-09" if scenario.start == 2010 else "2025-01"
    dates = pd.period_range(first, f"{scenario.to}-12", freq="M").strftime("%Y-%m")
    frames = [
        pd.DataFrame({"date": dates, "measure": name, "value": np.arange(len(dates)) * float(scenario.seed)})
        for name in measures or catalogue.measures()["name"]
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


class MadeUpExecutor:
    """Stand in for an executor: every run is there at once, but those whose seed is in ``failing``."""

    failing: tuple[int, ...] = ()

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.limit_seconds = float("inf")

    def perform(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Write one part a job, as an executor does."""
        for job in jobs:
            record = self.record(job)
            write_part(self.recipe.parts, [record])
            yield done(record)

    def record(self, job: Job) -> Record:
        """The record of a job, made up."""
        if job.scenario.seed in self.failing:
            return unfinished(job.run_id, FAILED, "BooksDoNotClose: plans add up, 2014-09", 0.1)
        rows = kept_rows(made_up_results(job.scenario, self.recipe.keep.measures), self.recipe.keep)
        series = pa.Table.from_pandas(rows, SERIES_SCHEMA, preserve_index=False)
        return unfinished(job.run_id, OK, "", 0.1)._replace(series=series)

    def close(self) -> None:
        """Nothing is open."""


def made_up_compare(points: Sequence[Paired], processes: int) -> Iterator[Outcome[Kept]]:
    """Stand in for ``experiments.comparison.compare``; the last run fails."""
    assert processes >= 1
    for number, point in enumerate(points[:-1]):
        results = made_up_results(point.scenario)
        pulled = 1.0 + 0.1 * len(point.scenario.levers)
        yield Outcome(number, Kept(pulled * yearly_measures(results), results.provenance), "")
    yield Outcome(len(points) - 1, None, "RuntimeError: books do not balance in 2014-09 in Leeds")
