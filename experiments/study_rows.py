"""The rows of a list of points: from the plan itself, or from the CSV file it names."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from abm import InputError
from experiments.designs import Point
from experiments.factors import Value
from experiments.plan_fields import flat, plain_value, tables_at


def rows_of(table: Mapping[str, Any], path: Path) -> tuple[list[str], list[Point]]:
    """Read the rows of a list, from the plan or from the CSV file it names."""
    if ("rows" in table) == ("file" in table):
        raise InputError("plan", "design", "rows or file for a list", "Give one of the two.")
    rows = _csv_rows(path.parent / str(table["file"])) if "file" in table else tables_at(table, "rows")
    points = [{name: plain_value(value, name) for name, value in flat(row).items()} for row in rows]
    names = list(points[0]) if points else []
    for number, row in enumerate(points, start=1):
        if set(row) != set(names):
            expected = f"the same factors in every row, {', '.join(names)}"
            raise InputError("plan", f"design.rows {number}", expected, "Complete the row.")
    return names, [tuple(row[name] for name in names) for row in points]


def _csv_rows(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return [{name: _as_number(text) for name, text in row.items()} for row in csv.DictReader(lines)]
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(
            "plan", "design.file", f"a readable CSV file ({reason})", "Check the path."
        ) from None


def _as_number(text: str | None) -> Value:
    for read in (int, float):
        try:
            return read(text or "")
        except ValueError:
            continue
    return text or ""


def column(rows: Sequence[Point], number: int) -> list[Value]:
    """Return the values of factor ``number`` in every row."""
    return [row[number] for row in rows]
