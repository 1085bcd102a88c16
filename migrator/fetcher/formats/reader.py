"""A feed file of any format -> its head and entries as Atom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from migrator.fetcher.formats.encoding import UNREADABLE, Readable
from migrator.fetcher.formats.jsonfeed import JsonReader, looks_like_json
from migrator.fetcher.formats.rss import RssReader
from migrator.fetcher.formats.xml import FeedReader
from migrator.model import Note

_SNIFFED = 4096


class EntryReader(Protocol):
    """The head of a feed and then its entries, one at a time."""

    @property
    def head(self) -> etree._Element:
        """The root, with everything before the first entry."""
        ...

    @property
    def count(self) -> int:
        """How many entries were read so far."""
        ...

    def entries(self) -> Iterator[etree._Element]:
        """Every whole entry, in the file's order."""
        ...

    def notes(self) -> Iterator[Note]:
        """What is wrong with the file; complete once all entries are read."""
        ...


def open_reader(file: Readable, subject: str) -> EntryReader:
    """The reader for the file's format, by its first bytes; raises `SourceError` if it is no feed."""
    try:
        first = file.read(_SNIFFED)
    except UNREADABLE:
        first = b""  # the reader gets the same error, and says what is wrong
    whole = _PeekedFile(first, file)
    if looks_like_json(first):
        return JsonReader(whole, subject)
    reader = FeedReader(whole, subject)
    return RssReader(reader, subject) if reader.root == "rss" else reader


class _PeekedFile:
    """A file and the bytes at its beginning that were read already."""

    def __init__(self, first: bytes, file: Readable) -> None:
        self._first = first
        self._file = file

    def read(self, size: int) -> bytes:
        first, self._first = self._first, b""
        return first or self._file.read(size)
