"""What a run gives back: one tidy table of measures, with the record of how it was made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from abm.errors import InputError, nearest_choice

COLUMNS = ("policy", "draw", "seed", "date", "area", "group", "measure", "value")
TABLE_FILE = "results.parquet"
PROVENANCE_FILE = "provenance.json"
EVERYBODY = "all"
LENGTH_OF_A_MONTH = len("2014-09")


@dataclass(frozen=True)
class Results:
    """The measures of one run or of many.

    ``table`` has the columns ``COLUMNS``, one row for each area, group, measure and ``date``. A date is
    a month such as ``2014-09`` or, by the measure's own year (``abm.years``), a year such as ``2014``.
    The whole world has both; the authorities of a larger world have years only. ``provenance`` says what
    was run, with which code, where and when.
    """

    table: pd.DataFrame
    provenance: Mapping[str, Any]

    @property
    def months(self) -> pd.DataFrame:
        """The rows of the table that hold a month."""
        return _months_of(self.table)

    @property
    def years(self) -> pd.DataFrame:
        """The rows of the table that hold a year."""
        return _years_of(self.table)

    def monthly(self, measure: str, area: str | None = None, group: str = EVERYBODY) -> "pd.Series[float]":
        """Return one measure by month, indexed by date; raises ``InputError`` for a name not held.

        ``area`` is the whole world if left out.
        """
        rows = _months_of(self._of(measure, area, group))
        if rows.empty:
            remedy = "Take annual(), or the whole world's months."
            raise InputError("results", "area", f"an area held by month, not {area!r}", remedy)
        return rows.set_index("date")["value"].rename(measure)

    def annual(self, measure: str, area: str | None = None, group: str = EVERYBODY) -> "pd.Series[float]":
        """Return one measure by year, as its official mirror labels years; raises ``InputError``.

        A flow is the sum of the year's twelve months, a stock its value in one month of the year, and a
        rate the year's events over the year's events or pupils. Years not held in full are left out.
        ``sendlab describe measures`` names each measure's year. ``area`` is the whole world if left out.
        """
        rows = _years_of(self._of(measure, area, group))
        years = pd.Index(rows["date"].astype(int), name=None)
        return pd.Series(rows["value"].to_numpy(), index=years, name=measure)

    def save(self, folder: Path) -> None:
        """Write the table as Parquet and the provenance as JSON into an existing ``folder``."""
        self.table.to_parquet(folder / TABLE_FILE, index=False)
        record = json.dumps(dict(self.provenance), indent=2) + "\n"
        (folder / PROVENANCE_FILE).write_text(record, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Results":
        """Read back what ``save`` wrote; raises ``InputError`` if ``folder`` holds no results."""
        try:
            table = pd.read_parquet(folder / TABLE_FILE)
            record = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError) as error:
            expected = f"the folder of a finished run ({type(error).__name__} on reading it)"
            raise InputError(str(folder), "", expected, "Give a folder written by sendlab run.") from None
        return cls(table, record)

    def _of(self, measure: str, area: str | None, group: str) -> pd.DataFrame:
        """Return the rows of one measure, area and group; the whole world's rows come first."""
        rows = self._only("measure", measure, self.table)
        rows = self._only("group", group, rows)
        return self._only("area", rows["area"].iloc[0] if area is None else area, rows)

    def _only(self, column: str, wanted: str | None, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of one area, group or measure."""
        chosen = rows[rows[column] == wanted]
        if chosen.empty:
            held = [str(name) for name in rows[column].unique()]
            expected = f"one of the names these results hold, not {wanted!r}"
            raise InputError("results", column, expected, nearest_choice(wanted, held))
        return chosen


def _months_of(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["date"].str.len() == LENGTH_OF_A_MONTH]


def _years_of(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["date"].str.len() < LENGTH_OF_A_MONTH]
