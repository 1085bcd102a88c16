"""What a run would change, decided without touching anything.

For every document the disk is asked first: what already lies there as wanted stays, what migrator last wrote
is brought up to date, and anything else is a person's work and is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import PurePosixPath

from migrator.model import Action, Change, Plan, State, StoredPicture, Written
from migrator.writer.sitemap import folded


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document as it should be on disk."""

    id: str
    path: PurePosixPath
    digest: str
    """SHA-256 of the text, picture addresses in place."""


Disk = Callable[[PurePosixPath], str | None]
"""The digest of what lies at a path; None where nothing does."""


def plan(
    wanted: Iterable[Wanted],
    state: State,
    disk: Disk,
    *,
    pictures: Mapping[str, StoredPicture] | None = None,
    force: bool = False,
    complete: bool = False,
) -> Plan:
    """All changes that lead from what is on disk to what is wanted.

    `complete`: `wanted` is the whole blog, so what isn't in it is gone from there.  `force`: files of ours
    that a person edited or deleted are written anew; a file that was never ours isn't, even then.
    """
    goals = {want.id: want for want in wanted}
    decider = _Decider(goals, state, cache(disk), force, complete)
    decisions = decider.all()
    while stuck := _stuck(decisions, decider):
        # Somebody should have moved but can't: nobody may be written over it, which may stop others in turn.
        decider = replace(decider, staying=decider.staying | stuck)
        decisions = decider.all()
    files = {each.written.id: each.written for each in decisions if each.written}
    changes = [each.change for each in decisions if each.change]
    return Plan(
        tuple(sorted(changes, key=lambda change: (str(change.path), change.id))),
        State(dict(sorted(files.items())), dict(sorted({**state.pictures, **(pictures or {})}.items()))),
    )


@dataclass(frozen=True, slots=True)
class _Decision:
    change: Change | None
    written: Written | None
    """What the state will remember.  Without a digest: that a person deleted it."""


@dataclass(frozen=True)
class _Decider:
    wanted: Mapping[str, Wanted]
    state: State
    disk: Disk
    force: bool
    complete: bool
    staying: frozenset[str] = frozenset()
    """Documents that turned out to be unable to move."""

    def all(self) -> list[_Decision]:
        """A decision for each document that is wanted or was written."""
        decisions = [self._decide(want, self._before(want)) for want in self.wanted.values()]
        taken = {folded(str(each.written.path)) for each in decisions if each.written and each.written.digest}
        gone = [was for was in self.state.files.values() if was.id not in self.wanted]
        return decisions + [self._vanished(was, taken) for was in gone]

    @cached_property
    def _owners(self) -> Mapping[str, Written]:
        """What migrator wrote last, by folded path."""
        return {folded(str(each.path)): each for each in self.state.files.values() if each.digest}

    @cached_property
    def _begun(self) -> Mapping[str, Written]:
        """What a run that was cut short may have written, by folded path."""
        return {folded(str(each.path)): each for each in self.state.interrupted.values() if each.digest}

    def _before(self, want: Wanted) -> Written | None:
        """What was last written for a document: by the state, or by a run that didn't come to note it."""
        was, begun = self.state.files.get(want.id), self.state.interrupted.get(want.id)
        if was is None or begun is None:
            return was
        old = self.disk(was.path)
        if not begun.digest:
            return was if old == was.digest else begun
        if was.path == begun.path:
            return was
        if old is not None and not self._overwritten(was, old):
            return was
        if self.disk(begun.path) == begun.digest:
            return begun
        # Written over by another document, which the run did only because this one was due elsewhere.
        return None if old is not None else was

    def _decide(self, want: Wanted, was: Written | None) -> _Decision:
        if was is None:
            return self._first_time(want)
        if not was.digest:
            return self._deleted(want, was)
        return self._in_place(want, was) if was.path == want.path else self._moved(want, was)

    def _vanished(self, was: Written, taken: Set[str]) -> _Decision:
        if not self.complete:
            return _Decision(None, was)
        if not was.digest or folded(str(was.path)) in taken or self.disk(was.path) is None:
            return _Decision(None, None)
        return _left(Action.ORPHAN, was, "no longer on the blog, left alone")

    def _first_time(self, want: Wanted) -> _Decision:
        here = self.disk(want.path)
        if here == want.digest:
            return _kept(want, "already there")
        if here is None:
            return _write(Action.CREATE, want, "new")
        if self._free(want):
            return _write(Action.UPDATE, want, "takes the place of what migrator wrote there before")
        reason = "a file that migrator didn't write is in the way"
        return _Decision(Change(want.id, want.path, Action.CONFLICT, reason), None)

    def _in_place(self, want: Wanted, was: Written) -> _Decision:
        here = self.disk(want.path)
        if here == want.digest:
            return _kept(want, "unchanged")
        if here is None:
            return self._deleted(want, was)
        if here == was.digest or self._free(want):
            return _write(Action.UPDATE, want, "changed on the blog")
        if self.force:
            return _write(Action.UPDATE, want, "edited here, written anew as asked")
        return _edited(want, was)

    def _moved(self, want: Wanted, was: Written) -> _Decision:
        old, new = self.disk(was.path), self.disk(want.path)
        if old is None:
            return self._arrived(want, was)
        if old != was.digest and not self.force:
            return _edited(want, was)
        if new is None or new == want.digest or self._free(want):
            return _rename(want, was)
        return _blocked(want, was)

    def _arrived(self, want: Wanted, was: Written) -> _Decision:
        """Its old place is empty: a person moved it to where it belongs, or deleted it."""
        new = self.disk(want.path)
        if new == want.digest:
            return _kept(want, "moved")
        if new == was.digest:
            return _write(Action.UPDATE, want, "changed on the blog")
        return self._deleted(want, was)

    def _deleted(self, want: Wanted, was: Written) -> _Decision:
        new = self.disk(want.path)
        if new == want.digest:
            return _kept(want, "back again")
        if not self.force:
            return _left(Action.KEEP, replace(was, digest=""), "deleted here, not brought back")
        if new is None or self._free(want):
            return _write(Action.CREATE, want, "deleted here, written anew as asked")
        return _blocked(want, replace(was, digest=""))

    def _overwritten(self, was: Written, found: str) -> bool:
        """Whether a run that was cut short has put another document where this one lay."""
        begun = self._begun.get(folded(str(was.path)))
        return begun is not None and begun.id != was.id and begun.digest == found

    def _free(self, want: Wanted) -> bool:
        """Whether what lies where the document goes may be written over: it is ours, and due elsewhere."""
        found = self.disk(want.path)
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


def _stuck(decisions: Iterable[_Decision], decider: _Decider) -> frozenset[str]:
    """Documents that stay where another one is going to be written."""
    changes = [each.change for each in decisions if each.change and each.change.digest]
    goals = {folded(str(change.path)): change.id for change in changes}
    left = [each.written for each in decisions if each.written and each.written.digest]
    stuck = {was.id for was in left if goals.get(folded(str(was.path)), was.id) != was.id}
    return frozenset(stuck - decider.staying)


def _write(action: Action, want: Wanted, reason: str) -> _Decision:
    change = Change(want.id, want.path, action, reason, want.digest)
    return _Decision(change, Written(want.id, want.path, want.digest))


def _rename(want: Wanted, was: Written) -> _Decision:
    change = Change(want.id, want.path, Action.RENAME, "its name or date changed", want.digest, was.path)
    return _Decision(change, Written(want.id, want.path, want.digest))


def _kept(want: Wanted, reason: str) -> _Decision:
    change = Change(want.id, want.path, Action.KEEP, reason)
    return _Decision(change, Written(want.id, want.path, want.digest))


def _edited(want: Wanted, was: Written) -> _Decision:
    if want.digest == was.digest:
        return _left(Action.KEEP, was, "edited here, unchanged on the blog")
    return _left(Action.CONFLICT, was, "edited here and changed on the blog, left alone")


def _blocked(want: Wanted, was: Written) -> _Decision:
    return _left(Action.CONFLICT, was, f"should be at {want.path}, but another file is in the way")


def _left(action: Action, was: Written, reason: str) -> _Decision:
    return _Decision(Change(was.id, was.path, action, reason), was)
