"""Plans: what is read is what was meant, and what cannot be meant is refused in one line."""

from pathlib import Path

import pytest

from abm import Dose, InputError, Scenario
from experiments.designs import Design
from experiments.factors import Factor
from experiments.kept_rows import Keep
from experiments.study import Study
from experiments.study_file import read_study, shipped_plans
from experiments.study_text import to_toml

WHOLE = """
title = "A \\"small\\" study"
replicates = 3
[scenario]
world = "demo"
people = 500
start = 2025
to = 2030
seed = 10
[scenario.parameters]
family.asking_weight_of_peers = 0.5
[scenario.levers.dedicated_outreach]
dose = 1.0
start = 2027.0
[design]
kind = "latin_hypercube"
points = 6
seed = 2
[[factors]]
name = "lever.tighter_thresholds"
[[factors]]
name = "lever.dedicated_outreach.start"
low = 2026
high = 2029
whole = true
[keep]
measures = ["plans", "requests"]
by = "month"
years = [2028, 2030]
"""
GRID = """
[scenario]
world = "demo"
start = 2025
to = 2030
[design]
kind = "grid"
[[factors]]
name = "lever.tighter_thresholds"
values = [0.0, 1.0]
"""
LIST = """
[scenario]
world = "demo"
[design]
kind = "list"
[[design.rows]]
family.asking_base_log_odds = -8
world = "Leeds"
[[design.rows]]
world = "demo"
family.asking_base_log_odds = -7.5
"""


def written(folder: Path, text: str) -> str:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_plan_says_all_there_is_to_say(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, WHOLE))
    base = Scenario(
        world="demo",
        people=500,
        start=2025,
        to=2030,
        seed=10,
        parameters={"family.asking_weight_of_peers": 0.5},
        levers={"dedicated_outreach": Dose(1.0, start=2027.0)},
    )
    factors = (
        Factor("lever.tighter_thresholds", low=0.0, high=1.0),
        Factor("lever.dedicated_outreach.start", low=2026, high=2029, whole=True),
    )
    keep = Keep(("plans", "requests"), "month", (2028, 2030))
    design = Design("latin_hypercube", points=6, seed=2)
    assert study == Study(base, factors, design, 3, keep, title='A "small" study')


@pytest.mark.parametrize("text", [WHOLE, GRID, LIST])
def test_what_is_written_reads_back_equal(tmp_path: Path, text: str) -> None:
    study = read_study(written(tmp_path, text))
    assert read_study(written(tmp_path, to_toml(study))) == study


def test_rows_of_a_list_may_name_their_factors_in_any_order(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, LIST))
    assert study.names == ["family.asking_base_log_odds", "world"]
    assert study.points() == [(-8, "Leeds"), (-7.5, "demo")]


def test_rows_may_come_from_a_csv_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("world,lever.tighter_thresholds\ndemo,1\nYork,0.5\n")
    plan = '[scenario]\nworld = "demo"\n[design]\nkind = "list"\nfile = "points.csv"\n'
    study = read_study(written(tmp_path, plan))
    assert study.points() == [("demo", 1), ("York", 0.5)]
    assert study.scenario(study.points()[1]).world == "York"


def test_a_scenario_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text(Scenario(world="York", to=2031).to_toml())
    plan = GRID.replace('world = "demo"\nstart = 2025\nto = 2030', 'file = "scenario.toml"')
    assert read_study(written(tmp_path, plan)).base == Scenario(world="York", to=2031)


@pytest.mark.parametrize("name", shipped_plans())
def test_plans_that_come_along_are_right(name: str) -> None:
    assert read_study(name).n_points > 1


def test_luck_is_common_and_replicates_come_one_after_the_other(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, WHOLE))
    order = list(study.order())
    assert sorted(order) == [(point, replicate) for point in range(6) for replicate in range(3)]
    assert [replicate for _, replicate in order] == [0] * 6 + [1] * 6 + [2] * 6
    # The points come shuffled, by the same shuffle each time: a study cut short has been everywhere.
    assert [point for point, _ in order[:6]] == [point for point, _ in order[6:12]] != list(range(6))
    seeds = {study.scenario(study.points()[point], replicate).seed for point, replicate in order}
    assert seeds == {10, 11, 12}


def change(old: str, new: str, text: str = WHOLE) -> str:
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("title = ", ("valid TOML",)),
        (change("[keep]", "[kepe]"), ("kepe", "'keep'")),
        (change("points = 6", "point = 6"), ("design.point", "'points'")),
        (change("points = 6", "points = 0"), ("design.points", "from 1")),
        (change("points = 6", 'points = "six"'), ("design.points", "'six'")),
        (change('kind = "latin_hypercube"', 'kind = "latin"'), ("design.kind", "'latin_hypercube'")),
        (change('kind = "latin_hypercube"', 'kind = "sobol"'), ("power of two", "4 or 8")),
        (change("low = 2026", "low = 2030"), ("low below high",)),
        (change("low = 2026", "values = [2026]\nlow = 2026"), ("not both",)),
        (change("low = 2026\n", ""), ("low and high",)),
        (change('"lever.tighter_thresholds"', '"lever.tighter"'), ("'lever.tighter_thresholds'",)),
        (change('"lever.dedicated_outreach.start"', '"lever.tighter_thresholds"'), ("once",)),
        (change("dose = 1.0", "dosis = 1.0"), ("scenario.levers.dedicated_outreach.dosis", "'dose'")),
        (change("[scenario.levers.dedicated_outreach]\ndose = 1.0\nstart = 2027.0", ""), ("with a dose",)),
        (change("high = 2029", "high = 2033"), ("point", "before the run ends")),
        (change("world = ", "wrold = "), ("scenario.wrold", "'world'")),
        (change('"demo"', '"Leedss"'), ("'Leeds'",)),
        (change("replicates = 3", "replicates = 0"), ("replicates", "from 1")),
        (change("replicates = 3", "replicates = 1000000"), ("at most 1,000,000 runs, not 6,000,000",)),
        (change('"requests"', '"request"'), ("keep.measures", "'requests'")),
        (change('by = "month"', 'by = "week"'), ("keep.by", "year, month")),
        (change("years = [2028, 2030]", "years = [2031, 2034]"), ("years of the run, 2025 to 2030",)),
        (change("years = [2028, 2030]", "years = [2030]"), ("first and the last",)),
        (
            change("[0.0, 1.0]", "[0.0, 2.0]", GRID),
            ("point 1", "lever.tighter_thresholds=2.0", "from 0 to 1"),
        ),
        (change("[0.0, 1.0]", '[0.0, "x"]', GRID), ("'x'",)),
        (change("[0.0, 1.0]", "[0.0, 0.0]", GRID), ("different values",)),
        (change("[0.0, 1.0]", "[]", GRID), ("different values",)),
        (change("values = [0.0, 1.0]", "low = 0\nhigh = 1", GRID), ("levels", "grid")),
        (GRID[: GRID.index("[[factors]]")], ("factors", "one or more things to vary")),
        (LIST[: LIST.index("[[design.rows]]")], ("rows or file",)),
        (change('world = "Leeds"\n', "", LIST), ("design.rows 2", "the same factors")),
        (LIST + "\n[[factors]]\nname = 'world'\n", ("none beside a list",)),
    ],
)
def test_a_bad_plan_is_one_line_with_file_key_and_remedy(
    tmp_path: Path, text: str, hints: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        read_study(written(tmp_path, text))
    said = str(caught.value)
    assert said.startswith(str(tmp_path / "plan.toml"))
    assert "\n" not in said
    for hint in hints:
        assert hint in said
