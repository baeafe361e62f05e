"""The examples of other tools driving the model run, and refuse what those tools would get wrong."""

import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from abm import InputError, demo
from experiments.designs import Design, points, salib_problem
from experiments.examples import with_salib
from experiments.factors import Factor
from experiments.jobs import Job, Record
from experiments.kept_rows import Keep
from experiments.store import store_at_work
from experiments.study import Study
from experiments.sweep import recipe_for
from tests.made_up import MadeUpExecutor

THRESHOLDS = "lever.tighter_thresholds"
UNIT = [Factor(name, low=0.0, high=1.0) for name in "ab"]


def test_salib_is_kept_from_a_sample_with_a_gap() -> None:
    """SALib itself gives nought for every factor, without a word."""
    values = [1.0] * 31 + [math.nan]
    with pytest.raises(InputError, match="1 of 32 have none, the first point 31"):
        with_salib.indices(salib_problem(UNIT), values)


def test_salib_finds_who_does_it() -> None:
    sample = np.array(points(Design("sobol", points=64), UNIT), float)
    found = with_salib.indices(salib_problem(UNIT), (3.0 * sample[:, 0]).tolist())
    assert found["S1"].tolist() == pytest.approx([1.0, 0.0], abs=0.05)


class OfPeople(MadeUpExecutor):
    """Made-up runs in which everything is as many as the people."""

    def record(self, job: Job) -> Record:
        record = super().record(job)
        people = pa.array([float(job.scenario.people)] * record.series.num_rows, pa.float64())
        place = record.series.column_names.index("value")
        return record._replace(series=record.series.set_column(place, record.series.field(place), people))


class WithAGroup(OfPeople):
    """The same, and beside everybody a group in which everything is as the threshold."""

    def record(self, job: Job) -> Record:
        record = super().record(job)
        n_rows, names = record.series.num_rows, record.series.column_names
        doses = pa.array([1e4 * job.scenario.levers["tighter_thresholds"].dose] * n_rows, pa.float64())
        columns = {"group": pa.array(["a group"] * n_rows), "value": doses}
        group = pa.table([columns.get(name, record.series[name]) for name in names], names)
        return record._replace(series=pa.concat_tables([record.series, group.cast(record.series.schema)]))


@pytest.mark.parametrize("executor", [OfPeople, WithAGroup])
def test_salib_reads_a_finished_study_and_refuses_an_unfinished_one(
    executor: type[OfPeople], tmp_path: Path
) -> None:
    factors = (Factor("people", low=300, high=400, whole=True), Factor(THRESHOLDS, low=0.0, high=1.0))
    base = demo(people=200, start=2025, to=2027)
    study = Study(base, factors, Design("sobol", points=32), 2, Keep(("plans",)))
    with store_at_work(tmp_path / "study", study) as store:
        made = executor(recipe_for(store))
        list(made.perform(store.jobs(store.waiting()[:5])))
        with pytest.raises(InputError, match=r"256 runs; 251 gave none: point \d+ seed 1 waiting"):
            with_salib.reading(tmp_path / "study", "plans")
        list(made.perform(store.jobs(store.waiting())))
    found = with_salib.reading(tmp_path / "study", "plans")
    assert found.loc["people", "ST"] == pytest.approx(1.0, abs=0.1)
    assert found.loc[THRESHOLDS, "ST"] == 0.0


def test_a_study_with_a_failed_run_is_refused_by_name_with_the_reason_and_the_way_out(
    tmp_path: Path,
) -> None:
    """Though the other seed of its point went well, so that every point has a mean."""
    folder = tmp_path / "study"
    factors = (Factor("people", low=300, high=400, whole=True), Factor(THRESHOLDS, low=0.0, high=1.0))
    study = Study(demo(people=200, start=2025, to=2027), factors, Design("sobol", points=2), 2)
    with store_at_work(folder, study) as store:
        made = OfPeople(recipe_for(store))
        made.failing = (2,)
        rows = [row for row in store.waiting() if store.design["draw"][row] == 5]
        list(made.perform(store.jobs(rows)))
        made.failing = ()
        list(made.perform(store.jobs(store.waiting())))
        n_failed = store.standing().by_status["failed"]
    with pytest.raises(InputError) as refused:
        with_salib.reading(folder, "plans")
    said = str(refused.value)
    assert f"{n_failed} gave none: " in said
    assert "point 5 seed 2 failed (BooksDoNotClose: plans add up, 2014-09)" in said
    assert f"sendlab sweep --out {folder} --retry-failed" in said
    with pytest.raises(SystemExit, match="point 5 seed 2 failed"):
        with_salib.main([str(folder), "plans"])
    with store_at_work(folder, None, resume=True) as store:
        list(OfPeople(recipe_for(store)).perform(store.jobs(store.waiting(retry_failed=True))))
    assert with_salib.reading(folder, "plans").index.tolist() == ["people", THRESHOLDS]


@pytest.mark.slow
def test_salib_drives_the_model() -> None:
    found = with_salib.driving(demo(people=200, start=2025, to=2026), with_salib.PROBLEM, "plans", 2)
    assert found.index.tolist() == with_salib.PROBLEM["names"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
def test_the_ema_workbench_drives_the_model() -> None:
    pytest.importorskip("ema_workbench")
    from experiments.examples import with_ema_workbench as example  # noqa: PLC0415  an extra

    found = example.explore(scenarios=2, policies=2)
    assert len(found) == 4
    assert (found["plans"] > 0).all()
    # PRIM and CART of the workbench fail on whole numbers under pandas 3.
    assert {str(dtype) for dtype in found.dtypes} == {"float64"}
    # A policy has the same settings in every scenario.
    assert found.groupby("tighter_thresholds").size().tolist() == [2, 2]
