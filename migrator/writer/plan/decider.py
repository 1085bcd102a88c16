"""Decides on each document from three sides: the blog, the state and the disk."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from migrator import layout
from migrator.model import Action, Change, State, WrittenFile
from migrator.storage.disk import DiskDict
from migrator.writer.permalinks.permalinks import folded
from migrator.writer.plan.decisions import (
    ADOPTED,
    INCOMING,
    MERGED,
    Decision,
    FolderView,
    Wanted,
    at_odds,
    blocked,
    edited,
    kept,
    left,
    merged,
    news,
    renamed,
    write,
    written_file,
)


@dataclass(frozen=True)
class Decider:
    """Decides on one document after another, each on its own."""

    wanted: Mapping[str, Wanted]
    state: State
    view: FolderView
    force: bool
    complete: bool
    prune: bool = False
    staying: frozenset[str] = frozenset()
    """Ids of documents that can't move, as an earlier round of decisions found."""

    def all(self) -> Iterator[Decision]:
        """A decision for each document that is wanted or was written."""
        taken: DiskDict[None] = DiskDict()
        for want in self.wanted.values():
            decision = self._decide(want, self._before(want))
            if decision.written and decision.written.digest:
                taken[folded(str(decision.written.path))] = None
            yield decision
        for document in self.state.files:
            if document not in self.wanted:
                yield self._vanished(self.state.files[document], taken)

    @cached_property
    def _owners(self) -> Mapping[str, WrittenFile]:
        """The files that migrator last wrote, by folded path."""
        return DiskDict((folded(str(each.path)), each) for each in self.state.files.values() if each.digest)

    @cached_property
    def _begun(self) -> Mapping[str, WrittenFile]:
        """The files that an interrupted run may have written, by folded path."""
        begun = (each for each in self.state.interrupted.values() if each.digest and not each.id.startswith(MERGED))
        return DiskDict((folded(str(each.path)), each) for each in begun)

    def _before(self, want: Wanted) -> WrittenFile | None:
        """The file last written for a document, by the state or by an interrupted run that didn't record it."""
        was, begun = self.state.files.get(want.id), self.state.interrupted.get(want.id)
        if was is None or begun is None:
            return was
        old = self.view.disk(was.path)
        if self._merged_before(want, begun.path):
            return begun if old is None or was.path == begun.path else was
        if not begun.digest:
            return was if old == was.digest else begun
        if was.path == begun.path:
            return was
        if old is not None and not self._overwritten(was, old):
            return was
        if self.view.disk(begun.path) == begun.digest:
            return begun
        # Another document was written over it, which the run did only because this one was due elsewhere.
        return None if old is not None else was

    def _merged_before(self, want: Wanted, path: PurePosixPath) -> bool:
        """Whether an interrupted run has written the merged text at `path`."""
        merging = self.state.interrupted.get(MERGED + want.id)
        return merging is not None and merging.path == path and self.view.disk(path) == merging.digest

    def _decide(self, want: Wanted, was: WrittenFile | None) -> Decision:
        if was is None:
            return self._first_time(want)
        if not was.digest:
            return self._deleted(want, was)
        was = self._at_its_path(want, was)
        if was.moved and was.path == want.path and not want.outdated:  # it is back, or was there all along
            was = replace(was, moved=False)
        if was.moved:
            want = replace(want, path=was.path)
        return self._in_place(want, was) if was.path == want.path else self._moved(want, was)

    def _at_its_path(self, want: Wanted, was: WrittenFile) -> WrittenFile:
        """The file with the path that a person moved it to, if it isn't where it was."""
        if self.view.disk(was.path) is not None:
            return was
        for path in self.view.post_files(want.id):
            owner = self._owners.get(folded(str(path)))
            if owner is None or owner.id == want.id:
                return replace(was, path=path, moved=path != want.path)
        return was

    def _vanished(self, was: WrittenFile, taken: Container[str]) -> Decision:
        if was.id.startswith(INCOMING):
            return self._no_longer_incoming(was)
        if not self.complete:
            return Decision(None, was)
        found = self.view.disk(was.path)
        if not was.digest or folded(str(was.path)) in taken or found is None:
            return Decision(None, None)
        if found != was.digest:
            return left(Action.ORPHAN, was, "no longer on the blog, but edited here: left alone")
        if self.prune:
            return _removed(was, f"no longer on the blog: put into {layout.REMOVED}")
        return left(Action.ORPHAN, was, "no longer on the blog, left alone")

    def _no_longer_incoming(self, was: WrittenFile) -> Decision:
        """The blog's version beside a file that is no longer in conflict."""
        if was.id.removeprefix(INCOMING) not in self.wanted:
            return Decision(None, was)
        if self.view.disk(was.path) != was.digest:
            return Decision(None, None)
        return _removed(was, "no longer needed: the file beside it has it")

    def _first_time(self, want: Wanted) -> Decision:
        found = self.view.disk(want.path)
        if found == want.digest:
            return kept(want, "already there")
        elsewhere = [path for path in self.view.post_files(want.id) if folded(str(path)) not in self._owners]
        if elsewhere and want.path not in elsewhere:
            return self._known_elsewhere(want, elsewhere[0])
        if found is None:
            return write(Action.CREATE, want, "new")
        if self._is_free(want):
            return write(Action.UPDATE, want, "takes the place of what migrator wrote there before")
        reason = "a file that migrator didn't write is in the way"
        return Decision(Change(want.id, want.path, Action.CONFLICT, reason), None)

    def _known_elsewhere(self, want: Wanted, path: PurePosixPath) -> Decision:
        reason = f"{path} says that it is this post, but nothing is remembered of it: `migrator adopt` takes it over"
        return Decision(Change(want.id, want.path, Action.CONFLICT, reason), None)

    def _in_place(self, want: Wanted, was: WrittenFile) -> Decision:
        found = self.view.disk(want.path)
        if found == want.digest:
            return kept(want, "unchanged", was)
        if found is None:
            return self._deleted(want, was)
        if found == was.digest or self._is_free(want):
            return write(Action.UPDATE, want, news(want, was) or "changed on the blog", was)
        if self.force:
            return write(Action.UPDATE, want, "edited here, written anew as asked", was)
        return self._edited(want, was, found)

    def _moved(self, want: Wanted, was: WrittenFile) -> Decision:
        old, new = self.view.disk(was.path), self.view.disk(want.path)
        if old is None:
            return self._arrived(want, was)
        free = new in (None, want.digest) or self._is_free(want) or self._merged_before(want, want.path)
        if old != was.digest and not self.force:
            return self._edited(want, was, old, free=free)
        return renamed(want, was) if free else blocked(want, was)

    def _edited(self, want: Wanted, was: WrittenFile, found: str, *, free: bool = True) -> Decision:
        """For a file that a person edited; the blog may have changed it too, and may want it at another path."""
        if want.digest == was.digest:
            return edited(want, was)
        if was.digest == ADOPTED:
            return left(Action.KEEP, written_file(replace(want, path=was.path), was), "taken over as it is here")
        digest = self.view.merge(want, was.digest, was.path)
        if digest is None:
            return at_odds(want, was)
        if not free:
            return blocked(want, was)
        if digest == found and want.path == was.path:
            return left(Action.KEEP, written_file(want, was), "edited here, and has what changed on the blog")
        return merged(want, was, digest)

    def _arrived(self, want: Wanted, was: WrittenFile) -> Decision:
        """For a file that isn't at its old path: a person moved it to the wanted one, or deleted it."""
        new = self.view.disk(want.path)
        if new == want.digest:
            return kept(want, "moved")
        if new == was.digest:
            return write(Action.UPDATE, want, "changed on the blog")
        return self._deleted(want, was)

    def _deleted(self, want: Wanted, was: WrittenFile) -> Decision:
        new = self.view.disk(want.path)
        if new == want.digest:
            return kept(want, "back again")
        if not self.force:
            gone = replace(was, digest="", provenance=want.provenance)
            return left(Action.KEEP, gone, "deleted here, not brought back")
        if new is None or self._is_free(want):
            return write(Action.CREATE, want, "deleted here, written anew as asked")
        return blocked(want, replace(was, digest=""))

    def _overwritten(self, was: WrittenFile, found: str) -> bool:
        """Whether an interrupted run has written another document over this one."""
        begun = self._begun.get(folded(str(was.path)))
        return begun is not None and begun.id != was.id and begun.digest == found

    def _is_free(self, want: Wanted) -> bool:
        """Whether the file at the document's path may be written over: it is ours, and due at another path."""
        found = self.view.disk(want.path)
        path = folded(str(want.path))
        owner, begun = self._owners.get(path), self._begun.get(path)
        if begun and begun.digest == found:
            owner = begun
        if owner is None or owner.id == want.id:
            return owner is not None and owner.digest == found
        other = self.wanted.get(owner.id)
        if other is None:
            return self.complete and owner.digest == found
        leaves = other.path != owner.path and other.id not in self.staying
        return leaves and (owner.digest == found or self.force)


def _removed(was: WrittenFile, reason: str) -> Decision:
    return Decision(Change(was.id, was.path, Action.DELETE, reason), None)
