"""What the blog was when it was last read, as text: whatever did not change since is taken from there.

It only saves time.  Where it is missing, damaged, or of another moment than the state beside it (git put two
branches together, `migrator adopt` made the state anew), everything is read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from migrator import layout
from migrator.errors import FullReadNeeded
from migrator.model import Blog, Kind, Post, Status, SyncCursor
from migrator.sync.references import References
from migrator.writer.disk.folder import Folder, digest_of_file

_VERSION = 1
_ID = re.compile(r'{"post": "([^"\\]+)", ["a-z]')
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """A post as it was read, without what is in it."""

    post: Post
    comments: int
    references: References
    leads: str
    """Digest of what about it depends on other posts."""
    again: bool = False
    """Whether what became of it isn't final, so that it has to be read again in any case."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is said of all posts together, and where to find what is said of each."""

    basis: str
    """Digest of everything but the sources that the run was told."""
    blog: Blog
    marks: tuple[SyncCursor, ...]
    """Of each source, where it stood."""
    count: int = 0
    """How many posts it has."""
    file: Path | None = None

    def posts(self) -> Iterator[SnapshotEntry]:
        """The posts, by id.  Raises `FullReadNeeded` at one that is damaged, and at the end if there are not all."""
        for _, line in self.lines():
            try:
                yield _seen(json.loads(line))
            except _DAMAGED as error:
                raise FullReadNeeded("a line of the snapshot is damaged") from error

    def lines(self) -> Iterator[tuple[str, str]]:
        """The same as text, each with its id."""
        count = 0
        for line in _rest(self.file):
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
        with file.open(encoding="utf-8") as lines:
            head = json.loads(next(lines, ""))
        if (head["migrator"], head["version"]) != ("snapshot", _VERSION):
            raise FullReadNeeded("it is no snapshot of this version")
        marks = tuple(SyncCursor({str(name): str(said) for name, said in mark.items()}) for mark in head["marks"])
        snapshot = Snapshot(str(head["basis"]), _blog(head["blog"]), marks, int(head["posts"]), file)
    except (OSError, *_DAMAGED) as error:
        raise FullReadNeeded("there is no snapshot that can be read") from error
    if head["state"] != Folder(root).digest_of_bytes(layout.STATE) or (root / layout.NEXT_STATE).exists():
        raise FullReadNeeded("the snapshot is not of the state that is there, or a run was cut short")
    return snapshot


def _rest(file: Path | None) -> Iterator[str]:
    if file is None:
        return
    try:
        with file.open(encoding="utf-8") as lines:
            next(lines, "")
            yield from lines
    except (OSError, UnicodeDecodeError) as error:
        raise FullReadNeeded("the snapshot can't be read") from error


def save(root: Path, snapshot: Snapshot, posts: Iterable[str]) -> None:
    """Write the snapshot of the state that is there; `posts` are its lines, in the order of their ids."""
    folder = Folder(root)
    with TemporaryDirectory(prefix="migrator-") as place:
        body, whole = Path(place, "posts"), Path(place, "snapshot")
        with body.open("w", encoding="utf-8", newline="\n") as out:
            count = sum(bool(out.write(line)) for line in posts)
        head = {
            "migrator": "snapshot",
            "version": _VERSION,
            "state": folder.digest_of_bytes(layout.STATE),
            "basis": snapshot.basis,
            "posts": count,
            "blog": _told(snapshot.blog),
            "marks": [dict(mark.said) for mark in snapshot.marks],
        }
        with whole.open("w", encoding="utf-8", newline="\n") as out, body.open(encoding="utf-8") as lines:
            out.write(json.dumps(head) + "\n")
            out.writelines(lines)
        if digest_of_file(whole) != folder.digest_of_bytes(layout.SNAPSHOT):
            folder.sweep([layout.SNAPSHOT])
            folder.copy(whole, layout.SNAPSHOT)


def updated_line(line: str, *, comments: int, again: bool) -> str:
    """The line of a post of which only so much may be news."""
    entry = json.loads(line)
    if (entry.get("comments", 0), entry.get("again", False)) == (comments, again):
        return line
    return line_of(replace(_seen(entry), comments=comments, again=again))


def line_of(seen: SnapshotEntry) -> str:
    """The line that says all of a post; what goes without saying is left out."""
    post = seen.post
    told: dict[str, Any] = {
        "kind": "" if post.kind is Kind.POST else post.kind,
        "status": "" if post.status is Status.LIVE else post.status,
        "title": post.title,
        "url": post.url,
        "published": post.published.isoformat(),
        "updated": post.updated.isoformat(),
        "labels": post.labels,
        "comments": seen.comments,
        "links": seen.references.links,
        "targets": seen.references.targets,
        "places": seen.references.places,
        "leads": seen.leads,
        "again": seen.again,
    }
    return json.dumps({"post": post.id} | {name: value for name, value in told.items() if value}) + "\n"


def _seen(entry: dict[str, Any]) -> SnapshotEntry:
    links, targets = (tuple(map(str, entry.get(name, ()))) for name in ("links", "targets"))
    return SnapshotEntry(
        Post(
            id=str(entry["post"]),
            kind=Kind(entry.get("kind", Kind.POST)),
            status=Status(entry.get("status", Status.LIVE)),
            title=str(entry.get("title", "")),
            url=str(entry.get("url", "")),
            published=datetime.fromisoformat(entry["published"]),
            updated=datetime.fromisoformat(entry["updated"]),
            author="",
            labels=tuple(map(str, entry.get("labels", ()))),
            html="",
        ),
        int(entry.get("comments", 0)),
        References(links, targets, str(entry.get("places", ""))),
        str(entry["leads"]),
        bool(entry.get("again", False)),
    )


def _told(blog: Blog) -> dict[str, Any]:
    texts = {"id": blog.id, "title": blog.title, "url": blog.url, "zone": blog.zone, "locale": blog.locale}
    return {**texts, "hosts": sorted(blog.hosts), "line_breaks": blog.line_breaks}


def _blog(told: dict[str, Any]) -> Blog:
    return Blog(
        id=str(told["id"]),
        title=str(told["title"]),
        url=str(told["url"]),
        hosts=frozenset(map(str, told["hosts"])),
        zone=str(told["zone"]),
        locale=str(told["locale"]),
        line_breaks=None if told["line_breaks"] is None else bool(told["line_breaks"]),
    )
