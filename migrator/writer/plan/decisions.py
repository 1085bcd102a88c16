"""What may be decided on one document: each kind of decision with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from migrator.model import Action, Change, Provenance, Status, WrittenFile

INCOMING = "incoming:"
"""Before the id of a document: what the blog has for it, beside a file that is at odds with that."""
MERGED = "merged:"
"""Before the id of a document, in an unfinished state only: the file as merging left it."""
ADOPTED = "adopted"
"""Stands for the digest of a file whose last text from the blog isn't known any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document as it should be on disk."""

    id: str
    path: PurePosixPath
    digest: str
    """SHA-256 of the text, image addresses in place."""
    provenance: Provenance = field(default_factory=Provenance)
    outdated: str = ""
    """Why it would be made otherwise now, if it were made again."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a document now, and what is remembered of it."""

    change: Change | None
    written: WrittenFile | None
    """What the state will remember.  Without a digest: that a person deleted it."""
    beside: Wanted | None = None
    """What the blog has, to be put beside a file that is at odds with it."""


def after(want: Wanted, was: WrittenFile | None = None) -> WrittenFile:
    """What is remembered of a document that is as wanted; `was` says whether a person moved it."""
    moved = was is not None and was.moved
    return WrittenFile(want.id, want.path, want.digest, want.provenance, moved)


def write(action: Action, want: Wanted, reason: str, was: WrittenFile | None = None) -> Decision:
    """The file gets the wanted text."""
    return Decision(Change(want.id, want.path, action, reason, want.digest), after(want, was))


def renamed(want: Wanted, was: WrittenFile) -> Decision:
    """The file gets the wanted text and another place."""
    reason = news(want, was) or "its name or date changed"
    change = Change(want.id, want.path, Action.RENAME, reason, want.digest, was.path)
    return Decision(change, after(want))


def merged(want: Wanted, was: WrittenFile, digest: str) -> Decision:
    """The file gets a text that holds a person's changes and the blog's, and maybe another place."""
    reason = "edited here and changed on the blog: both changes are in it now"
    old = was.path if was.path != want.path else None
    return Decision(Change(want.id, want.path, Action.MERGE, reason, digest, old), after(want, was))


def kept(want: Wanted, reason: str, was: WrittenFile | None = None) -> Decision:
    """The file is as wanted."""
    fresh = news(want, was) if was else ""
    if want.outdated:
        return Decision(Change(want.id, want.path, Action.SKIP, want.outdated), after(want, was))
    change = Change(want.id, want.path, Action.KEEP, fresh or reason, told=bool(fresh))
    return Decision(change, after(want, was))


def edited(want: Wanted, was: WrittenFile) -> Decision:
    """The file is as a person wants it, and the blog has nothing new for it."""
    return left(Action.KEEP, replace(was, provenance=want.provenance), "edited here, unchanged on the blog")


def at_odds(want: Wanted, was: WrittenFile) -> Decision:
    """A person and the blog changed the same lines."""
    reason = "edited here and changed on the blog in the same place: left alone, the blog's version is put beside it"
    path = was.path.with_name(f"{was.path.stem}.incoming{was.path.suffix}")
    beside = Wanted(INCOMING + want.id, path, want.digest, want.provenance)
    return replace(left(Action.CONFLICT, was, reason), beside=beside)


def blocked(want: Wanted, was: WrittenFile) -> Decision:
    """The file can't go where it belongs."""
    return left(Action.CONFLICT, was, f"should be at {want.path}, but another file is in the way")


def left(action: Action, was: WrittenFile, reason: str) -> Decision:
    """The file stays as and where it is."""
    return Decision(Change(was.id, was.path, action, reason), was)


def news(want: Wanted, was: WrittenFile) -> str:
    """What else than its text changed about a post, in words; '' if nothing did."""
    before, now = was.provenance, want.provenance
    if before.status != now.status and before.status and now.status:
        return _status_news(before.status, now.status)
    if before.permalink != now.permalink and before.permalink and now.permalink:
        return f"its permalink was {before.permalink}, which is redirected now"
    return ""


def _status_news(before: str, now: str) -> str:
    if now == Status.DRAFT:
        return "a draft again"
    return f"{'scheduled' if now == Status.SCHEDULED else 'published'}; it was {_AS[Status(before)]}"


_AS = {Status.LIVE: "public", Status.DRAFT: "a draft", Status.SCHEDULED: "scheduled"}


def _nowhere(_document: str) -> tuple[PurePosixPath, ...]:
    return ()


def _never(_wanted: Wanted, _base: str, _path: PurePosixPath) -> str | None:
    return None


@dataclass(frozen=True)
class FolderView:
    """The folder as it is: only asked, never changed."""

    disk: Callable[[PurePosixPath], str | None]
    """The digest of what lies at a path; None where nothing does."""
    post_files: Callable[[str], tuple[PurePosixPath, ...]] = _nowhere
    """Files that say they are this document."""
    merge: Callable[[Wanted, str, PurePosixPath], str | None] = _never
    """The digest of what lies at a path with what the blog changed since the text of that digest was written;
    None where both changed the same."""
