"""Ten thousand runs: the parent holds none of them, and every one is in the store."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.killing import TOP

# The rows of 9,000 runs (33 each) would take some 60 MiB, and their news alone about 3.
MOST_GROWTH_MIB = 10.0
# The tables are made in the memory that the database is allowed, which it gives back only in part.
MOST_GROWTH_WITH_TABLES_MIB = 150.0


@pytest.mark.slow
def test_ten_thousand_runs_do_not_grow_the_parents_memory(tmp_path: Path) -> None:
    out = tmp_path / "many"
    command = [sys.executable, "-m", "tests.many_runs", str(out)]
    answer = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=600, check=False)
    assert answer.returncode == 0, answer.stderr
    *held, at_last = json.loads(answer.stdout)
    assert len(held) == 10
    assert held[-1] - held[0] < MOST_GROWTH_MIB
    assert at_last - held[0] < MOST_GROWTH_WITH_TABLES_MIB
    runs = pd.read_parquet(out / "runs.parquet", columns=["run_id", "status"])
    assert runs["status"].eq("ok").all()
    assert runs["run_id"].nunique() == 10_000
    assert len(pd.read_parquet(out / "series.parquet", columns=["value"])) == 10_000 * 3 * 11
