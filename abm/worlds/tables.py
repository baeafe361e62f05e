"""Room in the tables of cases and disputes: slots are used again once closed."""

from typing import Any, TypeVar

import numpy as np

from abm.worlds.state import World
from agents.case import Cases
from agents.declarations import Int32s, new_table
from agents.tribunal import Disputes

Table = TypeVar("Table", Cases, Disputes)


def free_case_slots(world: World, n: int) -> Int32s:
    """``n`` slots for new cases, lengthening the table if it is full."""
    world.cases = _with_room(world.cases, n)
    return _free(world.cases.is_open, n)


def free_dispute_slots(world: World, n: int) -> Int32s:
    """``n`` slots for new disputes, lengthening the table if it is full."""
    world.disputes = _with_room(world.disputes, n)
    return _free(world.disputes.is_open, n)


def _free(is_open: np.ndarray[Any, np.dtype[np.bool_]], n: int) -> Int32s:
    return np.flatnonzero(~is_open)[:n].astype(np.int32)


def _with_room(table: Table, n: int) -> Table:
    missing = n - int((~table.is_open).sum())
    if missing <= 0:
        return table
    extra = new_table(type(table), max(missing, table.is_open.size))
    columns: list[Any] = [
        np.concatenate([old, new]) for old, new in zip(list(table), list(extra), strict=True)
    ]
    return type(table)(*columns)
