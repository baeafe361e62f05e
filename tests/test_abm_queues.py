"""Queues by hand: whose turn comes, on which day, and what is owed to the next month."""

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.passes.queues import NOT_REACHED, Queue, in_turn, rank_of, room_for, serve_queue, turn_of
from agents.declarations import Int64s

FIRST = 1000
DAYS = 30


class Item(NamedTuple):
    """One piece of work in a test."""

    rank: int = 2
    since: int = 900
    tie: int = 0
    minutes: int = 100
    ready: int = FIRST
    authority: int = 0


def queue_of(items: list[Item]) -> Queue:
    queue = room_for(len(items))
    for position, item in enumerate(items):
        queue.authority[position] = item.authority
        queue.turn[position] = turn_of(item.rank, item.since, item.tie)
        queue.minutes[position], queue.ready_day[position] = item.minutes, item.ready
    return queue


def finish_days(items: list[Item], minutes: Int64s, overdraft: Int64s) -> Int64s:
    """Finish days of a queue; ``overdraft`` is rewritten with what is owed afterwards."""
    queue = queue_of(items)
    order = in_turn(queue.turn, len(items))
    serve_queue(queue, order, minutes, overdraft, np.empty(minutes.size, np.int64), FIRST, DAYS)
    return queue.done_day


def serve(items: list[Item], minutes: int, owed: int = 0) -> tuple[Int64s, int]:
    """Finish days of a queue with one authority, and what it owes afterwards."""
    overdraft = np.array([owed], np.int64)
    done = finish_days(items, np.array([minutes], np.int64), overdraft)
    return done, int(overdraft[0])


def order_served(items: list[Item], minutes: int) -> list[int]:
    """Positions of the items that were reached."""
    done, _ = serve(items, minutes)
    return [position for position, day in enumerate(done) if day != NOT_REACHED]


def test_work_is_spread_evenly_over_the_month() -> None:
    # 300 minutes for 30 days: 10 a day, so the three are finished after 10, 20 and 30 days.
    done, owed = serve([Item(since=1), Item(since=2), Item(since=3)], minutes=300)
    assert done.tolist() == [FIRST + 10, FIRST + 20, FIRST + 29]
    assert owed == 0


def test_the_last_item_taken_runs_over_and_next_month_owes_it() -> None:
    done, owed = serve([Item(since=1), Item(since=2), Item(since=3)], minutes=150)
    assert done.tolist() == [FIRST + 20, FIRST + 29, NOT_REACHED]
    assert owed == 50
    done, owed = serve([Item(since=3)], minutes=150, owed=owed)
    assert done.tolist() == [FIRST + 29]
    assert owed == 0


def test_order_is_rank_then_wait_then_tie() -> None:
    ordered, urgent, oldest, lucky, unlucky = (
        Item(rank=0, since=990),
        Item(rank=1, since=995),
        Item(rank=2, since=800),
        Item(rank=2, since=900, tie=1),
        Item(rank=2, since=900, tie=2),
    )
    items = [unlucky, oldest, lucky, urgent, ordered]
    assert order_served(items, 100) == [4]
    assert order_served(items, 200) == [3, 4]
    assert order_served(items, 300) == [1, 3, 4]
    assert order_served(items, 400) == [1, 2, 3, 4]


def test_nothing_finishes_before_it_is_ready() -> None:
    done, _ = serve([Item(ready=FIRST + 25)], minutes=100_000)
    assert done.tolist() == [FIRST + 25]


def test_without_staff_everybody_waits() -> None:
    done, owed = serve([Item(), Item()], minutes=0)
    assert done.tolist() == [NOT_REACHED, NOT_REACHED]
    assert owed == 0


def test_a_debt_longer_than_a_month_is_carried_on() -> None:
    done, owed = serve([Item()], minutes=100, owed=250)
    assert done.tolist() == [NOT_REACHED]
    assert owed == 150


def test_with_staff_for_all_nobody_waits() -> None:
    items = [Item(since=day, ready=FIRST - 5) for day in range(50)]
    done, owed = serve(items, minutes=10**9)
    assert done.tolist() == [FIRST] * 50
    assert owed == 0


def test_authorities_do_not_share_staff() -> None:
    overdraft = np.zeros(2, np.int64)
    done = finish_days([Item(authority=0), Item(authority=1)], np.array([0, 1000], np.int64), overdraft)
    assert done.tolist() == [NOT_REACHED, FIRST + 3]


@given(st.integers(0, 7), st.integers(0, 2**22 - 1), st.integers(0, 2**38 - 1))
def test_a_turn_keeps_its_rank(rank: int, since: int, tie: int) -> None:
    assert rank_of(turn_of(rank, since, tie)) == rank


work = st.builds(
    Item,
    rank=st.integers(0, 3),
    since=st.integers(800, 1000),
    tie=st.integers(0, 2**38 - 1),
    minutes=st.integers(1, 2000),
    ready=st.integers(FIRST - 50, FIRST + DAYS - 1),
    authority=st.just(0),
)


@given(st.lists(work, max_size=40), st.integers(0, 20_000), st.integers(0, 3000))
def test_whoever_is_reached_comes_before_whoever_is_not(items: list[Item], minutes: int, owed: int) -> None:
    done, _ = serve(items, minutes, owed)
    keys = [(item.rank, item.since, item.tie) for item in items]
    reached = [key for key, day in zip(keys, done, strict=True) if day != NOT_REACHED]
    left = [key for key, day in zip(keys, done, strict=True) if day == NOT_REACHED]
    assert not reached or not left or max(reached) <= min(left)
    for item, day in zip(items, done, strict=True):
        assert day == NOT_REACHED or item.ready <= day
        assert day == NOT_REACHED or FIRST <= day < FIRST + DAYS


@given(st.lists(st.lists(work, max_size=12), min_size=1, max_size=24), st.integers(0, 6000))
def test_minutes_are_conserved_over_many_months(arrivals: list[list[Item]], minutes: int) -> None:
    """Work done is time spent: never more than was there, and all of it while anything waits."""
    waiting: list[Item] = []
    owed = spent = idle = 0
    for arriving in arrivals:
        waiting += arriving
        before = owed
        done, owed = serve(waiting, minutes, owed)
        used = sum(item.minutes for item, day in zip(waiting, done, strict=True) if day != NOT_REACHED)
        waiting = [item for item, day in zip(waiting, done, strict=True) if day == NOT_REACHED]
        worked_now = used + before - owed
        assert 0 <= worked_now <= minutes
        if waiting:
            assert worked_now == minutes
        spent += used
        idle += minutes - worked_now
    assert spent == minutes * len(arrivals) - idle + owed


@given(st.lists(work, min_size=1, max_size=30), st.integers(0, 20_000), st.randoms())
def test_the_order_of_rows_changes_nothing(items: list[Item], minutes: int, shuffler: object) -> None:
    distinct = [item._replace(tie=number) for number, item in enumerate(items)]
    places = list(range(len(items)))
    shuffler.shuffle(places)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    done, owed = serve(distinct, minutes)
    done_shuffled, owed_shuffled = serve([distinct[place] for place in places], minutes)
    assert done_shuffled.tolist() == [done[place] for place in places]
    assert owed == owed_shuffled
