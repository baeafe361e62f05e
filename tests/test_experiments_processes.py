import os
import time
from pathlib import Path

import pytest

from experiments.processes import outcomes


def halve(number: int) -> int:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number // 2


def halve_unless_doomed(number: int) -> int:
    if number == 3:
        os._exit(9)
    return number * 10


def leave_a_mark(folder: Path) -> None:
    time.sleep(0.5)
    (folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()


def test_one_failure_is_an_outcome_and_the_rest_go_on() -> None:
    found = {outcome.number: outcome for outcome in outcomes(halve, [4, 5, 6], processes=2)}
    assert [found[0].answer, found[2].answer] == [2, 3]
    assert found[1].answer is None
    assert found[1].error == "ValueError: 5 is odd"


def test_a_dying_process_takes_only_its_own_item_with_it() -> None:
    found = {outcome.number: outcome for outcome in outcomes(halve_unless_doomed, range(5), processes=2)}
    assert "died" in found[3].error
    assert [found[number].answer for number in (0, 1, 2, 4)] == [0, 10, 20, 40]


def test_leaving_early_ends_the_processes(tmp_path: Path) -> None:
    started = outcomes(leave_a_mark, [tmp_path] * 50, processes=2)
    next(started)
    started.close()  # type: ignore[attr-defined]  # a generator, typed as the iterator it is used as
    time.sleep(0.2)
    marks = len(list(tmp_path.iterdir()))
    time.sleep(1.5)
    assert len(list(tmp_path.iterdir())) == marks


@pytest.mark.parametrize("processes", [1, 8])
def test_more_processes_than_items_and_fewer_are_both_fine(processes: int) -> None:
    assert sorted(outcome.number for outcome in outcomes(halve, [2, 4], processes)) == [0, 1]
