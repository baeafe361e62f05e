"""Results made up from a formula, for tests of what surrounds a run."""

from typing import Any

import numpy as np
import pandas as pd

from abm import Results, Scenario, catalogue, stamp


def made_up_results(scenario: Scenario) -> Results:
    """Results of every measure, instantly: month number times the seed, whatever the scenario."""
    first = "2010-09" if scenario.start == 2010 else "2025-01"
    dates = pd.period_range(first, f"{scenario.to}-12", freq="M").strftime("%Y-%m")
    measures = catalogue.measures().set_index("name")["kind"]
    frames = [
        pd.DataFrame({"date": dates, "measure": name, "value": np.arange(len(dates)) * float(scenario.seed)})
        for name in measures.index
    ]
    table = pd.concat(frames, ignore_index=True)
    table = table.assign(policy="status quo", draw=0, seed=scenario.seed, area=scenario.world, group="all")
    return Results(table, measures.to_dict(), stamp(scenario, catalogue.parameters(), seconds=0.0))


def made_up_run(scenario: Scenario, *, threads: int | None = None, progress: Any = None) -> Results:
    """Stand in for ``abm.run``; refuses a number of threads that ``run`` would refuse."""
    assert threads is None or threads > 0
    if progress is not None:
        progress(1, 1, f"{scenario.to}-12")
    return made_up_results(scenario)
