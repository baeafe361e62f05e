"""``sendlab sweep`` and ``sendlab results`` from the outside, with made-up runs."""

import argparse
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from abm import InputError
from experiments import store as store_module
from experiments.__main__ import main
from experiments.commands import sweep as verb
from experiments.executors.choosing import Choice
from experiments.jobs import Done, Job
from experiments.run_folder import locked
from tests.made_up import MadeUpExecutor

PLAN = """
title = "Thresholds"
replicates = 5
[scenario]
world = "demo"
people = 200
start = 2025
to = 2028
[design]
kind = "grid"
[[factors]]
name = "lever.tighter_thresholds"
values = [0.0, 0.5, 1.0]
[keep]
measures = ["plans", "requests"]
"""
VARY = ["--vary", "lever.tighter_thresholds=0:1:2", "--vary", "family.asking_base_log_odds=-8,-7"]
N = 15


class Failing(MadeUpExecutor):
    failing = (2,)


class AllFailing(MadeUpExecutor):
    failing = (1, 2, 3, 4, 5)


class Interrupted(MadeUpExecutor):
    """Ctrl-C after nine runs."""

    sent: signal.Signals | None = None

    def perform(self, jobs: Iterable[Job]) -> Iterator[Done]:
        for number, news in enumerate(super().perform(jobs), start=1):
            yield news
            if number == 5 and self.limit_seconds < 1000.0:  # past the pilots
                if self.sent is not None:
                    os.kill(os.getpid(), self.sent)
                    threading.Event().wait(5)
                raise KeyboardInterrupt


class Terminated(Interrupted):
    sent = signal.SIGTERM


def use(executor: type[MadeUpExecutor], monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(_: argparse.Namespace) -> Choice:
        return Choice(executor, 2)

    monkeypatch.setattr(verb, "chosen", choose)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    use(MadeUpExecutor, monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def statuses(folder: Path) -> dict[str, int]:
    runs = pd.read_parquet(folder / "runs.parquet")
    return {str(status): len(rows) for status, rows in runs.groupby("status")}


def test_a_plan_says_what_it_takes_first_and_leaves_a_readable_store(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "plan.toml", "--out", "out"]) == 0
    out, err = capsys.readouterr()
    assert out == "out\n"
    lines = err.splitlines()
    assert lines[0] == "Thresholds: grid over 1 factor, 3 points x 5 replicates = 15 runs"
    assert [line for line in lines if line.startswith("to come: 11 runs of 0.10 s each, 2 at a time: ")]
    assert "of 15 runs: 15 ok" in err
    assert names(folder / "out") == [
        "datapackage.json",
        "design.parquet",
        "parts",
        "plan.toml",
        "provenance.json",
        "runs.parquet",
        "series.parquet",
    ]
    assert statuses(folder / "out") == {"ok": N}
    assert len(names(folder / "out" / "parts")) == 1
    assert ".out.lock" not in names(folder)


@pytest.mark.parametrize(("executor", "code"), [(Interrupted, 130), (Terminated, 143)])
def test_a_stop_keeps_what_is_done_and_says_how_to_go_on(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    executor: type[MadeUpExecutor],
    code: int,
) -> None:
    assert main(["sweep", "plan.toml", "--out", "whole"]) == 0
    use(executor, monkeypatch)
    with pytest.raises(SystemExit) as stop:
        main(["sweep", "plan.toml", "--out", "out"])
    assert stop.value.code == code
    assert "sendlab sweep --out out --resume" in capsys.readouterr().err.splitlines()[-1]
    assert statuses(folder / "out") == {"ok": 9, "waiting": 6}
    use(MadeUpExecutor, monkeypatch)
    assert main(["sweep", "--out", "out", "--resume"]) == 0
    first, second = (pd.read_parquet(folder / name / "series.parquet") for name in ("whole", "out"))
    pd.testing.assert_frame_equal(first, second)


def test_failures_are_counted_shown_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(Failing, monkeypatch)
    assert main(["sweep", "plan.toml", "--out", "out"]) == 0
    assert "3 of 15 runs failed; the first says: BooksDoNotClose" in capsys.readouterr().err
    assert statuses(folder / "out") == {"ok": 12, "failed": 3}
    assert main(["sweep", "--out", "out", "--status"]) == 0
    said = capsys.readouterr().out
    assert "of 15 runs: 12 ok, 3 failed" in said
    assert "3 x BooksDoNotClose: plans add up, 2014-09" in said
    assert "nobody is at work on it" in said
    use(MadeUpExecutor, monkeypatch)
    assert main(["sweep", "--out", "out", "--resume"]) == 0
    assert statuses(folder / "out") == {"ok": 12, "failed": 3}
    assert main(["sweep", "--out", "out", "--retry-failed"]) == 0
    assert statuses(folder / "out") == {"ok": 15}


def test_a_study_in_which_nothing_works_stops_after_the_pilots(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(AllFailing, monkeypatch)
    assert main(["sweep", "plan.toml", "--out", "out"]) == 2
    assert "the first 4 runs to work" in capsys.readouterr().err
    assert main(["results", "out"]) == 2
    assert "finished runs" in capsys.readouterr().err


def test_a_disk_without_room_is_found_out_after_the_pilots(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("experiments.sweep.free_bytes", lambda _: 100)
    assert main(["sweep", "plan.toml", "--out", "out"]) == 2
    assert "of room, not 100 bytes. Keep fewer measures" in capsys.readouterr().err


def test_a_changed_model_is_said_and_its_runs_are_new(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "plan.toml", "--out", "out"]) == 0
    monkeypatch.setattr(store_module, "model_digest", lambda: "0123456789abcdef")
    monkeypatch.setattr(verb, "model_digest", lambda: "0123456789abcdef")
    assert main(["sweep", "--out", "out", "--status"]) == 0
    assert "the model has changed" in capsys.readouterr().out
    assert main(["sweep", "--out", "out", "--resume"]) == 0
    err = capsys.readouterr().err
    assert "15 runs in the store are of an earlier plan or model" in err
    assert "of 15 runs: 15 ok" in err


def test_estimate_leaves_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "plan.toml", "--estimate"]) == 0
    assert "15 runs of 0.10 s each" in capsys.readouterr().out
    assert names(folder) == ["plan.toml"]


def test_verify_finds_a_run_that_does_not_come_out_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "plan.toml", "--out", "out"]) == 0
    assert main(["sweep", "--out", "out", "--verify"]) == 0
    assert "3 of 15 runs made again: all the same" in capsys.readouterr().out

    class Drifting(MadeUpExecutor):
        failing = (1, 2, 3, 4, 5)

    use(Drifting, monkeypatch)
    with pytest.raises(SystemExit) as stop:
        main(["sweep", "--out", "out", "--verify"])
    assert stop.value.code == 1
    assert "3 of 3 runs came out otherwise" in capsys.readouterr().err
    monkeypatch.setattr("experiments.sweep.model_digest", lambda: "0123456789abcdef")
    assert main(["sweep", "--out", "out", "--verify"]) == 2
    assert "the model that made these runs" in capsys.readouterr().err
    assert names(folder / "out" / "parts") != []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("--resume --force", "one of the two"),
        ("--retry-failed --force", "one of the two"),
        ("--timeout 0", "more than 0 seconds"),
        ("--timeout -5", "more than 0 seconds"),
        ("--timeout nan", "more than 0 seconds"),
        ("--timeout soon", "'soon'"),
    ],
)
def test_options_that_cannot_be_meant_touch_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: str, hint: str
) -> None:
    assert main(["sweep", "plan.toml", "--out", "out"]) == 0
    before = statuses(folder / "out")
    assert main(["sweep", "plan.toml", "--out", "out", *words.split()]) == 2
    assert hint in capsys.readouterr().err.splitlines()[-1]
    assert statuses(folder / "out") == before


def test_compacting_on_a_full_disk_is_one_line_and_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(Interrupted, monkeypatch)
    with pytest.raises(SystemExit):
        main(["sweep", "plan.toml", "--out", "out"])
    before = names(folder / "out" / "parts")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("experiments.settled.os.fsync", full)
    capsys.readouterr()
    assert main(["sweep", "--out", "out", "--compact"]) == 2
    assert "room to write in (No space left on device)" in capsys.readouterr().err
    assert names(folder / "out" / "parts") == before


def test_compact_makes_one_part_and_waits_for_nobody_at_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(Interrupted, monkeypatch)
    with pytest.raises(SystemExit):
        main(["sweep", "plan.toml", "--out", "out"])
    assert len(names(folder / "out" / "parts")) > 1
    with locked((folder / "out").absolute()):
        assert main(["sweep", "--out", "out", "--compact"]) == 2
    assert "Another run" in capsys.readouterr().err
    assert main(["sweep", "--out", "out", "--compact"]) == 0
    assert len(names(folder / "out" / "parts")) == 1


def test_a_grid_on_the_fly_is_a_study_with_its_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["sweep", "--world", "demo", "--to", "2027", *VARY, "--replicates", "2", "--out", "grid"]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "Plans (plans), 2027: mean over replicates" in out
    assert out.splitlines()[-1] == "grid"
    assert {"heatmap_plans.png", "responses_plans.png", "differences_plans.png", "summary.csv"} < set(
        names(folder / "grid" / "report")
    )
    table = pd.read_csv(folder / "grid" / "report" / "summary.csv")
    assert table["replicates"].tolist() == [2, 2, 2, 2]
    assert main(["sweep", "--out", "grid", "--resume"]) == 0


def test_without_out_each_study_gets_a_folder_of_its_own(folder: Path) -> None:
    for _ in range(2):
        assert main(["sweep", "plan.toml"]) == 0
    assert names(folder / "runs") == ["plan", "plan-2"]


def test_results_can_be_asked_for_by_measure_date_and_point(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "plan.toml", "--out", "out"]) == 0
    assert main(["results", "out", "--measure", "requests", "--date", "2026", "--against", "2"]) == 0
    assert "Requests (requests), 2026" in capsys.readouterr().out
    report = folder / "out" / "report"
    assert pd.read_csv(report / "differences.csv")["against"].unique().tolist() == [2]
    assert "responses_requests.png" in names(report)
    assert "responses_plans.png" not in names(report)
    # Again, over the first report, which is ours.
    assert main(["results", "out"]) == 0
    assert "responses_plans.png" in names(report)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("--measure request", "'requests'"),
        ("--date 2040", "2028"),
        ("--against 7", "0 to 2"),
        ("--against one", "'one'"),
        ("--area Leeds", "demo"),
    ],
)
def test_what_the_study_does_not_hold_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], words: str, hint: str
) -> None:
    assert main(["sweep", "plan.toml", "--out", "out"]) == 0
    before = names(folder / "out")
    assert main(["results", "out", *words.split()]) == 2
    assert hint in capsys.readouterr().err
    assert names(folder / "out") == before


def test_results_of_an_unfinished_study_are_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(Interrupted, monkeypatch)
    with pytest.raises(SystemExit):
        main(["sweep", "plan.toml", "--out", "out"])
    assert main(["results", "out"]) == 0
    assert "of 15 runs: 9 ok, 6 waiting" in capsys.readouterr().out


def test_an_error_of_the_executor_keeps_what_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Losing(MadeUpExecutor):
        def perform(self, jobs: Iterable[Job]) -> Iterator[Done]:
            for number, news in enumerate(super().perform(jobs), start=1):
                yield news
                if number == 5:
                    raise InputError("sweep", "--scheduler", "a scheduler that stays", "Use --resume.")

    use(Losing, monkeypatch)
    assert main(["sweep", "plan.toml", "--out", "out"]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("sendlab: sweep: --scheduler")
    assert main(["sweep", "--out", "out", "--status"]) == 0
    assert "9 ok, 6 waiting" in capsys.readouterr().out
    use(MadeUpExecutor, monkeypatch)
    assert main(["sweep", "--out", "out", "--resume"]) == 0
    assert statuses(folder / "out") == {"ok": N}
