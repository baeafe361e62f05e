"""Kill -9 at random moments: the finished store equals the uninterrupted one row for row.

``SENDLAB_KILLS=20 pytest -m slow tests/test_experiments_kills.py`` kills everything twenty times.
"""

import signal
from pathlib import Path

import pytest

from tests.killing import (
    KILLS,
    PLAN,
    assert_the_same,
    children,
    finish,
    kill,
    moments,
    start,
    wait_for,
    when_under_way,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study made without interruption, on one process, in the plan's folder."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "plan.toml").write_text(PLAN)
    finish("sweep", "plan.toml", "--out", "whole", "--executor", "serial", cwd=folder)
    return folder / "whole"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


@pytest.mark.parametrize("luck", KILLS)
def test_the_parent_is_killed(folder: Path, whole: Path, luck: int) -> None:
    """And resumed on another number of processes, killed again, and resumed."""
    process = start("sweep", "plan.toml", "--out", "out", "--processes", "2", cwd=folder)
    for again in range(2):
        when_under_way(folder / "out", moments(luck, again))
        workers = children(process.pid)
        kill(process.pid)
        process.communicate()
        wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))  # noqa: B023  at once
        if again == 0:
            process = start("sweep", "--out", "out", "--resume", "--processes", "1", cwd=folder)
    finish("sweep", "--out", "out", "--resume", "--processes", "2", cwd=folder)
    assert_the_same(folder / "out", whole)


def test_the_shipped_example_gives_the_same_table_after_a_night_and_on_another_number_of_cores(
    tmp_path: Path,
) -> None:
    example = "thresholds_and_early_help"
    process = start("sweep", example, "--out", "out", "--processes", "2", cwd=tmp_path)
    when_under_way(tmp_path / "out", moments(4))
    workers = children(process.pid)
    for one in (process.pid, *workers):  # as when the plug is pulled
        kill(one)
    process.communicate()
    finish("sweep", "--out", "out", "--resume", "--processes", "1", cwd=tmp_path)
    finish("sweep", example, "--out", "whole", "--processes", "2", cwd=tmp_path)
    assert_the_same(tmp_path / "out", tmp_path / "whole", n_runs=45)
    for store in ("out", "whole"):
        finish("results", store, cwd=tmp_path)
    first, second = (tmp_path / store / "report" / "summary.csv" for store in ("out", "whole"))
    assert first.read_text() == second.read_text()


@pytest.mark.parametrize("luck", KILLS)
def test_a_worker_is_killed(folder: Path, whole: Path, luck: int) -> None:
    process = start("sweep", "plan.toml", "--out", "out", "--processes", "2", cwd=folder)
    choice = moments(luck)
    when_under_way(folder / "out", choice)
    if workers := children(process.pid):
        kill(int(choice.choice(workers)))
    _, err = process.communicate(timeout=900)
    assert process.returncode == 0, err
    assert_the_same(folder / "out", whole)


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_polite_stop_writes_up_and_ends_the_workers(
    folder: Path, whole: Path, sent: signal.Signals, code: int
) -> None:
    process = start("sweep", "plan.toml", "--out", "out", "--processes", "2", cwd=folder)
    when_under_way(folder / "out", moments(1))
    workers = children(process.pid)
    process.send_signal(sent)
    _, err = process.communicate(timeout=300)
    assert process.returncode == code, err
    assert "Traceback" not in err
    assert "--resume" in err.splitlines()[-1]
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    finish("sweep", "--out", "out", "--resume", cwd=folder)
    assert_the_same(folder / "out", whole)


def test_two_runners_on_one_store(folder: Path, whole: Path) -> None:
    process = start("sweep", "plan.toml", "--out", "out", "--processes", "1", cwd=folder)
    wait_for((folder / "out" / "plan.toml").exists)
    second = start("sweep", "--out", "out", "--resume", cwd=folder)
    said = finish("sweep", "--out", "out", "--status", cwd=folder)
    _, err = second.communicate(timeout=300)
    assert second.returncode == 2
    assert "Another run is writing there" in err
    assert "a runner is at work on it" in said
    assert process.wait(900) == 0
    process.communicate()
    assert_the_same(folder / "out", whole)


def test_verify_makes_the_same_runs_again(whole: Path) -> None:
    said = finish("sweep", "--out", str(whole), "--verify", "--processes", "1", cwd=whole.parent)
    assert "3 of 60 runs made again: all the same to the bit" in said
