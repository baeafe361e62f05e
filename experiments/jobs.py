"""One run as a job for some process anywhere: its identity, how it is done, and the record of it."""

import hashlib
import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from abm import Branching, InputError, Scenario, demo, model_digest, provenance, run
from experiments.kept_rows import COLUMNS, Keep, kept_rows
from experiments.processes import peak_mib

OK, FAILED, TIMED_OUT, DIED = "ok", "failed", "timed out", "died"
# The smallest run there is: enough to load every compiled pass of today, or to compile it.
WARMING_UP = {"people": 200, "start": 2025, "to": 2025}
# Kept by each process of worlds at the month of a run's first lever, from which like runs go on.
BYTES_OF_BRANCHES = 2**28


class Job(NamedTuple):
    """A run to be made: the same ``run_id`` is the same run with the same answer, anywhere."""

    run_id: str
    scenario: Scenario


@dataclass(frozen=True)
class Recipe:
    """What all jobs of a study share: where parts go, what is kept, and by which model.

    ``flush_seconds`` is how long finished runs may wait to be written.
    """

    parts: Path
    keep: Keep
    model: str
    flush_seconds: float = 5.0


class Record(NamedTuple):
    """What came of a job, ``finished`` when (UTC); ``series`` has no rows unless all went well."""

    run_id: str
    status: str
    error: str
    seconds: float
    peak_mib: float
    host: str
    process: int
    versions: str
    finished: datetime
    series: pa.Table


class Done(NamedTuple):
    """The news that a run is written and safe."""

    run_id: str
    status: str
    error: str
    seconds: float


SERIES_SCHEMA = pa.schema([*((name, pa.string()) for name in COLUMNS[:-1]), (COLUMNS[-1], pa.float64())])


def run_id(scenario: Scenario, keep: Keep, model: str) -> str:
    """Return 32 hexadecimal digits that stand for this scenario, these kept rows and this model."""
    text = f"{model}\n{keep.text()}\n{scenario.to_toml()}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def check_model(recipe: Recipe) -> None:
    """Raise ``InputError`` in a process that has another model than the one that planned the study."""
    if model_digest() != recipe.model:
        expected = f"model {recipe.model}, not {model_digest()}"
        raise InputError(platform.node(), "sendlab", expected, "Install the same version on every machine.")


def warm_up() -> None:
    """Load the compiled model, or compile it, so that no run is charged for that."""
    run(demo(**WARMING_UP), threads=1)


def perform(job: Job, recipe: Recipe) -> Record:
    """Run ``job`` on one thread; whatever goes wrong becomes its record's ``error``.

    Where an earlier run of this process was the same until the first lever starts, it goes on from there.
    """
    started = time.perf_counter()
    try:
        results = _from_where_they_part()(job.scenario, groups=recipe.keep.groups)
        rows = kept_rows(results, recipe.keep)
        series = pa.Table.from_pandas(rows, SERIES_SCHEMA, preserve_index=False)
    except Exception as error:  # one run's failure must not stop the others
        said = f"{type(error).__name__}: {error}"
        return unfinished(job.run_id, FAILED, said, time.perf_counter() - started)
    return _record(job.run_id, OK, "", time.perf_counter() - started, series)


def unfinished(run: str, status: str, error: str, seconds: float) -> Record:
    """Return the record of a run that gave no answer."""
    return _record(run, status, error, seconds, SERIES_SCHEMA.empty_table())


def done(record: Record) -> Done:
    """Return the news of ``record`` without its rows."""
    return Done(record.run_id, record.status, record.error, record.seconds)


def single_threaded(environment: Mapping[str, str]) -> dict[str, str]:
    """Return ``environment`` in which the libraries below NumPy keep to one thread: runs are the threads."""
    limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    return {**environment, **dict.fromkeys(limits, "1")}


def _record(run: str, status: str, error: str, seconds: float, series: pa.Table) -> Record:
    now = datetime.now(UTC).replace(tzinfo=None)  # plain times pass through every reader unharmed
    made_by = (peak_mib(), platform.node(), os.getpid(), _versions())
    return Record(run, status, error, seconds, *made_by, now, series)


@cache
def _from_where_they_part() -> Branching:
    return Branching(threads=1, bytes_kept=BYTES_OF_BRANCHES)


@cache
def _versions() -> str:
    """What this process runs with, such as ``sendlab 0.1.0, Python 3.11.7, numpy 2.4.6, Linux-6.8``."""
    made_by = provenance(demo(), seconds=0.0)
    libraries = [f"{name} {version}" for name, version in made_by["libraries"].items()]
    code, python = f"sendlab {made_by['code']}", f"Python {made_by['python']}"
    return ", ".join([code, python, *libraries, made_by["platform"]])
