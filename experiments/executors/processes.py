"""Runs made in several processes of this machine, replaced when they die or hang."""

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait

from abm import InputError
from experiments.executors.worker import no_room
from experiments.executors.worker_process import WORKER_PROGRAM, WorkerProcess
from experiments.jobs import DIED, TIMED_OUT, Done, Job, Recipe, done, unfinished
from experiments.parts import write_part

SECONDS_BETWEEN_LOOKS = 0.5
SHORT_RUN_SECONDS = 1.0
MOST_DEATHS = 2
MOST_FALSE_STARTS = 3


class Processes:
    """Performs jobs in ``n`` worker processes.

    A run that takes its process down with it is tried once more; the second time it is recorded as
    died. One that takes longer than ``limit_seconds`` is ended and recorded as timed out. What else
    the process had been given is given to others.
    """

    def __init__(self, recipe: Recipe, n: int, program: str = WORKER_PROGRAM) -> None:
        self.recipe = recipe
        self.n = n
        self.program = program
        self.limit_seconds = float("inf")
        self.workers: list[WorkerProcess] = []
        self._again: deque[Job] = deque()
        self._deaths: Counter[str] = Counter()
        self._false_starts = 0
        self._are_short = False

    def perform(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """Yield the news of every job once its record is written; raises ``InputError`` if none can be."""
        source = iter(jobs)
        while self._hand_out(source):
            for worker in self._speaking():
                yield from self._hear(worker)
            self._end_the_overdue()

    def close(self) -> None:
        """Have all workers write what is finished, and end them."""
        for worker in self.workers:
            worker.ask_to_leave()
        for worker in self.workers:
            worker.wait()
        self.workers = []

    def _hand_out(self, source: Iterator[Job]) -> bool:
        """Keep every worker in work; return whether anything is still to come."""
        job = self._next(source)
        while job is not None:
            worker = self._free_worker()
            if worker is None:
                self._again.appendleft(job)
                return True
            worker.give(job)
            job = self._next(source)
        for worker in self.workers:
            worker.flush()
        return any(worker.given for worker in self.workers)

    def _next(self, source: Iterator[Job]) -> Job | None:
        return self._again.popleft() if self._again else next(source, None)

    def _free_worker(self) -> WorkerProcess | None:
        """Return the worker with least to do, if it may have more; a queue spares short runs the wait."""
        most = 2 if self._are_short else 1
        free = [worker for worker in self.workers if worker.load() < most]
        idle = any(worker.load() == 0 for worker in free)
        # The first to start may have to compile the model; the others then find it compiled.
        warm = all(worker.ready for worker in self.workers)
        if not idle and warm and len(self.workers) < self.n:
            self.workers.append(WorkerProcess(self.recipe, self.program))
            return self.workers[-1]
        return min(free, key=WorkerProcess.load, default=None)

    def _speaking(self) -> list[WorkerProcess]:
        ready = wait([worker.connection for worker in self.workers], SECONDS_BETWEEN_LOOKS)
        return [worker for worker in self.workers if worker.connection in ready]

    def _hear(self, worker: WorkerProcess) -> Iterator[Done]:
        try:
            for news in worker.hear():
                self._are_short = news.seconds < SHORT_RUN_SECONDS
                self._false_starts = 0
                yield news
        except EOFError:
            yield from self._bury(worker)

    def _bury(self, worker: WorkerProcess) -> Iterator[Done]:
        """Give a dead worker's jobs to others, and record the one that is to blame."""
        self.workers.remove(worker)
        worker.wait()
        worker.connection.close()
        self._check_false_start(worker)
        blamed = worker.doing
        for job in reversed(worker.given.values()):
            if job != blamed:
                self._again.appendleft(job)
        if blamed is None:
            return
        self._deaths[blamed.run_id] += 1
        seconds = time.monotonic() - worker.since
        if worker.overdue:
            said = f"took longer than {self.limit_seconds:.0f} s and was ended"
            yield self._given_up(blamed, TIMED_OUT, said, seconds)
        elif self._deaths[blamed.run_id] >= MOST_DEATHS:
            said = f"its process died {MOST_DEATHS} times ({_ending(worker)}; killed, or out of memory)"
            yield self._given_up(blamed, DIED, said, seconds)
        else:
            self._again.appendleft(blamed)

    def _check_false_start(self, worker: WorkerProcess) -> None:
        self._false_starts += not worker.ready
        if self._false_starts >= MOST_FALSE_STARTS:
            expected = f"processes that stay alive; {MOST_FALSE_STARTS} ended at once ({_ending(worker)})"
            raise InputError("sweep", "--processes", expected, "Try fewer, or see: sendlab run --world demo")

    def _given_up(self, job: Job, status: str, said: str, seconds: float) -> Done:
        record = unfinished(job.run_id, status, said, seconds)
        try:
            write_part(self.recipe.parts, [record])
        except OSError as error:
            raise no_room(self.recipe, error) from None
        return done(record)

    def _end_the_overdue(self) -> None:
        for worker in self.workers:
            if worker.doing is not None and time.monotonic() - worker.since > self.limit_seconds:
                worker.overdue = True
                worker.ask_to_leave()
                worker.wait()


def _ending(worker: WorkerProcess) -> str:
    code = worker.process.returncode or 0
    return f"signal {-code}" if code < 0 else f"exit code {code}"
