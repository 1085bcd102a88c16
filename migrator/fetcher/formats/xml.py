"""A feed file, split into entries before it is parsed: one damaged entry costs one entry.

Blogger escapes every body, so `<entry` and `</entry` are always markup.  The parser gets one entry at a time: it needs
no memory for the others, is not stopped by damage in them, and never sees a document type, hence no entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from lxml import etree

from migrator.errors import SourceError
from migrator.fetcher.formats.encoding import CleanText, Readable
from migrator.model import Note

MOST_PROLOGUE = 2**20
MOST_HEAD = 32 * 2**20
MOST_ENTRY = 256 * 2**20

_PROLOGUE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_END = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?(?:feed|channel)\s*>")
_ENTRIES = {b"feed": "entry", b"rss": "item"}
"""The name of the entries by the name of the root."""
_LONGEST_TAG = 200
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)(?=[\s/>])")


class FeedReader:
    """The head of a feed and then its entries, one at a time; raises `SourceError` if it is no feed."""

    def __init__(self, file: Readable, subject: str) -> None:
        self._subject = subject
        self._text = CleanText(file)
        self._chunks = iter(self._text)
        self._buffer = bytearray()
        self._ended = False
        self.root, prefix = self._find_root()
        """`feed` or `rss`."""
        self._name = _ENTRIES[self.root.encode()]
        name = prefix + self._name.encode()
        self._open, self._close = re.compile(rb"<" + re.escape(name) + rb"(?=[\s>])"), b"</" + name
        self.head = self._read_head()
        """The root, with everything before the first entry."""
        self._wrapper = _start_tag(self.head)
        self._damaged = 0
        self._truncated = False
        self._closed = False
        self.count = 0
        """How many entries were read so far."""

    def entries(self) -> Iterator[etree._Element]:
        """Every whole entry, in the file's order."""
        while (chunk := self._next_entry()) is not None:
            for entry in self._parsed(chunk):
                self.count += 1
                yield entry

    def notes(self) -> Iterator[Note]:
        """What is wrong with the file; complete once all entries are read."""
        if self._truncated:
            why = f" ({self._text.failure})" if self._text.failure else ""
            message = f"the file breaks off{why}; its {self.count} whole entries were read"
            advice = "Download or copy the file again if you can."
            yield Note("feed-truncated", self._subject, message, advice, loss=True)
        if self._damaged:
            message = f"{self._damaged} entries are not valid XML and were repaired as well as possible"
            yield Note("feed-damaged", self._subject, message, "Look these posts over.", loss=True)
        if self._text.repaired_at is not None:
            message = f"not all of it is UTF-8 (from byte {self._text.repaired_at:,}); read as windows-1252"
            yield Note("feed-encoding", self._subject, message)
        if self._text.control_characters:
            message = f"{self._text.control_characters} control characters, which XML forbids, were left out"
            yield Note("feed-control-characters", self._subject, message)

    def _fill(self) -> bool:
        """Read the next chunk into the buffer; whether there was one."""
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._buffer += chunk
        return True

    def _find_root(self) -> tuple[str, bytes]:
        """The name of the root, and its prefix with the colon; raises `SourceError` if it is no feed."""
        while self._fill() and len(self._buffer) < MOST_PROLOGUE:
            rest = self._buffer[_prologue(self._buffer) :]
            if len(rest) > 1000 or (b">" in rest and not rest.startswith((b"<?", b"<!--"))):
                break
        rest = self._buffer[_prologue(self._buffer) :]
        root = _ROOT.match(rest)
        if root is None or root.group(2) not in _ENTRIES:
            raise not_a_feed(self._subject, bytes(rest[:4000]), root.group(2) if root else b"")
        return root.group(2).decode(), root.group(1) + b":" if root.group(1) else b""

    def _read_head(self) -> etree._Element:
        start = self._search_entry(0)
        while start is None and self._fill():
            if len(self._buffer) > MOST_HEAD:
                raise SourceError(self._subject, "no entry in the first 32 MB: this is not a Blogger feed")
            start = self._search_entry(0)
        head = bytes(self._buffer[:start])
        if start is not None:
            del self._buffer[:start]
        try:
            element = etree.fromstring(head, hardened(recover=True))
        except etree.XMLSyntaxError:
            element = None
        if element is None:
            raise SourceError(self._subject, "its beginning is too damaged to be read")
        return element

    def _search_entry(self, start: int) -> int | None:
        found = self._open.search(self._buffer, start)
        return found.start() if found else None

    def _next_entry(self) -> bytes | None:
        """The text of the next entry, from its `<entry` through its `</entry>`."""
        while (start := self._search_entry(0)) is None:
            self._closed = self._closed or _END.search(self._buffer) is not None
            del self._buffer[:-_LONGEST_TAG]
            if not self._fill():
                self._truncated = self._truncated or not self._closed
                return None
        del self._buffer[:start]
        searched = 0
        while (end := self._end_of_entry(searched)) is None:
            searched = max(0, len(self._buffer) - len(self._close) - 2)
            if len(self._buffer) > MOST_ENTRY:
                raise SourceError(self._subject, "one entry is larger than 256 MB", "It can't be a blog post.")
            if not self._fill():
                self._truncated = True
                return None
        chunk = bytes(self._buffer[:end])
        del self._buffer[:end]
        return chunk

    def _end_of_entry(self, searched: int) -> int | None:
        """The end of the buffer's first entry; None if it is not there yet.  In CDATA `</entry>` is text."""
        at = self._buffer.find(self._close, searched)
        while at >= 0:
            close = self._buffer.find(b">", at)
            if close < 0:
                return None
            opened = self._buffer.rfind(b"<![CDATA[", 0, at)
            if opened < 0 or self._buffer.find(b"]]>", opened, at) >= 0:
                return close + 1
            at = self._buffer.find(self._close, close)
        return None

    def _parsed(self, chunk: bytes) -> Iterator[etree._Element]:
        """The entry of a chunk; several if the end tags of some are missing."""
        whole = self._parse(chunk + b"</feed>", recover=False)
        if whole is not None:
            return whole.iterchildren(f"{{*}}{self._name}")
        return self._repaired(chunk)

    def _repaired(self, chunk: bytes) -> Iterator[etree._Element]:
        """What a recovering parser makes of each entry that begins in a damaged chunk."""
        starts = [found.start() for found in self._open.finditer(chunk)]
        for start, end in zip(starts, [*starts[1:], len(chunk)], strict=True):
            piece = self._parse(chunk[start:end] + b"</feed>", recover=False)
            if piece is None:
                self._damaged += 1
                piece = self._parse(chunk[start:end], recover=True)
            if piece is not None:
                yield from piece.iterchildren(f"{{*}}{self._name}")

    def _parse(self, text: bytes, *, recover: bool) -> etree._Element | None:
        try:
            return etree.fromstring(self._wrapper + text, hardened(recover=recover))
        except etree.XMLSyntaxError:
            return None


def hardened(*, recover: bool) -> etree.XMLParser:
    """A parser with entities, document types and network off."""
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        # Bodies with data: images are larger than libxml2's limit of 10 MB.
        huge_tree=True,
    )


def _prologue(text: bytes | bytearray) -> int:
    """The end of the prologue: XML declaration, style sheets, comments."""
    found = _PROLOGUE.match(text)
    return found.end() if found else 0


def _start_tag(head: etree._Element) -> bytes:
    """A `<feed>` with the namespaces of the real one."""
    names = [f" xmlns{':' + prefix if prefix else ''}={quoteattr(uri)}" for prefix, uri in head.nsmap.items()]
    return f"<feed{''.join(names)}>".encode()


def not_a_feed(subject: str, text: bytes, root: bytes) -> SourceError:
    """The error for a file that begins with `text`, by the name of its `root`; b"" if it has none."""
    lower = text.lower()
    if b"google.com/2005/gml" in lower:
        return SourceError(
            subject,
            "this is the theme of a blog, not its posts",
            "Use Settings > Back up content in Blogger, or Google Takeout.",
        )
    if root.lower() == b"html" or lower.startswith((b"<!doctype html", b"<html")):
        return SourceError(
            subject,
            "this is an HTML page, not a feed",
            "Give the blog's address, or a file from Google Takeout or Blogger's backup.",
        )
    if lower.startswith(b"<!doctype"):
        return SourceError(subject, "it declares a document type, which no Blogger file does", "It was not read.")
    what = f"its root is <{root.decode()}>" if root else "it is not XML"
    return SourceError(
        subject,
        f"this is not a Blogger feed: {what}",
        "Give a backup file, a Takeout file, or the blog's address.",
    )
