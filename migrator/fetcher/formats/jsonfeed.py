"""Blogger's JSON, from the public feed (`alt=json`) or the API -> Atom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from migrator.errors import SourceError
from migrator.fetcher.formats import api
from migrator.fetcher.formats.encoding import CleanText, Readable
from migrator.fetcher.formats.entry import is_xml_name, make, xml_text
from migrator.model import Note

MOST_BYTES = 256 * 2**20
MOST_DEPTH = 8
"""Of nested values; an author's image is at 4."""
_CALL = re.compile(rb"\s*(?://[^\n]*\n\s*)?(?:/\*.{0,200}?\*/\s*)?[A-Za-z_$][\w$.]{0,100}\s*\(\s*(?=[{\[])", re.DOTALL)
_LIST = re.compile(r'"(?:entry|items)"\s*:\s*(\[)')
"""In a string the quotes would have a backslash before them, so this is never part of a body."""
_DECODER = json.JSONDecoder(strict=False)


class JsonReader:
    """The head and entries of a JSON file as Atom; raises `SourceError` if it is not Blogger's."""

    def __init__(self, file: Readable, subject: str) -> None:
        self._subject = subject
        self._text = JsonText(file, subject)
        self._notes: list[Note] = []
        self._feed = _feed(self._text.value)
        self._values = _items(self._text.value if self._feed is None else self._feed)
        if self._feed is None and not api.is_answer(self._text.value):
            problem = "this is JSON, but no feed and no answer of Blogger's API"
            raise SourceError(subject, problem, "Give the blog's address or an export.")
        self.head = as_element("feed", self._head())
        self.count = 0
        """How many entries were read so far."""

    def _head(self) -> Mapping[str, Any]:
        if self._feed is None:
            return api.head(self._text.value)
        return {key: value for key, value in self._feed.items() if key != "entry"}

    def entries(self) -> Iterator[etree._Element]:
        """Every entry; items of the API that are not public become notes instead."""
        for value in self._values:
            if self._feed is not None:
                self.count += 1
                yield as_element("entry", value)
                continue
            entry = api.as_entry(value, self._subject)
            if isinstance(entry, Note):
                self._notes.append(entry)
            else:
                self.count += 1
                yield as_element("entry", entry)

    def notes(self) -> Iterator[Note]:
        """What was wrong with the file; complete only once all entries were read."""
        yield from self._text.notes(self.count)
        yield from self._notes


def _feed(value: Any) -> Mapping[str, Any] | None:
    """The feed of a JSON document; a single entry becomes a feed of one."""
    if not isinstance(value, Mapping):
        return None
    if isinstance(value.get("feed"), Mapping):
        feed: Mapping[str, Any] = value["feed"]
        return feed
    return {"entry": [value["entry"]]} if isinstance(value.get("entry"), Mapping) else None


def _items(value: Any) -> Sequence[Mapping[str, Any]]:
    found = value
    if isinstance(value, Mapping):
        found = value.get("entry", value.get("items", [value] if "content" in value else []))
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def as_element(name: str, value: object, depth: int = 0) -> etree._Element:
    """A JSON value as an element: `$t` is its text, strings are attributes, objects and lists children."""
    element = make(name)
    if not isinstance(value, Mapping):
        element.text = xml_text(value) if isinstance(value, str) else ""
        return element
    for key, inner in value.items():
        local = str(key).rpartition("$")[2]
        if key == "$t":
            element.text = xml_text(str(inner))
        elif not is_xml_name(local) or depth > MOST_DEPTH:
            continue
        elif isinstance(inner, (Mapping, list)):
            for one in inner if isinstance(inner, list) else [inner]:
                element.append(as_element(local, one, depth + 1))
        else:
            element.set(local, xml_text(str(inner)))
    return element


def looks_like_json(first: bytes) -> bool:
    """Whether a file's first bytes begin JSON, or a function call with JSON in it (`alt=json-in-script`)."""
    text = first.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return text.startswith((b"{", b"[")) or _CALL.match(text) is not None


class JsonText:
    """The value of a JSON file, of a damaged one its whole entries; raises `SourceError` if there are none."""

    def __init__(self, file: Readable, subject: str) -> None:
        self._subject = subject
        self._clean = CleanText(file)
        self.truncated = False
        text = self._read()
        try:
            self.value: Any = _DECODER.raw_decode(text, _start(text))[0]
        except RecursionError as error:
            raise SourceError(subject, "it is nested too deeply to be Blogger's") from error
        except ValueError as error:
            self.value = self._whole_part(text, error)

    def notes(self, count: int) -> Iterator[Note]:
        """What was wrong with the file, `count` entries of which could be read."""
        if self.truncated:
            message = f"the file breaks off or is damaged; the first {count} entries were read"
            yield Note("feed-truncated", self._subject, message, "Download or copy the file again.", loss=True)
        if self._clean.repaired_at is not None:
            message = f"not all of it is UTF-8 (from byte {self._clean.repaired_at:,}); read as windows-1252"
            yield Note("feed-encoding", self._subject, message)

    def _read(self) -> str:
        found = bytearray()
        for chunk in self._clean:
            found += chunk
            if len(found) > MOST_BYTES:
                raise SourceError(self._subject, "it is larger than 256 MB", "Give an export in place of the JSON.")
        return found.decode("utf-8", "replace")

    def _whole_part(self, text: str, error: ValueError) -> Any:
        """The head and the whole entries of a damaged file."""
        found = _LIST.search(text)
        at = found.start(1) if found else _start(text)
        entries = list(_whole_values(text, at + 1)) if text[at : at + 1] == "[" else []
        if not entries:
            raise SourceError(self._subject, f"it is not valid JSON ({error})", "Download it again.") from error
        self.truncated = True
        return _head(text[_start(text) : found.end()], entries) if found else entries


def _start(text: str) -> int:
    """The position of the value, after the name of a function that is called with it."""
    return min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)


def _whole_values(text: str, at: int) -> Iterator[Any]:
    while True:
        at += len(text[at : at + 1000]) - len(text[at : at + 1000].lstrip(" \t\r\n,"))
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _head(beginning: str, entries: list[Any]) -> Any:
    """The JSON before the entries, closed again, with the whole entries in it."""
    for end in ("]}}", "]}"):
        try:
            whole = _DECODER.decode(beginning + end)
        except (ValueError, RecursionError):
            continue
        inner = whole["feed"] if isinstance(whole, dict) and "feed" in whole else whole
        inner["entry" if "entry" in inner else "items"] = entries
        return whole
    return entries
