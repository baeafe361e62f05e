"""Finding the few children whom a phase is about, by one narrow column first."""

import numpy as np

from agents.child import Children
from agents.declarations import Flags, Int8s, Int32s
from agents.vocabulary import SenStatus


def rows_where(condition: Flags) -> Int32s:
    """Rows for which the condition holds."""
    return np.flatnonzero(condition).astype(np.int32)


def with_plan(children: Children) -> Int32s:
    """Rows of children with a plan."""
    rows = rows_where(children.sen_status == SenStatus.PLAN)
    return rows[children.is_present[rows]]


def placed_in(children: Children, placement: int) -> Int32s:
    """Rows of children who are educated in this kind of place."""
    rows = rows_where(children.placement == placement)
    return rows[children.is_present[rows]]


def marked(column: Int8s, children: Children) -> Int32s:
    """Rows of children on whom an earlier phase of the month left a mark in ``column``."""
    rows = rows_where(column != 0)
    return rows[children.is_present[rows]]
