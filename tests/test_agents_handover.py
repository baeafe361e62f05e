"""What is handed to compiled code arrives there: every column, every number, or an error."""

from typing import NamedTuple

import numpy as np
import pytest

from agents.child import Children
from agents.compiling import compiled_pass, rule
from agents.declarations import Float64s, Int32s, new_table
from agents.handover import NumbersType, TableType, holds_columns, holds_numbers, type_of_tuple


class Weights(NamedTuple):
    """A set of numbers."""

    first: float
    second: float
    third: float


class Pair(NamedTuple):
    """What is neither a table nor a set of numbers."""

    weights: Weights
    rows: Int32s


@rule
def in_digits(weights: Weights) -> float:
    """Each number at a place of its own."""
    return 100.0 * weights.first + 10.0 * weights.second + weights.third


@compiled_pass
def copy_columns(children: Children, out: Float64s) -> None:
    """Copy a column of each width that there is, and the length of the last one."""
    for row in range(children.cohort.size):
        out[row] = children.person_id[row] + children.cohort[row] + children.band[row]
        out[row] += children.unmet_need[row] + children.is_present[row]
    out[-1] = children.wants.size


@compiled_pass
def weigh(pair: Pair, out: Float64s) -> None:
    """Use a set of numbers that comes within something else."""
    for row in range(pair.rows.size):
        out[row] = pair.rows[row] * pair.weights.second


def four_children() -> Children:
    """Four children, no two columns alike."""
    children = new_table(Children, 4)
    children.person_id[:] = [1000, 2000, 3000, 4000]
    children.cohort[:] = [100, 200, 300, 400]
    children.band[:] = [10, 20, 30, 40]
    children.unmet_need[:] = [0.5, 0.25, 0.125, 0.0]
    children.is_present[:] = [True, False, True, False]
    return children


def expected(children: Children) -> Float64s:
    """What ``copy_columns`` writes, worked out by NumPy."""
    found = children.unmet_need.astype(np.float64)
    for column in (children.person_id, children.cohort, children.band, children.is_present):
        found += column
    return found


def test_declared_classes_are_told_from_others() -> None:
    told = [(holds_columns(kind), holds_numbers(kind)) for kind in (Children, Weights, Pair)]
    assert told == [(True, False), (False, True), (False, False)]


def test_every_column_arrives() -> None:
    children, out = four_children(), np.zeros(5)
    copy_columns(children, out)
    np.testing.assert_array_equal(out, [*expected(children), 4.0])


def test_a_table_with_a_column_with_gaps_is_handed_over_in_numbas_own_way() -> None:
    children, out = four_children(), np.zeros(5)
    wide = np.zeros(8, np.int16)
    wide[::2] = children.cohort
    gappy = children._replace(cohort=wide[::2])
    assert isinstance(type_of_tuple(children, None), TableType)
    assert not isinstance(type_of_tuple(gappy, None), TableType)
    copy_columns.dispatcher(gappy, out)  # type: ignore[attr-defined]  # a pass has a dispatcher
    np.testing.assert_array_equal(out, [*expected(children), 4.0])


def test_a_table_of_no_rows_is_empty() -> None:
    out = np.full(1, 7.0)
    copy_columns(new_table(Children, 0), out)
    assert out[0] == 0.0


def test_numbers_arrive_in_their_places_also_within_something_else() -> None:
    assert in_digits(Weights(1.0, 2.0, 3.0)) == 123.0
    out = np.zeros(2)
    weigh(Pair(Weights(1.0, 2.0, 3.0), np.array([4, 5], np.int32)), out)
    assert out.tolist() == [8.0, 10.0]


def test_whole_numbers_are_handed_over_as_floats_by_the_same_code() -> None:
    assert type_of_tuple(Weights(1, 2, 3), None) == type_of_tuple(Weights(0.5, 2.0, 3.0), None)
    assert isinstance(type_of_tuple(Weights(1, 2, 3), None), NumbersType)
    assert in_digits(Weights(1, np.float64(2.0), True)) == 121.0


def test_what_is_no_number_is_an_error() -> None:
    with pytest.raises(TypeError):
        in_digits(Weights(1.0, "two", 3.0))  # type: ignore[arg-type]  # on purpose
