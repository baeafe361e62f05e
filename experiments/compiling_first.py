"""Compiles the rules ahead of the first run, in several processes, where that has yet to be done."""

import fcntl
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from abm.rehearsal import passes_to_compile
from agents.calling import CompiledPass
from agents.compiling import cache_in_use, is_cache_shared, is_compiled, note_compiled
from agents.plain import code_of
from agents.rehearsing import PassAsCalled
from experiments.processes import outcomes, processors
from experiments.progress import Progress

# Each takes 300 MiB, and the pass that takes longest is a twelfth of the whole.
MOST_AT_ONCE = 4
LOCK = "compiling"


class Part(NamedTuple):
    """One pass to compile, and how much code it is made of, in bytes of Python's."""

    called: PassAsCalled
    length: int


def compile_first() -> None:
    """Compile whatever a run needs, show how far that is, and note that it is done; once on a machine.

    What fails here is left to the run, which compiles what it misses, and says what is wrong with it.
    """
    if is_compiled() or not is_cache_shared():
        return
    with _one_at_a_time():
        if not is_compiled():
            _compile_all()


def _compile_all() -> None:
    n_processes = min(processors(), MOST_AT_ONCE)
    progress = Progress(f"Compiling the rules, once for this version of them, in {n_processes} processes")
    all_is_well = True
    for rehearsal in outcomes(parts_by_length, [None], processes=1):
        parts = rehearsal.answer or []
        all_is_well = not rehearsal.error and _compile(parts, n_processes, progress)
    progress.close()
    if all_is_well:
        note_compiled()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait while another process compiles the same; one that is killed on the way is waited for no longer."""
    with (cache_in_use() / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another process, which compiles the rules", file=sys.stderr)  # noqa: T201
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _compile(parts: list[Part], n_processes: int, progress: Progress) -> bool:
    """Compile these parts in so many processes; returns whether all went well."""
    done, total, failed = 0, sum(part.length for part in parts), 0
    for outcome in outcomes(compile_part, parts, n_processes):
        done += parts[outcome.number].length
        failed += bool(outcome.error)
        progress(done, total)
    return not failed


def compile_part(part: Part) -> None:
    """Compile one pass for the types it is called with, or load it."""
    _pass_named(part.called).compile_for(part.called.types)


def parts_by_length(_: None = None) -> list[Part]:
    """Every pass, those with most code first, so that none that takes long is left to the end."""
    parts = [Part(called, _length(called)) for called in passes_to_compile()]
    return sorted(parts, key=lambda part: part.length, reverse=True)


def _length(called: PassAsCalled) -> int:
    return sum(len(code.co_code) for code in code_of(_pass_named(called)))


def _pass_named(called: PassAsCalled) -> CompiledPass:
    found: CompiledPass = getattr(importlib.import_module(called.module), called.name)
    return found
