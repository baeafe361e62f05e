"""Runs a compiled pass over all rows on one or more threads.

A pass writes only its own rows and adds whole numbers to a tally of its own, so that the
result is the same, to the bit, however the rows are shared out.
"""

import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from agents.declarations import Int64s

SMALLEST_SHARE = 20_000


class Threads:
    """A pool of ``n`` threads that compiled passes run on; ``n`` defaults to the machine's cores."""

    def __init__(self, n: int | None = None) -> None:
        self.n = max(1, n if n is not None else (os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(self.n) if self.n > 1 else None

    def over(self, n_rows: int, work: Callable[..., Any], *arguments: Any, first_row: int = 0) -> None:
        """Run ``work(*arguments, start, stop)`` over all rows from ``first_row`` on."""
        shares = [(start + first_row, stop + first_row) for start, stop in self._shares(n_rows - first_row)]
        if self._pool is None or len(shares) == 1:
            for start, stop in shares:
                work(*arguments, start, stop)
            return
        tasks = [self._pool.submit(work, *arguments, start, stop) for start, stop in shares]
        for task in tasks:
            task.result()

    def tallied(
        self, n_rows: int, work: Callable[..., Any], shapes: tuple[tuple[int, ...], ...], *arguments: Any
    ) -> list[Int64s]:
        """Run ``work(*arguments, *tallies, start, stop)`` and return the summed whole-number tallies."""
        shares = self._shares(n_rows)
        tallies = [[np.zeros(shape, np.int64) for shape in shapes] for _ in shares]
        if self._pool is None or len(shares) == 1:
            for (start, stop), own in zip(shares, tallies, strict=True):
                work(*arguments, *own, start, stop)
        else:
            tasks = [
                self._pool.submit(work, *arguments, *own, start, stop)
                for (start, stop), own in zip(shares, tallies, strict=True)
            ]
            for task in tasks:
                task.result()
        return [np.sum([own[i] for own in tallies], axis=0) for i in range(len(shapes))]

    def close(self) -> None:
        """Let the threads go."""
        if self._pool is not None:
            self._pool.shutdown()

    def _shares(self, n_rows: int) -> list[tuple[np.uint64, np.uint64]]:
        n_shares = max(1, min(self.n, n_rows // SMALLEST_SHARE))
        edges = [n_rows * i // n_shares for i in range(n_shares + 1)]
        # Unsigned, so that compiled code need not ask whether a row is counted from the end.
        return list(itertools.pairwise(np.array(edges, np.uint64)))
