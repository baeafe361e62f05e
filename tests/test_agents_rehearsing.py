"""Rehearsals: passes note what they are called with, and run as plain Python or not at all."""

import threading

import numpy as np
import pytest

from agents.calling import CompiledPass
from agents.compiling import compiled_pass, rule
from agents.declarations import Int64s
from agents.plain import code_of
from agents.rehearsing import Rehearsal, rehearsal_here


@rule
def doubled(value: int) -> int:
    """Twice as much."""
    return 2 * value


def double_all(values: Int64s) -> int:
    """Double every value in place; returns how many there are."""
    for place in range(values.size):
        values[place] = doubled(values[place])
    return values.size


def fill(values: Int64s) -> None:
    """Put ones everywhere."""
    values[:] = 1


@pytest.fixture
def doubling() -> CompiledPass:
    """A pass that nobody has called yet."""
    found = compiled_pass(double_all)
    assert isinstance(found, CompiledPass)
    return found


def test_in_a_rehearsal_a_pass_works_as_plain_python_and_is_not_compiled(doubling: CompiledPass) -> None:
    values = np.array([1, 2, 3])
    with Rehearsal() as rehearsal:
        assert doubling(values) == 3
        assert doubling(values) == 3
    assert values.tolist() == [4, 8, 12]
    assert not doubling.dispatcher.overloads
    (noted,) = rehearsal.noted.values()
    assert (noted.module, noted.name) == (__name__, "double_all")


def test_what_was_noted_is_what_the_pass_is_compiled_for(doubling: CompiledPass) -> None:
    values = np.array([1, 2, 3])
    with Rehearsal() as rehearsal:
        doubling(values)
    (noted,) = rehearsal.noted.values()
    doubling.compile_for(noted.types)
    (compiled,) = doubling.dispatcher.overloads
    doubling(values)
    assert list(doubling.dispatcher.overloads) == [compiled]


def test_every_set_of_types_is_noted_once(doubling: CompiledPass) -> None:
    with Rehearsal() as rehearsal:
        for values in (np.ones(2, np.int64), np.ones(5, np.int64), np.ones(2, np.int32)):
            doubling(values)
    assert len(rehearsal.noted) == 2


def test_a_pass_that_is_left_out_does_nothing_and_answers_nought_or_nothing(doubling: CompiledPass) -> None:
    filling = compiled_pass(fill)
    values = np.array([1, 2, 3])
    with Rehearsal() as rehearsal:
        rehearsal.runs = False
        assert doubling(values) == 0
        answer = filling(values)
        assert answer is None
    assert values.tolist() == [1, 2, 3]
    assert len(rehearsal.noted) == 2


def test_a_pass_that_is_compiled_runs_as_ever(doubling: CompiledPass) -> None:
    values = np.array([1, 2, 3])
    doubling(values)
    with Rehearsal() as rehearsal:
        rehearsal.runs = False
        doubling(values)
    assert values.tolist() == [4, 8, 12]
    assert not rehearsal.noted


def test_other_threads_do_not_take_part_and_it_ends_even_if_it_fails() -> None:
    found: list[Rehearsal | None] = []
    with Rehearsal() as rehearsal:
        assert rehearsal_here() is rehearsal
        other = threading.Thread(target=lambda: found.append(rehearsal_here()))
        other.start()
        other.join()
    assert found == [None]
    with pytest.raises(ZeroDivisionError), Rehearsal():
        raise ZeroDivisionError
    assert rehearsal_here() is None


def test_the_code_of_a_pass_is_its_own_and_that_of_the_rules_it_calls(doubling: CompiledPass) -> None:
    assert {code.co_name for code in code_of(doubling)} == {"double_all", "doubled"}
