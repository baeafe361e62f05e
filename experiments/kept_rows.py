"""What a study keeps of every run: some measures, by year or by month, for some years, areas and groups."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from abm import InputError, Results, catalogue, nearest_choice

Int64s = npt.NDArray[np.int64]

YEAR, MONTH = "year", "month"
EVERY_YEAR = (0, 9999)
COLUMNS = ("date", "area", "group", "measure", "value")


@dataclass(frozen=True)
class Keep:
    """Which rows are kept; ``years`` is the first and the last, no ``areas`` means all there are.

    By year, a flow is the sum of twelve months, a stock its January, a rate the mean of twelve months,
    as ``abm.Results.annual`` has it.
    """

    measures: tuple[str, ...] = ("plans",)
    by: str = YEAR
    years: tuple[int, int] = EVERY_YEAR
    groups: tuple[str, ...] = ("all",)
    areas: tuple[str, ...] = ()

    def text(self) -> str:
        """Return one line that is the same for equal choices only."""
        return repr(sorted(asdict(self).items()))


def check_measures(names: tuple[str, ...], where: str, key: str) -> None:
    """Raise ``InputError`` for a measure the model does not have."""
    known = catalogue.measures()["name"].tolist()
    for name in names:
        if name not in known:
            raise InputError(where, key, f"a measure, not {name!r}", nearest_choice(name, known))


def kept_rows(results: Results, keep: Keep) -> pd.DataFrame:
    """Return the kept rows of one run, with the columns ``COLUMNS``; ``date`` is ``2031`` or ``2031-09``.

    Raises ``InputError`` if the results lack a measure, group, area or year that is to be kept.
    """
    table = results.table
    chosen = table["measure"].isin(keep.measures) & table["group"].isin(keep.groups)
    if keep.areas:
        chosen &= table["area"].isin(keep.areas)
    rows = table.loc[chosen, list(COLUMNS)]
    _check_all_there(rows, keep)
    years, months = _dates(rows)
    inside = (years >= keep.years[0]) & (years <= keep.years[1])
    if not inside.any():
        expected = f"years that the run holds, {years.min()} to {years.max()}"
        raise InputError("results", "years", expected, "Change [keep] years.")
    if not inside.all():
        rows, years, months = rows[inside], years[inside], months[inside]
    return rows if keep.by == MONTH else _by_year(rows, years, months, results.kinds)


def _dates(rows: pd.DataFrame) -> tuple[Int64s, Int64s]:
    """Year and calendar month of every row, read once for each date rather than once for each row."""
    codes, dates = pd.factorize(rows["date"])
    years = np.array([int(date[:4]) for date in dates], np.int64)
    months = np.array([int(date[5:7]) for date in dates], np.int64)
    return years[codes], months[codes]


def _by_year(rows: pd.DataFrame, years: Int64s, months: Int64s, kinds: Mapping[str, str]) -> pd.DataFrame:
    """One row a measure, area, group and year.

    Works on whole numbers: short runs are many, and pandas is slow at telling texts apart.
    """
    labels = {column: pd.factorize(rows[column]) for column in ("measure", "area", "group")}
    key = np.zeros(len(rows), np.int64)
    for codes, names in labels.values():
        key = key * len(names) + codes
    key = key * 10_000 + years
    order = np.lexsort((months, key))
    key, values, january = key[order], rows["value"].to_numpy()[order], months[order] == 1
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    sizes = np.diff(starts, append=len(key))
    first = order[starts]
    kind = np.array([kinds[name] for name in labels["measure"][1]], dtype=object)[labels["measure"][0][first]]
    total = np.add.reduceat(np.nan_to_num(values), starts)
    known = np.add.reduceat(~np.isnan(values), starts, dtype=np.float64)
    mean = np.divide(total, known, out=np.full(len(starts), np.nan), where=known > 0)
    answer = np.where(kind == "stock", values[starts], np.where(kind == "flow", total, mean))
    whole = np.where(kind == "stock", january[starts], sizes == 12).astype(bool)
    columns = {name: np.asarray(names)[codes[first[whole]]] for name, (codes, names) in labels.items()}
    kept = {"date": years[first[whole]].astype(str), **columns, "value": answer[whole]}
    return pd.DataFrame(kept)[list(COLUMNS)]


def _check_all_there(rows: pd.DataFrame, keep: Keep) -> None:
    wanted = {"measure": keep.measures, "group": keep.groups, "area": keep.areas}
    for column, names in wanted.items():
        held = set(rows[column].unique()) if names else set()
        for name in names:
            if name not in held:
                remedy = f"Take it out of [keep] {column}s."
                raise InputError("results", column, f"a {column} that the run reports, not {name!r}", remedy)
