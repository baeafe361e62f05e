"""Compiling ahead: once on a machine, in several processes, and never a reason why a run does not start."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numba
import pytest

from abm import PartToCompile
from agents import compiling
from agents.rehearsing import PassAsCalled
from experiments import compiling_first
from experiments.compiling_first import compile_first
from experiments.processes import Outcome

PARTS = [
    PartToCompile(PassAsCalled("abm.luck", "long", ()), 30),
    PartToCompile(PassAsCalled("abm.luck", "short", ()), 10),
]
FIRST_RUN = """
from abm import demo, run
from experiments.compiling_first import compile_first
if __name__ == "__main__":
    compile_first()
    run(demo(people=500, start=2025, to=2025), threads=1)
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for compiled code with nothing in it."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))


def acted(monkeypatch: pytest.MonkeyPatch, wrong: str = "") -> list[str]:
    """Let processes be played: what is compiled is only written down; ``wrong`` names a part that fails."""
    done = []

    def played(_: Any, items: Sequence[Any], processes: int) -> Iterator[Outcome[Any]]:  # noqa: ARG001  as it is called
        if items == [None]:
            yield Outcome(0, None, "no rehearsal") if wrong == "rehearsal" else Outcome(0, PARTS, "")
            return
        for number, part in reversed(list(enumerate(items))):
            done.append(part.called.name)
            yield Outcome(number, None, "killed" if part.called.name == wrong else "")

    monkeypatch.setattr(compiling_first, "outcomes", played)
    return done


@pytest.mark.usefixtures("cache")
def test_everything_is_compiled_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = acted(monkeypatch)
    compile_first()
    said = capsys.readouterr().err
    assert "Compiling the rules" in said
    assert "100%" in said
    assert compiling.is_compiled()
    compile_first()
    assert sorted(done) == ["long", "short"]
    assert not capsys.readouterr().err


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("wrong", ["rehearsal", "long"])
def test_what_fails_is_left_to_the_run_and_tried_again_the_next_time(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted(monkeypatch, wrong)
    compile_first()
    assert not compiling.is_compiled()


def test_nothing_is_compiled_ahead_where_no_other_process_would_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "temporary"))
    done = acted(monkeypatch)
    compile_first()
    assert not done
    assert "SENDLAB_CACHE" in capsys.readouterr().err


@pytest.mark.usefixtures("cache")
def test_who_comes_second_waits_and_has_nothing_left_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = acted(monkeypatch)
    with (tmp_path / compiling_first.LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        second = threading.Thread(target=compile_first)
        second.start()
        while "Waiting for another process" not in capsys.readouterr().err:
            time.sleep(0.01)
        assert second.is_alive()
        compiling.note_compiled()
    second.join(timeout=10)
    assert not second.is_alive()
    assert not done


@pytest.mark.slow
def test_after_it_a_run_compiles_nothing_and_a_kill_on_the_way_loses_nothing(tmp_path: Path) -> None:
    """In a folder of its own, from nothing: killed once some passes are there, and started again."""
    script, folder = tmp_path / "first.py", tmp_path / "cache"
    script.write_text(FIRST_RUN)
    settings = {**os.environ, "SENDLAB_CACHE": str(folder)}
    settings.pop("NUMBA_CACHE_DIR", None)
    root = Path(compiling.__file__).resolve().parents[1]
    settings["PYTHONPATH"] = str(root)
    words = [sys.executable, str(script)]
    killed = subprocess.Popen(words, env=settings)
    while len(list(folder.rglob("*.nbc"))) < 2 and killed.poll() is None:
        pass
    killed.kill()
    killed.wait()
    assert not list(folder.rglob(compiling.ALL_COMPILED))
    subprocess.run(words, env=settings, check=True)
    assert list(folder.rglob(compiling.ALL_COMPILED))
    before = sorted(folder.rglob("*.nbc"))
    subprocess.run(words, env=settings, check=True)
    assert sorted(folder.rglob("*.nbc")) == before
