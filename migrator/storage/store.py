"""Posts, comments and documents of one run in a temporary SQLite file: bodies are never all in memory at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from migrator.model import Blog, BodyLinks, Comment, Document, Note, Post, SyncCursor
from migrator.storage.disk import DiskList, no_room
from migrator.storage.jsonlines import JsonLines, fields_of

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE posts (id TEXT PRIMARY KEY, moment REAL, head TEXT, html TEXT, links TEXT);
CREATE INDEX posts_in_order ON posts (moment, id);
CREATE TABLE comments (id TEXT PRIMARY KEY, post_id TEXT, moment REAL, data TEXT);
CREATE INDEX comments_of_post ON comments (post_id, moment, id);
CREATE TABLE documents (id TEXT PRIMARY KEY, path TEXT, text TEXT);
BEGIN;
"""
_HEADS = JsonLines(Post, without={"html", "comments"})
"""Posts without their bodies, which most readers of the store don't ask for."""
_COMMENTS = JsonLines(Comment)
_LINKS = JsonLines(BodyLinks, without={"images", "media", "heading_ids"})


class Store:
    """Everything of one run, from the sources' items to the documents made of them.

    A temporary SQLite file without a name (the system removes it, however the run ends).  SQLite puts it
    where TMPDIR says; what doesn't fit there is an `OutputError`.
    """

    def __init__(self, body_links: Callable[[str], BodyLinks] | None = None) -> None:
        """`body_links` finds links and anchors in a body, once for all who ask; without it there are none."""
        self._body_links = body_links
        self.blog = Blog()
        """What all sources together know of the blog."""
        self.targets: set[str] = set()
        """Names of anchors (`post.html#name`) that links in the posts lead to."""
        self.notes: DiskList[Note] = DiskList()
        """What the sources had to tell, in their order."""
        self.cursors: list[SyncCursor] = []
        """Where the sources stand, in their order; none of a source that can't tell."""
        self.unread: set[str] = set()
        """Ids of posts that an earlier run read, and this one has not."""
        self.uncounted: dict[str, int] = {}
        """By id, how many comments each post had whose comments were not read in this run."""

    def __enter__(self) -> Self:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._db.close()
        if isinstance(error, sqlite3.OperationalError):
            raise no_room(error) from error

    def recall(self, post: Post, comments: int) -> None:
        """Add a post, with so many comments, from the snapshot: without a body, and replaced by what a source tells."""
        self._put(post, "", BodyLinks())
        self.unread.add(post.id)
        self.uncounted[post.id] = comments

    def add(self, item: Blog | Post | Comment | Note | SyncCursor) -> None:
        """Add one item of a source; of a post that comes twice the newer version stays."""
        match item:
            case Post():
                self._add_post(item)
            case SyncCursor():
                self.cursors.append(item)
            case Comment():
                self.uncounted.pop(item.post_id, None)
                moment = item.published.timestamp()
                row = (item.id, item.post_id, moment, _COMMENTS.pack(item))
                self._db.execute("INSERT OR IGNORE INTO comments VALUES (?, ?, ?, ?)", row)
            case Note():
                self.notes.append(item)
            case Blog():
                self._add_blog(item)

    def _add_blog(self, told: Blog) -> None:
        known = self.blog
        if known.id and told.id and known.id != told.id:
            message = f"it is another blog than {known.title or known.id!r}; both go into one folder"
            self.notes.append(Note("several-blogs", told.title or told.id, message, "Better migrate each by itself"))
        self.blog = _united_blog(known, told)

    def _add_post(self, post: Post) -> None:
        found = self._db.execute("SELECT head, html FROM posts WHERE id = ?", (post.id,)).fetchone()
        if found and post.id not in self.unread:
            post = _newer_version(_post(*found), post)
        self.unread.discard(post.id)
        html = post.html.encode("utf-8", "replace").decode()  # a lone surrogate can't be stored anywhere
        links = self._body_links(html) if self._body_links else BodyLinks()
        self.targets |= links.targets
        self._put(post, html, links)
        for comment in post.comments:
            self.add(comment)

    def _put(self, post: Post, html: str, links: BodyLinks) -> None:
        row = (post.id, post.published.timestamp(), _HEADS.pack(post), html, _LINKS.pack(links))
        self._db.execute("INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?, ?)", row)

    def headers(self) -> Iterator[Post]:
        """All posts by date and id, without body and comments."""
        for (head,) in self._db.execute("SELECT head FROM posts ORDER BY moment, id"):
            yield _HEADS.unpack(head)

    def posts(self) -> Iterator[Post]:
        """All posts by date and id, whole."""
        query = "SELECT id, head, html FROM posts ORDER BY moment, id"
        for post_id, head, html in self._db.execute(query):
            yield _post(head, html, self._comments(post_id))

    def ids(self) -> Iterator[str]:
        """The ids of all posts, sorted."""
        for (post_id,) in self._db.execute("SELECT id FROM posts ORDER BY id"):
            yield post_id

    def post(self, post_id: str) -> Post | None:
        """One post, without comments; None if there is none of this id."""
        found = self._db.execute("SELECT head, html FROM posts WHERE id = ?", (post_id,)).fetchone()
        return _post(*found) if found else None

    def links(self, post_id: str) -> BodyLinks:
        """Links and anchors in the body of a post that was read in this run."""
        (links,) = self._db.execute("SELECT links FROM posts WHERE id = ?", (post_id,)).fetchone()
        return _LINKS.unpack(links)

    def comments(self, post_id: str) -> int:
        """How many comments a post has, by this run or an earlier one."""
        if post_id in self.uncounted:
            return self.uncounted[post_id]
        (count,) = self._db.execute("SELECT COUNT(*) FROM comments WHERE post_id = ?", (post_id,)).fetchone()
        return int(count)

    def _comments(self, post_id: str) -> Iterator[Comment]:
        query = "SELECT data FROM comments WHERE post_id = ? ORDER BY moment, id"
        for (data,) in self._db.execute(query, (post_id,)):
            yield _COMMENTS.unpack(data)

    def stray_comments(self) -> Iterator[tuple[str, int]]:
        """Posts that have comments but are not there themselves, and how many comments wait for them."""
        query = """SELECT post_id, COUNT(*) FROM comments
                   WHERE post_id NOT IN (SELECT id FROM posts) GROUP BY post_id ORDER BY post_id"""
        yield from self._db.execute(query)

    def stage(self, document: Document) -> None:
        """Keep a document until it is known where its images will lie."""
        row = (document.id, str(document.path), document.text)
        self._db.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", row)

    def documents(self) -> Iterator[Document]:
        """The staged documents, ordered by path."""
        query = "SELECT id, path, text FROM documents ORDER BY path, id"
        for document_id, path, text in self._db.execute(query):
            yield Document(id=document_id, path=PurePosixPath(path), text=text)

    def text(self, document_id: str) -> str:
        """The text of one staged document, as it was staged."""
        query = "SELECT text FROM documents WHERE id = ?"
        found = self._db.execute(query, (document_id,)).fetchone()
        if found is None:
            raise KeyError(document_id)
        return str(found[0])


def _post(head: str, html: str, comments: Iterable[Comment] = ()) -> Post:
    return _HEADS.of_fields(fields_of(head) | {"html": html, "comments": tuple(comments)})


def _united_blog(known: Blog, told: Blog) -> Blog:
    """What both say of the blog; where they differ, the first one counts."""
    return Blog(
        id=known.id or told.id,
        title=known.title or told.title,
        url=known.url or told.url,
        hosts=known.hosts | told.hosts,
        zone=known.zone or told.zone,
        locale=known.locale or told.locale,
        line_breaks=told.line_breaks if known.line_breaks is None else known.line_breaks,
    )


def _newer_version(known: Post, told: Post) -> Post:
    """The version of a post that was changed last, completed with what only the other one has."""
    best, other = (told, known) if told.updated > known.updated else (known, told)
    return replace(
        best,
        url=max((best.url, other.url), key=lambda url: ("://" in url) + bool(url)),
        html=best.html or other.html,
        labels=best.labels or other.labels,
        description=best.description or other.description,
        location=best.location or other.location,
        comments=best.comments + other.comments,
    )
