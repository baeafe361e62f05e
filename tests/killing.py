"""Sweeps in processes of their own, to be killed; and what a finished store is compared by."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

PLAN = """
replicates = 10
[scenario]
world = "demo"
people = 200
start = 2025
to = 2026
[design]
kind = "latin_hypercube"
points = 6
[[factors]]
name = "lever.tighter_thresholds"
[[factors]]
name = "family.asking_base_log_odds"
low = -9
high = -7
[keep]
measures = ["plans", "requests", "confidence_mean"]
"""
N_RUNS = 60
TOP = Path(__file__).parents[1]
# How often each thing is killed, at random moments: a few in the suite, twenty for a release.
KILLS = range(int(os.environ.get("SENDLAB_KILLS", "1")))


def moments(*seeds: int) -> np.random.Generator:
    """Where the random moments of a test come from."""
    return np.random.default_rng(seeds)


def start(*words: str, cwd: Path) -> "subprocess.Popen[str]":
    """Start ``sendlab`` with ``words`` in ``cwd``."""
    command = [sys.executable, "-m", "experiments", *words]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    return subprocess.Popen(
        command, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finish(*words: str, cwd: Path) -> str:
    """Run ``sendlab`` with ``words`` to its end; return what it said."""
    process = start(*words, cwd=cwd)
    out, err = process.communicate(timeout=900)
    assert process.returncode == 0, err
    return out + err


def wait_for(condition: Callable[[], object], seconds: float = 600.0) -> None:
    """Wait until ``condition`` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def when_under_way(store: Path, luck: np.random.Generator) -> None:
    """Wait until runs are being finished, and then a random while."""
    wait_for(lambda: len(list(store.glob("parts/part-*.parquet"))) > 1)
    time.sleep(luck.uniform(0.0, 4.0))


def children(pid: int) -> list[int]:
    """The processes that ``pid`` has started."""
    command = ["ps", "-o", "pid=", "--ppid", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    own = [int(word) for word in answer.stdout.split()]
    return [child for child in own if Path(f"/proc/{child}/cmdline").exists() and _is_ours(child)]


def kill(pid: int) -> None:
    """Kill -9."""
    os.kill(pid, signal.SIGKILL)


def _is_ours(pid: int) -> bool:
    try:
        return b"python" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def tables(store: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What must be the same however a study came to its end: its runs and all their values."""
    runs = pd.read_parquet(store / "runs.parquet")
    measured = ["seconds", "peak_mib", "host", "process", "versions", "finished"]
    return runs.drop(columns=measured), pd.read_parquet(store / "series.parquet")


def assert_the_same(store: Path, whole: Path, n_runs: int = N_RUNS) -> None:
    """Compare two stores of ``n_runs`` row for row."""
    for one, other in zip(tables(store), tables(whole), strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert len(tables(store)[0]) == n_runs
