"""Runs a compiled pass over all rows on one or more threads.

A pass writes only its own rows and adds whole numbers to a tally of its own, so that the
result is the same, to the bit, however the rows are shared out.
"""

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import numpy as np

from abm.crew import Crew
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int8s, Int32s, Int64s

# A share worth handing to another thread, which takes as long as a light pass over 20,000 rows; what a row
# weighs that was picked because much may happen to it; and how many shares there are at most, so that a
# thread that is done early takes another.
SMALLEST_SHARE = 30_000
WEIGHT_OF_PICKED = 3
SHARES_A_THREAD = 4

# Rows of which the columns that a pass reads fit the processor's second cache; unsigned like row numbers.
BLOCK: int = np.uint64(4096)  # type: ignore[assignment]  # row numbers are unsigned

# Rows that a pass leaves out together where nothing can happen to any of them.
STRETCH: int = np.uint64(32)  # type: ignore[assignment]  # the same

Share = tuple[int, int]  # first row, and the one after the last, unsigned both
Answer = TypeVar("Answer")


@part_of_pass
def anyone(marks: Int8s, first: int, last: int) -> bool:
    """Whether any row from ``first`` to before ``last`` is marked."""
    n = 0
    for row in range(first, last):
        n += marks[row]
    return n > 0


@part_of_pass
def row_at(rows: Int32s, position: int) -> int:
    """The row at this place in a list, unsigned like all row numbers: compiled code need not ask its sign."""
    row: int = np.uint64(rows[position])  # type: ignore[assignment]  # a whole number all the same
    return row


@compiled_pass
def write_marked(marks: Int8s, rows: Int32s, start: int, stop: int) -> int:
    """Write the rows with a mark into ``rows[start:]``; returns the position after the last."""
    end = np.int64(start)
    for first in range(start, stop, STRETCH):
        last = min(first + STRETCH, stop)
        if anyone(marks, first, last):
            for row in range(first, last):
                rows[end] = row  # overwritten unless it counts: asking first would cost more
                end += marks[row] != 0
    return int(end)


def available_cores() -> int:
    """Cores that this process may use, which on a shared machine can be fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class PerThread(NamedTuple):
    """An argument that each thread makes for itself: room to work in that is nobody else's."""

    made: Callable[[], Any]


def _own(arguments: tuple[Any, ...]) -> list[Any]:
    """The arguments of one thread."""
    return [one.made() if type(one) is PerThread else one for one in arguments]


class Threads:
    """A pool of ``n`` threads that compiled passes run on; ``n`` defaults to the machine's cores."""

    def __init__(self, n: int | None = None) -> None:
        self.n = max(1, n if n is not None else available_cores())
        self._crew = Crew(self.n - 1) if self.n > 1 else None
        self._marks: Int8s = np.empty(0, np.int8)
        self._rows: Int32s = np.empty(0, np.int32)

    def over(
        self, n_rows: int, work: Callable[..., Any], *arguments: Any, first_row: int = 0, weight: int = 1
    ) -> None:
        """Run ``work(*arguments, start, stop)`` over all rows from ``first_row`` on.

        ``weight`` says how many rows of a light pass take as long as one.
        """

        def run(shares: Iterable[Share]) -> None:
            own = _own(arguments)
            for share in shares:
                work(*own, *share)

        self._share_out(n_rows, run, first_row, weight)

    def tallied(
        self, n_rows: int, work: Callable[..., Any], shapes: tuple[tuple[int, ...], ...], *arguments: Any
    ) -> list[Int64s]:
        """Run ``work(*arguments, *tallies, start, stop)`` and return the summed whole-number tallies."""

        def tally(shares: Iterable[Share]) -> list[Int64s]:
            tallies = [np.zeros(shape, np.int64) for shape in shapes]
            own = _own(arguments)
            for share in shares:
                work(*own, *tallies, *share)
            return tallies

        tallies = self._share_out(n_rows, tally)
        return [np.sum(same, axis=0) if len(same) > 1 else same[0] for same in zip(*tallies, strict=True)]

    def found(self, n_rows: int, mark: Callable[..., Any], *arguments: Any) -> Int32s:
        """Rows in ascending order that ``mark(*arguments, marks, start, stop)`` marks.

        ``mark`` writes a 0 or a 1 for every row. What is returned is a copy.
        """
        if self._marks.size < n_rows:
            self._marks = np.empty(n_rows, np.int8)
        return self.marked(n_rows, self._marks, mark, *arguments)

    def over_some(self, rows: Int32s, work: Callable[..., Any], *arguments: Any) -> None:
        """Run ``work(*arguments, rows, start, stop)`` over all positions in ``rows``."""
        self.over(rows.size, work, *arguments, rows, weight=WEIGHT_OF_PICKED)

    def marked(
        self,
        n_rows: int,
        marks: Int8s,
        mark: Callable[..., Any] | None = None,
        *arguments: Any,
        first_row: int = 0,
    ) -> Int32s:
        """Rows in ascending order with anything but 0 in ``marks``, which ``mark`` may write first.

        Only rows from ``first_row`` on are looked at.
        """
        if self._rows.size < n_rows:
            self._rows = np.empty(n_rows, np.int32)
        rows = self._rows

        def find(shares: Iterable[Share]) -> list[slice]:
            spans = []
            own = _own(arguments)
            for share in shares:
                if mark is not None:
                    mark(*own, marks, *share)
                spans.append(slice(share[0], write_marked(marks, rows, *share)))
            return spans

        spans = list(itertools.chain.from_iterable(self._share_out(n_rows, find, first_row)))
        if len(spans) == 1:
            return rows[spans[0]].copy()
        return np.concatenate([rows[span] for span in sorted(spans, key=attrgetter("start"))])

    def close(self) -> None:
        """Let the threads go."""
        if self._crew is not None:
            self._crew.close()

    def _share_out(
        self, n_rows: int, work: Callable[[Iterable[Share]], Answer], first_row: int = 0, weight: int = 1
    ) -> list[Answer]:
        """Let every thread take shares until none is left; returns what each thread returns."""
        shares = shares_of(n_rows, self.n, first_row, weight)
        if self._crew is None or len(shares) == 1:
            return [work(shares)]
        left = deque(shares)
        return self._crew.together([partial(work, _taken(left)) for _ in range(min(self.n, len(shares)))])


@lru_cache(maxsize=64)
def shares_of(n_rows: int, n_threads: int, first_row: int = 0, weight: int = 1) -> tuple[Share, ...]:
    """The shares into which so many threads part the rows from ``first_row`` to before ``n_rows``."""
    n = n_rows - first_row
    n_shares = max(1, min(SHARES_A_THREAD * n_threads if n_threads > 1 else 1, n * weight // SMALLEST_SHARE))
    if n_shares > n_threads:
        n_shares -= n_shares % n_threads  # so that all are done at the same time
    # Unsigned, so that compiled code need not ask whether a row is counted from the end.
    edges = np.array([first_row + n * i // n_shares for i in range(n_shares + 1)], np.uint64)
    return tuple(itertools.pairwise(edges))


def _taken(shares: deque[Share]) -> Iterator[Share]:
    """Take shares one by one until none is left."""
    while True:
        try:
            yield shares.popleft()
        except IndexError:
            return
