"""Finding the few children whom a phase is about."""

from abm.threads import Threads
from agents.child import Children
from agents.compiling import compiled_pass
from agents.declarations import Flags, Int8s, Int32s, n_rows
from agents.vocabulary import Placement


@compiled_pass
def mark_out_of_class(is_present: Flags, placement: Int8s, marks: Int8s, start: int, stop: int) -> None:
    """Mark who is in alternative provision or awaits a place there."""
    for row in range(start, stop):
        out = (placement[row] == Placement.ALTERNATIVE) | (placement[row] == Placement.AWAITING)
        marks[row] = is_present[row] & out


def set_in(children: Children, threads: Threads, column: Int8s) -> Int32s:
    """Rows of children on whom an earlier phase of the month left its mark in ``column``."""
    rows = threads.marked(n_rows(children), column)
    return rows[children.is_present[rows]]


def out_of_class(children: Children, threads: Threads) -> Int32s:
    """Rows of children in alternative provision or awaiting a place there."""
    return threads.found(n_rows(children), mark_out_of_class, children.is_present, children.placement)
