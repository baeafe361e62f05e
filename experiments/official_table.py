"""The comparison with the official record as a table to read on a terminal."""

from collections.abc import Iterable

import pandas as pd

from abm import targets

PARTING = "|"
MISS = "!"
KEY = f"{MISS} outside what was asked of a fitted year; ( ) Covid, masked; [ ] a bound, not a target."
HELD_OUT_WORDS = "held out: never fitted"


def as_text(record: pd.DataFrame) -> str:
    """Lay out the chosen years of a record of England, fitted and held-out years clearly parted.

    ``record`` is what ``against_official`` returns; a record of one authority has its own layout.
    """
    if record.empty:
        return "There is no official figure for the years of this run yet."
    if targets.FITTED not in set(record["role"]):
        return _figure_by_figure(record)
    return _by_year(record)


def count_inside(record: pd.DataFrame) -> tuple[int, int]:
    """How many figures with a tolerance are inside it, and how many there are."""
    judged = record["inside"].dropna()
    return int(judged.astype(bool).sum()), len(judged)


def _by_year(record: pd.DataFrame) -> str:
    shown = targets.declared()["shown"]
    present = set(record["year"])
    fitted = [year for year in shown["fitted"] if year in present]
    held_out = [year for year in shown["held_out"] if year in present]
    rows = [["", "", *map(str, fitted), PARTING, *map(str, held_out), "inside"]]
    for name, lines in record.groupby("measure", sort=False):
        if not targets.comparisons()[str(name)].in_print:
            continue
        by_year = {int(line["year"]): line for _, line in lines.iterrows()}
        rows += _two_rows(by_year, fitted, held_out, lines)
    text = aligned(rows)
    head = _heading(text[0], fitted, held_out)
    inside, judged = count_inside(record)
    total = f"Of {judged} fitted figures with a tolerance {inside} are inside it."
    return "\n".join([head, *text, KEY, total])


def _two_rows(
    by_year: dict[int, "pd.Series"], fitted: list[int], held_out: list[int], lines: pd.DataFrame
) -> list[list[str]]:
    inside, judged = count_inside(lines)
    label = str(lines["label"].iloc[0])
    rows = []
    for name, column, last in (
        (label, "official", f"{inside} of {judged}" if judged else ""),
        ("", "model", ""),
    ):
        cells = [[_cell(by_year.get(year), column) for year in years] for years in (fitted, held_out)]
        rows.append([name, column, *cells[0], PARTING, *cells[1], last])
    return rows


def _cell(line: "pd.Series | None", column: str) -> str:
    if line is None:
        return ""
    text = spelt(float(line[column]), str(line["unit"]))
    if line["role"] == targets.COVID:
        return f"({text})"
    if line["role"] == targets.NO_TARGET:
        return f"[{text}]"
    return f"{text}{MISS}" if column == "model" and line["inside"] is False else text


def spelt(value: float, unit: str) -> str:
    """Write a figure as its unit asks: rates to two decimals, percentages to one, counts whole."""
    if pd.isna(value):
        return "no measure"
    if "per 100" in unit:
        return f"{value:,.2f}"
    return f"{value:,.1f}" if unit.startswith(("%", "GBP million")) or abs(value) < 10 else f"{value:,.0f}"


def _heading(first_row: str, fitted: list[int], held_out: list[int]) -> str:
    """Words above the years of each kind, so that fitted and held out are seen at once."""
    if not held_out:
        return "fitted years".rjust(first_row.index(str(fitted[0])) + 12) if fitted else ""
    words = " " * first_row.index(str(fitted[0])) + "fitted years" if fitted else ""
    parting = first_row.index(PARTING)
    return f"{words:<{parting}}{PARTING} {HELD_OUT_WORDS}"


def _figure_by_figure(record: pd.DataFrame) -> str:
    rows = [["", "year", "official", "model", "ratio", "what it is"]]
    for _, line in record.iterrows():
        figures = [spelt(float(line[column]), str(line["unit"])) for column in ("official", "model")]
        ratio = "" if pd.isna(line["ratio"]) else f"{line['ratio']:.2f}"
        rows.append([str(line["label"]), str(line["year"]), *figures, ratio, str(line["role"])])
    is_authority = targets.OWN_RECORD in set(record["role"])
    rule = ["The model is fitted to England, never to one authority."] if is_authority else []
    cautions = sorted({str(text) for text in record["break_mark"] if text})
    return "\n".join([*aligned(rows, to_left=(0, 5)), *rule, *cautions])


def aligned(rows: list[list[str]], to_left: Iterable[int] = (0, 1)) -> list[str]:
    """Lay out rows of cells in columns, those in ``to_left`` flush left, the rest flush right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = set(to_left)
    return [
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
