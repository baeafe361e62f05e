"""The verdicts on a run as text to read on a terminal."""

import textwrap

import pandas as pd

from abm import targets
from experiments.authority_spread import Spread
from experiments.official_table import aligned
from experiments.validation import INSIDE, NO_MEASURE, NOT_JUDGED, OUTSIDE, verdict_of

WIDTH = 100
HEADINGS = ["", "official", "asked", "model", "", ""]
SPREAD_HEADINGS = ["", "year", "official", "model", "median", "width", ""]
INDENT = "  "
WORDS = {
    targets.FITTED: "Fitted years (to 2021)",
    targets.COVID: "Covid years (masked in fitting)",
    targets.HELD_OUT: "Held-out years (2022 on, never fitted)",
}


def facts_as_text(facts: pd.DataFrame) -> str:
    """Lay out the stylised facts pattern by pattern, then what is not judged, then the count."""
    rows: list[list[str]] = [HEADINGS]
    titles: dict[int, str] = {}
    for title, lines in facts[facts["verdict"] != NOT_JUDGED].groupby("title", sort=False):
        titles[len(rows)] = str(title)
        rows += [_line(line) for _, line in lines.iterrows()]
    text = aligned(rows, to_left=(0, 4, 5))
    for place in sorted(titles, reverse=True):
        text.insert(place, titles[place])
    return "\n".join([*text, "", *_not_judged(facts), *_count(facts)])


def spread_as_text(found: list[Spread], of_how_many: int) -> str:
    """Lay out the spread over authorities; says so if there is none."""
    if not found:
        return "The spread over authorities needs world england: sendlab validate --quick."
    percentiles = ", ".join(f"{percentile}th" for percentile in found[0].percentiles)
    head = (
        f"Spread over authorities: {percentiles} percentile. "
        f"Model: {found[0].authorities} of {of_how_many} authorities, weighted.\n"
        "No authority's figures are fitted; a run from 2010 starts from their rates in 2016."
    )
    rows = [SPREAD_HEADINGS]
    for spread in found:
        verdicts = [
            verdict_of(official * (1 - near), model, official * (1 + near))
            for _, official, model, near in spread.statistics()
        ]
        rows.append(
            [
                f"{INDENT}{spread.series.replace('_', ' ')}",
                str(spread.year),
                "  ".join(number(value, spread.unit) for value in spread.official),
                "  ".join(number(value, spread.unit) for value in spread.model),
                *verdicts,
                spread.role,
            ]
        )
    return "\n".join([head, *aligned(rows, to_left=(0, 4, 5, 6))])


def number(value: float, unit: str) -> str:
    """Write a figure with as many decimals as its unit needs."""
    if pd.isna(value):
        return "-"
    decimals = 1 if unit.startswith("%") else 2
    return f"{value:,.{decimals}f}"


def _line(line: "pd.Series") -> list[str]:
    unit = str(line["unit"])
    asked = " to ".join(number(float(line[end]), unit) for end in ("low", "high"))
    label = f"{INDENT}{line['reading']}" + (f", {unit}" if unit in ("%", "points") else "")
    official, model = (number(float(line[column]), unit) for column in ("official", "model"))
    return [label, official, asked, model, str(line["verdict"]), str(line["role"])]


def _not_judged(facts: pd.DataFrame) -> list[str]:
    """What the model has no measure for, and what is not judged, each with its reason."""
    lines = []
    lacking = facts[facts["verdict"] == NO_MEASURE].drop_duplicates(["title", "why"])
    for words, rows in (("No measure", lacking), ("Not judged", facts[facts["verdict"] == NOT_JUDGED])):
        for _, row in rows.iterrows():
            said = f"{words}: {row['title']}: {row['why']}".rstrip(".") + "."
            lines += textwrap.wrap(said, WIDTH, subsequent_indent=INDENT)
    return lines


def _count(facts: pd.DataFrame) -> list[str]:
    """How many readings are inside, for fitted and for held-out years apart."""
    lines = []
    for role in (targets.FITTED, targets.COVID, targets.HELD_OUT):
        found = facts[(facts["role"] == role) & facts["verdict"].isin([INSIDE, OUTSIDE])]
        if len(found):
            inside = int((found["verdict"] == INSIDE).sum())
            lines.append(f"{WORDS[role]}: {inside} of {len(found)} readings are inside what was asked.")
    return lines or ["No reading could be judged: the run does not hold the years of the record."]
