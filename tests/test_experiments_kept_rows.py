"""What is kept of a run: what was asked for, as Results gives it, and never silently less."""

import pandas as pd
import pytest

from abm import InputError, Results, Scenario, demo, run
from experiments.answers import answers
from experiments.factors import Value
from experiments.kept_rows import Keep, kept_rows

MEASURES = ("plans", "requests")
DATES = [f"{year}-{month:02d}" for year in (2026, 2027) for month in range(1, 13)] + ["2026", "2027"]


@pytest.fixture(scope="module")
def results() -> Results:
    """Two authorities by year, and England by month and year, for everybody and one grouping."""
    rows = [
        ("p", 0, 7, date, area, group, measure, float(number))
        for number, (area, group) in enumerate(
            [("England", "all"), ("England", "need: autism"), ("Leeds", "all"), ("Kent", "all")]
        )
        for measure in (*MEASURES, "appeals_registered")
        for date in DATES
        if area == "England" or len(date) == 4
    ]
    columns = ["policy", "draw", "seed", "date", "area", "group", "measure", "value"]
    return Results(pd.DataFrame(rows, columns=columns), {})


def kept(results: Results, keep: Keep) -> dict[str, list[str]]:
    rows = kept_rows(results, keep)
    return {name: sorted(set(rows[name])) for name in ("date", "area", "group", "measure")}


def test_by_default_the_whole_world_is_kept_by_year(results: Results) -> None:
    assert kept(results, Keep(MEASURES)) == {
        "date": ["2026", "2027"],
        "area": ["England"],
        "group": ["all", "need: autism"],
        "measure": ["plans", "requests"],
    }


def test_months_years_and_areas_are_kept_as_asked(results: Results) -> None:
    assert kept(results, Keep(by="month", years=(2027, 2030)))["date"] == DATES[12:24]
    assert kept(results, Keep(years=(2020, 2026)))["date"] == ["2026"]
    assert kept(results, Keep(areas=("*",)))["area"] == ["England", "Kent", "Leeds"]
    assert kept(results, Keep(areas=("Kent",)))["area"] == ["Kent"]


@pytest.mark.parametrize(
    ("keep", "hint"),
    [
        (Keep(("suspensions",)), "suspensions"),
        (Keep(areas=("York",)), "York"),
        (Keep(years=(2031, 2034)), "2026 to 2027"),
        (Keep(by="month", areas=("Kent",)), "a month that the run holds"),
    ],
)
def test_what_is_not_there_is_said(results: Results, keep: Keep, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        kept_rows(results, keep)


def test_kept_years_of_a_real_run_are_those_of_results() -> None:
    found = run(demo(people=300, start=2025, to=2027), threads=1, groups=("need",))
    rows = kept_rows(found, Keep(MEASURES, groups=("need",)))
    assert rows["group"].nunique() > 2
    for (measure, group), values in rows.groupby(["measure", "group"]):
        annual = found.annual(str(measure), group=str(group))
        assert values["value"].tolist() == annual.tolist()
        assert values["date"].astype(int).tolist() == annual.index.tolist()


def test_one_run_answers_as_results_do() -> None:
    base = Scenario(world="demo", people=200, start=2025, to=2026)
    settings: dict[str, Value] = {"lever.tighter_thresholds": 1.0, "people": 300}
    found = answers(base, settings, ["plans", "requests"], 2026)
    expected = run(base.with_changes(people=300, levers={"tighter_thresholds": 1.0}), threads=1)
    assert found == {name: expected.annual(name)[2026] for name in ("plans", "requests")}
    with pytest.raises(InputError, match="'people'"):
        answers(base, {"peoples": 300}, ["plans"])
    with pytest.raises(InputError, match="2026"):
        answers(base, {}, ["plans"], 2031)
