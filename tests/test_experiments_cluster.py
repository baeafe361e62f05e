"""Dask with a real scheduler and workers in processes of their own, killed; SLURM with a made-up sbatch."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from abm import InputError
from experiments.executors.slurm import EXAMPLE, job_script, read_cluster
from tests.killing import (
    KILLS,
    PLAN,
    TOP,
    assert_the_same,
    children,
    finish,
    kill,
    moments,
    start,
    wait_for,
    when_under_way,
)

DASK = str(Path(sys.executable).with_name("dask"))
SBATCH = """#!/bin/bash
cp "${@: -1}" "$0.$$"
setsid bash "$0.$$" >"$0.$$.log" 2>&1 </dev/null &
echo $!
"""
SCANCEL = """#!/bin/bash
for job; do kill -- "-$job" 2>/dev/null; done
true
"""
CLUSTER = """
jobs = 2
cores = 1
memory = "1GB"
walltime = "00:11:00"
interface = "lo"
"""


class Cluster:
    """A scheduler and two workers on this machine, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        file = folder / "scheduler.json"
        self.folder = folder
        listening = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.processes = [self.launch("scheduler", *listening)]
        wait_for(lambda: file.exists() and file.read_text().endswith("}"))
        self.address = json.loads(file.read_text())["address"]
        for number in range(2):
            place = ("--local-directory", str(folder / f"worker-{number}"))
            self.processes.append(self.launch("worker", self.address, "--nthreads", "1", *place))

    def launch(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start one of them."""
        return subprocess.Popen(
            [DASK, *words, "--no-dashboard"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(TOP)},  # the same sendlab as the one under test
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def close(self) -> None:
        """End all that are left, with what they have started."""
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "plan.toml").write_text(PLAN)
    finish("sweep", "plan.toml", "--out", "whole", "--executor", "serial", cwd=folder)
    return folder / "whole"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    made = Cluster(folder)
    yield made
    made.close()


def sweep(folder: Path, cluster: Cluster) -> "subprocess.Popen[str]":
    words = ("sweep", "plan.toml", "--out", "out", "--executor", "dask", "--scheduler", cluster.address)
    process = start(*words, cwd=folder)
    wait_for(lambda: (folder / "out" / "plan.toml").exists() or process.poll() is not None)
    return process


@pytest.mark.slow
@pytest.mark.parametrize("luck", KILLS)
def test_workers_are_killed(folder: Path, whole: Path, cluster: Cluster, luck: int) -> None:
    """First the worker below one nanny, which starts another; then the other nanny and all below it."""
    process = sweep(folder, cluster)
    choice = moments(luck)
    when_under_way(folder / "out", choice)
    for worker in children(cluster.processes[1].pid):
        kill(worker)
    when_under_way(folder / "out", choice)
    os.killpg(cluster.processes[2].pid, signal.SIGKILL)
    _, err = process.communicate(timeout=900)
    assert process.returncode == 0, err
    assert_the_same(folder / "out", whole)


@pytest.mark.slow
@pytest.mark.parametrize("luck", KILLS)
def test_the_scheduler_is_killed(folder: Path, whole: Path, cluster: Cluster, luck: int) -> None:
    process = sweep(folder, cluster)
    when_under_way(folder / "out", moments(luck))
    if process.poll() is None:
        kill(cluster.processes[0].pid)
        _, err = process.communicate(timeout=600)
        if process.returncode:  # it may just have finished
            assert process.returncode == 2, err
            assert "Traceback" not in err
            assert "go on with --resume" in err.splitlines()[-1]
    cluster.close()
    finish("sweep", "--out", "out", "--resume", "--processes", "2", cwd=folder)
    assert_the_same(folder / "out", whole)


@pytest.mark.slow
def test_a_slurm_job_is_killed_and_another_submitted(
    folder: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = folder / "slurm"
    programs.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (folder / "cluster.toml").write_text(CLUSTER)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    process = start(
        "sweep", "plan.toml", "--out", "out", "--executor", "slurm", "--cluster", "cluster.toml", cwd=folder
    )
    wait_for((folder / "out" / "plan.toml").exists)
    when_under_way(folder / "out", moments(3))
    first = min(programs.glob("sbatch.*.log"), key=lambda path: path.stat().st_mtime)
    script = first.with_suffix("")
    found = subprocess.run(["pgrep", "-f", f"bash {script}"], capture_output=True, text=True, check=False)
    for job in found.stdout.split():
        os.killpg(int(job), signal.SIGKILL)
    _, err = process.communicate(timeout=900)
    assert process.returncode == 0, err
    assert_the_same(folder / "out", whole)


@pytest.mark.slow
def test_the_job_script_says_what_was_asked_for() -> None:
    script = job_script(read_cluster(str(EXAMPLE)))
    lines = script.splitlines()
    for line in ("#SBATCH --cpus-per-task=8", "#SBATCH -t 04:00:00", "#SBATCH --requeue"):
        assert line in lines
    assert "source .venv/bin/activate" in lines
    assert "export OMP_NUM_THREADS=1" in lines
    # Four hours less five minutes: workers leave before SLURM ends the job.
    assert "--nthreads 1" in script
    assert "--nworkers 8" in script
    assert "--lifetime 14100s" in script


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "jobs"),
        (CLUSTER.replace("cores = 1", "cores = 0"), "cores"),
        (CLUSTER.replace('"1GB"', "1"), "memory"),
        (CLUSTER.replace("00:11:00", "soon"), "walltime"),
        (CLUSTER.replace("00:11:00", "00:09:00"), "ten minutes"),
        (CLUSTER + 'partition = "x"\n', "partition"),
        (CLUSTER + 'setup = "module load"\n', "setup"),
    ],
)
def test_a_bad_cluster_file_is_one_line(tmp_path: Path, text: str, hint: str) -> None:
    file = tmp_path / "cluster.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=hint):
        read_cluster(str(file))


@pytest.mark.slow
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:8786"])
def test_a_scheduler_that_does_not_answer_is_one_line_and_leaves_nothing(folder: Path, address: str) -> None:
    process = start("sweep", "plan.toml", "--executor", "dask", "--scheduler", address, cwd=folder)
    _, err = process.communicate(timeout=300)
    assert process.returncode == 2
    assert len(err.splitlines()) == 1
    assert "--scheduler" in err
    assert [path.name for path in folder.iterdir()] == ["plan.toml"]


@pytest.mark.parametrize("text", [None, "jobs =", CLUSTER + 'partition = "x"\n'])
def test_a_cluster_file_is_not_called_a_plan(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "cluster.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(InputError) as refused:
        read_cluster(str(file))
    assert "plan" not in str(refused.value).replace(str(tmp_path), "")
