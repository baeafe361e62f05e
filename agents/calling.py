"""Calls a compiled pass without asking again what every column is.

Numba works out the type of each argument at every call, column by column: for the tables of a month that
takes ten times as long as handing them over, and in the world of one authority longer than some passes. A
table or a set of parameters is declared once, so its class says what it holds; arrays, and numbers that
could be of another type, are looked at, wherever they are. What is remembered by kind is the machine code
that Numba chose the first time.
"""

import os
from collections.abc import Callable
from functools import cache, cached_property, update_wrapper
from operator import attrgetter, itemgetter
from typing import Any, get_type_hints

import numpy as np
from numba import types
from numba._dispatcher import compute_fingerprint
from numba.extending import typeof_impl

from agents.handover import holds_columns, holds_numbers
from agents.rehearsing import PassAsCalled, Rehearsal, rehearsal_here

# What a field declared so holds, and nothing else; where a float is declared, an ``int`` may be as well.
EXACT = (int, np.uint64)
Taking = Callable[[tuple[Any, ...]], tuple[Any, ...]]
CHECKED = bool(os.environ.get("SENDLAB_CHECK_CALLS"))


@cache
def is_declared(kind: type) -> bool:
    """Whether a class of tuples says all about what it holds: declared columns, or numbers alone."""
    return holds_columns(kind) or holds_numbers(kind) or _is_exact(kind)


def _is_exact(kind: type) -> bool:
    hints = get_type_hints(kind)
    return bool(hints) and all(hint in EXACT for hint in hints.values())


def open_fields(kind: type) -> list[str]:
    """Fields of which a class of tuples does not say all, such as arrays; dots lead to those of its parts."""
    fields = []
    for name, hint in get_type_hints(kind).items():
        if isinstance(hint, type) and issubclass(hint, tuple):
            fields += [] if is_declared(hint) else [f"{name}.{field}" for field in open_fields(hint)]
        elif hint not in EXACT:
            fields.append(name)
    return fields


@cache
def what_differs_in(classes: tuple[type, ...]) -> Taking:
    """What takes from arguments of these classes all whose type they do not tell."""
    whole, parts = [], []
    for place, kind in enumerate(classes):
        if kind in (np.ndarray, tuple):
            whole.append(place)
        elif issubclass(kind, tuple) and not is_declared(kind):
            parts.append((place, attrgetter(*open_fields(kind))))
    take_whole = itemgetter(slice(0), *whole)  # with the slice, which is empty, it always takes a tuple

    def take(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        taken = take_whole(arguments)
        for place, fields in parts:
            taken += (fields(arguments[place]),)
        return taken

    return take if parts else take_whole


def is_tuple(argument: Any) -> bool:
    """Whether an argument is a table, a set of parameters or another tuple: may hold what its class hides."""
    return isinstance(argument, tuple)


def kinds_of(arguments: tuple[Any, ...]) -> tuple[tuple[type, ...], bytes]:
    """What decides which machine code takes these: the same for others only if their types are.

    Like Numba's own calls it takes every array for aligned, as all are that NumPy makes room for.
    """
    classes = tuple(map(type, arguments))
    return classes, compute_fingerprint(what_differs_in(classes)(arguments))


class CompiledPass:
    """A compiled pass, called from Python; ``py_func`` is its source.

    With ``SENDLAB_CHECK_CALLS`` set, every call looks into tables as well and raises ``TypeError`` where a
    column is of another type than at the first call, which else would be misread.
    """

    def __init__(self, dispatcher: Any) -> None:
        update_wrapper(self, dispatcher.py_func)
        self.py_func: Callable[..., Any] = dispatcher.py_func
        self.dispatcher = dispatcher
        self._known: list[tuple[tuple[type, ...], Taking, bytes, Callable[..., Any]]] = []
        self._closely: dict[Any, Any] = {}

    def __call__(self, *arguments: Any) -> Any:
        """Run the pass."""
        if CHECKED:
            self._check(kinds_of(arguments), compute_fingerprint(tuple(filter(is_tuple, arguments))))
        own = tuple(map(type, arguments))
        for classes, take, fingerprint, code in self._known:  # mostly one: no need to hash
            if own == classes and compute_fingerprint(take(arguments)) == fingerprint:
                return code(*arguments)
        return self._first_call(kinds_of(arguments), arguments)

    def _check(self, kinds: Any, closely: Any) -> None:
        if self._closely.setdefault(kinds, closely) != closely:
            raise TypeError(f"{self.py_func.__name__}: a column is not of the type that it is declared with")

    def _first_call(self, kinds: tuple[tuple[type, ...], bytes], arguments: tuple[Any, ...]) -> Any:
        rehearsal = rehearsal_here()
        if rehearsal is not None:
            self._note(rehearsal, kinds, arguments)
            return rehearsal.answer(self.py_func, arguments)
        types = self._types_of(arguments)
        self.compile_for(types)
        classes, fingerprint = kinds
        code = self.dispatcher.overloads[types].entry_point
        self._known.append((classes, what_differs_in(classes), fingerprint, code))
        return code(*arguments)

    def compile_for(self, types: tuple[Any, ...]) -> None:
        """Compile the pass for arguments of these types, or load it, or find that it has been."""
        self.dispatcher.compile(types)

    def _types_of(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(map(self.dispatcher.typeof_pyval, arguments))

    def _note(self, rehearsal: Rehearsal, kinds: Any, arguments: tuple[Any, ...]) -> None:
        if (self, kinds) not in rehearsal.noted:
            source = self.py_func
            called = PassAsCalled(source.__module__, source.__name__, self._types_of(arguments))
            rehearsal.noted[self, kinds] = called


class CompiledRule:
    """A rule, compiled into every pass that calls it; and on its own once Python does, which few rules see.

    ``py_func`` is its source. Numba takes it for ``within``, the function that other compiled code calls.
    """

    def __init__(self, within: Any, alone: Callable[[], Any]) -> None:
        update_wrapper(self, within.py_func)
        self.py_func: Callable[..., Any] = within.py_func
        self.within = within
        self._alone = alone

    @cached_property
    def _called(self) -> Callable[..., Any]:
        called: Callable[..., Any] = self._alone()
        return called

    def __call__(self, *arguments: Any) -> Any:
        """Decide, as compiled code does."""
        return self._called(*arguments)


@typeof_impl.register(CompiledRule)
def type_of_rule(rule: CompiledRule, _: Any) -> Any:
    """Numba's type of a rule: that of the function that other compiled code calls."""
    return types.Dispatcher(rule.within)
