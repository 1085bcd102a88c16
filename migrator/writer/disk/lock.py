"""One run at a time in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from migrator import layout
from migrator.errors import OutputError


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the folder for this run; the system lets go of it however the process ends.

    Raises `OutputError` where another run holds it.
    """
    file = root / layout.LOCK
    lock = FileLock(file, timeout=0)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        advice = "Wait until it has ended, and run again"
        raise OutputError(str(root), "another run is at work in it", advice) from error
    except OSError as error:
        raise OutputError(str(file), f"it can't be written ({error.strerror or error})") from error
    try:
        yield
    finally:
        lock.release()
