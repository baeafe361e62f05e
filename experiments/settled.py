"""Files that take their name only when whole and on the disk: a power cut leaves the old or the new."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HIDDEN = ".tmp-"


@contextmanager
def becoming(path: Path) -> Iterator[Path]:
    """Yield a hidden path to write to; the file becomes ``path``, for good, if the block ends well.

    A rename lives in the folder, not in the file: without forcing that out as well, a power cut may
    bring back the old name. A full disk raises ``OSError`` and leaves nothing.
    """
    hidden = path.with_name(f"{HIDDEN}{path.name}")
    try:
        yield hidden
        _force_out(hidden)
        hidden.replace(path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise
    _force_out(path.parent)


def write_whole(path: Path, content: str) -> None:
    """Write a small file so that a kill or a power cut leaves the old one or the new one."""
    with becoming(path) as hidden:
        hidden.write_text(content, encoding="utf-8")


def _force_out(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
