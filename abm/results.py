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


@dataclass(frozen=True)
class Results:
    """The measures of one run or of many.

    ``table`` has the columns ``COLUMNS``, one row a month (``date`` such as ``2014-09``) for each
    area, group and measure. ``kinds`` says of each measure whether it is a ``stock``, a ``flow``
    or a ``rate``. ``provenance`` says what was run, with which code, where and when.
    """

    table: pd.DataFrame
    kinds: Mapping[str, str]
    provenance: Mapping[str, Any]

    def monthly(self, measure: str, area: str | None = None, group: str = "all") -> "pd.Series[float]":
        """Return one measure by month, indexed by date; raises ``InputError`` for a name not held.

        ``area`` may be left out if the results hold one area only.
        """
        rows = self._only("measure", measure, self.table)
        rows = self._only("group", group, rows)
        areas = rows["area"].unique()
        rows = self._only("area", areas[0] if area is None and len(areas) == 1 else area, rows)
        return rows.set_index("date")["value"].rename(measure)

    def annual(self, measure: str, area: str | None = None, group: str = "all") -> "pd.Series[float]":
        """Return one measure by calendar year.

        A flow is the sum of the year's twelve months, a stock its value in January and a rate the
        mean of the twelve months; years that the run does not hold in full (for a stock: without
        its January) are left out.
        """
        monthly = self.monthly(measure, area, group)
        years = monthly.index.str.slice(0, 4).astype(int)
        if self.kinds[measure] == "stock":
            january = monthly.index.str.endswith("-01")
            return pd.Series(monthly[january].to_numpy(), index=years[january], name=measure)
        by_year = monthly.groupby(years)
        total = by_year.sum() if self.kinds[measure] == "flow" else by_year.mean()
        return total[by_year.size() == 12].rename_axis(None)

    def save(self, folder: Path) -> None:
        """Write the table as Parquet and the provenance as JSON into an existing ``folder``."""
        self.table.to_parquet(folder / TABLE_FILE, index=False)
        record = {**self.provenance, "measure_kinds": dict(self.kinds)}
        (folder / PROVENANCE_FILE).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Results":
        """Read back what ``save`` wrote; raises ``InputError`` if ``folder`` holds no results."""
        try:
            table = pd.read_parquet(folder / TABLE_FILE)
            record = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
            kinds = record.pop("measure_kinds")
        except (OSError, ValueError, KeyError) as error:
            expected = f"the folder of a finished run ({type(error).__name__} on reading it)"
            raise InputError(str(folder), "", expected, "Give a folder written by sendlab run.") from None
        return cls(table, kinds, record)

    def _only(self, column: str, wanted: str | None, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of one area, group or measure."""
        chosen = rows[rows[column] == wanted]
        if chosen.empty:
            held = [str(name) for name in rows[column].unique()]
            expected = f"one of the names these results hold, not {wanted!r}"
            raise InputError("results", column, expected, nearest_choice(wanted, held))
        return chosen
