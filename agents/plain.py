"""The rules as plain Python: the same source, run without the compiler.

For whatever calls rules one agent at a time from Python, where crossing into compiled code would cost
more than the rule; and for holding the compiled model to its own source.
"""

import builtins
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any


def plain(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule as Python runs it, with every rule that it calls made plain as well."""
    function = getattr(rule, "py_func", rule)
    names: dict[str, Any] = {"__builtins__": builtins}
    for name in function.__code__.co_names:
        if name in function.__globals__:
            value = function.__globals__[name]
            names[name] = plain(value) if is_rule(value) else value
    return FunctionType(function.__code__, names, function.__name__)


def code_of(rule: Callable[..., Any]) -> set[CodeType]:
    """The code of a rule or pass and of everything of ours that it calls."""
    function = getattr(rule, "py_func", rule)
    found = {function.__code__}
    for name in function.__code__.co_names:
        value: Any = function.__globals__.get(name)
        if is_rule(value):
            found |= code_of(value)
    return found


def is_rule(value: Any) -> bool:
    """Whether a value is a rule of an agent, compiled or made plain."""
    ours = isinstance(value, FunctionType) and value.__module__.startswith("agents.")
    return ours or hasattr(value, "py_func")
