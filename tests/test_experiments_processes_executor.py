"""Worker processes that fail, die, hang or run out of room: every run is accounted for."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from abm import InputError, Scenario, model_digest
from experiments.executors.processes import Processes
from experiments.executors.serial import Serial
from experiments.jobs import Done, Job, Recipe, run_id
from experiments.kept_rows import Keep
from experiments.parts import best_records, part_files
from tests.misbehaving_worker import DIES, DIES_ONCE, FAILS, HANGS, HAS_NO_DISK

KEEP = Keep()


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    (tmp_path / "parts").mkdir()
    return Recipe(tmp_path / "parts", KEEP, model_digest(), flush_seconds=0.2)


@pytest.fixture
def processes(recipe: Recipe) -> Iterator[Processes]:
    made = Processes(recipe, 2, program="tests.misbehaving_worker")
    yield made
    made.close()


def jobs(*seeds: int) -> list[Job]:
    scenarios = [Scenario(world="demo", people=200, start=2025, to=2026, seed=seed) for seed in seeds]
    return [Job(run_id(scenario, KEEP, model_digest()), scenario) for scenario in scenarios]


def statuses(news: list[Done]) -> dict[str, int]:
    return dict(Counter(one.status for one in news))


def test_what_fails_hangs_or_kills_is_recorded_and_the_rest_is_run(
    processes: Processes, recipe: Recipe
) -> None:
    asked = jobs(*range(20), FAILS, DIES, HANGS, DIES_ONCE, *range(20, 40))
    processes.limit_seconds = 2.0
    news = list(processes.perform(asked))
    assert statuses(news) == {"ok": 41, "failed": 1, "died": 1, "timed out": 1}
    assert sorted(one.run_id for one in news) == sorted(job.run_id for job in asked)
    by_run = {one.run_id: one for one in news}
    assert "BooksDoNotClose" in by_run[asked[20].run_id].error
    assert "signal 9" in by_run[asked[21].run_id].error
    assert "longer than 2 s" in by_run[asked[22].run_id].error
    # What was reported is what is on disk.
    held = best_records(part_files(recipe.parts))
    assert {run: status for run, (status, _) in held.items()} == {one.run_id: one.status for one in news}


def test_serial_ends_what_hangs_and_outlives_what_dies(recipe: Recipe) -> None:
    serial = Serial(recipe, program="tests.misbehaving_worker")
    serial.limit_seconds = 1.0
    asked = jobs(1, HANGS, 2, DIES, FAILS, 3)
    news = list(serial.perform(asked))
    serial.close()
    assert statuses(news) == {"ok": 3, "timed out": 1, "died": 1, "failed": 1}
    by_run = {one.run_id: one for one in news}
    assert by_run[asked[1].run_id].error == "took longer than 1 s and was ended"


def test_serial_writes_each_run_before_the_next_in_order(recipe: Recipe) -> None:
    serial = Serial(replace(recipe, flush_seconds=60.0), program="tests.misbehaving_worker")
    asked = jobs(*range(5))
    assert [one.run_id for one in serial.perform(asked)] == [job.run_id for job in asked]
    serial.close()
    assert len(part_files(recipe.parts)) == 5


def test_the_same_workers_go_on_and_many_runs_go_into_few_parts(recipe: Recipe) -> None:
    processes = Processes(replace(recipe, flush_seconds=60.0), 2, program="tests.misbehaving_worker")
    assert statuses(list(processes.perform(jobs(1, 2, 3)))) == {"ok": 3}
    before = {worker.process.pid for worker in processes.workers}
    assert statuses(list(processes.perform(jobs(*range(1000, 1100))))) == {"ok": 100}
    assert before <= {worker.process.pid for worker in processes.workers}
    assert len(part_files(recipe.parts)) <= 4
    processes.close()


def test_leaving_early_writes_what_is_finished_and_ends_the_workers(
    processes: Processes, recipe: Recipe
) -> None:
    running = processes.perform(jobs(*range(1000, 1500)))
    reported = {next(running).run_id for _ in range(5)}
    workers = [worker.process for worker in processes.workers]
    time.sleep(0.3)
    processes.close()
    assert all(worker.returncode is not None for worker in workers)
    held = best_records(part_files(recipe.parts))
    assert reported < set(held)
    assert len(held) < 500


def test_a_worker_that_cannot_write_stops_the_work_in_one_line(processes: Processes) -> None:
    with pytest.raises(InputError, match=r"room to write in .*--resume"):
        list(processes.perform(jobs(1, 2, HAS_NO_DISK, *range(3, 30))))


@pytest.mark.slow
def test_another_model_is_refused(recipe: Recipe) -> None:
    stranger = Recipe(recipe.parts, KEEP, "0123456789abcdef")
    processes = Processes(stranger, 1, program="tests.misbehaving_worker")
    with pytest.raises(InputError, match="Install the same version"):
        list(processes.perform(jobs(1)))
    processes.close()


@pytest.mark.slow
def test_workers_that_never_start_are_not_started_for_ever(recipe: Recipe) -> None:
    processes = Processes(recipe, 2, program="tests.no_such_program")
    with pytest.raises(InputError, match="--processes"):
        list(processes.perform(jobs(1)))
    processes.close()


def test_nothing_to_do_starts_nobody(processes: Processes) -> None:
    assert list(processes.perform([])) == []
    assert processes.workers == []
