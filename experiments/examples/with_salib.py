"""SALib with this model, twice: driving runs itself, and reading a finished study.

    python -m experiments.examples.with_salib
    sendlab sweep sobol_of_demand --out runs/sobol
    python -m experiments.examples.with_salib runs/sobol plans

SALib turns a single failed run (NaN) into indices of nought for every factor and says nothing, so both
ways refuse to analyse an incomplete sample. A study is refused for a single replicate too: means over
other seeds than those of the other points differ by luck as well as by the factors.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from SALib.analyze import sobol
from SALib.sample import sobol as sobol_sample

from abm import EVERYBODY, InputError, Scenario, demo
from experiments.answers import answers
from experiments.designs import salib_problem
from experiments.jobs import OK
from experiments.store import Store, open_store
from experiments.store_tables import WAITING, runs_table, series_table

PROBLEM = {
    "num_vars": 2,
    "names": ["lever.tighter_thresholds", "family.asking_base_log_odds"],
    "bounds": [[0.0, 1.0], [-9.0, -7.0]],
}
MOST_NAMED = 3


def driving(base: Scenario, problem: dict[str, Any], measure: str, n: int) -> pd.DataFrame:
    """Sample as SALib does, run the model at each point, and return each factor's indices."""
    sample = sobol_sample.sample(problem, n, calc_second_order=False, seed=1)
    runs = [dict(zip(problem["names"], map(float, row), strict=True)) for row in sample]
    values = [answers(base, settings, [measure])[measure] for settings in runs]
    return indices(problem, values)


def reading(folder: Path, measure: str) -> pd.DataFrame:
    """Return the indices of a finished study with a Sobol' design, on the means over replicates.

    Raises ``InputError`` for a study that lacks a run.
    """
    store = open_store(folder)
    check_that_none_is_missing(store)
    rows = series_table(store, measure=[measure], group=[EVERYBODY])
    last = rows[rows["date"] == rows["date"].max()]
    means = last.groupby("draw")["value"].mean().reindex(range(store.study.n_points))
    return indices(salib_problem(store.study.factors), means.tolist(), store.study.design.second_order)


def check_that_none_is_missing(store: Store) -> None:
    """Raise ``InputError`` if a run gave no answer, saying which, why, and how to make it again."""
    runs = runs_table(store)
    missing = runs[runs["status"] != OK]
    if missing.empty:
        return
    # What has been tried says more than what waits.
    in_order = missing.sort_values("status", key=lambda status: status == WAITING, kind="stable")
    named = [
        f"point {run['draw']} seed {run['seed']} {run['status']}"
        + (f" ({run['error']})" if run["error"] else "")
        for run in in_order.head(MOST_NAMED).to_dict("records")
    ]
    rest = len(missing) - len(named)
    more = f"; and {rest} more, in runs.parquet" if rest else ""
    expected = f"an answer from all {len(runs)} runs; {len(missing)} gave none: {'; '.join(named)}{more}"
    again = f"sendlab sweep --out {store.folder} --retry-failed"
    remedy = f"Make them: {again}. If some fail again, narrow the factors in the plan."
    raise InputError(str(store.folder), "", expected, remedy)


def indices(problem: dict[str, Any], values: Sequence[float], second_order: bool = False) -> pd.DataFrame:
    """Return S1 and ST with their 95% intervals; raises ``InputError`` for a point without a value.

    Rank two factors only if their intervals do not overlap.
    """
    found = np.asarray(values, float)
    gaps = np.flatnonzero(np.isnan(found)).tolist()
    if gaps:
        expected = f"a value at every point; {len(gaps)} of {found.size} have none, the first point {gaps[0]}"
        remedy = "Ask for a measure that every run has, or for points at which no run fails."
        raise InputError("SALib", "", expected, remedy)
    analysed = sobol.analyze(problem, found, calc_second_order=second_order, seed=1)
    columns = {name: analysed[name] for name in ("S1", "S1_conf", "ST", "ST_conf")}
    return pd.DataFrame(columns, index=problem["names"])


def main(words: Sequence[str]) -> None:
    """Print the indices of a small sample, or of the study named."""
    if words:
        try:
            print(reading(Path(words[0]), words[1]))  # noqa: T201
        except InputError as error:
            raise SystemExit(str(error)) from None
        return
    print(driving(demo(people=1000, start=2025, to=2030), PROBLEM, "plans", 16))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
