"""Real queues: work waits its turn and finishes on a day.

One queue for every kind of staff: statutory order first, then the longest wait, then a keyed
priority. Work begun is finished, and what it takes beyond the month is owed by the next one.
"""

from typing import Annotated, NamedTuple

import numpy as np

from abm.luck import priority
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Column, Flags, Int64s
from agents.vocabulary import Decision

NOT_REACHED = -1
TIE_BITS, DAY_BITS = 38, 22  # of a priority, and of a day; the rank has what a whole number then has left


class Queue(NamedTuple):
    """Room for work that waits, one entry an item, in no particular order."""

    item: Annotated[Int64s, Column("row", -1, "Slot of the case or dispute, row of the child reviewed")]
    authority: Annotated[Int64s, Column("row", 0, "Authority whose staff do it")]
    turn: Annotated[Int64s, Column("order", 0, "Whose turn comes first: the lowest")]
    minutes: Annotated[Int64s, Column("minutes", 0, "Time it takes")]
    ready_day: Annotated[Int64s, Column("day", 0, "First day on which it can be finished")]
    done_day: Annotated[
        Int64s, Column("day", NOT_REACHED, "Day on which it is finished, -1 if still waiting")
    ]


def room_for(n_items: int) -> Queue:
    """Room for so much work, with nothing written yet."""
    return Queue(*np.empty((len(Queue._fields), n_items), np.int64))


@rule
def turn_of(rank: int, since_day: int, tie: int) -> int:
    """One number that is the lower the sooner the turn: by rank (0 to 7), then since when, then ``tie``."""
    return ((rank << DAY_BITS) + since_day << TIE_BITS) + tie


@rule
def rank_of(turn: int) -> int:
    """The rank that a turn was made of."""
    return turn >> (DAY_BITS + TIE_BITS)


@part_of_pass
def tie_of(seed_key: np.uint64, person_id: int) -> int:
    """A keyed priority for one child, the same all through a run."""
    tie: int = np.int64(priority(seed_key, person_id, Decision.QUEUE))  # type: ignore[assignment]  # a whole number
    return tie


def in_turn(turns: Int64s, n: int) -> Int64s:
    """Positions of the first ``n`` of these turns, the lowest first, equal ones as they stand."""
    return np.argsort(turns[:n], kind="stable")


@part_of_pass
def capacity_of(minutes: int, overdraft: int) -> int:
    """What is left of a month's minutes after what last month owes."""
    return max(0, minutes - overdraft)


@part_of_pass
def day_done(used: int, capacity: int, ready_day: int, first_day: int, n_days: int) -> int:
    """Day on which work is finished that brings the minutes ``used`` so far: spread evenly over the month."""
    return max(first_day + min(n_days - 1, used * n_days // capacity), ready_day)


@part_of_pass
def owed_after(minutes: int, overdraft: int, used: int) -> int:
    """What the next month owes: work that ran over, and what this month could not pay off."""
    return max(0, used - capacity_of(minutes, overdraft)) + max(0, overdraft - minutes)


@part_of_pass
def serve(
    queue: Queue, order: Int64s, minutes: Int64s, overdraft: Int64s, used: Int64s, first_day: int, n_days: int
) -> None:
    """Serve a queue in ``order`` with ``minutes`` a month by authority, and note when each item is done.

    Within an authority, items are taken while time is left; the last one taken may run over. Nothing
    finishes before it is ready. ``overdraft`` (by authority) is what last month owes; it is rewritten with
    what this one owes. ``used`` returns the minutes spent.
    """
    used[:] = 0
    for position in range(order.size):
        item = order[position]
        authority = queue.authority[item]
        capacity = capacity_of(minutes[authority], overdraft[authority])
        queue.done_day[item] = NOT_REACHED
        if used[authority] < capacity:
            used[authority] += queue.minutes[item]
            ready = queue.ready_day[item]
            queue.done_day[item] = day_done(used[authority], capacity, ready, first_day, n_days)
    for authority in range(minutes.size):
        overdraft[authority] = owed_after(minutes[authority], overdraft[authority], used[authority])


@compiled_pass
def serve_queue(
    queue: Queue, order: Int64s, minutes: Int64s, overdraft: Int64s, used: Int64s, first_day: int, n_days: int
) -> None:
    """Serve a queue of work that is all that these staff do."""
    serve(queue, order, minutes, overdraft, used, first_day, n_days)


@part_of_pass
def next_free(is_open: Flags, slot: int) -> int:
    """The first free slot from ``slot`` on of a table in which room has been made."""
    while is_open[slot]:
        slot += 1
    return slot
