"""Runs made one after the other in this very process: for finding faults, and for small machines."""

from collections.abc import Iterable, Iterator

from experiments.jobs import Done, Job, Recipe, check_model, done, perform
from experiments.parts import write_part


class Serial:
    """Performs jobs here and now. It cannot stop a run that hangs: ``limit_seconds`` is not kept."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.limit_seconds = float("inf")
        check_model(recipe)

    def perform(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Yield the news of every job, in order, one part a job."""
        for job in jobs:
            record = perform(job, self.recipe)
            write_part(self.recipe.parts, [record])
            yield done(record)

    def close(self) -> None:
        """Nothing is open."""
