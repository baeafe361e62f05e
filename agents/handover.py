"""How declared tables and sets of numbers are handed to compiled code.

Numba's own way asks of every column whether it is an array, and of what kind, in code that it writes out
column by column: for a table of thirty columns and every pass that takes it. That was a quarter of what
compiling took. A declared class says once what it holds, so a short loop takes it all.
"""

import zlib
from functools import cache
from typing import Annotated, Any, get_origin, get_type_hints

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel.models import TupleModel, UniTupleModel
from numba.extending import NativeValue, register_model, typeof_impl, unbox
from numba.np.arrayobj import populate_array

# Where CPython keeps the items of a tuple, and NumPy the data and the lengths of an array, in bytes.
ITEMS = tuple.__basicsize__
DATA = object.__basicsize__
LENGTHS = DATA + 2 * np.dtype(np.intp).itemsize

WORD, FLOAT = ir.IntType(64), ir.DoubleType()
POINTER = ir.IntType(8).as_pointer()


@cache
def holds_columns(kind: type) -> bool:
    """Whether a class of tuples is a declared table."""
    hints = get_type_hints(kind, include_extras=True)
    return bool(hints) and all(get_origin(hint) is Annotated for hint in hints.values())


@cache
def holds_numbers(kind: type) -> bool:
    """Whether a class of tuples is a set of numbers and nothing else, such as parameters."""
    hints = get_type_hints(kind)
    return bool(hints) and all(hint is float for hint in hints.values())


class TableType(types.NamedTuple):
    """A declared table whose columns lie in memory without gaps."""

    def __init__(self, columns: tuple[Any, ...], kind: type) -> None:
        super().__init__(columns, kind)  # type: ignore[no-untyped-call]  # Numba has no types
        # The name becomes part of every name in the machine code of whatever takes the table.
        self.name = f"{kind.__name__}.{zlib.crc32(self.name.encode()):x}"


class NumbersType(types.NamedUniTuple):
    """A set of numbers; whole numbers among them are handed over as floats."""


register_model(TableType)(TupleModel)
register_model(NumbersType)(UniTupleModel)
type_of_other_tuple = typeof_impl.dispatch(tuple)


@typeof_impl.register(tuple)
def type_of_tuple(value: tuple[Any, ...], purpose: Any) -> Any:
    """Numba's type of a tuple: one of ours if its class is declared."""
    kind = type(value)
    if holds_numbers(kind):
        return NumbersType(types.float64, len(value), kind)  # type: ignore[no-untyped-call]  # the same
    found = type_of_other_tuple(value, purpose)
    if holds_columns(kind) and all(map(_is_plain_column, found)):
        return TableType(tuple(found), kind)
    return found


def _is_plain_column(column: Any) -> bool:
    return isinstance(column, types.Array) and column.ndim == 1 and column.layout == "C" and column.aligned


@unbox(TableType)  # type: ignore[untyped-decorator]  # Numba has no types
def take_table(table: TableType, given: Any, c: Any) -> NativeValue:
    """Take where each column of a table lies and how long it is."""
    build, count = c.builder, ir.Constant(WORD, table.count)
    data = cgutils.alloca_once(build, POINTER, size=count)
    lengths = cgutils.alloca_once(build, WORD, size=count)
    with cgutils.for_range(build, count) as loop:
        column = _item(build, given, loop.index)
        first_length = _at(build, column, LENGTHS, WORD.as_pointer())
        build.store(_at(build, column, DATA, POINTER), build.gep(data, [loop.index]))
        build.store(build.load(first_length), build.gep(lengths, [loop.index]))
    columns = []
    for place, kind in enumerate(table.types):
        at = [ir.Constant(WORD, place)]
        array = c.context.make_array(kind)(c.context, build)
        start = build.bitcast(build.load(build.gep(data, at)), array.data.type)
        width = c.context.get_constant(types.intp, np.dtype(kind.dtype.name).itemsize)
        populate_array(array, start, [build.load(build.gep(lengths, at))], [width], width, None)
        columns.append(array._getvalue())
    return NativeValue(c.context.make_tuple(build, table, columns))


@unbox(NumbersType)  # type: ignore[untyped-decorator]  # the same
def take_numbers(numbers: NumbersType, given: Any, c: Any) -> NativeValue:
    """Take the numbers; what is no number is Python's ``TypeError``."""
    build, whole = c.builder, ir.ArrayType(FLOAT, numbers.count)
    room = cgutils.alloca_once(build, whole)
    first = build.bitcast(room, FLOAT.as_pointer())
    with cgutils.for_range(build, ir.Constant(WORD, numbers.count)) as loop:
        build.store(c.pyapi.float_as_double(_item(build, given, loop.index)), build.gep(first, [loop.index]))
    return NativeValue(build.load(room), is_error=cgutils.is_not_null(build, c.pyapi.err_occurred()))


def _item(build: Any, given: Any, place: Any) -> Any:
    """The item of a tuple at a place."""
    items = build.gep(build.bitcast(given, POINTER), [ir.Constant(WORD, ITEMS)])
    return build.load(build.gep(build.bitcast(items, given.type.as_pointer()), [place]))


def _at(build: Any, thing: Any, offset: int, kind: Any) -> Any:
    """What lies so many bytes into an object of Python's."""
    there = build.gep(build.bitcast(thing, POINTER), [ir.Constant(WORD, offset)])
    return build.load(build.bitcast(there, kind.as_pointer()))
