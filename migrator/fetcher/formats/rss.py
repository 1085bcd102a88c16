"""An RSS feed of Blogger -> Atom, without what RSS lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from lxml import etree

from migrator.blogger import is_atom_id
from migrator.errors import SourceError
from migrator.fetcher.formats.entry import Entry, add, make
from migrator.fetcher.formats.xml import FeedReader
from migrator.model import Note

_AUTHOR = re.compile(r"\S*@\S*\s*\((.*)\)", re.DOTALL)


class RssReader:
    """The head and entries of an RSS feed as Atom; raises `SourceError` if it is not Blogger's."""

    def __init__(self, reader: FeedReader, subject: str) -> None:
        self._reader = reader
        self._subject = subject
        self._has_markup = False
        self.head = _as_head(reader.head)
        if not is_atom_id(Entry.of(self.head).text("id")):
            raise SourceError(subject, "this is an RSS feed, but not one of Blogger's", "Give the blog's address.")

    @property
    def count(self) -> int:
        """How many entries were read so far."""
        return self._reader.count

    def entries(self) -> Iterator[etree._Element]:
        """Every whole item as an entry."""
        for item in self._reader.entries():
            entry = _as_entry(Entry.of(item))
            self._has_markup = self._has_markup or "<" in Entry.of(entry).text("content")
            yield entry

    def notes(self) -> Iterator[Note]:
        """What is wrong with the file, and what RSS lacks; complete once all entries are read."""
        yield from self._reader.notes()
        advice = "Give the Atom feed, the blog's address or an export if you can."
        if self.count and not self._has_markup:
            message = "there is no markup in any of its posts: this RSS feed holds only their beginnings as plain text"
            yield Note("rss-short", self._subject, message, advice, loss=True)
        message = (
            "RSS tells neither whether posts are whole, nor places, drafts, comments or the blog's clock:"
            " all dates are in UTC"
        )
        yield Note("rss-lacks", self._subject, message, advice)


def _as_head(root: etree._Element) -> etree._Element:
    channel = Entry.of(root).inner("channel")
    head = make("feed")
    add(head, "id", channel.text("id"))
    add(head, "title", channel.text("title"))
    add(head, "updated", _rfc3339(channel.text("lastBuildDate")))
    add(head, "totalResults", channel.text("totalResults"))
    for link in channel.children.get("link", []):
        if link.text:  # another is Atom's, for the feed itself
            add(head, "link", rel="alternate", href=link.text.strip())
    return head


def _as_entry(item: Entry) -> etree._Element:
    entry = make("entry")
    published = _rfc3339(item.text("pubDate"))
    add(entry, "id", item.text("guid"))
    add(entry, "published", published)
    add(entry, "updated", item.text("updated") or published)
    for category in item.children.get("category", []):
        add(entry, "category", scheme=category.get("domain", ""), term=(category.text or "").strip())
    add(entry, "title", item.text("title"))
    add(entry, "content", item.html("encoded") or item.html("description") or "", type="html")
    add(entry, "link", rel="alternate", href=item.text("origLink") or item.text("link"))
    author = make("author")
    found = _AUTHOR.fullmatch(item.text("author"))
    add(author, "name", found[1] if found else item.text("author"))
    entry.append(author)
    return entry


def _rfc3339(date: str) -> str:
    """`Sat, 09 Dec 2023 06:20:00 +0000` -> `2023-12-09T06:20:00+00:00`; '' for no date."""
    try:
        return parsedate_to_datetime(date).isoformat()
    except ValueError:
        return ""
