"""Runs made by Dask's workers, anywhere that shares the store's folder; on SLURM through dask-jobqueue.

Dask only carries jobs about: its workers write the parts themselves and send back the news, so that
nothing is lost with a worker, the scheduler or this process. Each Dask worker makes its runs in a process
of its own, which may die or hang without harm to the worker.
"""

import itertools
import logging
import threading
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from abm import InputError
from experiments.executors.choosing import Choice
from experiments.executors.processes import Processes
from experiments.executors.slurm import check_slurm, read_cluster, started_cluster
from experiments.executors.worker import no_room
from experiments.jobs import DIED, Done, Job, Recipe, done, unfinished
from experiments.parts import write_part
from experiments.scenario_options import WHERE

try:
    from distributed import Client, Future, KilledWorker, as_completed
    from distributed.comm.addressing import resolve_address
except ImportError:
    remedy = "Install it: pip install 'sendlab[cluster]'"
    raise InputError(WHERE, "--executor", "Dask to be installed", remedy) from None

SECONDS_TO_CONNECT = 10
BATCH_SECONDS = 10.0
LARGEST_BATCH = 200
BATCHES_A_THREAD = 2

_OWN = threading.local()


class Cluster:
    """Performs jobs in batches on the workers of ``client``, a few batches ahead of them."""

    def __init__(self, recipe: Recipe, client: Client, belongings: Sequence[Any] = ()) -> None:
        self.recipe = recipe
        self.client = client
        self.belongings = belongings
        self.limit_seconds = float("inf")
        self._again: deque[Job] = deque()
        self._mean_seconds = BATCH_SECONDS

    def perform(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Yield the news of every job; raises ``InputError`` if the scheduler is lost."""
        source = iter(jobs)
        under_way: dict[str, tuple[Job, ...]] = {}
        completed = as_completed(loop=self.client.loop)
        while True:
            for batch in self._batches(source, self._room(under_way)):
                name = f"runs-{uuid.uuid4().hex}"
                under_way[name] = batch
                completed.add(self._submit(batch, name))
            if not under_way:
                return
            future = next(completed)
            yield from self._news(future, under_way.pop(future.key))
            future.release()

    def close(self) -> None:
        """Leave the scheduler, and take along what was started for this study."""
        self.client.close(timeout=2)
        for one in self.belongings:
            one.close()

    def _submit(self, batch: tuple[Job, ...], name: str) -> "Future[Any]":
        if self.client.status != "running":
            raise lost(self.client)
        return self.client.submit(
            perform_batch, self.recipe, batch, self.limit_seconds, key=name, pure=False, retries=0
        )

    def _room(self, under_way: dict[str, tuple[Job, ...]]) -> int:
        """Batches to hand out now: enough to keep every thread in work, few enough to lose little."""
        threads = max(1, n_threads(self.client))
        return BATCHES_A_THREAD * threads - len(under_way)

    def _batches(self, source: Iterator[Job], most: int) -> Iterator[tuple[Job, ...]]:
        """Yield up to ``most`` batches; jobs that have lost a worker go alone."""
        for _ in range(most):
            size = max(1, min(LARGEST_BATCH, round(BATCH_SECONDS / self._mean_seconds)))
            alone = self._again.popleft() if self._again else None
            batch = (alone,) if alone else tuple(itertools.islice(source, size))
            if not batch:
                return
            yield batch

    def _news(self, future: "Future[Any]", batch: tuple[Job, ...]) -> Iterator[Done]:
        if future.status == "finished":
            news = future.result()
            self._mean_seconds = max(1e-3, sum(one.seconds for one in news) / len(news))
            yield from news
            return
        if future.status != "error":
            raise lost(self.client)
        error = future.exception()
        if not isinstance(error, KilledWorker):
            raise _refused(error)
        if len(batch) > 1:
            self._again.extend(batch)
            return
        record = unfinished(batch[0].run_id, DIED, f"it lost every worker that took it ({error})", 0.0)
        try:
            write_part(self.recipe.parts, [record])
        except OSError as full:
            raise no_room(self.recipe, full) from None
        yield done(record)


def perform_batch(recipe: Recipe, batch: Sequence[Job], limit_seconds: float) -> list[Done]:
    """Perform a batch on a Dask worker, in a process that is kept for the next batch."""
    if getattr(_OWN, "recipe", None) != recipe:
        _leave_off()
        _OWN.recipe, _OWN.processes = recipe, Processes(recipe, 1)
    _OWN.processes.limit_seconds = limit_seconds
    try:
        return list(_OWN.processes.perform(batch))
    except BaseException:
        _leave_off()
        raise


def dask_at(address: str | None) -> Choice:
    """Return the executor at a scheduler's address; raises ``InputError`` if none answers there."""
    if not address:
        remedy = "Start one with: dask scheduler; then add --scheduler tcp://HOST:8786"
        raise InputError(WHERE, "--scheduler", "the address of a Dask scheduler", remedy)
    _quieten()
    try:
        resolve_address(address)  # a client that meets a senseless address first is noisy when it goes
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        remedy = "Check that it runs and that the address is the one it printed."
        raise InputError(WHERE, "--scheduler", f"a scheduler that answers ({said})", remedy) from None
    threads = n_threads(client)
    if not threads:
        client.close(timeout=2)
        remedy = f"Start some with: dask worker {address} --nthreads 1 --nworkers N"
        raise InputError(WHERE, "--scheduler", "a scheduler with workers", remedy)
    return Choice(lambda recipe: Cluster(recipe, client), threads)


def slurm_jobs(file: str | None) -> Choice:
    """Return the executor that submits SLURM jobs as ``file`` describes them; raises ``InputError``."""
    described = read_cluster(file)
    check_slurm()

    def make(recipe: Recipe) -> Cluster:
        _quieten()
        cluster = started_cluster(described)
        return Cluster(recipe, Client(cluster, set_as_default=False), [cluster])

    return Choice(make, described.jobs * described.cores)


def n_threads(client: Client) -> int:
    """Return how many runs the scheduler's workers can make at the same time."""
    workers = client.scheduler_info(n_workers=-1)["workers"]
    return sum(int(worker["nthreads"]) for worker in workers.values())


def lost(client: Client) -> InputError:
    """Say that the scheduler has gone."""
    expected = f"a scheduler that stays; {client.scheduler.addr if client.scheduler else 'it'} is gone"
    remedy = "What was written is safe: start a scheduler again, then go on with --resume."
    return InputError("sweep", "--scheduler", expected, remedy)


def _refused(error: BaseException | None) -> InputError:
    if isinstance(error, InputError):
        return error
    said = f"{type(error).__name__}: {error}"
    return InputError(
        "sweep", "--scheduler", f"workers that have sendlab ({said})", "Install it on all of them."
    )


def _leave_off() -> None:
    if getattr(_OWN, "processes", None) is not None:
        _OWN.processes.close()
    _OWN.recipe = _OWN.processes = None


def _quieten() -> None:
    """Dask's own log speaks of lost connections at length; we say it in one line."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
