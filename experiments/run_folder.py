"""A folder of results that appears whole or not at all, and is never overwritten by accident.

The work is done in a hidden folder beside the wanted one, which takes its name when complete.
A lock beside it keeps a second run out; the system drops the lock if the first is killed.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from abm import InputError

# What tells a folder written by sendlab, the only kind that --force replaces.
MARK = "provenance.json"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def new_folder(out: Path, force: bool = False) -> Iterator[Path]:
    """Yield a hidden folder to write in; it becomes ``out`` if the block ends without an error.

    Raises ``InputError`` if ``out`` is a file, holds anything already (unless ``force``, and then
    only a folder written by sendlab is replaced), cannot be made, or is being written by another run.
    """
    out = out.absolute()
    _refuse_if_taken(out, force)
    with room_to_write(out), locked(out):
        partial = out.with_name(f".{out.name}.partial")
        # Whatever a killed run left here is nobody's: we hold the lock.
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            yield partial
            _refuse_if_taken(out, force)
            _take_its_place(partial, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def free_folder(parent: Path, name: str) -> Path:
    """Return ``parent/name``, or ``parent/name-2`` and so on: the first that nobody has taken."""
    number, folder = 1, parent / name
    while folder.exists() or _lock_file(folder).exists():
        number += 1
        folder = parent / f"{name}-{number}"
    return folder


def _refuse_if_taken(out: Path, force: bool) -> None:
    where = str(out)
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(where, "--out", "a folder, not a file or a link", "Choose another --out.")
    if not out.exists() or not any(out.iterdir()):
        return
    if not force:
        remedy = "Choose another --out, or add --force to replace it."
        raise InputError(where, "--out", "a folder that is not there yet or is empty", remedy)
    if not (out / MARK).exists():
        remedy = f"It has no {MARK}, so --force leaves it alone; choose another --out."
        raise InputError(where, "--out", "a folder written by sendlab", remedy)


def _take_its_place(partial: Path, out: Path) -> None:
    """Move ``partial`` to ``out``; what stood there goes only once the new one can come."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    partial.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _make_parent(out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _lock_file(out).touch()
    except OSError as error:
        expected = f"a place where a folder can be made ({error.strerror}: {error.filename})"
        raise InputError(str(out), "--out", expected, "Choose another --out.") from None


@contextmanager
def room_to_write(out: Path) -> Iterator[None]:
    """Turn a full or read-only disk, met half-way, into an ``InputError``."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        expected = f"room to write in ({error.strerror})"
        raise InputError(str(out), "--out", expected, "Make room or choose another --out.") from None


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the lock of ``out``; raises ``InputError`` if another process holds it."""
    _make_parent(out)
    path = _lock_file(out)
    file = _try_lock(path)
    while file is not None and not _is_still(path, file):
        # Its last holder finished and removed it between our opening it and our locking it.
        file.close()
        file = _try_lock(path)
    if file is None:
        remedy = "Another run is writing there: wait for it, or choose another --out."
        raise InputError(str(out), "--out", "a folder of its own", remedy)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        file.close()


def is_locked(out: Path) -> bool:
    """Return whether another process is writing ``out``."""
    path = _lock_file(out)
    if not path.exists():
        return False
    file = _try_lock(path)
    if file is not None:
        file.close()
    return file is None


def _try_lock(path: Path) -> IO[str] | None:
    """Open and lock the lock file; return None if another process holds it."""
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _is_still(path: Path, file: IO[str]) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _lock_file(out: Path) -> Path:
    return out.with_name(f".{out.name}.lock")
