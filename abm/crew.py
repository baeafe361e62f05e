"""Threads that take up work as soon as it is there: between two pieces they stay awake for a little.

To wake a thread that sleeps takes as long as a light pass over a hundred thousand rows, and a month shares
out fifteen passes, mostly one soon after another.
"""

import weakref
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numba import types

from agents.compiling import watch
from agents.declarations import Int64s

# Half a millisecond at half a microsecond a look: longer than what mostly lies between two passes.
PATIENCE = 1000

Answer = TypeVar("Answer")
Work = Callable[[], Any]

let_others_run = types.ExternalFunction("sched_yield", types.int32())


@watch
def stay_awake(count: Int64s, known: int, patience: int) -> int:
    """Look so many times whether another thread has counted on from ``known``; returns the count."""
    for _ in range(patience):
        if count[0] != known:
            break
        let_others_run()  # the compiler cannot know that it leaves the count as it is
    return int(count[0])


class Outcome(NamedTuple):
    """What a piece of work returned, or what it raised."""

    answer: Any
    error: BaseException | None


class Member:
    """One thread. Work and outcomes go through queues; the counts only spare it from falling asleep."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Work | None] = SimpleQueue()
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._n_given, self._n_done = np.zeros(1, np.int64), np.zeros(1, np.int64)
        self._thread = Thread(target=self._live, daemon=True)
        self._thread.start()

    def give(self, work: Work | None) -> None:
        """Hand over a piece of work; none is the last."""
        self._work.put(work)
        self._n_given[0] += 1

    def outcome(self) -> Outcome:
        """Wait for the outcome of the piece handed over last."""
        stay_awake(self._n_done, int(self._n_given[0]) - 1, PATIENCE)
        return self._outcomes.get()

    def leave(self) -> None:
        """End the thread once its work is done."""
        self.give(None)
        self._thread.join()

    def _live(self) -> None:
        n_taken = 0
        while True:
            stay_awake(self._n_given, n_taken, PATIENCE)
            work = self._work.get()
            n_taken += 1
            if work is None:
                return
            self._outcomes.put(outcome_of(work))
            self._n_done[0] += 1


class Crew:
    """So many threads beside that of the caller, until it is closed or forgotten."""

    def __init__(self, n_members: int) -> None:
        self._members = [Member() for _ in range(n_members)]
        self.close = weakref.finalize(self, dismiss, self._members)

    def together(self, works: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Do all at once, the first in this thread, and return what each returns.

        Raises what one of them raised, once all have ended. There is at most one more than members.
        """
        own, *others = works
        busy = list(zip(self._members, others, strict=False))
        for member, work in busy:
            member.give(work)
        outcomes = [outcome_of(own), *(member.outcome() for member, _ in busy)]
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error
        return [outcome.answer for outcome in outcomes]


def outcome_of(work: Work) -> Outcome:
    """Do a piece of work; what it raises is for whoever waits for it."""
    try:
        return Outcome(work(), None)
    except BaseException as error:
        return Outcome(None, error)


def dismiss(members: list[Member]) -> None:
    """End all threads."""
    for member in members:
        member.leave()
