"""The blog as it was when it was last read, as text: whatever did not change since is taken from there.

It only saves time.  Where it is missing, damaged, or of another moment than the state beside it (git put two
branches together, `migrator adopt` made the state anew), everything is read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from pydantic import SerializerFunctionWrapHandler, WrapSerializer

from migrator import layout
from migrator.errors import FullReadNeeded
from migrator.model import Blog, Post, SyncCursor
from migrator.storage.jsonlines import JsonLines, fields_of
from migrator.sync.references import References
from migrator.writer.disk.folder import Folder

_ID = re.compile(r'{"post":{"id":"([^"\\]+)"[,}]')


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """A post as it was read, without what is in it."""

    post: Post
    comments: int = 0
    references: References = field(default_factory=References)
    dependencies: str = ""
    """Digest of what its documents take from other posts: its permalinks, and where its links lead."""
    again: bool = False
    """Whether what became of it isn't final, so that it has to be read again in any case."""


def _with_sorted_hosts(blog: Blog, pack: SerializerFunctionWrapHandler) -> dict[str, Any]:
    """The fields of the blog, always in the same order."""
    fields: dict[str, Any] = pack(blog)
    return fields | {"hosts": sorted(blog.hosts)}


@dataclass(frozen=True, slots=True)
class _Head:
    """The first line."""

    migrator: Literal["snapshot"]
    version: Literal[2]
    """1: all fields of a post stood side by side."""
    state: str | None
    """Digest of the state that it belongs to."""
    settings: str
    posts: int
    blog: Annotated[Blog, WrapSerializer(_with_sorted_hosts)]
    cursors: tuple[SyncCursor, ...]


_HEADS = JsonLines(_Head)
_ENTRIES = JsonLines(SnapshotEntry, without={"post": {"author", "html", "description", "location", "comments"}})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is said of all posts together, and where to find what is said of each."""

    settings: str
    """Digest of everything but the sources that the run was told."""
    blog: Blog
    cursors: tuple[SyncCursor, ...]
    """Of each source, where it stood."""
    count: int = 0
    """How many posts it has."""
    file: Path | None = None

    def posts(self) -> Iterator[SnapshotEntry]:
        """The posts, by id.  Raises `FullReadNeeded` at one that is damaged, and at the end if there are not all."""
        for _, line in self.lines():
            try:
                yield _ENTRIES.unpack(line)
            except ValueError as error:
                raise FullReadNeeded("a line of the snapshot is damaged") from error

    def lines(self) -> Iterator[tuple[str, str]]:
        """The same as text, each with its id."""
        count = 0
        for line in islice(_lines(self.file), 1, None) if self.file else ():
            found = _ID.match(line)
            if not found:
                raise FullReadNeeded("a line of the snapshot is damaged")
            count += 1
            yield found[1], line
        if count != self.count:
            raise FullReadNeeded("the snapshot is not whole")


def load(root: Path) -> Snapshot:
    """The snapshot of an output folder.  Raises `FullReadNeeded` where none belongs to the state beside it."""
    file = root / layout.SNAPSHOT
    try:
        head = _HEADS.unpack(next(_lines(file)))
    except ValueError as error:
        raise FullReadNeeded("it is no snapshot of this version") from error
    if head.state != Folder(root).digest_of_bytes(layout.STATE) or (root / layout.NEXT_STATE).exists():
        raise FullReadNeeded("the snapshot is not of the state that is there, or a run was cut short")
    return Snapshot(head.settings, head.blog, head.cursors, head.posts, file)


def save(root: Path, snapshot: Snapshot, posts: Iterable[str]) -> None:
    """Write the snapshot of the state that is there; `posts` are its lines, in the order of their ids.

    One that says the same is left as it is, in whatever version.
    """
    folder = Folder(root)
    with TemporaryDirectory(prefix="migrator-") as place:
        body, whole = Path(place, "posts"), Path(place, "snapshot")
        with body.open("w", encoding="utf-8", newline="\n") as out:
            count = sum(bool(out.write(line)) for line in posts)
        state = folder.digest_of_bytes(layout.STATE)
        head = _Head("snapshot", 2, state, snapshot.settings, count, snapshot.blog, snapshot.cursors)
        with whole.open("w", encoding="utf-8", newline="\n") as out, body.open(encoding="utf-8") as lines:
            out.write(_HEADS.pack(head) + "\n")
            out.writelines(lines)
        if not _is_same(root / layout.SNAPSHOT, whole):
            folder.sweep([layout.SNAPSHOT])
            folder.copy(whole, layout.SNAPSHOT)


def _is_same(file: Path, other: Path) -> bool:
    """Whether two snapshots say the same."""
    try:
        return all(line == wanted for line, wanted in zip_longest(_lines(file), _lines(other)))
    except FullReadNeeded:
        return False


def line_of(entry: SnapshotEntry) -> str:
    """The line that says all of a post; what goes without saying is left out."""
    return _ENTRIES.pack(entry) + "\n"


def updated_line(line: str, *, comments: int, again: bool) -> str:
    """The line of a post of which only so much may be news."""
    fields = fields_of(line)
    if (fields.get("comments", 0), fields.get("again", False)) == (comments, again):
        return line
    return line_of(replace(_ENTRIES.of_fields(fields), comments=comments, again=again))


def _lines(file: Path) -> Iterator[str]:
    """The lines of a snapshot, in the words of this version.  Raises `FullReadNeeded` where they can't be read."""
    try:
        with file.open(encoding="utf-8") as lines:
            first = next(lines, "")
            if fields_of(first).get("version") == 1:
                yield _head_of_version_1(first)
                yield from map(_line_of_version_1, lines)
            else:
                yield first
                yield from lines
    except (OSError, ValueError) as error:
        raise FullReadNeeded("the snapshot can't be read") from error


def _head_of_version_1(line: str) -> str:
    fields = fields_of(line)
    cursors = [{"position": mark} for mark in fields.get("marks", ())]
    head = fields | {"version": 2, "settings": fields.get("basis"), "cursors": cursors}
    return _HEADS.pack(_HEADS.of_fields(head)) + "\n"


def _line_of_version_1(line: str) -> str:
    fields = fields_of(line)
    post = {"title": "", "url": "", **fields, "id": fields.get("post"), "comments": ()}
    references = fields | {"anchors": fields.get("places", "")}
    entry = fields | {"post": post, "references": references, "dependencies": fields.get("leads")}
    return line_of(_ENTRIES.of_fields(entry))
