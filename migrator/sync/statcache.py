"""The stat cache: size and time of every file, as a run left them that had nothing to do there.

Git and rsync see by these whether a file was touched, too.  It only saves time: where it isn't known, every file is
read.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from migrator import layout
from migrator.model import WrittenFile
from migrator.writer.disk.folder import Folder

_SETTLED = 2 * 10**9
"""Nanoseconds; within that, a file may be written twice and have the same time."""


def save(root: Path, files: Iterable[WrittenFile]) -> None:
    """Write the stat cache of these files, for the state and the snapshot that are there now."""
    folder = Folder(root)
    latest = time.time_ns() - _SETTLED
    lines = [f"{folder.digest_of_bytes(layout.SNAPSHOT)}\n"]
    for file in files:
        stat = _size_and_time(root / file.path)
        if stat is None or stat[1] > latest:
            folder.remove(_cache_path(root))
            return
        lines.append(f"{stat[0]} {stat[1]} {file.path}\n")
    folder.write(_cache_path(root), "".join(lines).encode("utf-8", "surrogateescape"), lasting=False)


def is_untouched(root: Path) -> bool:
    """Whether state, snapshot and all files are as they were when the stat cache was written."""
    lines = _lines(root / _cache_path(root))
    if next(lines, "") != (Folder(root).digest_of_bytes(layout.SNAPSHOT) or "none"):
        return False
    for line in lines:
        size, moment, path = line.split(" ", 2)
        stat = _size_and_time(root / path)
        if stat is None or (str(stat[0]), str(stat[1])) != (size, moment):
            return False
    return True


def _cache_path(root: Path) -> PurePosixPath:
    """Where the stat cache lies.  A folder of an earlier version keeps it where its .gitignore expects it."""
    return layout.OLD_STAT_CACHE if (root / layout.OLD_MERGE_BASES).is_dir() else layout.STAT_CACHE


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            yield from (line.removesuffix("\n") for line in lines)
    except OSError:
        return


def _size_and_time(file: Path) -> tuple[int, int] | None:
    """Size and time of a file, zeros where there is none; None for what is no file."""
    try:
        found = file.lstat()
    except FileNotFoundError:
        return 0, 0
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if S_ISREG(found.st_mode) else None
