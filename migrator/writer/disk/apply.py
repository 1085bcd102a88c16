"""A plan is carried out: kept texts and images first, then the files, the state last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Protocol

from migrator import layout
from migrator.model import Action, Change, Note, Plan, State, WrittenFile
from migrator.storage.disk import DiskDict, DiskList
from migrator.writer.disk import state
from migrator.writer.disk.folder import Folder, digest_of_file
from migrator.writer.disk.mergebases import KEPT, MergeBases
from migrator.writer.disk.newlines import like
from migrator.writer.disk.statefolder import make_state_folder
from migrator.writer.documents.documents import digest
from migrator.writer.permalinks.permalinks import folded
from migrator.writer.plan.decisions import INCOMING, MERGED

WRITING = frozenset({Action.CREATE, Action.UPDATE, Action.MERGE, Action.RENAME})


class TextSource(Protocol):
    """The texts of a run's documents, image addresses in place."""

    def final(self, change: Change) -> str | bytes:
        """What a change writes: a text, whose lines are to end as the file's do, or the file's very bytes."""

    def made(self, document: str, /) -> str | None:
        """What the blog has for a document; None for one that wasn't made again."""


def apply(
    plan: Plan,
    words: TextSource,
    staged: Mapping[PurePosixPath, Path],
    root: Path,
    *,
    state_path: PurePosixPath = layout.STATE,
    originals: PurePosixPath | None = None,
) -> tuple[Note, ...]:
    """Write what the plan says into `root`; the notes tell what had to stay away.

    `staged` says where each new image lies now; `originals` is a folder for the files as they were before they are
    written over or renamed.  Where there is nothing to do nothing is touched.  A run that is cut short here is
    finished by running again.  Raises `OutputError` where the folder can't be written; no file is ever half-written.
    """
    folder = Folder(root)
    texts = MergeBases(folder)
    writing = DiskList(change for change in plan.changes if change.action in WRITING)
    folder.check(chain(staged, (change.path for change in writing)))
    keeping = DiskList(each for each in plan.state.files.values() if _to_keep(each, texts))
    if not writing and not staged and not keeping and state.is_current(folder, plan.state, state_path):
        _forget_old(texts, plan.state, state_path)
        return ()
    make_state_folder(root)
    copies = (originals / _source(change) for change in writing) if originals else ()
    folder.sweep(chain(staged, (change.path for change in writing), copies, [state_path]))
    state.save(folder, plan.state, _merging(writing), state_path)
    for each in keeping:
        text = words.made(each.id.removeprefix(INCOMING))
        if text is not None and digest(text) == each.digest:
            texts.keep(each.digest, text)
    notes = [note for path in sorted(staged) for note in _put_image(folder, path, staged[path])]
    writer = _Writer(folder, words, plan, originals)
    failed = [change for change in writing if not writer.write(change)]
    failed += writer.remove_old(failed)
    reached = _without(plan.state, state.load(root, state_path), failed) if failed else plan.state
    state.save(folder, reached, path=state_path)
    folder.replace(layout.next_of(state_path), state_path)
    _forget_old(texts, reached, state_path)
    return (*notes, *map(_meanwhile, failed))


def _to_keep(file: WrittenFile, texts: MergeBases) -> bool:
    return (
        bool(file.provenance.source)
        and len(file.digest) == 64
        and file.path.suffix in KEPT
        and file.digest not in texts
    )


def _forget_old(texts: MergeBases, known: State, state_path: PurePosixPath) -> None:
    """Remove the merge bases that no file was last written as; they belong to the blog's state alone."""
    if state_path == layout.STATE:
        texts.forget_all_but(_last(known))


def _last(known: State) -> DiskDict[None]:
    """Digests of the texts that merges may start from."""
    return DiskDict((each.digest, None) for each in known.files.values())


def _merging(changes: Iterable[Change]) -> Iterator[WrittenFile]:
    """Which files will hold a merged text."""
    merging = (change for change in changes if change.action is Action.MERGE)
    return (WrittenFile(MERGED + change.id, change.path, change.digest) for change in merging)


def _put_image(folder: Folder, path: PurePosixPath, source: Path) -> tuple[Note, ...]:
    found = folder.digest_of_bytes(path)
    if found is None:
        folder.copy(source, path)
    elif found != digest_of_file(source):
        message = "another image of that name is there already; it is left alone and the post shows it"
        return (Note("image-in-the-way", str(path), message, "Rename or remove it and run again"),)
    return ()


class _Writer:
    """Carries out changes, each only if its file is still as it was when that was decided."""

    def __init__(self, folder: Folder, words: TextSource, plan: Plan, originals: PurePosixPath | None) -> None:
        self._folder = folder
        self._words = words
        self._plan = plan
        self._originals = originals
        leaving = {folded(str(path)) for change in plan.changes for path in _vacated_paths(change)}
        self._in_use: dict[str, Change] = {}
        """By folded path, what will lie where another document leaves or is put away."""
        for change in plan.changes if leaving else ():
            place = folded(str(change.path))
            if place in leaving and change.action is not Action.DELETE and (change.digest or place not in self._in_use):
                self._in_use[place] = change

    def write(self, change: Change) -> bool:
        """Whether the file could be written."""
        if self._folder.digest(change.path) != change.found or not self._is_unchanged(change):
            return False
        content = self._words.final(change)
        if isinstance(content, str):
            lying = _source(change) if change.action is Action.MERGE else change.path
            content = like(content, self._folder.read(lying))
        if self._originals:
            _keep_original(self._folder, _source(change), self._originals)
        self._folder.write(change.path, content)
        return True

    def _is_unchanged(self, change: Change) -> bool:
        """Whether the file that is to move is as it was, or was written over as planned."""
        old = change.old_path
        if old is None or self._folder.digest(old) in (change.old_found, None):
            return True
        other = self._in_use.get(folded(str(old)))
        return other is not None and other.path == old and bool(other.digest)

    def remove_old(self, failed: list[Change]) -> list[Change]:
        """Renamed files leave their old place, unless another document has moved in there; others go altogether.

        The changes that weren't carried out because somebody changed the file just now.
        """
        undone = {change.id for change in failed}
        late = []
        for change in self._plan.changes:
            if change.action is Action.DELETE and folded(str(change.path)) not in self._in_use:
                late += [] if _delete(self._folder, change) else [change]
            old = change.old_path
            if old is not None and change.id not in undone and not self._is_taken(old):
                self._folder.remove(old)
        return late

    def _is_taken(self, old: PurePosixPath) -> bool:
        """Whether what lies at an old path is another one's file: where capital letters don't count it may be."""
        new = self._in_use.get(folded(str(old)))
        return new is not None and (old == new.path or self._folder.same(old, new.path))


def _source(change: Change) -> PurePosixPath:
    """Where the file lies that a change makes another one of."""
    return change.old_path or change.path


def _keep_original(folder: Folder, path: PurePosixPath, originals: PurePosixPath) -> None:
    """Put a copy of a file beside those that were kept before it; each content once."""
    data = folder.read(path)
    sha256, number = hashlib.sha256(data).hexdigest(), 1
    copy = originals / path
    while (found := folder.digest_of_bytes(copy)) not in (None, sha256):
        number += 1
        copy = (originals / path).with_name(f"{path.name}.{number}")
    if data and found is None:
        folder.write(copy, data)


def _vacated_paths(change: Change) -> Iterator[PurePosixPath]:
    """The place that will be empty after a change, unless another one fills it."""
    if change.action is Action.DELETE:
        yield change.path
    if change.old_path is not None:
        yield change.old_path


def _delete(folder: Folder, change: Change) -> bool:
    if folder.digest(change.path) != change.found:
        return False
    if change.id.startswith(INCOMING):
        folder.remove(change.path)
    else:
        folder.move(change.path, layout.REMOVED / change.path)
    return True


def _without(reached: State, before: State, failed: list[Change]) -> State:
    """The state as it is where some changes were not carried out."""
    files = dict(reached.files)
    for change in failed:
        files.pop(change.id, None)
        if change.id in before.files:
            files[change.id] = before.files[change.id]
    return replace(reached, files=files)


def _meanwhile(change: Change) -> Note:
    message = "it was changed here while this run was under way; it is left alone"
    return Note("changed-meanwhile", str(change.path), message, "Run again", loss=True)
