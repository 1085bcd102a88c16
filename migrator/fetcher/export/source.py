"""Feed files as a source: backup XML, Takeout's feed.atom, saved feeds, saved answers of the API."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import IO

from migrator.blogger import blog_host, is_backup_id
from migrator.errors import FullReadNeeded
from migrator.fetcher.export.archive import Tree
from migrator.fetcher.export.slugs import guessed_paths
from migrator.fetcher.formats import atom, takeout
from migrator.fetcher.formats.atom import new_host
from migrator.fetcher.formats.encoding import UNREADABLE
from migrator.fetcher.formats.entry import Entry, FeedFacts
from migrator.fetcher.formats.reader import EntryReader, open_reader
from migrator.fetcher.formats.settings import read_settings_csv
from migrator.fetcher.source import FetchOptions, Item, Known
from migrator.model import Blog, Note, SyncCursor

_PIECE = 2**20
EXPORT = "export"
"""In a sync cursor, that it is one of a file."""


@dataclass(frozen=True, slots=True)
class FeedFile:
    """One feed file, with the settings file beside it."""

    label: str
    subject: str
    """The file's path, for messages."""
    open_feed: Callable[[], IO[bytes]]
    options: FetchOptions
    open_settings: Callable[[], IO[bytes]] | None = None
    tree: Tree | None = None
    """The export that it is in, where images may be too."""

    def read(self) -> Iterator[Item]:
        """Everything in the file, entry by entry."""
        base_url = self.options.base_url.rstrip("/")
        if base_url:
            yield Blog(url=base_url, hosts=frozenset(filter(None, [blog_host(base_url)])))
        with self.open_feed() as file:
            reader = open_reader(file, self.subject)
            if takeout.is_takeout(Entry.of(reader.head)):
                yield from self._read_takeout(reader, base_url)
            else:
                yield from self._read_atom(reader, base_url)
            yield from reader.notes()
        yield self._cursor()

    @contextmanager
    def since(self, cursor: SyncCursor, _known: Known, /) -> Iterator[FileUpdate]:
        """What changed since the cursor: nothing, if the file is the same, under whatever name."""
        yield FileUpdate(self._cursor(), cursor)

    def _cursor(self) -> SyncCursor:
        """A digest of the feed, the settings and the names of the files in the export."""
        digest = hashlib.sha256()
        for stream in filter(None, (self.open_feed, self.open_settings)):
            with suppress(*UNREADABLE), stream() as file:  # there is a note from reading it
                while piece := file.read(_PIECE):
                    digest.update(piece)
            digest.update(b"\0")
        names = "\0".join(self.tree.names) if self.tree else ""
        digest.update(names.encode("utf-8", "replace"))
        return SyncCursor({"of": EXPORT, "digest": digest.hexdigest()})

    def _read_takeout(self, reader: EntryReader, base_url: str) -> Iterator[Item]:
        settings = Blog()
        if self.open_settings is not None:
            try:
                with self.open_settings() as file:
                    settings = read_settings_csv(file)
            except UNREADABLE as error:
                yield Note("settings-unreadable", self.subject, f"its settings can't be read ({error})")
        base_url = base_url or settings.url
        if not base_url:
            yield Note(
                "address-unknown",
                self.subject,
                "it does not say under which address the blog lives, so links between its posts"
                " are known only by their path",
                "Give the blog's address with --base-url.",
            )
        head = Entry.of(reader.head)
        yield takeout.read_feed_head(head, base_url)
        yield settings
        with self.open_feed() as second:
            paths = guessed_paths(open_reader(second, self.subject), settings.zone)
        facts = replace(self._facts(head, base_url), guessed_paths=paths)
        for element in reader.entries():
            yield from takeout.read_entry(Entry.of(element), facts)

    def _read_atom(self, reader: EntryReader, base_url: str) -> Iterator[Item]:
        head = Entry.of(reader.head)
        blog = atom.read_feed_head(head)
        yield blog
        facts = self._facts(head, base_url)
        hosts = set(blog.hosts)
        for element in reader.entries():
            for item in atom.read_entry(Entry.of(element), facts):
                yield item
                yield from new_host(item, hosts)
        if not is_backup_id(head.text("id")):
            yield from _partial_note(head, reader.count, self.subject)

    def _facts(self, head: Entry, base_url: str) -> FeedFacts:
        now = self.options.now()
        return FeedFacts(self.subject, head.moment("updated") or now, now, base_url)


class FileUpdate:
    """An unchanged file; raises `FullReadNeeded` for a changed one."""

    def __init__(self, now: SyncCursor, then: SyncCursor) -> None:
        if now != then:
            raise FullReadNeeded("it is another file")
        self._cursor = now

    def changed(self) -> Iterator[Item]:
        """Nothing but the cursor."""
        yield self._cursor

    def refetch(self, posts: Collection[str], comments: Collection[str]) -> Iterator[Item]:
        """Raises `FullReadNeeded` for any post: a file can only be read as a whole."""
        if posts or comments:
            raise FullReadNeeded("posts have to be read again")
        return iter(())


def _partial_note(head: Entry, count: int, subject: str) -> Iterator[Note]:
    """A note for a saved feed that is only one of several pages."""
    total = head.text("totalResults")
    if not total.isdecimal() or int(total) <= count:
        return
    message = f"this is one page of the blog's feed: it holds {count} of {int(total)} entries"
    advice = "Give the blog's address, or an export, to get all of them."
    yield Note("feed-partial", subject, message, advice, loss=True)
