"""What a run would change, decided without touching anything.

For every document the disk is asked first: what already lies there as wanted stays, what migrator last wrote
is brought up to date, and anything else is a person's work and is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
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
    decider = _Decider({want.id: want for want in wanted}, state, cache(disk), force, complete)
    decisions = [decider.decide(want) for want in decider.wanted.values()]
    decisions += decider.vanished({folded(str(each.written.path)) for each in decisions if each.written})
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
    """What the state will remember."""


@dataclass(frozen=True)
class _Decider:
    wanted: Mapping[str, Wanted]
    state: State
    disk: Disk
    force: bool
    complete: bool

    @cached_property
    def owners(self) -> Mapping[str, Written]:
        """What migrator wrote last, by folded path."""
        return {folded(str(each.path)): each for each in self.state.files.values()}

    def decide(self, want: Wanted) -> _Decision:
        was = self.state.files.get(want.id)
        if was is None:
            return self._first_time(want)
        if was.path == want.path:
            return self._in_place(want, was)
        return self._moved(want, was)

    def vanished(self, taken: Set[str]) -> list[_Decision]:
        """What earlier runs wrote and nobody wants now, but for files that others have taken the place of."""
        decisions = []
        for was in self.state.files.values():
            if was.id in self.wanted:
                continue
            if not self.complete:
                decisions.append(_Decision(None, was))
            elif folded(str(was.path)) not in taken and self.disk(was.path) is not None:
                decisions.append(_left(Action.ORPHAN, was, "no longer on the blog, left alone"))
        return decisions

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
        if self._ours(want.id, want.path, here):
            return _write(Action.UPDATE, want, "changed on the blog")
        if self.force:
            return _write(Action.UPDATE, want, "edited here, written anew as asked")
        return _edited(want, was)

    def _moved(self, want: Wanted, was: Written) -> _Decision:
        old, new = self.disk(was.path), self.disk(want.path)
        if old is not None and self._wanted_at(was.path) == old:
            # Another document has been put there already, by a run that was cut short.
            return (
                _write(Action.CREATE, want, "its old place is taken")
                if new is None
                else self._arrived(want, was)
            )
        if old is None:
            return self._arrived(want, was)
        if new == want.digest and self._ours(want.id, was.path, old):
            return _rename(want, was)
        if not self._ours(want.id, was.path, old) and not self.force:
            return _edited(want, was)
        if new is None or self._free(want):
            return _rename(want, was)
        return _left(Action.CONFLICT, was, f"should move to {want.path}, but another file is in the way")

    def _arrived(self, want: Wanted, was: Written) -> _Decision:
        """Its old place no longer holds it; a run that was cut short may have moved it."""
        new = self.disk(want.path)
        if new == want.digest:
            return _kept(want, "moved")
        if new is None:
            return self._deleted(want, was)
        if new == was.digest or self._free(want):
            return _write(Action.UPDATE, want, "changed on the blog")
        return _left(Action.CONFLICT, was, f"should move to {want.path}, but another file is in the way")

    def _deleted(self, want: Wanted, was: Written) -> _Decision:
        if self.force:
            return _write(Action.CREATE, want, "deleted here, written anew as asked")
        return _left(Action.KEEP, was, "deleted here, not brought back")

    def _ours(self, post_id: str, path: PurePosixPath, found: str) -> bool:
        """Whether `found` at `path` is what migrator itself wrote there for the document."""
        written = (self.state.files.get(post_id), self.state.interrupted.get(post_id))
        return any(each and each.path == path and each.digest == found for each in written)

    def _wanted_at(self, path: PurePosixPath) -> str | None:
        return self._digest_by_path.get(folded(str(path)))

    @cached_property
    def _digest_by_path(self) -> Mapping[str, str]:
        return {folded(str(want.path)): want.digest for want in self.wanted.values()}

    def _free(self, want: Wanted) -> bool:
        """Whether what lies where the document goes may be written over: no person's work, not needed."""
        found = self.disk(want.path)
        if found is None or self._ours(want.id, want.path, found):
            return True
        owner = self.owners.get(folded(str(want.path)))
        return owner is not None and owner.digest == found and self._leaves(owner)

    def _leaves(self, owner: Written) -> bool:
        """Whether the document that lies at a path is going elsewhere, or gone from the blog."""
        other = self.wanted.get(owner.id)
        if other is None:
            return self.complete
        if other.path == owner.path:
            return False
        there = self.disk(other.path)
        return there is None or there == other.digest or folded(str(other.path)) in self.owners


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


def _left(action: Action, was: Written, reason: str) -> _Decision:
    return _Decision(Change(was.id, was.path, action, reason), was)
