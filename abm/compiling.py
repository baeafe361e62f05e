"""Everything that has to be compiled, as parts that can be compiled one by one, in any process."""

import importlib
from typing import NamedTuple

from abm.rehearsal import passes_to_compile
from agents.calling import CompiledPass
from agents.plain import code_of
from agents.rehearsing import PassAsCalled


class PartToCompile(NamedTuple):
    """One pass to compile, and how much code it is made of, in bytes of Python's."""

    called: PassAsCalled
    length: int


def parts_to_compile() -> list[PartToCompile]:
    """Every pass that this process has not compiled yet, those with most code first."""
    parts = [PartToCompile(called, _length(called)) for called in passes_to_compile()]
    return sorted(parts, key=lambda part: part.length, reverse=True)


def compile_part(part: PartToCompile) -> None:
    """Compile one pass for the types it is called with, or load it."""
    _pass_named(part.called).compile_for(part.called.types)


def _length(called: PassAsCalled) -> int:
    return sum(len(code.co_code) for code in code_of(_pass_named(called)))


def _pass_named(called: PassAsCalled) -> CompiledPass:
    found: CompiledPass = getattr(importlib.import_module(called.module), called.name)
    return found
