"""What a chart of one measure shows, whatever draws it: lines by year, a band, official points."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from abm import Scenario, catalogue, targets
from experiments.views.answers import Answer, Beside
from experiments.views.choice import pulled
from experiments.views.keeping import Run
from experiments.wording import hundredths, millions, percent, whole

INDICES = {"share": "0 to 1", "severity 0-1": "severity 0 to 1", "need-months": "need-months"}
STATUS_QUO, SCENARIO, USUAL = "Status quo", "This scenario", "Status quo, usual assumptions"
WITHOUT_THE_ANSWER = (STATUS_QUO, USUAL)
FIRST_OFFICIAL_YEAR = {2010: 2010, 2025: 2015}  # how much of the record is drawn before a run


class Shown(NamedTuple):
    """How a measure is drawn: what it is divided by, the unit on the axis, decimals, in words."""

    over: float
    unit: str
    decimals: int
    write: Callable[[float], str]


class Official(NamedTuple):
    """One official figure in the model's unit; ``is_fitted`` if parameters were set by looking at it."""

    year: int
    value: float
    is_fitted: bool


@dataclass(frozen=True, eq=False)
class ChartLines:
    """Lines by name, each by year; the band of other luck by year (lowest, highest); official points."""

    label: str
    look: Shown
    lines: Mapping[str, Mapping[int, float]]
    band: Mapping[int, tuple[float, float]]
    official: tuple[Official, ...]
    policy_year: int | None

    @property
    def years(self) -> list[int]:
        """Every year from the first line or point to the last, without a gap."""
        known = {year for line in self.lines.values() for year in line}
        known |= {point.year for point in self.official}
        return list(range(min(known), max(known) + 1))

    def at(self, name: str) -> dict[int, float]:
        """One line by year, in the unit of the axis."""
        return {year: value / self.look.over for year, value in self.lines[name].items()}

    def band_at(self) -> dict[int, tuple[float, float]]:
        """The band by year, in the unit of the axis."""
        over = self.look.over
        return {year: (low / over, high / over) for year, (low, high) in self.band.items()}


def shown_as(unit: str, when: str) -> Shown:
    """How a measure of a catalogue ``unit`` is drawn; ``when`` says what a year's value is of."""
    if unit.startswith("GBP"):
        return Shown(1e6, f"£m, {when}", 1, millions)
    if unit.startswith("share of"):
        return Shown(0.01, f"% {unit.removeprefix('share ')}, {when}", 1, percent)
    if "per 100" in unit:
        return Shown(1.0, f"{unit}, {when}", 2, hundredths)
    if unit in INDICES:
        return Shown(1.0, f"{INDICES[unit]}, {when}", 3, hundredths)
    return Shown(1.0, f"{unit.removesuffix(' a month')}, {when}", 0, whole)


@cache
def measures_by_name() -> dict[str, Any]:
    """Every measure of the catalogue by name."""
    return {str(row["name"]): row for row in catalogue.measures().to_dict("records")}


def chart_lines(measure: str, answer: Answer, beside: Beside) -> ChartLines:
    """What the chart of one measure shows of an answer and of what stands beside it."""
    about = measures_by_name()[measure]
    lines = {name: by_year(run.years, measure) for name, run in runs_drawn(answer, beside).items()}
    starts = [int(dose.start) for dose in pulled(answer.scenario).values()]
    return ChartLines(
        label=str(about["label"]),
        look=shown_as(str(about["unit"]), str(about["when"])),
        lines=lines,
        band=luck_band(measure, answer, beside),
        official=official_points(answer.scenario, measure),
        policy_year=min(starts, default=None),
    )


def runs_drawn(answer: Answer, beside: Beside) -> dict[str, Run]:
    """The runs that every chart has a line of, by the line's name, the answer last and so on top."""
    runs = {STATUS_QUO: answer.status_quo}
    if beside.usual is not None:
        runs[USUAL] = beside.usual
    runs |= {f"Pinned {letter}": run for letter, run in beside.pins.items()}
    runs[SCENARIO] = answer.run
    return runs


def status_quo_only(lines: ChartLines) -> ChartLines:
    """The same chart before the answer is shown: the status quo and the official record alone."""
    kept = {name: line for name, line in lines.lines.items() if name in WITHOUT_THE_ANSWER}
    return ChartLines(lines.label, lines.look, kept, {}, lines.official, None)


def luck_band(measure: str, answer: Answer, beside: Beside) -> dict[int, tuple[float, float]]:
    """Lowest and highest of the scenario under every luck drawn so far; empty with the central one alone."""
    drawn = [
        by_year(years, measure) for years in (answer.run.years, *(pair[1] for pair in beside.other_luck))
    ]
    if len(drawn) == 1:
        return {}
    shared = [year for year in drawn[0] if all(year in line for line in drawn)]
    return {year: (min(line[year] for line in drawn), max(line[year] for line in drawn)) for year in shared}


def by_year(years: pd.DataFrame, measure: str) -> dict[int, float]:
    """One measure by year, without the years that it lacks."""
    values = years[measure].dropna()
    return dict(zip(map(int, values.index.tolist()), map(float, values.tolist()), strict=True))


def official_points(scenario: Scenario, measure: str) -> tuple[Official, ...]:
    """The official figures of a measure that the world answers to, from some years before the run on."""
    return _official_points(scenario.world, scenario.people, scenario.start, measure)


@cache
def _official_points(world: str, people: int, start: int, measure: str) -> tuple[Official, ...]:
    comparison = targets.comparisons().get(measure)
    if comparison is None:
        return ()
    is_real = world not in ("england", "demo")
    rows = targets.authority_points(comparison, world) if is_real else targets.official_points(comparison)
    share = targets.share_of_england(world, people, start) if world == "demo" else 1.0
    found = []
    for row in rows.to_dict("records"):
        year, times = int(row["year"]), comparison.times
        is_count = not str(row["unit"]).startswith("%")
        value = float(row["value"]) * (share if is_count else 1.0) / times
        role = comparison.role(year, str(row["year_convention"]))
        if year >= FIRST_OFFICIAL_YEAR[start] and role != targets.NO_TARGET:
            found.append(Official(year, value, role == targets.FITTED and not is_real))
    return tuple(found)


def whose_points(world: str) -> str:
    """Whose official figures the points of a chart are."""
    owner: Mapping[str, str] = {"england": "England", "demo": "England, scaled to its people"}
    return f"Official, {owner.get(world, world)}"


def sentence(chart: ChartLines) -> str:
    """The chart in one sentence, for those who cannot see it."""
    write = chart.look.write
    before = list(chart.lines[STATUS_QUO].items())
    said = (
        f"{chart.label}, {chart.look.unit}, {before[0][0]} to {before[-1][0]}: status quo from "
        f"{write(before[0][1])} to {write(before[-1][1])}"
    )
    ends = [
        f"{name[0].lower()}{name[1:]} ends at {write(list(line.values())[-1])}"
        for name, line in reversed(list(chart.lines.items()))
        if name != STATUS_QUO
    ]
    return "; ".join([said, *ends]) + "."


def table_of(chart: ChartLines) -> tuple[list[str], list[list[str]]]:
    """The numbers behind a chart as written: heads, and one row a year that anything is known of."""
    columns: dict[str, Mapping[int, float]] = dict(chart.lines)
    if chart.band:
        columns["Lowest luck"] = {year: ends[0] for year, ends in chart.band.items()}
        columns["Highest luck"] = {year: ends[1] for year, ends in chart.band.items()}
    if chart.official:
        columns["Official"] = {point.year: point.value for point in chart.official}
    rows = [
        [
            str(year),
            *(chart.look.write(column[year]) if year in column else "" for column in columns.values()),
        ]
        for year in chart.years
        if any(year in column for column in columns.values())
    ]
    return ["Year", *columns], rows
