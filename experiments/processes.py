"""One function over many items in several processes, where one item's failure harms no other.

Beside it stands what a process may use, and what it has used.
"""

import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

BYTES_PER_MAXRSS = 1 if sys.platform == "darwin" else 1024
BYTES_PER_MEBIBYTE = 2**20


class Outcome(NamedTuple, Generic[Answer]):
    """What came of item ``number``: its answer, or else the reason there is none."""

    number: int
    answer: Answer | None
    error: str


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def peak_mib() -> float:
    """Return the most memory this process has held so far, in MiB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used * BYTES_PER_MAXRSS / BYTES_PER_MEBIBYTE


def outcomes(
    function: Callable[[Item], Answer], items: Sequence[Item], processes: int
) -> Iterator[Outcome[Answer]]:
    """Yield the outcome of ``function`` on every item, in the order in which they finish.

    An exception becomes the outcome's ``error``. If a process dies (out of memory, killed), the items
    it took down with it are tried once more, each in a process of its own, so that only the culprit
    fails. ``function`` must be importable by name. Leaving the loop early ends the processes.
    """
    bereaved = []
    for outcome in _tried_together(function, items, range(len(items)), processes):
        if outcome.error == _DIED:
            bereaved.append(outcome.number)
        else:
            yield outcome
    for index in bereaved:
        yield from _tried_together(function, items, [index], 1)


_DIED = "the process died (killed, or out of memory)"


def _tried_together(
    function: Callable[[Item], Answer], items: Sequence[Item], indices: Sequence[int], processes: int
) -> Iterator[Outcome[Answer]]:
    # Forking a process that has run compiled loops kills the child, so children start afresh.
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(min(processes, len(indices)), mp_context=context, initializer=_settle_in)
    try:
        with _deaf_to_interrupts():
            futures = {pool.submit(function, items[index]): index for index in indices}
        for future in as_completed(futures):
            yield _outcome(futures[future], future)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()


def _outcome(index: int, future: "Future[Answer]") -> Outcome[Answer]:
    try:
        return Outcome(index, future.result(), "")
    except BrokenProcessPool:
        return Outcome(index, None, _DIED)
    except Exception as error:  # whatever stopped one run must not stop the others
        return Outcome(index, None, f"{type(error).__name__}: {error}")


def _settle_in() -> None:
    """Leave Ctrl-C to the parent, and end with the parent even if it is killed outright."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let children start with Ctrl-C ignored, so that none dies noisily before it has settled in."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
