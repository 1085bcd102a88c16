"""The folder that finished posts are written to, and what earlier runs wrote there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from migrator import layout
from migrator.errors import OutputError
from migrator.fetcher.folder import site_of
from migrator.model import Action, Change, Note, State, StoredImage, WrittenFile
from migrator.writer.disk import state
from migrator.writer.disk.folder import Folder, digest_of_file
from migrator.writer.disk.lock import locked
from migrator.writer.disk.newlines import plain_bytes

WRITING = frozenset({Action.CREATE, Action.UPDATE, Action.RENAME})


class FinishedFolder:
    """A folder of posts.  It may lie in that of a site, to which images and what is remembered belong."""

    def __init__(self, posts: Path, *, in_place: bool) -> None:
        self.site = site_of(posts)
        self._below = PurePosixPath(posts.absolute().relative_to(self.site.absolute()).as_posix())
        self._in_place = in_place
        self._folder = Folder(self.site)
        self.known = _load(self.site)

    def is_finished(self, name: PurePosixPath) -> bool:
        """Whether a file is as an earlier run wrote it."""
        before = self._before(name)
        return before is not None and before == self._folder.digest(self._below / name)

    def _before(self, name: PurePosixPath) -> str | None:
        written = self.known.files.get(str(self._below / name))
        return written.digest if written else None

    def plan(self, name: PurePosixPath, target: PurePosixPath, data: bytes, reason: str) -> Change:
        """What happens to the file `target`, that is to hold `data`, when the post `name` is finished."""
        wanted = hashlib.sha256(plain_bytes(data)).hexdigest()
        found = self._folder.digest(self._below / target)
        action = self._action(name, target, found, wanted)
        moved = name if action is Action.RENAME else None
        old_found = self._folder.digest(self._below / name) if moved else None
        if action is Action.CONFLICT:
            reason = "another file is there, or yours since it was edited; it is left alone"
        return Change(str(name), target, action, reason, wanted, moved, found, old_found)

    def _action(self, name: PurePosixPath, target: PurePosixPath, found: str | None, wanted: str) -> Action:
        if found == wanted:
            return Action.KEEP if not self._in_place or name == target else Action.RENAME
        if self._in_place and name == target:
            return Action.UPDATE
        if found is None:
            return Action.RENAME if self._in_place else Action.CREATE
        return Action.UPDATE if not self._in_place and found == self._before(target) else Action.CONFLICT

    def write(
        self,
        changes: Iterable[Change],
        text_of: Callable[[PurePosixPath], bytes],
        staged: Mapping[PurePosixPath, Path],
        stored: Mapping[str, StoredImage],
    ) -> tuple[Note, ...]:
        """Carry changes out.  A run that is cut short here is finished by running again.

        `text_of` gives what the post of a name becomes.
        """
        writing = [change for change in changes if change.action in WRITING]
        record = state.dump(self._reached(writing, stored))
        if not writing and not staged and (record == state.dump(self.known)):
            return ()
        _make(self.site)
        with locked(self.site):
            state.make_state_folder(self.site)
            # What a file is to be is recorded before it is: a file that is so needs no more to be known.
            self._folder.write(layout.FINISHED, record.encode())
            notes = [note for path, file in sorted(staged.items()) for note in self._put(path, file)]
            self._folder.sweep([self._below / change.path for change in writing])
            return (*notes, *(note for change in writing for note in self._write(change, text_of)))

    def _reached(self, writing: Iterable[Change], stored: Mapping[str, StoredImage]) -> State:
        files = dict(self.known.files)
        for change in writing:
            path = self._below / change.path
            files[str(path)] = WrittenFile(str(path), path, change.digest)
        return State(files, {**self.known.images, **stored})

    def _put(self, path: PurePosixPath, file: Path) -> tuple[Note, ...]:
        found = self._folder.digest_of_bytes(path)
        if found is None:
            self._folder.copy(file, path)
        elif found != digest_of_file(file):
            message = "another image of that name is there already; it is left alone and the post shows it"
            return (Note("image-in-the-way", str(path), message, "Rename or remove it and run again"),)
        return ()

    def _write(self, change: Change, text_of: Callable[[PurePosixPath], bytes]) -> tuple[Note, ...]:
        path = self._below / change.path
        source = self._below / change.id
        old = self._folder.digest(source) if change.old_path else None
        if self._folder.digest(path) != change.found or old != change.old_found:
            message = "it was changed while this run was under way; it is left alone"
            return (Note("changed-meanwhile", str(change.path), message, "Run again", loss=True),)
        data = text_of(PurePosixPath(change.id))
        if self._in_place:
            self._keep_original(source)
        self._folder.write(path, data)
        if change.old_path:
            self._folder.remove(source)
        return ()

    def _keep_original(self, path: PurePosixPath) -> None:
        """Put a copy of a file aside, beside those that were put aside before it."""
        data = self._folder.read(path)
        digest, number = hashlib.sha256(data).hexdigest(), 1
        place = layout.ORIGINALS / path
        while (there := self._folder.digest_of_bytes(place)) not in (None, digest):
            number += 1
            place = (layout.ORIGINALS / path).with_name(f"{path.name}.{number}")
        if there is None:
            self._folder.write(place, data)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(str(folder), f"it can't be made: {error.strerror}") from error


def _load(site: Path) -> State:
    """What is recorded; nothing where the record is damaged, for it only saves work."""
    try:
        return state.parse(Folder(site).read(layout.FINISHED).decode(), str(site / layout.FINISHED))
    except (OutputError, UnicodeDecodeError):
        return State()
