"""What a run would change, decided without touching anything.

For every document the disk is asked first: what already lies there as wanted stays, what migrator last wrote
is brought up to date, and anything else is a person's work: merged with, or left alone.
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
"""The digest of what lies at a path; None where nothing does."""


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
    """All changes that lead from what is on disk to what is wanted.

    `complete`: `wanted` is the whole blog, so what isn't in it is gone from there; `prune` puts that away.
    `force`: files of ours that a person edited or deleted are written anew; a file that was never ours
    isn't, even then.
    """
    asked = view if isinstance(view, FolderView) else FolderView(view)
    asked = replace(asked, disk=_Looked(asked.disk))
    goals = DiskDict((want.id, want) for want in wanted)
    decider = Decider(goals, state, asked, force, complete, prune)
    decided = _settled(decider)
    if decided.beside:
        goals.update(decided.beside)
        decided = _settled(decider)
    return Plan(
        decided.changes.values(),
        State(
            decided.files,
            dict(sorted({**state.images, **(images or {})}.items())),
            bases={**state.bases, **(bases or {})},
        ),
    )


class _Looked:
    """The disk, each place of which is looked at once."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._found: DiskDict[str | None] = DiskDict()

    def __call__(self, path: PurePosixPath) -> str | None:
        key = str(path)
        if key not in self._found:
            self._found[key] = self._disk(path)
        return self._found[key]


class _Decided:
    """A decision for every document."""

    def __init__(self, decider: Decider) -> None:
        self.changes: DiskDict[Change] = DiskDict()
        """Ordered by path."""
        self.files: DiskDict[WrittenFile] = DiskDict()
        """What the state will remember, by document."""
        self.beside: dict[str, Wanted] = {}
        """What is put beside files that are at odds with the blog."""
        self._goals: DiskDict[str] = DiskDict()
        """By folded path, the document that is going to be written there."""
        for each in decider.all():
            if each.change and each.change.digest:
                self._goals[folded(str(each.change.path))] = each.change.id
            if each.change:
                self.changes[f"{each.change.path}\0{each.change.id}"] = _seen(each.change, decider.view)
            if each.written:
                self.files[each.written.id] = each.written
            if each.beside:
                self.beside[each.beside.id] = each.beside

    def stuck(self) -> set[str]:
        """Documents that stay where another one is going to be written."""
        left = (was for was in self.files.values() if was.digest) if self._goals else ()
        return {was.id for was in left if self._goals.get(folded(str(was.path)), was.id) != was.id}


def _seen(change: Change, view: FolderView) -> Change:
    """The change with what lay there when it was decided on."""
    if not change.digest and change.action is not Action.DELETE:
        return change
    old = view.disk(change.old_path) if change.old_path else None
    return replace(change, found=view.disk(change.path), old_found=old)


def _settled(decider: Decider) -> _Decided:
    """A decision for every document, none of which gets another one's place."""
    decided = _Decided(decider)
    while stuck := decided.stuck() - decider.staying:
        # Somebody should have moved but can't: nobody may be written over it, which may stop others in turn.
        decider = replace(decider, staying=decider.staying | stuck)
        decided = _Decided(decider)
    return decided
