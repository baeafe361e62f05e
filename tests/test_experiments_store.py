"""The store: nothing finished is lost, nothing is counted twice, and every bad state is one line."""

import json
import os
import platform
import stat
import threading
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from abm import InputError, Scenario, model_digest
from experiments import store as store_module
from experiments.designs import Design
from experiments.factors import Factor
from experiments.jobs import FAILED, OK, unfinished
from experiments.kept_rows import Keep
from experiments.parts import (
    best_records,
    bytes_of_a_run,
    merge,
    part_files,
    runs_and_bytes,
    write_part,
)
from experiments.settled import HIDDEN
from experiments.store import Store, design_table, is_being_written, open_store, store_at_work
from experiments.store_tables import compact, publish, runs_table, series_table
from experiments.study import Study
from experiments.sweep import recipe_for
from tests.made_up import MadeUpExecutor

BASE = Scenario(world="demo", people=200, start=2025, to=2027, seed=10)
FACTOR = Factor("lever.tighter_thresholds", (0.0, 0.5, 1.0))
STUDY = Study(BASE, (FACTOR,), Design("grid"), replicates=2, keep=Keep(("plans", "requests")))


def run_some(store: Store, rows: list[int]) -> None:
    list(MadeUpExecutor(recipe_for(store)).perform(store.jobs(rows)))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "study"


@pytest.fixture
def finished(out: Path) -> Path:
    with store_at_work(out, STUDY) as store:
        run_some(store, store.waiting())
        compact(store)
    return out


def test_what_is_done_is_skipped(out: Path) -> None:
    with store_at_work(out, STUDY) as store:
        assert store.waiting() == [0, 1, 2, 3, 4, 5]
        run_some(store, [0, 1, 4])
    with store_at_work(out, None, resume=True) as store:
        assert store.study == STUDY
        assert store.waiting() == [2, 3, 5]
        assert store.standing() == (6, {"ok": 3}, 3, 0)


def test_tables_are_read_in_one_line_and_hold_every_run(finished: Path) -> None:
    runs = pd.read_parquet(finished / "runs.parquet")
    series = duckdb.read_parquet(f"{finished}/series.parquet").df()
    assert runs["status"].tolist() == ["ok"] * 6
    assert sorted(zip(runs["draw"], runs["seed"], runs[FACTOR.name], strict=True)) == sorted(
        (draw, seed, level) for draw, level in enumerate(FACTOR.values) for seed in (10, 11)
    )
    # Three Januaries and three whole years.
    assert len(series) == 6 * (3 + 3)
    joined = series.merge(runs[["run_id", FACTOR.name]])
    assert joined.groupby(["measure", "date", FACTOR.name]).size().eq(2).all()
    # Made-up plans are the number of the month times the seed: the twelfth month after January 2025.
    january = series[(series["measure"] == "plans") & (series["date"] == "2026")]
    assert sorted(january["value"]) == [120.0] * 3 + [132.0] * 3


def test_it_describes_itself(finished: Path) -> None:
    package = json.loads((finished / "datapackage.json").read_text())
    for resource in package["resources"]:
        table = pd.read_parquet(finished / resource["path"])
        assert [field["name"] for field in resource["schema"]["fields"]] == table.columns.tolist()
    assert [measure["name"] for measure in package["measures"]] == ["plans", "requests"]
    assert package["study"]["seeds"] == [10, 11]
    assert package["model"]["model_digest"] == model_digest()
    assert {"numpy", "numba", "pandas"} <= package["model"]["libraries"].keys()
    assert package["model"]["python"] == platform.python_version()
    assert any("Open Government Licence" in licence["title"] for licence in package["licenses"])


def test_it_says_which_runs_were_made_with_other_libraries(finished: Path) -> None:
    """The record of the store is of its last session; a run made elsewhere or before keeps its own."""
    store = open_store(finished)
    (made,) = json.loads((finished / "datapackage.json").read_text())["environments"]
    assert made["runs"] == 6
    assert f"numpy {np.__version__}" in made["versions"]
    assert platform.platform() in made["versions"]
    job = next(store.jobs([0]))
    made_again = MadeUpExecutor(recipe_for(store)).record(job)
    write_part(store.parts, [made_again._replace(versions="sendlab 0.0.9")])
    publish(store)
    package = json.loads((finished / "datapackage.json").read_text())
    assert package["environments"] == [
        {"versions": made["versions"], "runs": 5},
        {"versions": "sendlab 0.0.9", "runs": 1},
    ]


def test_a_run_in_two_parts_counts_once(finished: Path) -> None:
    before = series_table(open_store(finished))
    store = open_store(finished)
    run_some(store, [0, 1, 2])
    pd.testing.assert_frame_equal(series_table(store), before)
    compact(store)
    assert len(part_files(store.parts)) == 1
    pd.testing.assert_frame_equal(pd.read_parquet(finished / "series.parquet"), before)


def test_an_answer_counts_before_a_failure_whichever_came_last(out: Path) -> None:
    with store_at_work(out, STUDY) as store:
        first, second = store.design["run_id"][:2]
        write_part(store.parts, [unfinished(first, FAILED, "no", 1.0)])
        run_some(store, [0, 1])
        write_part(store.parts, [unfinished(second, FAILED, "no", 1.0)])
        assert store.waiting(retry_failed=True) == [2, 3, 4, 5]
        assert runs_table(store)["status"].tolist() == ["ok", "ok"] + ["waiting"] * 4
        merge(store.parts, part_files(store.parts))
        assert {status for status, _ in best_records(part_files(store.parts)).values()} == {OK}


def test_failures_are_rows_and_are_tried_again_only_when_asked(out: Path) -> None:
    with store_at_work(out, STUDY) as store:
        run_some(store, [0])
        write_part(store.parts, [unfinished(store.design["run_id"][1], FAILED, "books do not close", 1.5)])
        assert store.waiting() == [2, 3, 4, 5]
        assert store.waiting(retry_failed=True) == [1, 2, 3, 4, 5]
        row = runs_table(store).iloc[1]
        assert (row["status"], row["error"], row["seconds"]) == ("failed", "books do not close", 1.5)


def test_a_longer_plan_keeps_what_it_shares_with_the_shorter(finished: Path) -> None:
    longer = Study(BASE, (FACTOR,), Design("grid"), replicates=3, keep=STUDY.keep)
    with store_at_work(finished, longer, resume=True) as store:
        assert store.standing() == (9, {"ok": 6}, 3, 0)


def test_other_kept_rows_and_another_model_are_other_runs(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Study(BASE, (FACTOR,), Design("grid"), replicates=2, keep=Keep(("plans",)))
    with store_at_work(finished, other, resume=True) as store:
        assert store.standing() == (6, {}, 6, 6)
    monkeypatch.setattr(store_module, "model_digest", lambda: "0123456789abcdef")
    with store_at_work(finished, STUDY, resume=True) as store:
        assert store.standing() == (6, {}, 6, 6)
        assert not set(store.design["run_id"]) & set(design_table(STUDY, "other")["run_id"])


def test_points_that_are_the_same_run_are_run_once(out: Path) -> None:
    twice = Study(BASE, (Factor(FACTOR.name, (0.0, 1.0)),), Design("list"), rows=((0.0,), (1.0,), (0.0,)))
    with store_at_work(out, twice) as store:
        assert len(store.waiting()) == 2
        run_some(store, store.waiting())
        assert store.standing() == (2, {"ok": 2}, 0, 0)
        publish(store)
    table = pd.read_parquet(out / "series.parquet")
    values = table.groupby("draw")["value"].apply(list)
    assert values[0] == values[2]


def test_half_written_leftovers_are_cleared(finished: Path) -> None:
    before = pd.read_parquet(finished / "series.parquet")
    for path in (finished / "parts" / f"{HIDDEN}part-x.parquet", finished / f"{HIDDEN}series.parquet"):
        path.write_bytes(b"PAR1 half")
    spilled = finished / f"{HIDDEN}spill" / "duckdb_temp_storage-0.tmp"
    spilled.parent.mkdir()
    spilled.write_bytes(b"put aside by a database that was killed")
    assert series_table(open_store(finished)).equals(before)
    with store_at_work(finished, None, resume=True):
        assert not list(finished.rglob(f"{HIDDEN}*"))


def test_a_start_that_was_killed_is_no_obstacle(out: Path) -> None:
    (out / "parts").mkdir(parents=True)
    (out / "design.parquet").write_bytes(b"")
    with store_at_work(out, STUDY) as store:
        assert len(store.waiting()) == 6


def test_a_part_is_on_the_disk_under_its_name_before_others_go(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, name, folder, and only then may the parts that it replaces be removed."""
    store = open_store(finished)
    run_some(store, [0, 1])
    done: list[str] = []
    sync, rename, remove = os.fsync, Path.replace, Path.unlink

    def synced(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def renamed(path: Path, to: Path) -> Path:
        done.append("name")
        return rename(path, to)

    def removed(path: Path, missing_ok: bool = False) -> None:
        done.append("remove")
        remove(path, missing_ok)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(Path, "unlink", removed)
    merge(store.parts, part_files(store.parts))
    assert done == ["file", "name", "folder", "remove", "remove", "remove"]


def refusal(out: Path, study: Study | None = STUDY, **how: bool) -> str:
    with pytest.raises(InputError) as caught, store_at_work(out, study, **how):
        pass
    return str(caught.value)


def test_a_store_is_not_written_over_by_accident(finished: Path) -> None:
    said = refusal(finished)
    assert "--resume" in said
    assert "--force" in said
    with store_at_work(finished, STUDY, force=True) as store:
        assert len(store.waiting()) == 6


def test_starting_anew_without_a_plan_takes_the_one_that_is_there(finished: Path, out: Path) -> None:
    with store_at_work(finished, None, force=True) as store:
        assert store.study == STUDY
        assert len(store.waiting()) == 6
    (out / "plan.toml").write_text("not a plan")
    assert "valid TOML" in refusal(out, None, force=True)
    assert part_files(out / "parts")


def test_somebody_elses_folder_is_left_alone(out: Path) -> None:
    out.mkdir()
    (out / "thesis.doc").write_text("years of work")
    for how in ({}, {"resume": True}, {"force": True}):
        assert "holds a study" in refusal(out, STUDY, **how)
    assert (out / "thesis.doc").read_text() == "years of work"


def test_a_store_of_another_version_is_left_alone(finished: Path) -> None:
    path = finished / "provenance.json"
    path.write_text(path.read_text().replace('"store_format": 1', '"store_format": 99'))
    assert "version 1, not 99" in refusal(finished, resume=True)
    with pytest.raises(InputError, match="version 1, not 99"):
        open_store(finished)


def test_a_run_takes_what_one_more_adds_to_a_part_not_what_a_part_takes(finished: Path) -> None:
    """A thousand runs together take about what was said from six by themselves."""
    store = open_store(finished)
    run_some(store, [0, 1, 2, 3])
    made = [path for path in part_files(store.parts) if runs_and_bytes(path)[0] == 1]
    alone = [runs_and_bytes(path) for path in made]
    merged = merge(store.parts, made)
    assert merged is not None
    said = bytes_of_a_run(merged, alone)
    assert 0 < said < alone[0][1] / 10
    # One part tells nothing of what a part takes by itself.
    assert bytes_of_a_run(merged, [runs_and_bytes(merged)]) == runs_and_bytes(merged)[1] / 4


def test_merging_puts_small_parts_into_one_group(finished: Path) -> None:
    store = open_store(finished)
    run_some(store, [0, 1, 2, 3, 4, 5])
    merged = merge(store.parts, part_files(store.parts))
    assert merged is not None
    assert pq.read_metadata(merged).num_row_groups == 1


def test_two_runners_cannot_work_on_one_store(finished: Path) -> None:
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with store_at_work(finished, None, resume=True):
            inside.set()
            leave.wait(10)

    runner = threading.Thread(target=first)
    runner.start()
    inside.wait(10)
    assert is_being_written(finished)
    assert "Another run is writing there" in refusal(finished, None, resume=True)
    leave.set()
    runner.join()
    assert not is_being_written(finished)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "--out" in refusal(tmp_path / "file" / "study")


def test_a_damaged_part_is_named(finished: Path) -> None:
    part = part_files(finished / "parts")[0]
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(InputError, match=part.name):
        open_store(finished).statuses()
    with pytest.raises(InputError, match="--verify"):
        series_table(open_store(finished))


def test_a_reader_is_not_put_off_by_a_runner_that_merges_meanwhile(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(finished)
    run_some(store, [0, 1, 2])
    whole = series_table(store)
    listed = part_files(store.parts)
    lists = [listed]  # what a reader saw just before

    def seen(folder: Path, prefix: str = "") -> list[Path]:
        return lists.pop() if lists else part_files(folder, prefix)

    merge(store.parts, listed)
    monkeypatch.setattr("experiments.parts.part_files", seen)
    pd.testing.assert_frame_equal(series_table(store), whole)
    lists.append(listed)
    assert set(store.statuses().values()) == {OK}


def test_a_full_disk_leaves_no_part_behind(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store_at_work(out, STUDY) as store:
        before = part_files(store.parts)

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("experiments.settled.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_part(store.parts, [unfinished("x", FAILED, "", 0.0)])
        monkeypatch.undo()
        assert list(store.parts.iterdir()) == before
