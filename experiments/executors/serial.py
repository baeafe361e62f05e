"""Runs made one after the other, in the order of the design: for finding faults, and for small machines."""

from dataclasses import replace

from experiments.executors.processes import Processes
from experiments.executors.worker_process import WORKER_PROGRAM
from experiments.jobs import Recipe


class Serial(Processes):
    """Performs jobs one at a time in one process, each written before the next begins.

    That process is not this one, because only another can end a run that hangs inside compiled code, or
    outlive one that dies.
    """

    def __init__(self, recipe: Recipe, program: str = WORKER_PROGRAM) -> None:
        super().__init__(replace(recipe, flush_seconds=0.0), 1, program)
