"""Files that take their name only when they are whole and on the disk, so that a power cut leaves old or new."""

import os
from pathlib import Path

HIDDEN = ".tmp-"


def settle(hidden: Path, path: Path) -> None:
    """Force the written file ``hidden`` to the disk and rename it to ``path`` in the same folder, for good.

    A rename lives in the folder, not in the file: without forcing that out as well, a power cut may
    bring back the old name. Raises ``OSError`` for a full disk.
    """
    _force_out(hidden)
    hidden.replace(path)
    _force_out(path.parent)


def write_whole(path: Path, content: str) -> None:
    """Write a small file so that a kill or a power cut leaves the old one or the new one."""
    hidden = path.with_name(f"{HIDDEN}{path.name}")
    try:
        hidden.write_text(content, encoding="utf-8")
        settle(hidden, path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise


def _force_out(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
