"""What happened in a run, year by year: as a table to read on a terminal and as one to analyse."""

from typing import NamedTuple

import pandas as pd

from abm import Results, catalogue
from experiments.yearly import by_year


class Shown(NamedTuple):
    """One column of the printed table: its heading, its measure, what it is divided by, its format."""

    heading: str
    measure: str
    divided_by: float
    spelling: str


SHOWN = (
    Shown("plans", "plans", 1.0, "{:,.0f}"),
    Shown("new plans", "new_plans", 1.0, "{:,.0f}"),
    Shown("requests", "requests", 1.0, "{:,.0f}"),
    Shown("refused %", "requests_refused_share", 1.0, "{:.0%}"),
    Shown("in 20 weeks %", "new_plans_within_20_weeks_share", 1.0, "{:.0%}"),
    Shown("appeals", "appeals_registered", 1.0, "{:,.0f}"),
    Shown("permanent exclusions", "permanent_exclusions", 1.0, "{:,.0f}"),
    Shown("suspensions", "suspensions", 1.0, "{:,.0f}"),
    Shown("confidence", "confidence_mean", 1.0, "{:.2f}"),
    Shown("high needs balance £m", "high_needs_balance_gbp", 1e6, "{:,.1f}"),
)


def what_happened(results: Results) -> pd.DataFrame:
    """Return one row a year and one column a heading; a year the run lacks in part is blank."""
    table = by_year(results, [shown.measure for shown in SHOWN])
    return pd.DataFrame({shown.heading: table[shown.measure] / shown.divided_by for shown in SHOWN})


def note() -> str:
    """Say which year each column is of, a line for each kind of year."""
    when = dict(catalogue.measures().set_index("name")["when"])
    columns: dict[str, list[str]] = {}
    for shown in SHOWN:
        columns.setdefault(when[shown.measure], []).append(shown.heading.removesuffix(" %"))
    lines = [f"{', '.join(headings)}: {words}" for words, headings in columns.items()]
    return "\n".join(["Years as the official series label them.", *lines])


def yearly_measures(results: Results) -> pd.DataFrame:
    """Return every measure by year, under its own name, for analysis elsewhere."""
    return by_year(results, results.table["measure"].unique())


def as_text(happened: pd.DataFrame) -> str:
    """Lay the table out in columns, headings folded over lines so that it fits a terminal."""
    spelt = [
        [str(year), *(_spelt(row[shown.heading], shown.spelling) for shown in SHOWN)]
        for year, row in happened.iterrows()
    ]
    headings = [["", "", "year"], *(_folded(shown.heading) for shown in SHOWN)]
    lines = [[heading[level] for heading in headings] for level in range(3)]
    rows = [*lines, *spelt]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    text = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*text, note()])


def _spelt(value: float, spelling: str) -> str:
    return "" if pd.isna(value) else spelling.format(value)


def _folded(heading: str) -> list[str]:
    """Fold a heading over three lines, the last word lowest."""
    words = heading.replace(" %", "\u00a0%").replace(" £m", "\u00a0£m").split(" ")
    first = " ".join(words[:-2])
    lines = [first, *words[-2:]] if len(words) > 2 else words
    return [*[""] * (3 - len(lines)), *lines]
