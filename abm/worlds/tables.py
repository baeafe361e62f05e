"""Room in the tables of cases and disputes: slots are used again once closed."""

from typing import Any, TypeVar

import numpy as np

from abm.worlds.state import World
from agents.case import Cases
from agents.declarations import new_table
from agents.tribunal import Disputes

Table = TypeVar("Table", Cases, Disputes)


def make_room_for_cases(world: World, n: int) -> None:
    """Lengthen the table of cases if it has fewer than ``n`` slots that are free."""
    world.cases = _with_room(world.cases, n)


def make_room_for_disputes(world: World, n: int) -> None:
    """Lengthen the table of disputes if it has fewer than ``n`` slots that are free."""
    world.disputes = _with_room(world.disputes, n)


def _with_room(table: Table, n: int) -> Table:
    missing = n - (table.is_open.size - int(np.count_nonzero(table.is_open)))
    if missing <= 0:
        return table
    extra = new_table(type(table), max(missing, table.is_open.size))
    columns: list[Any] = [
        np.concatenate([old, new]) for old, new in zip(list(table), list(extra), strict=True)
    ]
    return type(table)(*columns)
