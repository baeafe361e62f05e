"""Real queues: work waits its turn and finishes on a day.

One queue for every kind of staff: statutory order first, then the longest wait, then a keyed
priority. Work begun is finished, and what it takes beyond the month is owed by the next one.
"""

from typing import NamedTuple

import numpy as np

from agents.compiling import compiled_pass
from agents.declarations import Int32s, Int64s

NOT_REACHED = -1
RANKS = 8  # more than there are
TIE_BITS, TURN_BITS = 38, 25  # of a priority, and what a whole number then has left


class Queue(NamedTuple):
    """Work that waits, one entry an item, in no particular order."""

    authority: Int64s
    rank: Int64s
    since_day: Int64s
    tie: Int64s
    minutes: Int64s
    ready_day: Int64s


@compiled_pass
def finish_days(
    queue: Queue, order: Int64s, capacity: Int64s, used: Int64s, done: Int32s, first_day: int, n_days: int
) -> None:
    """Write into ``done`` the day on which each item is finished, -1 if its turn does not come this month.

    Within an authority, items are taken in ``order`` while time is left; the last one taken may
    run over. Work is spread evenly over the month and never finishes before the item is ready.
    ``capacity`` is the month's minutes less what was owed; ``used`` returns the minutes spent.
    """
    for position in range(order.size):
        item = order[position]
        authority = queue.authority[item]
        done[item] = NOT_REACHED
        if used[authority] >= capacity[authority]:
            continue
        used[authority] += queue.minutes[item]
        day = first_day + min(n_days - 1, used[authority] * n_days // capacity[authority])
        done[item] = max(day, queue.ready_day[item])


def in_turn(queue: Queue) -> Int64s:
    """Positions by authority, then statutory rank, then the longest wait, then keyed priority."""
    if not queue.since_day.size:
        return np.empty(0, np.int64)
    days = queue.since_day - queue.since_day.min()
    turn = (queue.authority * RANKS + queue.rank) * (days.max() + 1) + days
    return ordered(turn, queue.tie)


def ordered(turn: Int64s, tie: Int64s) -> Int64s:
    """Positions by ``turn``, then by ``tie``; in one sort where both fit into one number."""
    if (
        turn.size
        and turn.min() >= 0
        and turn.max() < 2**TURN_BITS
        and tie.min() >= 0
        and tie.max() < 2**TIE_BITS
    ):
        return np.argsort(turn << TIE_BITS | tie, kind="stable")
    return np.lexsort((tie, turn))


def served(queue: Queue, minutes: Int64s, overdraft: Int64s, first_day: int, n_days: int) -> Int32s:
    """Serve a queue with ``minutes`` a month by authority; returns finish days, -1 if still waiting.

    ``overdraft`` (by authority) is what last month owes; it is rewritten with what this one owes.
    """
    capacity = np.maximum(0, minutes - overdraft)
    used = np.zeros_like(capacity)
    order = in_turn(queue)
    done = np.empty(order.size, np.int32)
    finish_days(queue, order, capacity, used, done, first_day, n_days)
    owed_still = np.maximum(0, overdraft - minutes)
    overdraft[:] = np.maximum(0, used - capacity) + owed_still
    return done


def joined(parts: list[Queue]) -> Queue:
    """Put several lists of work into one queue."""
    return Queue(*[np.concatenate(columns) for columns in zip(*parts, strict=True)])
