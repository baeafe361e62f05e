import math
from pathlib import Path

import pandas as pd
import pytest

from abm import Dose, InputError, Scenario, catalogue
from experiments.processes import Outcome
from experiments.sweep import Answer, Factor, grid, read_factor, tables

THRESHOLDS = Factor("lever.tighter_thresholds", (0.0, 0.5))
ASKING = Factor("family.asking_base_log_odds", (-8.0, -7.0))


def test_spaced_and_listed_factors() -> None:
    assert read_factor("family.x=0.1:0.9:5") == Factor("family.x", (0.1, 0.3, 0.5, 0.7, 0.9))
    assert read_factor("lever.y=1,0,0.5") == Factor("lever.y", (1.0, 0.0, 0.5))


@pytest.mark.parametrize(
    "text", ["x", "x=", "x=1", "x=0:1", "x=0:1:1", "x=a,b", "x=1,1", "x=0:1:1000", "x=0:0:3"]
)
def test_bad_factors_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="--vary"):
        read_factor(text)


def test_grid_is_every_pair_and_luck_is_common_to_all_cells() -> None:
    points = grid(Scenario(world="demo", seed=10), [THRESHOLDS, ASKING], replicates=3)
    assert len(points) == 12
    by_cell = {cell: [point.scenario.seed for point in points if point.cell == cell] for cell in range(4)}
    assert set(map(tuple, by_cell.values())) == {(10, 11, 12)}
    pairs = {
        (point.scenario.levers["tighter_thresholds"].dose, point.scenario.parameters[ASKING.name])
        for point in points
    }
    assert pairs == {(0.0, -8.0), (0.0, -7.0), (0.5, -8.0), (0.5, -7.0)}


def test_a_lever_that_is_varied_keeps_the_timing_it_was_given() -> None:
    base = Scenario(world="demo", levers={"tighter_thresholds": Dose(1.0, start=2030.0, coverage=0.5)})
    point = grid(base, [THRESHOLDS, ASKING], replicates=1)[-1]
    assert point.scenario.levers["tighter_thresholds"] == Dose(0.5, start=2030.0, coverage=0.5)


def test_a_value_out_of_range_is_found_before_anything_runs() -> None:
    wrong = Factor("lever.tighter_thresholds", (0.0, 2.0))
    with pytest.raises(InputError, match="from 0 to 1"):
        grid(Scenario(world="demo"), [wrong, ASKING], replicates=1)
    unknown = Factor("lever.tighter_threshold", (0.0, 1.0))
    with pytest.raises(InputError, match="'tighter_thresholds'"):
        grid(Scenario(world="demo"), [unknown, ASKING], replicates=1)


def test_tables_keep_failed_runs_and_the_order_of_the_grid(tmp_path: Path) -> None:
    points = grid(Scenario(world="demo"), [THRESHOLDS, ASKING], replicates=1)
    months = pd.DataFrame({"date": ["2010-09", "2010-10"], "measure": "plans", "value": [1.0, 2.0]})
    good = [Outcome(number, Answer(months, {"plans": 10.0 + number}, {}), "") for number in (3, 0, 2)]
    found = tables(points, [*good, Outcome(1, None, "ValueError: no")], ["plans"])
    assert found.runs["draw"].tolist() == [0, 1, 2, 3]
    assert found.runs["value"].tolist()[::3] == [10.0, 13.0]
    assert found.runs["error"].tolist() == ["", "ValueError: no", "", ""]
    assert math.isnan(found.runs["value"][1])
    assert len(found.monthly) == 7
    found.monthly.to_parquet(tmp_path / "sweep.parquet")
    again = pd.read_parquet(tmp_path / "sweep.parquet")
    assert again.loc[again["draw"] == 2, "lever.tighter_thresholds"].unique().tolist() == [0.5]


def test_the_default_measure_exists() -> None:
    assert "plans" in set(catalogue.measures()["name"])
