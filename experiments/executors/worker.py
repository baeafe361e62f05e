"""A worker process: takes jobs from a pipe, runs them, writes parts, says what is safe.

Started as ``python -m experiments.executors.worker FD``, not through multiprocessing, so that it can
also be started by scripts without a main guard and by processes that may have no children of their own.
It ends when asked politely (SIGTERM) and when its parent is gone, each time after writing what it has
finished.
"""

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import NoReturn

from abm import InputError
from experiments.jobs import Job, Recipe, Record, check_model, done, perform, warm_up
from experiments.parts import write_part

READY, STARTED, FINISHED, WRITTEN, REFUSED = "ready", "started", "finished", "written", "refused"
FLUSH = "flush"
MOST_WAITING = 200
SECONDS_TO_WRITE_UP = 15.0


class Worker:
    """One process's work: ``finished`` holds the records that are not yet in a part."""

    def __init__(self, connection: Connection, recipe: Recipe) -> None:
        self.connection = connection
        self.recipe = recipe
        self.finished: list[Record] = []
        self.written = time.monotonic()

    def do(self, job: Job) -> None:
        """Perform ``job`` and write a part if one is due."""
        self.connection.send((STARTED, job.run_id))
        record = perform(job, self.recipe)
        self.finished.append(record)
        self.connection.send((FINISHED, job.run_id))
        waited = time.monotonic() - self.written
        if waited >= self.recipe.flush_seconds or len(self.finished) >= MOST_WAITING:
            self.write()

    def write(self) -> None:
        """Write what is finished as one part and say so."""
        self.written = time.monotonic()
        if not self.finished:
            return
        with _undisturbed():
            write_part(self.recipe.parts, self.finished)
            news = [done(record) for record in self.finished]
            self.finished = []
        self.connection.send((WRITTEN, news))


def main() -> None:
    """Work until asked to leave; exit code 0, or 1 if what is under way does not let go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    connection = Connection(int(sys.argv[1]))
    orders: queue.SimpleQueue[object] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, orders), daemon=True).start()
    recipe = orders.get()
    assert isinstance(recipe, Recipe)  # noqa: S101  the parent's first word
    worker = Worker(connection, recipe)
    try:
        check_model(recipe)
        warm_up()
        connection.send((READY, os.getpid()))
        _follow(worker, orders)
    except InputError as error:
        connection.send((REFUSED, error))
    except BrokenPipeError:
        pass  # the parent is gone, and what we finished is being written below
    except OSError as error:
        connection.send((REFUSED, no_room(recipe, error)))
        worker.finished = []
    finally:
        _write_at_last(worker)
    os._exit(0)  # nothing is left to do, and threads of libraries may linger


def no_room(recipe: Recipe, error: OSError) -> InputError:
    """Say that parts cannot be written."""
    expected = f"room to write in ({error.strerror or error})"
    remedy = "What was written is safe: make room, then go on with --resume."
    return InputError(str(recipe.parts.parent), "", expected, remedy)


def _follow(worker: Worker, orders: "queue.SimpleQueue[object]") -> NoReturn:
    while True:
        order = orders.get()
        if isinstance(order, Job):
            worker.do(order)
        else:
            worker.write()


def _write_at_last(worker: Worker) -> None:
    # With nobody to tell, or no room, these runs are made again.
    with suppress(OSError):
        worker.write()


def _listen(connection: Connection, orders: "queue.SimpleQueue[object]") -> None:
    """Pass orders on; when the parent is gone, write up and end, in the middle of a run if need be."""
    try:
        while True:
            orders.put(connection.recv())
    except (EOFError, OSError):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SECONDS_TO_WRITE_UP)
        os._exit(1)


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold SIGTERM back while a part is written and crossed off."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


if __name__ == "__main__":
    main()
