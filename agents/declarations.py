"""How columns are declared: once, beside the agent they belong to.

A table of agents is a ``NamedTuple`` of arrays. Each field is ``Annotated`` with its unit, its
value in a new row and its meaning, so that the arrays and the docs come from the same line. A
set of parameters is a ``NamedTuple`` of numbers; their values, units, ranges and sources are
kept in the catalogue, ``abm/data/parameters.toml``.
"""

from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Int8s = NDArray[np.int8]
Int16s = NDArray[np.int16]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

Table = TypeVar("Table")


class Column(NamedTuple):
    """What one column of a table holds: its unit, its value in a new row, its meaning."""

    unit: str
    default: float
    meaning: str


class Declared(NamedTuple):
    """A declared field together with the class and the name it was declared under."""

    owner: str
    name: str
    dtype: np.dtype[Any]
    note: Any


def declared(kind: type) -> list[Declared]:
    """List the columns of the table ``kind`` with their declarations.

    Raises ``TypeError`` if a field carries no declaration.
    """
    rows = []
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{kind.__name__}.{name} has no declaration")
        what, note = get_args(hint)[:2]
        rows.append(Declared(kind.__name__, name, _dtype_of(what), note))
    return rows


def new_table(kind: type[Table], n_rows: int) -> Table:
    """Make a table of ``n_rows`` rows with every column at its declared default."""
    columns = [np.full(n_rows, field.note.default, field.dtype) for field in declared(kind)]
    return kind(*columns)


def n_rows(table: Any) -> int:
    """Number of rows of a table."""
    return int(table[0].shape[0])


def _dtype_of(what: Any) -> np.dtype[Any]:
    arguments = get_args(what)  # (scalar,) since NumPy 2.5, (shape, dtype[scalar]) before
    scalar = arguments[0] if len(arguments) == 1 else get_args(arguments[1])[0]
    return np.dtype(scalar)
