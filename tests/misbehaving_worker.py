"""A worker whose runs are made up, and misbehave by seed: for tests of those who look after workers."""

import os
import time
from pathlib import Path

from abm import BooksDoNotClose
from experiments.executors import worker
from experiments.jobs import FAILED, Job, Recipe, Record, unfinished
from tests.made_up import MadeUpExecutor

FAILS, DIES, HANGS, DIES_ONCE, HAS_NO_DISK = 101, 102, 103, 104, 105


def perform(job: Job, recipe: Recipe) -> Record:
    seed = job.scenario.seed
    if seed == FAILS:
        return unfinished(job.run_id, FAILED, f"{BooksDoNotClose.__name__}: 2014-09", 0.0)
    if seed == DIES or (seed == DIES_ONCE and first_time(recipe.parts.parent / "died-once")):
        os.kill(os.getpid(), 9)
    if seed == HANGS:
        time.sleep(1000)
    if seed == HAS_NO_DISK:
        recipe.parts.rename(recipe.parts.with_name("gone"))
    time.sleep(0.01)
    return MadeUpExecutor(recipe).record(job)


def first_time(mark: Path) -> bool:
    if mark.exists():
        return False
    mark.touch()
    return True


if __name__ == "__main__":
    vars(worker).update(perform=perform, warm_up=lambda: None)
    worker.main()
