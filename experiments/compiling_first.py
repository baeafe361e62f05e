"""Compiles the rules ahead of the first run, in several processes, where that has yet to be done."""

import fcntl
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from abm import (
    PartToCompile,
    cache_in_use,
    compile_part,
    is_cache_shared,
    is_compiled,
    note_compiled,
    parts_to_compile,
)
from experiments.processes import outcomes, processors
from experiments.progress import Progress

# Each takes 400 MiB, and the pass that takes longest is a twelfth of the whole.
MOST_AT_ONCE = 4
# Objects made between two looks for rubbish, of which there is none: every 700, they take a tenth of it all.
SELDOM = 50_000
LOCK = "compiling"
NOT_KEPT = (
    "Compiling the rules as they are needed, for this once, a minute or two: "
    "there is no folder to keep them in. SENDLAB_CACHE can name one."
)


def compile_first() -> None:
    """Compile whatever a run needs, show how far that is, and note that it is done; once on a machine.

    What fails here is left to the run, which compiles what it misses, and says what is wrong with it.
    """
    if is_compiled():
        return
    if not is_cache_shared():
        print(NOT_KEPT, file=sys.stderr)  # noqa: T201
        return
    with _one_at_a_time():
        if not is_compiled():
            _compile_all()


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


def _compile_all() -> None:
    n_processes = min(processors(), MOST_AT_ONCE)
    progress = Progress(f"Compiling the rules, once for this version of them, in {n_processes} processes")
    all_is_well = False
    # In a process of its own: to rehearse is to call what is not compiled, which this one may be about to.
    for rehearsal in outcomes(_rehearsed, [None], processes=1):
        if rehearsal.answer is not None:
            all_is_well = _compile(rehearsal.answer, n_processes, progress)
    progress.close()
    if all_is_well:
        note_compiled()


def _compile(parts: Sequence[PartToCompile], n_processes: int, progress: Progress) -> bool:
    """Compile these parts, longest first so that none is left to the end; returns whether all went well."""
    done, total, failed = 0, sum(part.length for part in parts), 0
    for outcome in outcomes(_compiled, parts, n_processes):
        done += parts[outcome.number].length
        failed += bool(outcome.error)
        progress(done, total)
    return not failed


def _compiled(part: PartToCompile) -> None:
    """Compile one part, in a process of its own, without looking for rubbish at every turn."""
    gc.freeze()
    gc.set_threshold(SELDOM)
    compile_part(part)


def _rehearsed(_: None) -> list[PartToCompile]:
    return parts_to_compile()
