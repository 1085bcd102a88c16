"""What the blog was when it was last read, as text: whatever did not change since is taken from there.

It only saves time.  Where it is missing, damaged, or of another moment than the state beside it (git put two
branches together, `migrator adopt` made the state anew), everything is read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from migrator.errors import DoubtError
from migrator.model import Blog, Kind, Mark, Post, Status
from migrator.ties import Ties
from migrator.writer.folder import Folder, digest_of_file
from migrator.writer.state import OWN, STATE

SNAPSHOT = OWN / "snapshot"
_VERSION = 1
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as it was read, without what is in it."""

    post: Post
    comments: int
    ties: Ties
    leads: str
    """Digest of what about it depends on other posts."""
    again: bool = False
    """Whether what became of it isn't final, so that it has to be read again in any case."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is said of all posts together."""

    basis: str
    """Digest of everything but the sources that the run was told."""
    blog: Blog
    marks: tuple[Mark, ...]
    """Of each source, where it stood."""


def load(root: Path) -> tuple[Snapshot, Iterator[Seen]]:
    """The snapshot of an output folder and its posts.

    Raises `DoubtError` where there is none that belongs to the state beside it, also while the posts are read.
    """
    try:
        lines = (root / SNAPSHOT).read_text(encoding="utf-8").splitlines()
        head = json.loads(lines[0])
        if (head["migrator"], head["version"]) != ("snapshot", _VERSION) or head["posts"] != len(lines) - 1:
            raise DoubtError("it is no snapshot of this version, or a part of one")
        snapshot = Snapshot(str(head["basis"]), _blog(head["blog"]), tuple(Mark(mark) for mark in head["marks"]))
    except (OSError, *_DAMAGED) as error:
        raise DoubtError("there is no snapshot that can be read") from error
    if head["state"] != Folder(root).digest(STATE):
        raise DoubtError("the snapshot is not of the state that is there")
    return snapshot, _posts(lines[1:])


def _posts(lines: Iterable[str]) -> Iterator[Seen]:
    for line in lines:
        try:
            seen = _seen(json.loads(line))
        except _DAMAGED as error:
            raise DoubtError("a line of the snapshot is damaged") from error
        yield seen


def save(root: Path, snapshot: Snapshot, posts: Iterable[Seen]) -> None:
    """Write the snapshot of the state that is there; `posts` come in the order of their ids."""
    folder = Folder(root)
    with TemporaryDirectory(prefix="migrator-") as place:
        body, whole = Path(place, "posts"), Path(place, "snapshot")
        with body.open("w", encoding="utf-8", newline="\n") as out:
            count = sum(bool(out.write(_line(seen))) for seen in posts)
        head = {
            "migrator": "snapshot",
            "version": _VERSION,
            "state": folder.digest(STATE),
            "basis": snapshot.basis,
            "posts": count,
            "blog": _told(snapshot.blog),
            "marks": [dict(mark.said) for mark in snapshot.marks],
        }
        with whole.open("w", encoding="utf-8", newline="\n") as out, body.open(encoding="utf-8") as lines:
            out.write(json.dumps(head) + "\n")
            out.writelines(lines)
        if digest_of_file(whole) != folder.digest_of_bytes(SNAPSHOT):
            folder.sweep([SNAPSHOT])
            folder.copy(whole, SNAPSHOT)


def _line(seen: Seen) -> str:
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
        "links": seen.ties.links,
        "targets": seen.ties.targets,
        "places": seen.ties.places,
        "leads": seen.leads,
        "again": seen.again,
    }
    return json.dumps({"post": post.id} | {name: value for name, value in told.items() if value}) + "\n"


def _seen(entry: dict[str, Any]) -> Seen:
    links, targets = (tuple(map(str, entry.get(name, ()))) for name in ("links", "targets"))
    return Seen(
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
        Ties(links, targets, str(entry.get("places", ""))),
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
