"""``sendlab validate``: what it runs, what it reads, what it prints, and how it refuses."""

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from abm import Results, Scenario
from experiments.__main__ import main
from experiments.commands import run as run_verb
from tests.like_the_record import perfect_results, yearly_results


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Scenario, dict[str, Any]]]:
    """Let runs be perfect and instant, and keep what they were asked for."""
    made: list[tuple[Scenario, dict[str, Any]]] = []

    def perfect_run(scenario: Scenario, **settings: Any) -> Results:
        made.append((scenario, settings))
        return perfect_results()

    monkeypatch.setattr(run_verb, "run", perfect_run)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a perfect run."""
    perfect_results().save(tmp_path)
    return tmp_path


def test_quick_runs_a_sample_of_england_to_the_end_of_the_record(
    asked: list[tuple[Scenario, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--quick"]) == 0
    ((scenario, settings),) = asked
    assert (scenario.world, scenario.authorities, scenario.start, scenario.to) == ("england", 10, 2010, 2025)
    assert tuple(settings["groups"]) == ("need",)
    printed = capsys.readouterr()
    assert "Long flat, then take-off" in printed.out
    assert "england, 2010 to 2025" in printed.err


@pytest.mark.parametrize(
    ("words", "authorities", "seed"),
    [
        ([], 0, 1),
        (["--authorities", "20"], 20, 1),
        (["--quick", "--authorities", "12", "--seed", "5"], 12, 5),
    ],
)
def test_without_quick_all_england_runs_and_a_sample_can_be_chosen(
    words: list[str], authorities: int, seed: int, asked: list[tuple[Scenario, dict[str, Any]]]
) -> None:
    assert main(["validate", *words]) == 0
    assert (asked[0][0].authorities, asked[0][0].seed) == (authorities, seed)


def test_a_run_folder_is_judged_without_running(
    folder: Path, asked: list[tuple[Scenario, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--run", str(folder)]) == 0
    assert asked == []
    assert "Held-out years (2022 on, never fitted)" in capsys.readouterr().out


def test_a_miss_is_a_finding_and_not_an_error(tmp_path: Path) -> None:
    yearly_results({"plans_share_of_pupils": dict.fromkeys(range(2011, 2027), 0.5)}).save(tmp_path)
    assert main(["validate", "--run", str(tmp_path)]) == 0


def test_csv_has_every_reading_with_interval_verdict_role_and_sources(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--run", str(folder), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    flat = next(row for row in rows if row["reading"] == "rise, January 2017 to 2020")
    assert (flat["verdict"], flat["role"]) == ("inside", "fitted")
    assert [float(flat[name]) for name in ("official", "low", "high", "model")] == pytest.approx(
        [0.5, 0.2, 0.8, 0.5]
    )
    assert "school census" in flat["sources"]
    assert {row["verdict"] for row in rows} == {"inside", "no measure", "not judged"}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--run", "nowhere"], "folder of a finished run"),
        (["--run", "nowhere", "--quick"], "Leave out --quick"),
        (["--run", "nowhere", "--seed", "3"], "Leave out --seed"),
        (["--quick", "--authorities", "2"], "sample of at least"),
        (["--quick", "--authorities", "some"], "whole number"),
        (["--quikc"], "Did you mean '--quick'"),
    ],
)
def test_bad_input_gives_one_line_and_exit_code_2(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", *words]) == 2
    printed = capsys.readouterr()
    assert complaint in printed.err
    assert len(printed.err.strip().splitlines()) == 1
    assert printed.out == ""


def test_a_run_without_a_full_year_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    perfect = perfect_results()
    months = pd.DataFrame(perfect.table.head(3)).assign(date="2010-09")
    Results(months, perfect.provenance).save(tmp_path)
    assert main(["validate", "--run", str(tmp_path)]) == 2
    assert "full year" in capsys.readouterr().err
