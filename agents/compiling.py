"""Compiles rules and passes with Numba, and keeps a stale compiled rule from ever running.

Numba's own cache looks only at the file that holds a function, so an edited rule in one file
would keep running inside a pass cached from another. The cache folder is therefore named
after a digest of every source file that holds compiled code.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba import njit
from numba.core.compiler import Compiler

from agents.calling import CompiledPass, CompiledRule

ALL_COMPILED = "all-compiled"  # a file that says so
CACHES_KEPT = 12  # of earlier states of the source files, 10 to 20 MB each

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def source_digest() -> str:
    """Digest of every source file that may hold compiled code (``agents`` and ``abm``)."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{numba.__version__} {sys.version_info[:2]}".encode())
    here = Path(__file__).resolve().parent
    for folder in (here, here.parent / "abm"):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Folder for compiled code: ``SENDLAB_CACHE`` if set, else the user's cache folder."""
    chosen = os.environ.get("SENDLAB_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(chosen) if chosen else Path.home() / ".cache"
    return base / "sendlab" / source_digest()


def forget_old_caches(current: Path, keep: int = CACHES_KEPT) -> None:
    """Remove compiled code of other source files but for the ``keep`` folders used last.

    A process that still runs on one of them compiles again what it has not yet loaded.
    """
    others = [one for one in current.parent.glob("*") if one.is_dir() and one != current]
    others.sort(key=lambda one: one.stat().st_mtime, reverse=True)
    for folder in others[keep:]:
        shutil.rmtree(folder, ignore_errors=True)


def usable_cache(current: Path) -> Path:
    """Make the folder for compiled code, and room for it if it is a new one.

    Where it cannot be made, returns a temporary folder instead: everything is then compiled anew.
    """
    try:
        if current.exists():
            os.utime(current)
        else:
            current.mkdir(parents=True)
            forget_old_caches(current)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="sendlab-"))
    return current


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(usable_cache(cache_folder()))  # type: ignore[attr-defined]  # set at run time


def cache_in_use() -> Path:
    """Folder that compiled code is kept in by this process."""
    return Path(str(numba.config.CACHE_DIR))  # type: ignore[attr-defined]  # set at run time


def is_compiled() -> bool:
    """Whether everything in these very source files has been compiled, as far as that was noted."""
    return (cache_in_use() / ALL_COMPILED).exists()


def note_compiled() -> None:
    """Note beside the compiled code that all of it is there."""
    cache_in_use().mkdir(parents=True, exist_ok=True)
    (cache_in_use() / ALL_COMPILED).touch()


def is_cache_shared() -> bool:
    """Whether other processes find what this one compiles; not where no lasting folder could be made."""
    return "NUMBA_CACHE_DIR" in os.environ or cache_in_use() == cache_folder()


# Compiled code here never allocates, so Numba's reference counting is off: it would touch a shared
# counter for every column a rule reads, which made the passes thirty times slower when measured.
# ``_nrt`` is the option's name in Numba; a pass that tries to allocate fails to compile.
#
# A division by nought gives infinity, as in NumPy, which the checks of the month find: asking before
# every division would keep the processor from working on several rows at once.
CALLABLE: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
    "_nrt": False,
}
INTERNAL: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "forceinline": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}


class ColumnsApart(Compiler):
    """Numba's compiler, told that no two columns handed to a pass share memory.

    The processor can then work on several rows at once where a loop has no more than plain ``if`` and
    arithmetic. Nothing but speed depends on it.
    """

    def define_pipelines(self) -> Any:
        """Return Numba's own steps, with the flag set for this function."""
        self.state.flags.noalias = True
        return super().define_pipelines()  # type: ignore[no-untyped-call]  # Numba has no types


def rule(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile one scalar decision of one agent at one moment."""
    within = njit(**INTERNAL)(function)
    return cast(Callable[Arguments, Answer], CompiledRule(within, lambda: njit(**CALLABLE)(function)))


def compiled_pass(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile a pass: a loop that reads columns, calls rules and writes columns."""
    compiled = njit(pipeline_class=ColumnsApart, **CALLABLE)(function)
    return cast(Callable[Arguments, Answer], CompiledPass(compiled))


def watch(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile a loop that watches a column which another thread writes: it is read anew at every turn."""
    return cast(Callable[Arguments, Answer], CompiledPass(njit(**CALLABLE)(function)))


def part_of_pass(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile a piece of a pass that only compiled code calls.

    It takes whole tables, and the wrapper that would let Python call it costs more to compile
    than the piece itself; compiled into its pass, it needs no cache of its own either.
    """
    return cast(Callable[Arguments, Answer], njit(**INTERNAL)(function))
