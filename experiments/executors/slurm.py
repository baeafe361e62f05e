"""SLURM: what each job asks for, read from a small TOML file, and the job script rendered from it."""

import shutil
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from abm import InputError
from experiments.jobs import single_threaded
from experiments.plan_fields import only_known, read_toml
from experiments.scenario_options import WHERE

EXAMPLE = Path(__file__).parents[1] / "plans" / "slurm" / "cluster.toml"
# Workers leave by themselves before SLURM ends the job, so that no run is blamed for it.
SECONDS_TO_SPARE = 300


@dataclass(frozen=True)
class SlurmJobs:
    """How many jobs to submit and what each asks for; one run at a time on every core."""

    jobs: int
    cores: int
    memory: str
    walltime: str
    queue: str = ""
    account: str = ""
    interface: str = ""
    setup: tuple[str, ...] = ()
    directives: tuple[str, ...] = ()


def read_cluster(file: str | None) -> SlurmJobs:
    """Read what each job asks for; raises ``InputError``."""
    if not file:
        remedy = f"A documented example is {EXAMPLE}"
        raise InputError(WHERE, "--cluster", "a file that says what each job asks for", remedy)
    content = read_toml(Path(file), [])
    only_known(content, [item.name for item in fields(SlurmJobs)], file, "")
    for key in ("jobs", "cores"):
        if type(content.get(key)) is not int or content[key] < 1:
            raise InputError(file, key, f"a whole number from 1, not {content.get(key)!r}", f"Add: {key} = 4")
    for key in ("memory", "walltime", "queue", "account", "interface"):
        if not isinstance(content.get(key, "" if key not in ("memory", "walltime") else None), str):
            raise InputError(file, key, "a text in quotes", 'For instance: memory = "16GB"')
    for key in ("setup", "directives"):
        lines = content.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise InputError(
                file, key, "a list of lines in quotes", 'For instance: setup = ["module load python"]'
            )
        content[key] = tuple(lines)
    described = SlurmJobs(**content)
    _walltime_seconds(described, file)
    return described


def job_script(described: SlurmJobs) -> str:
    """Return the script that each job is submitted with; needs no SLURM."""
    cluster = _cluster(described)
    try:
        return str(cluster.job_script())
    finally:
        cluster.close()


def check_slurm() -> None:
    """Raise ``InputError`` where there is no SLURM."""
    if shutil.which("sbatch") is None:
        remedy = "Run it where jobs are submitted, or add --show-script to see the script."
        raise InputError(WHERE, "--executor", "slurm's sbatch on this machine", remedy)


def started_cluster(described: SlurmJobs) -> Any:
    """Submit the jobs and return the cluster, which submits another for each that ends."""
    cluster = _cluster(described)
    cluster.adapt(minimum_jobs=described.jobs, maximum_jobs=described.jobs)
    return cluster


def _cluster(described: SlurmJobs) -> Any:
    try:
        from dask_jobqueue.slurm import SLURMCluster  # noqa: PLC0415  only where jobs are submitted or shown
    except ImportError:
        remedy = "Install it: pip install 'sendlab[cluster]'"
        raise InputError(WHERE, "--executor", "dask-jobqueue to be installed", remedy) from None
    lifetime = _walltime_seconds(described, WHERE) - SECONDS_TO_SPARE
    threads = [f"export {name}={value}" for name, value in single_threaded({}).items()]
    return SLURMCluster(
        cores=described.cores,
        processes=described.cores,
        memory=described.memory,
        walltime=described.walltime,
        queue=described.queue or None,
        account=described.account or None,
        interface=described.interface or None,
        job_script_prologue=[*described.setup, *threads],
        job_extra_directives=["--requeue", *described.directives],
        worker_extra_args=["--lifetime", f"{lifetime}s", "--lifetime-stagger", "60s"],
        job_name="sendlab",
    )


def _walltime_seconds(described: SlurmJobs, where: str) -> int:
    """Read ``[DAYS-]HOURS:MINUTES:SECONDS``."""
    days, _, clock = described.walltime.rpartition("-")
    try:
        hours, minutes, seconds = (int(part) for part in clock.split(":"))
        total = int(days or 0) * 86_400 + hours * 3600 + minutes * 60 + seconds
    except ValueError:
        total = 0
    if total <= 2 * SECONDS_TO_SPARE:
        expected = f"HH:MM:SS of more than ten minutes, not {described.walltime!r}"
        raise InputError(where, "walltime", expected, 'For instance: walltime = "04:00:00"')
    return total
