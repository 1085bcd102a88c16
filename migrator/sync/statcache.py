"""Whether an output folder is as a run left it that had nothing to do there: by size and time of its files.

Git and rsync see by these whether a file was touched, too.  It only saves time: where it isn't known, every file is
read.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG

from migrator import layout
from migrator.model import WrittenFile
from migrator.writer.disk.folder import Folder

_SETTLED = 2 * 10**9
"""Nanoseconds; within that, a file may be written twice and have the same time."""


def save(root: Path, files: Iterable[WrittenFile]) -> None:
    """Put down how these files look, for the state and the snapshot that are there now."""
    folder = Folder(root)
    latest = time.time_ns() - _SETTLED
    lines = [f"{folder.digest_of_bytes(layout.SNAPSHOT)}\n"]
    for file in files:
        look = _look(root / file.path)
        if look is None or look[1] > latest:
            folder.remove(layout.STAT_CACHE)
            return
        lines.append(f"{look[0]} {look[1]} {file.path}\n")
    folder.write(layout.STAT_CACHE, "".join(lines).encode("utf-8", "surrogateescape"), lasting=False)


def is_untouched(root: Path) -> bool:
    """Whether state, snapshot and all files are as they were when that was put down."""
    lines = _lines(root / layout.STAT_CACHE)
    if next(lines, "") != (Folder(root).digest_of_bytes(layout.SNAPSHOT) or "none"):
        return False
    for line in lines:
        size, moment, path = line.split(" ", 2)
        look = _look(root / path)
        if look is None or (str(look[0]), str(look[1])) != (size, moment):
            return False
    return True


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            yield from (line.removesuffix("\n") for line in lines)
    except OSError:
        return


def _look(file: Path) -> tuple[int, int] | None:
    """Size and time of a file, zeros where there is none; None for what is no file."""
    try:
        found = file.lstat()
    except FileNotFoundError:
        return 0, 0
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if S_ISREG(found.st_mode) else None
