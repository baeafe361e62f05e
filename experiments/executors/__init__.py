"""Executors: who makes the runs of a study. Each performs jobs, writes parts and reports what is safe."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from experiments.jobs import Done, Job


class Executor(Protocol):
    """Performs jobs somewhere. ``limit_seconds`` is how long a run may take; it may change between calls."""

    limit_seconds: float

    def perform(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Yield the news of every job, in any order, each once its record is written."""
        ...

    def close(self) -> None:
        """Let everybody write what is finished, and go."""
        ...
