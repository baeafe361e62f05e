from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.errors import InputError
from abm.results import COLUMNS, Results

MONTHS = ("2010-09", "2010-10", "2010-11")


def results() -> Results:
    """England by month and year, Leeds by year; England's plans of a group are a tenth of all."""
    rows = [
        (date, "England", group, "plans", value * share)
        for group, share in (("all", 1.0), ("need: autism", 0.1))
        for date, value in [*zip(MONTHS, (10.0, 20.0, 30.0), strict=True), ("2011", 40.0), ("2012", 50.0)]
    ]
    rows += [("2011", "Leeds", "all", "plans", 4.0), ("2011", "England", "all", "requests", 12.0)]
    table = pd.DataFrame(rows, columns=["date", "area", "group", "measure", "value"])
    table = table.assign(policy="status quo", draw=0, seed=1)
    return Results(table[list(COLUMNS)], {"seed": 1, "scenario": {"world": "england"}})


def test_monthly_is_indexed_by_month_and_is_of_the_whole_world_unless_asked() -> None:
    assert results().monthly("plans").to_dict() == dict(zip(MONTHS, (10.0, 20.0, 30.0), strict=True))


def test_annual_is_indexed_by_year() -> None:
    assert results().annual("plans").to_dict() == {2011: 40.0, 2012: 50.0}
    assert results().annual("plans", area="Leeds").to_dict() == {2011: 4.0}


def test_a_group_is_asked_for_by_its_label() -> None:
    assert results().annual("plans", group="need: autism").tolist() == [4.0, 5.0]
    with pytest.raises(InputError, match="need: autism"):
        results().annual("plans", group="need: autsm")


def test_every_row_is_a_month_or_a_year() -> None:
    both = results()
    assert len(both.months) + len(both.years) == len(both.table)
    assert set(both.months["date"]) == set(MONTHS)


def test_a_wrong_measure_names_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'plans'"):
        results().monthly("plan")


def test_an_area_without_months_says_so() -> None:
    with pytest.raises(InputError, match="area"):
        results().monthly("plans", area="Leeds")


def test_saved_results_are_loaded_equal(tmp_path: Path) -> None:
    before = results()
    before.save(tmp_path)
    after = Results.load(tmp_path)
    pd.testing.assert_frame_equal(after.table, before.table, check_dtype=False)
    assert np.array_equal(after.months["value"], before.months["value"])
    assert after.provenance == before.provenance


def test_loading_what_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder of a finished run"):
        Results.load(tmp_path)
    (tmp_path / "results.parquet").write_text("not parquet")
    with pytest.raises(InputError, match="folder of a finished run"):
        Results.load(tmp_path)
