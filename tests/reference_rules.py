"""The agents' rules as plain Python: the same source, run without the compiler.

Rules are shared with the model on purpose (their own tests work them out by hand); everything that
calls them is written again.
"""

import builtins
from collections.abc import Callable
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from agents import alternative_provision, authority, child, choosing, family, partners, school, tribunal

MODULES = (alternative_provision, authority, child, choosing, family, partners, school, tribunal)


def plain(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The rule as Python runs it, with every rule that it calls made plain as well."""
    function = getattr(rule, "py_func", rule)
    names: dict[str, Any] = {"__builtins__": builtins}
    for name in function.__code__.co_names:
        if name in function.__globals__:
            value = function.__globals__[name]
            names[name] = plain(value) if is_rule(value) else value
    return FunctionType(function.__code__, names, function.__name__)


def is_rule(value: Any) -> bool:
    ours = isinstance(value, FunctionType) and value.__module__.startswith("agents.")
    return ours or hasattr(value, "py_func")


def _rules_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    return {name: plain(value) for name, value in vars(module).items() if is_rule(value) and name != "rule"}


rules = SimpleNamespace(**{name: rule for module in MODULES for name, rule in _rules_of(module).items()})
