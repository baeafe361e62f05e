"""What a study says: means over replicates with intervals, and differences between points under one luck."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

CONFIDENCE = 0.95
CELL = ["measure", "area", "group", "date"]


def summary(values: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """One row a point and measure: replicates, mean, spread, standard error and interval of the mean.

    ``values`` has one row a run and kept value. ``sd`` is the spread of outcomes from luck, which a
    reader of one future should see; ``low`` to ``high`` is how well the mean is known (95%, from
    Student's t), which more replicates narrow. Both are empty for a single replicate.
    """
    return _described(values, [*CELL, "draw", *factors])


def paired_differences(values: pd.DataFrame, factors: Sequence[str], against: int) -> pd.DataFrame:
    """The same of each point's differences from point ``against``, taken run by run under the same seed.

    What luck does to both cancels, so these intervals are much narrower than those of levels.
    """
    there = values.loc[values["draw"] == against, [*CELL, "seed", "value"]]
    pairs = values[values["draw"] != against].merge(there, on=[*CELL, "seed"], suffixes=("", "_there"))
    pairs["value"] = pairs["value"] - pairs["value_there"]
    return _described(pairs.assign(against=against), [*CELL, "against", "draw", *factors])


def half_width(n: "pd.Series[int]", sd: "pd.Series[float]") -> "pd.Series[float]":
    """Half the width of the interval of a mean of ``n`` values with spread ``sd``; nothing for one."""
    freedom = np.where(n > 1, n - 1, np.nan)
    factor = stats.t.ppf(0.5 + CONFIDENCE / 2, freedom)
    return pd.Series(factor * sd / np.sqrt(n), index=sd.index)


def _described(values: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if values.empty:
        return pd.DataFrame(columns=[*keys, "replicates", "mean", "sd", "se", "low", "high"])
    found = values.groupby(keys, sort=False, dropna=False)["value"].agg(["count", "mean", "std"])
    table = found.reset_index().rename(columns={"count": "replicates", "std": "sd"})
    table["se"] = table["sd"] / np.sqrt(table["replicates"])
    half = half_width(table["replicates"], table["sd"])
    table["low"], table["high"] = table["mean"] - half, table["mean"] + half
    return table.sort_values(["measure", "area", "group", "date", "draw"], ignore_index=True)
