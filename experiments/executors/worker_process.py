"""The parent's end of a worker process: what it was given, what it is doing, how to end it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from experiments.executors.worker import FINISHED, FLUSH, READY, STARTED, WRITTEN
from experiments.jobs import Done, Job, Recipe, single_threaded

TOP = Path(__file__).resolve().parents[2]
WORKER_PROGRAM = "experiments.executors.worker"
SECONDS_TO_LEAVE = 5.0


class WorkerProcess:
    """One worker: ``given`` are its jobs whose records are not yet known to be written, oldest first.

    ``doing`` is the job under way and ``since`` when it began; ``ready`` whether it has loaded the model.
    """

    def __init__(self, recipe: Recipe, program: str = WORKER_PROGRAM) -> None:
        ours, its = socket.socketpair()
        environment = single_threaded(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join([str(TOP), *sys.path])
        command = [sys.executable, "-m", program, str(its.fileno())]
        # A session of its own keeps Ctrl-C in the terminal for the parent to deal with.
        self.process = subprocess.Popen(
            command,
            pass_fds=[its.fileno()],
            env=environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        its.close()
        self.connection = Connection(ours.detach())
        self.given: dict[str, Job] = {}
        self.waiting: list[str] = []
        self.doing: Job | None = None
        self.since = 0.0
        self.ready = False
        self.overdue = False
        self.flushing = False
        self._say(recipe)

    def give(self, job: Job) -> None:
        """Add a job to its queue."""
        self.given[job.run_id] = job
        self.waiting.append(job.run_id)
        self.flushing = False
        self._say(job)

    def flush(self) -> None:
        """Ask it to write what is finished, once it is through with what it was given."""
        if self.given and not self.flushing:
            self.flushing = True
            self._say(FLUSH)

    def hear(self) -> Iterator[Done]:
        """Yield what has become safe; raises what the worker refused, ``EOFError`` once it is gone."""
        while self.connection.poll():
            try:
                kind, news = self.connection.recv()
            except OSError as error:
                raise EOFError from error
            if kind == READY:
                self.ready = True
            elif kind == STARTED:
                self.waiting.remove(news)
                self.doing, self.since = self.given[news], time.monotonic()
            elif kind == FINISHED:
                self.doing = None
            elif kind == WRITTEN:
                yield from self._written(news)
            else:
                raise news

    def _written(self, news: list[Done]) -> Iterator[Done]:
        for done in news:
            self.given.pop(done.run_id, None)
            yield done

    def load(self) -> int:
        """Return how many jobs it has waiting or under way."""
        return len(self.waiting) + (self.doing is not None)

    def ask_to_leave(self) -> None:
        """Have it write what is finished and go, leaving the run under way."""
        self.process.terminate()

    def wait(self) -> None:
        """Wait for it to go, for a while; then kill it."""
        try:
            self.process.wait(SECONDS_TO_LEAVE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _say(self, what: Any) -> None:
        # If it has died, its end of the pipe will say so.
        with suppress(OSError):
            self.connection.send(what)
