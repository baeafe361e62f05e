"""Every agent's rules by name, as plain Python, for models made of objects and for the model's own twin."""

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

from agents import (
    accountability,
    admission,
    alternative_provision,
    authority,
    banding,
    caseworkers,
    child,
    choosing,
    drafts,
    family,
    forum,
    partners,
    practice,
    school,
    services,
    tribunal,
)
from agents.plain import is_rule, plain

MODULES = (
    accountability,
    admission,
    alternative_provision,
    authority,
    banding,
    caseworkers,
    child,
    choosing,
    drafts,
    family,
    forum,
    partners,
    practice,
    school,
    services,
    tribunal,
)


def _rules_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    return {name: plain(value) for name, value in vars(module).items() if is_rule(value) and name != "rule"}


rules = SimpleNamespace(**{name: rule for module in MODULES for name, rule in _rules_of(module).items()})
