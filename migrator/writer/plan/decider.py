"""Every meeting of blog, state and disk, and what follows from it."""

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
    after,
    at_odds,
    blocked,
    edited,
    kept,
    left,
    merged,
    news,
    renamed,
    write,
)


@dataclass(frozen=True)
class Decider:
    """Decides on one document after the other, each by itself."""

    wanted: Mapping[str, Wanted]
    state: State
    view: FolderView
    force: bool
    complete: bool
    prune: bool = False
    staying: frozenset[str] = frozenset()
    """Documents that turned out to be unable to move."""

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
        """What migrator wrote last, by folded path."""
        return DiskDict((folded(str(each.path)), each) for each in self.state.files.values() if each.digest)

    @cached_property
    def _begun(self) -> Mapping[str, WrittenFile]:
        """What a run that was cut short may have written, by folded path."""
        begun = (each for each in self.state.interrupted.values() if each.digest and not each.id.startswith(MERGED))
        return DiskDict((folded(str(each.path)), each) for each in begun)

    def _before(self, want: Wanted) -> WrittenFile | None:
        """What was last written for a document: by the state, or by a run that didn't come to note it."""
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
        # WrittenFile over by another document, which the run did only because this one was due elsewhere.
        return None if old is not None else was

    def _merged_before(self, want: Wanted, path: PurePosixPath) -> bool:
        """Whether a run that was cut short has put the merged text there."""
        merging = self.state.interrupted.get(MERGED + want.id)
        return merging is not None and merging.path == path and self.view.disk(path) == merging.digest

    def _decide(self, want: Wanted, was: WrittenFile | None) -> Decision:
        if was is None:
            return self._first_time(want)
        if not was.digest:
            return self._deleted(want, was)
        was = self._followed(want, was)
        if was.moved and was.path == want.path and not want.outdated:  # it is back, or was there all along
            was = replace(was, moved=False)
        if was.moved:
            want = replace(want, path=was.path)
        return self._in_place(want, was) if was.path == want.path else self._moved(want, was)

    def _followed(self, want: Wanted, was: WrittenFile) -> WrittenFile:
        """Where a person put the file, if it isn't where it was."""
        if self.view.disk(was.path) is not None:
            return was
        for place in self.view.post_files(want.id):
            owner = self._owners.get(folded(str(place)))
            if owner is None or owner.id == want.id:
                return replace(was, path=place, moved=place != want.path)
        return was

    def _vanished(self, was: WrittenFile, taken: Container[str]) -> Decision:
        if was.id.startswith(INCOMING):
            return self._no_longer_incoming(was)
        if not self.complete:
            return Decision(None, was)
        here = self.view.disk(was.path)
        if not was.digest or folded(str(was.path)) in taken or here is None:
            return Decision(None, None)
        if here != was.digest:
            return left(Action.ORPHAN, was, "no longer on the blog, but edited here: left alone")
        if self.prune:
            return _removed(was, f"no longer on the blog: put into {layout.REMOVED}")
        return left(Action.ORPHAN, was, "no longer on the blog, left alone")

    def _no_longer_incoming(self, was: WrittenFile) -> Decision:
        """What was put beside a file that is not at odds with the blog any more."""
        if was.id.removeprefix(INCOMING) not in self.wanted:
            return Decision(None, was)
        if self.view.disk(was.path) != was.digest:
            return Decision(None, None)
        return _removed(was, "no longer needed: the file beside it has it")

    def _first_time(self, want: Wanted) -> Decision:
        here = self.view.disk(want.path)
        if here == want.digest:
            return kept(want, "already there")
        elsewhere = [place for place in self.view.post_files(want.id) if folded(str(place)) not in self._owners]
        if elsewhere and want.path not in elsewhere:
            return self._known_elsewhere(want, elsewhere[0])
        if here is None:
            return write(Action.CREATE, want, "new")
        if self._free(want):
            return write(Action.UPDATE, want, "takes the place of what migrator wrote there before")
        reason = "a file that migrator didn't write is in the way"
        return Decision(Change(want.id, want.path, Action.CONFLICT, reason), None)

    def _known_elsewhere(self, want: Wanted, place: object) -> Decision:
        reason = f"{place} says that it is this post, but nothing is remembered of it: `migrator adopt` takes it over"
        return Decision(Change(want.id, want.path, Action.CONFLICT, reason), None)

    def _in_place(self, want: Wanted, was: WrittenFile) -> Decision:
        here = self.view.disk(want.path)
        if here == want.digest:
            return kept(want, "unchanged", was)
        if here is None:
            return self._deleted(want, was)
        if here == was.digest or self._free(want):
            return write(Action.UPDATE, want, news(want, was) or "changed on the blog", was)
        if self.force:
            return write(Action.UPDATE, want, "edited here, written anew as asked", was)
        return self._edited(want, was, here)

    def _moved(self, want: Wanted, was: WrittenFile) -> Decision:
        old, new = self.view.disk(was.path), self.view.disk(want.path)
        if old is None:
            return self._arrived(want, was)
        free = new in (None, want.digest) or self._free(want) or self._merged_before(want, want.path)
        if old != was.digest and not self.force:
            return self._edited(want, was, old, free=free)
        return renamed(want, was) if free else blocked(want, was)

    def _edited(self, want: Wanted, was: WrittenFile, here: str, *, free: bool = True) -> Decision:
        """A person changed the file; the blog may have changed it too, and may want it elsewhere."""
        if want.digest == was.digest:
            return edited(want, was)
        if was.digest == ADOPTED:
            return left(Action.KEEP, after(replace(want, path=was.path), was), "taken over as it is here")
        digest = self.view.merge(want, was.digest, was.path)
        if digest is None:
            return at_odds(want, was)
        if not free:
            return blocked(want, was)
        if digest == here and want.path == was.path:
            return left(Action.KEEP, after(want, was), "edited here, and has what changed on the blog")
        return merged(want, was, digest)

    def _arrived(self, want: Wanted, was: WrittenFile) -> Decision:
        """Its old place is empty: a person moved it to where it belongs, or deleted it."""
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
        if new is None or self._free(want):
            return write(Action.CREATE, want, "deleted here, written anew as asked")
        return blocked(want, replace(was, digest=""))

    def _overwritten(self, was: WrittenFile, found: str) -> bool:
        """Whether a run that was cut short has put another document where this one lay."""
        begun = self._begun.get(folded(str(was.path)))
        return begun is not None and begun.id != was.id and begun.digest == found

    def _free(self, want: Wanted) -> bool:
        """Whether what lies where the document goes may be written over: it is ours, and due elsewhere."""
        found = self.view.disk(want.path)
        place = folded(str(want.path))
        owner, begun = self._owners.get(place), self._begun.get(place)
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
