"""The decisions on one document, one function for each kind, with the reason that the plan prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from migrator.model import Action, Change, Provenance, Status, WrittenFile

INCOMING = "incoming:"
"""Prefix of a document's id: its version from the blog, written beside the file that is in conflict with it."""
MERGED = "merged:"
"""Prefix of a document's id, in an unfinished state only: the file as merging left it."""
ADOPTED = "adopted"
"""In place of a digest: the text that the blog last had for the file isn't known any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document as it should be on disk."""

    id: str
    path: PurePosixPath
    digest: str
    """SHA-256 of the text, image addresses in place."""
    provenance: Provenance = field(default_factory=Provenance)
    outdated: str = ""
    """Which settings or versions would make another text of it now, in words; '' if none would."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The change of one document, and what the state remembers of it."""

    change: Change | None
    written: WrittenFile | None
    """The state's entry once the change is carried out.  Without a digest: a person deleted the file."""
    beside: Wanted | None = None
    """The blog's version, to be written beside a file that is in conflict with it."""


def written_file(want: Wanted, was: WrittenFile | None = None) -> WrittenFile:
    """The state's entry of a document that is as wanted; `was` tells whether a person moved it."""
    moved = was is not None and was.moved
    return WrittenFile(want.id, want.path, want.digest, want.provenance, moved)


def write(action: Action, want: Wanted, reason: str, was: WrittenFile | None = None) -> Decision:
    """The file gets the wanted text."""
    return Decision(Change(want.id, want.path, action, reason, want.digest), written_file(want, was))


def renamed(want: Wanted, was: WrittenFile) -> Decision:
    """The file gets the wanted text and another path."""
    reason = news(want, was) or "its name or date changed"
    change = Change(want.id, want.path, Action.RENAME, reason, want.digest, was.path)
    return Decision(change, written_file(want))


def merged(want: Wanted, was: WrittenFile, digest: str) -> Decision:
    """The file gets a text with a person's changes and the blog's, and another path if its post moved."""
    reason = "edited here and changed on the blog: both changes are in it now"
    old = was.path if was.path != want.path else None
    return Decision(Change(want.id, want.path, Action.MERGE, reason, digest, old), written_file(want, was))


def kept(want: Wanted, reason: str, was: WrittenFile | None = None) -> Decision:
    """The file is as wanted."""
    fresh = news(want, was) if was else ""
    if want.outdated:
        return Decision(Change(want.id, want.path, Action.SKIP, want.outdated), written_file(want, was))
    change = Change(want.id, want.path, Action.KEEP, fresh or reason, told=bool(fresh))
    return Decision(change, written_file(want, was))


def edited(want: Wanted, was: WrittenFile) -> Decision:
    """The file stays as a person edited it: the blog has nothing new for it."""
    return left(Action.KEEP, replace(was, provenance=want.provenance), "edited here, unchanged on the blog")


def at_odds(want: Wanted, was: WrittenFile) -> Decision:
    """A person and the blog changed the same lines."""
    reason = "edited here and changed on the blog in the same place: left alone, the blog's version is put beside it"
    path = was.path.with_name(f"{was.path.stem}.incoming{was.path.suffix}")
    beside = Wanted(INCOMING + want.id, path, want.digest, want.provenance)
    return replace(left(Action.CONFLICT, was, reason), beside=beside)


def blocked(want: Wanted, was: WrittenFile) -> Decision:
    """The file can't be moved: another one lies at the wanted path."""
    return left(Action.CONFLICT, was, f"should be at {want.path}, but another file is in the way")


def left(action: Action, was: WrittenFile, reason: str) -> Decision:
    """The file stays as and where it is."""
    return Decision(Change(was.id, was.path, action, reason), was)


def news(want: Wanted, was: WrittenFile) -> str:
    """The change of a post's status or permalink, in words; '' if neither changed."""
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


def _no_files(_document: str) -> tuple[PurePosixPath, ...]:
    return ()


def _no_merge(_wanted: Wanted, _base: str, _path: PurePosixPath) -> str | None:
    return None


@dataclass(frozen=True)
class FolderView:
    """Read access to the output folder."""

    disk: Callable[[PurePosixPath], str | None]
    """The digest of the file at a path; None where there is none."""
    post_files: Callable[[str], tuple[PurePosixPath, ...]] = _no_files
    """The paths of files whose front matter has this document's id."""
    merge: Callable[[Wanted, str, PurePosixPath], str | None] = _no_merge
    """The digest of a three-way merge of the wanted document, the merge base of that digest and the file at a path;
    None where both sides changed the same lines."""
