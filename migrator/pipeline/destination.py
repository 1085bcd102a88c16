"""The folder that a run writes to: whether it can be one, and nobody else's for as long as the run lasts."""

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
    """An output folder."""

    def __init__(self, folder: Path, lock: Callable[[], object] | None) -> None:
        self._folder = folder
        self._lock = lock
        """What is still to be done before anything may be written."""

    @cached_property
    def known(self) -> State:
        """What earlier runs did there."""
        return state.load(self._folder)

    def prepare(self, settings: Settings | None) -> None:
        """Make the folder, and have it remember its settings before the first file is written."""
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
    """The folder, held from now on where migrator has been before; a dry run holds nothing."""
    check_folder(folder, written=not dry_run)
    with ExitStack() as held:
        lock = partial(held.enter_context, locked(folder))
        if (folder / layout.FOLDER).is_dir() and not dry_run:
            lock()
            yield Destination(folder, None)
        else:
            yield Destination(folder, lock)


def check_folder(folder: Path, *, written: bool) -> None:
    """Refuse an output folder that can't be one, or can't be written, before anything is fetched for it."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(str(folder), "this is a file", "Give -o the name of a folder")
    above = folder.absolute()
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise OutputError(str(folder), f"{above} is a file, so no folder can be made in it")
    if written and not os.access(above, os.W_OK | os.X_OK):
        raise OutputError(str(folder), f"{above} can't be written", "Choose another folder, or change its rights")
