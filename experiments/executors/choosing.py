"""Which executor a command line asks for, and how many runs go on at the same time in it."""

import argparse
from typing import NamedTuple

from abm import InputError, nearest_choice
from experiments.executors.processes import Processes
from experiments.executors.serial import Serial
from experiments.processes import processors
from experiments.scenario_options import WHERE, count
from experiments.sweep import MakeExecutor

PROCESSES, SERIAL, DASK, SLURM = "processes", "serial", "dask", "slurm"
NAMES = (PROCESSES, SERIAL, DASK, SLURM)


class Choice(NamedTuple):
    """How to make an executor, how many runs it makes at the same time, and whether on this machine."""

    make: MakeExecutor
    abreast: int
    is_here: bool = False


def add_executor_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who makes the runs."""
    add = parser.add_argument_group("who makes the runs").add_argument
    add("--executor", metavar="NAME", default=PROCESSES, help=f"{', '.join(NAMES)} (default: {PROCESSES})")
    add("--processes", metavar="N", help="processes on this machine (default: one a processor)")
    add("--scheduler", metavar="ADDRESS", help="with dask: where the scheduler is, such as tcp://host:8786")
    add("--cluster", metavar="FILE.toml", help="with slurm: what each job asks for")
    add("--show-script", action="store_true", help="with slurm: print the job script and do nothing else")


def chosen(options: argparse.Namespace) -> Choice:
    """Return the executor asked for; raises ``InputError``, also for a scheduler that does not answer."""
    if options.executor not in NAMES:
        remedy = nearest_choice(options.executor, NAMES)
        raise InputError(WHERE, "--executor", f"an executor, not {options.executor!r}", remedy)
    refuse_strays(options)
    if options.executor == SERIAL:
        return Choice(Serial, 1, is_here=True)
    if options.executor == PROCESSES:
        n = count("--processes", options.processes or str(processors()))
        return Choice(lambda recipe: Processes(recipe, n), n, is_here=True)
    # Only a study on a cluster needs the cluster's libraries.
    from experiments.executors.cluster import dask_at, slurm_jobs  # noqa: PLC0415

    return dask_at(options.scheduler) if options.executor == DASK else slurm_jobs(options.cluster)


def refuse_strays(options: argparse.Namespace) -> None:
    """Raise ``InputError`` for an option of another executor, which would silently do nothing."""
    belongs = {"processes": PROCESSES, "scheduler": DASK, "cluster": SLURM, "show_script": SLURM}
    for name, executor in belongs.items():
        if getattr(options, name) and options.executor != executor:
            option = f"--{name.replace('_', '-')}"
            raise InputError(
                WHERE, option, f"it only with --executor {executor}", f"Add --executor {executor}."
            )
