"""The golden baseline: results move only on purpose, with the reason written down."""

import platform
from pathlib import Path

import pytest

from tests import refresh_baseline
from tests.refresh_baseline import MACHINES, annual_measures, main, written_baseline

ADVICE = 'If this is meant: python -m tests.refresh_baseline --reason "why".'


@pytest.mark.skipif(platform.machine() not in MACHINES, reason="the baseline was made on an x86-64 processor")
def test_results_are_those_of_the_baseline_to_the_last_digit() -> None:
    now, before = annual_measures(), written_baseline()
    assert list(now.index) == list(before.index), ADVICE
    assert list(now.columns) == list(before.columns), ADVICE
    same = (now == before) | (now.isna() & before.isna())
    moved = [
        f"{name} {year}: was {before.to_numpy()[row, column]}, is {now.to_numpy()[row, column]}"
        for row, name in enumerate(now.index)
        for column, year in enumerate(now.columns)
        if not same.to_numpy()[row, column]
    ]
    assert not moved, "\n".join([f"{len(moved)} values moved, the first:", *moved[:5], ADVICE])


def test_every_measure_and_full_year_is_in_the_baseline() -> None:
    table = written_baseline()
    assert {"plans", "requests", "confidence_mean", "permanent_exclusions"} <= set(table.index)
    assert list(table.columns) == [str(year) for year in range(2010, 2021)]
    assert table.loc["plans"].notna().sum() == 10  # from January 2011; autumn counts begin in 2010


def test_refreshing_without_a_reason_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["--reason", " "]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
    assert "--reason" in capsys.readouterr().err


def test_refreshing_writes_the_table_and_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = written_baseline()
    monkeypatch.setattr(refresh_baseline, "annual_measures", lambda: table)
    monkeypatch.setattr(refresh_baseline, "BASELINE", tmp_path / "demo.csv")
    monkeypatch.setattr(refresh_baseline, "REASONS", tmp_path / "REASONS.md")
    assert main(["--reason", "bars follow deficits"]) == 0
    assert "bars follow deficits (Python 3" in (tmp_path / "REASONS.md").read_text(encoding="utf-8")
    assert written_baseline().equals(table)
