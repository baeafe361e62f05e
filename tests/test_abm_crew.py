"""Threads that stay awake: what they are given is done, whatever it raises, and they end when let go."""

import gc
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from abm.crew import Crew, stay_awake

LONG_ENOUGH_TO_FALL_ASLEEP = 0.05


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew(2)
    yield made
    made.close()


def answering(answer: int, after: float = 0.0) -> Callable[[], int]:
    def work() -> int:
        time.sleep(after)
        return answer

    return work


def failing() -> int:
    raise ValueError("a pass failed")


def test_answers_come_in_order_whoever_is_done_first(crew: Crew) -> None:
    assert crew.together([answering(1, 0.02), answering(2, 0.01), answering(3)]) == [1, 2, 3]


def test_each_piece_has_a_thread_of_its_own_and_the_first_is_the_callers(crew: Crew) -> None:
    idents = crew.together([threading.get_ident] * 3)
    assert idents[0] == threading.get_ident()
    assert len(set(idents)) == 3
    assert crew.together([threading.get_ident] * 2) == idents[:2]


def test_no_round_is_lost_or_mixed_up_awake_or_asleep(crew: Crew) -> None:
    for number in range(3000):
        assert crew.together([answering(number), answering(-number)]) == [number, -number]
        if number % 1000 == 0:
            time.sleep(LONG_ENOUGH_TO_FALL_ASLEEP)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_one_raises_is_raised_once_all_have_ended(crew: Crew, place: int) -> None:
    ended: list[int] = []

    def ending() -> int:
        time.sleep(0.02)
        ended.append(1)
        return 0

    works: list[Callable[[], int]] = [ending, ending, ending]
    works[place] = failing
    with pytest.raises(ValueError, match="a pass failed"):
        crew.together(works)
    assert len(ended) == 2
    assert crew.together([answering(1), answering(2)]) == [1, 2]


def test_threads_end_when_the_crew_is_closed_or_forgotten() -> None:
    before = threading.active_count()
    closed, forgotten = Crew(2), Crew(2)
    assert threading.active_count() == before + 4
    closed.close()
    closed.close()
    assert threading.active_count() == before + 2
    assert forgotten.together([answering(1), answering(2)]) == [1, 2]
    del forgotten
    gc.collect()
    assert threading.active_count() == before


def test_who_stays_awake_gives_up_in_the_end_and_sees_what_another_thread_counts() -> None:
    count = np.zeros(1, np.int64)
    assert stay_awake(count, 0, 10) == 0
    other = threading.Timer(0.05, lambda: count.__setitem__(0, 1))
    other.start()
    assert stay_awake(count, 0, 10**9) == 1  # minutes, if the count were read once
    other.join()
