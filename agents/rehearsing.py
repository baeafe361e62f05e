"""Rehearsals: going through the motions to learn what has to be compiled, without compiling anything.

Numba compiles a pass for the types of its arguments, which only a call knows. In a rehearsal every pass
that is called notes them and is then run as plain Python, or left out: so all passes are known in seconds
and can be compiled in any order and in several processes.
"""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple

from agents.plain import plain


class PassAsCalled(NamedTuple):
    """A pass by its module and name, and the types of its arguments: all that the compiler must be told."""

    module: str
    name: str
    types: tuple[Any, ...]


class Rehearsal:
    """What this thread calls, as long as it lasts, of passes that are not compiled yet.

    While ``runs`` is set a pass does its work as plain Python; otherwise it does nothing, and answers 0
    where a whole number is expected. ``noted`` has every pass once for each set of types, in order of first
    call.
    """

    def __init__(self) -> None:
        self.runs = True
        self.noted: dict[Any, PassAsCalled] = {}
        self._plain: dict[Callable[..., Any], Callable[..., Any]] = {}

    def __enter__(self) -> "Rehearsal":
        _present.rehearsal = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _present.rehearsal = None

    def answer(self, source: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Run the pass with this ``source`` as plain Python, or leave it out."""
        if not self.runs:
            return 0 if source.__annotations__["return"] is int else None
        if source not in self._plain:
            self._plain[source] = plain(source)
        return self._plain[source](*arguments)


class _Present(threading.local):
    rehearsal: Rehearsal | None = None


_present = _Present()


def rehearsal_here() -> Rehearsal | None:
    """The rehearsal that goes on in this thread, if one does."""
    return _present.rehearsal
