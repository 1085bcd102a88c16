"""The output folder of a run: checked first, and locked until the run ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from pathlib import Path

from migrator import layout
from migrator.errors import OutputError
from migrator.model import State
from migrator.settings import Settings, save
from migrator.writer.disk import state
from migrator.writer.disk.lock import locked


class Destination:
    """An output folder that no other run writes to meanwhile."""

    def __init__(self, folder: Path, lock: Callable[[], object] | None) -> None:
        self._folder = folder
        self._lock = lock
        """Takes the lock before anything is written; None where it is held already."""

    @cached_property
    def known(self) -> State:
        """The state that earlier runs left in it."""
        return state.load(self._folder)

    def prepare(self, settings: Settings | None) -> None:
        """Make and lock the folder, and save `settings` in it, before the first file is written.

        Raises `OutputError` where it can't be made, or where another run has written to it since `known` was read.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(str(self._folder), f"it can't be made: {error.strerror}") from error
        if self._lock:
            self._lock()
            if state.load(self._folder) != self.known:
                raise OutputError(str(self._folder), "another run wrote there in the meantime", "Run again")
        if settings:
            save(settings, self._folder)


@contextmanager
def open_destination(folder: Path, *, dry_run: bool) -> Iterator[Destination]:
    """The folder, locked from now on if an earlier run wrote to it; a dry run locks nothing."""
    _check_writable(folder, written=not dry_run)
    with ExitStack() as stack:
        lock = partial(stack.enter_context, locked(folder))
        if (folder / layout.FOLDER).is_dir() and not dry_run:
            lock()
            yield Destination(folder, None)
        else:
            yield Destination(folder, lock)


def _check_writable(folder: Path, *, written: bool) -> None:
    """Raise `OutputError` where the path is no folder or, if it is to be `written`, not a writable one."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(str(folder), "this is a file", "Give -o the name of a folder")
    existing = folder.absolute()
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir():
        raise OutputError(str(folder), f"{existing} is a file, so no folder can be made in it")
    if written and not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(str(folder), f"{existing} can't be written", "Choose another folder, or change its rights")
