"""The postcode lottery: widths over authorities by hand, and what a comparison makes of them."""

from pathlib import Path

import pandas as pd
import pytest

from abm import Results
from experiments import lottery
from experiments.commands import compare as verb
from experiments.comparison import Kept, all_years, paired, policies
from experiments.processes import Outcome
from tests.test_experiments_comparison import BASE

AREAS = [f"Area {number}" for number in range(1, 12)]


def results_of(values: list[float], measure: str = "bar_to_assess") -> Results:
    rows = {"date": "2025", "area": AREAS, "group": "all", "measure": measure, "value": values}
    table = pd.DataFrame({**rows, "policy": "", "draw": 0, "seed": 1})
    return Results(table, {"scenario": {"world": "England"}})


@pytest.fixture(autouse=True)
def even_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lottery, "weights_of", lambda _results: dict.fromkeys(AREAS, 1.0))


def test_a_width_is_the_90th_less_the_10th_percentile() -> None:
    """Eleven authorities from 0 to 1: a tenth of the weight lies below 0.06, nine tenths below 0.94."""
    found = lottery.widths(results_of([number / 10.0 for number in range(11)]))
    assert found.loc[2025, "bar_to_assess"] == pytest.approx(0.88)


def test_places_all_alike_are_no_lottery() -> None:
    assert lottery.widths(results_of([0.4] * 11)).loc[2025, "bar_to_assess"] == 0.0


def test_one_authority_has_no_lottery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lottery, "weights_of", lambda _results: {})
    assert lottery.widths(results_of([0.4] * 11)).empty


def test_a_comparison_of_authorities_writes_what_happens_to_the_lottery(tmp_path: Path) -> None:
    points, wide = paired(policies(BASE, ["more_money_only"]), 2), 0.2
    outcomes = [
        Outcome(
            number,
            Kept(
                pd.DataFrame({"plans": [1.0]}, index=[2025]),
                {},
                pd.DataFrame(
                    {"bar_to_assess": [wide if point.policy == "status_quo" else 0.15]}, index=[2025]
                ),
            ),
            "",
        )
        for number, point in enumerate(points)
    ]
    verb.write_lottery(tmp_path, all_years(points, outcomes, "lottery"), 1)
    (row,) = pd.read_csv(tmp_path / "lottery.csv").to_dict("records")
    assert row["policy"] == "more_money_only"
    assert row["measure"] == "bar_to_assess"
    assert row["difference"] == pytest.approx(-0.05)


def test_without_authorities_no_file_is_written(tmp_path: Path) -> None:
    points = paired(policies(BASE, ["more_money_only"]), 1)
    kept = [Outcome(number, Kept(pd.DataFrame(), {}), "") for number in range(len(points))]
    verb.write_lottery(tmp_path, all_years(points, kept, "lottery"), 1)
    assert not list(tmp_path.iterdir())
