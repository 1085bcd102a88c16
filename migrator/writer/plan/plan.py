"""Plans a run: the changes of the output folder, decided without touching it.

For every document the disk is read first: a file that is as wanted stays, one that migrator last wrote is
updated, and any other is a person's work, to be merged with or left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from migrator.model import Action, Change, Plan, State, StoredImage, WrittenFile
from migrator.storage.disk import DiskDict
from migrator.writer.permalinks.permalinks import folded
from migrator.writer.plan.decider import Decider
from migrator.writer.plan.decisions import FolderView, Wanted

Disk = Callable[[PurePosixPath], str | None]
"""The digest of the file at a path; None where there is none."""


def plan(
    wanted: Iterable[Wanted],
    state: State,
    view: FolderView | Disk,
    *,
    images: Mapping[str, StoredImage] | None = None,
    bases: Mapping[str, Mapping[str, str]] | None = None,
    force: bool = False,
    complete: bool = False,
    prune: bool = False,
) -> Plan:
    """All changes from the files on disk to the wanted documents.

    `complete`: `wanted` is the whole blog, so what isn't in it is gone from there; `prune` puts that away.
    `force`: files of ours that a person edited or deleted are written anew; a file that was never ours
    isn't, even then.
    """
    folder = view if isinstance(view, FolderView) else FolderView(view)
    folder = replace(folder, disk=_DiskCache(folder.disk))
    goals = DiskDict((want.id, want) for want in wanted)
    decider = Decider(goals, state, folder, force, complete, prune)
    decided = _compatible_decisions(decider)
    if decided.beside:
        goals.update(decided.beside)
        decided = _compatible_decisions(decider)
    return Plan(
        decided.changes.values(),
        State(
            decided.files,
            dict(sorted({**state.images, **(images or {})}.items())),
            bases={**state.bases, **(bases or {})},
        ),
    )


class _DiskCache:
    """The disk, each file of which is read once."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._found: DiskDict[str | None] = DiskDict()

    def __call__(self, path: PurePosixPath) -> str | None:
        key = str(path)
        if key not in self._found:
            self._found[key] = self._disk(path)
        return self._found[key]


class _Decisions:
    """A decision on every document."""

    def __init__(self, decider: Decider) -> None:
        self.changes: DiskDict[Change] = DiskDict()
        """Ordered by path."""
        self.files: DiskDict[WrittenFile] = DiskDict()
        """The entries of the next state, by document."""
        self.beside: dict[str, Wanted] = {}
        """The blog's versions, to be written beside files that are in conflict with them, by document."""
        self._goals: DiskDict[str] = DiskDict()
        """The document that is going to be written at a path, by folded path."""
        for each in decider.all():
            if each.change and each.change.digest:
                self._goals[folded(str(each.change.path))] = each.change.id
            if each.change:
                self.changes[f"{each.change.path}\0{each.change.id}"] = _with_found_digests(each.change, decider.view)
            if each.written:
                self.files[each.written.id] = each.written
            if each.beside:
                self.beside[each.beside.id] = each.beside

    def stuck(self) -> set[str]:
        """Ids of documents that stay where another one is going to be written."""
        left = (was for was in self.files.values() if was.digest) if self._goals else ()
        return {was.id for was in left if self._goals.get(folded(str(was.path)), was.id) != was.id}


def _with_found_digests(change: Change, view: FolderView) -> Change:
    """The change with the digests of the files that it was decided on."""
    if not change.digest and change.action is not Action.DELETE:
        return change
    old = view.disk(change.old_path) if change.old_path else None
    return replace(change, found=view.disk(change.path), old_found=old)


def _compatible_decisions(decider: Decider) -> _Decisions:
    """A decision on every document, such that no two files get one path."""
    decided = _Decisions(decider)
    while stuck := decided.stuck() - decider.staying:
        # Somebody should have moved but can't: nobody may be written over it, which may stop others in turn.
        decider = replace(decider, staying=decider.staying | stuck)
        decided = _Decisions(decider)
    return decided
