"""What a study keeps of every run: some measures, by year or by month, for some years, groups and areas."""

from dataclasses import asdict, dataclass

import pandas as pd

from abm import InputError, Results, catalogue, nearest_choice

YEAR, MONTH = "year", "month"
LENGTH_OF_A_YEAR = len("2031")
EVERY_YEAR = (0, 9999)
EVERY_AREA = "*"
COLUMNS = ("date", "area", "group", "measure", "value")


@dataclass(frozen=True)
class Keep:
    """Which rows are kept. Years are those of ``abm.Results.annual``; ``years`` is the first and the last.

    ``groups`` are groupings of children, such as ``need``, kept beside everybody. No ``areas`` means
    the whole world, ``*`` every authority as well.
    """

    measures: tuple[str, ...] = ("plans",)
    by: str = YEAR
    years: tuple[int, int] = EVERY_YEAR
    groups: tuple[str, ...] = ()
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
    """Return the kept rows of one run, with the columns ``COLUMNS``, in the order of the results.

    ``date`` is ``2031`` or ``2031-09``. Raises ``InputError`` if the results lack a measure, area or year
    that is to be kept.
    """
    table = results.table
    rows = table.loc[table["measure"].isin(keep.measures), list(COLUMNS)]
    _check_there("measure", keep.measures, rows)
    whole = str(table["area"].iloc[0])
    if EVERY_AREA not in keep.areas:
        rows = rows[rows["area"].isin(keep.areas or [whole])]
        _check_there("area", keep.areas, rows)
    kept = rows[_wanted_dates(rows, keep)]
    if kept.empty:
        expected = f"a {keep.by} that the run holds, {rows['date'].min()} to {rows['date'].max()}"
        raise InputError("results", "years", expected, "Change [keep] years, or by.")
    return kept


def _wanted_dates(rows: pd.DataFrame, keep: Keep) -> pd.Series:
    """Whether each row's date is kept, decided once for each date rather than once for each row."""
    codes, dates = pd.factorize(rows["date"])
    first, last = keep.years
    wanted = [
        (len(date) == LENGTH_OF_A_YEAR) == (keep.by == YEAR) and first <= int(date[:LENGTH_OF_A_YEAR]) <= last
        for date in dates
    ]
    return pd.Series(pd.array(wanted, "boolean")[codes], index=rows.index, dtype=bool)


def _check_there(column: str, names: tuple[str, ...], rows: pd.DataFrame) -> None:
    held = set(rows[column].unique())
    for name in names:
        if name not in held:
            remedy = f"Take it out of [keep] {column}s."
            raise InputError("results", column, f"a {column} that the run reports, not {name!r}", remedy)
