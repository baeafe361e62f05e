from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.errors import InputError
from abm.results import COLUMNS, Results


def results(first: str = "2010-09", months: int = 28, areas: tuple[str, ...] = ("Leeds",)) -> Results:
    """Results in which month number m has plans = m, requests = 1 and refusal share = m / 100."""
    dates = pd.period_range(first, periods=months, freq="M").strftime("%Y-%m")
    frames = [
        pd.DataFrame({"date": dates, "area": area, "measure": measure, "value": values})
        for area in areas
        for measure, values in {
            "plans": np.arange(months, dtype=float),
            "requests": np.ones(months),
            "refused_share": np.arange(months) / 100,
        }.items()
    ]
    table = pd.concat(frames, ignore_index=True).assign(policy="status quo", draw=0, seed=1, group="all")
    kinds = {"plans": "stock", "requests": "flow", "refused_share": "rate"}
    return Results(table[list(COLUMNS)], kinds, {"seed": 1, "scenario": {"world": "Leeds"}})


def test_monthly_is_indexed_by_date() -> None:
    plans = results().monthly("plans")
    assert plans["2010-09"] == 0
    assert plans["2011-01"] == 4


def test_a_stock_is_taken_in_january() -> None:
    # September 2010 is month 0, so January 2011 is month 4 and January 2012 month 16.
    assert results().annual("plans").to_dict() == {2011: 4.0, 2012: 16.0}


def test_a_flow_is_the_sum_of_twelve_months_and_part_years_are_left_out() -> None:
    # 2010 has four months; 2011 and 2012 have twelve.
    assert results().annual("requests").to_dict() == {2011: 12.0, 2012: 12.0}


def test_a_rate_is_the_mean_of_the_year() -> None:
    # Months 4 to 15 average 9.5.
    assert results().annual("refused_share")[2011] == pytest.approx(0.095)


def test_a_wrong_measure_names_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'plans'"):
        results().monthly("plan")


def test_an_area_must_be_named_when_there_are_two() -> None:
    two = results(areas=("Leeds", "Kent"))
    assert two.monthly("plans", area="Kent")["2010-10"] == 1
    with pytest.raises(InputError, match="area"):
        two.monthly("plans")


def test_saved_results_are_loaded_equal(tmp_path: Path) -> None:
    before = results()
    before.save(tmp_path)
    after = Results.load(tmp_path)
    pd.testing.assert_frame_equal(after.table, before.table, check_dtype=False)
    assert after.kinds == before.kinds
    assert after.provenance == before.provenance


def test_loading_what_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder of a finished run"):
        Results.load(tmp_path)
    (tmp_path / "results.parquet").write_text("not parquet")
    with pytest.raises(InputError, match="folder of a finished run"):
        Results.load(tmp_path)
