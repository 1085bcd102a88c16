"""Blogger's JSON, from the public feed (`alt=json`) or the API, as the Atom that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from migrator.errors import SourceError
from migrator.fetcher.formats import api
from migrator.fetcher.formats.element import allowed, is_name, make
from migrator.fetcher.formats.encoding import Readable
from migrator.fetcher.formats.jsontext import JsonText
from migrator.model import Note

MOST_DEPTH = 8
"""An author's picture lies at 4."""


class JsonReader:
    """The head and entries of a JSON file as if they were Atom; raises `SourceError` if it is not Blogger's."""

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
        """How many entries were given out so far."""

    def _head(self) -> Mapping[str, Any]:
        if self._feed is None:
            return api.head(self._text.value)
        return {key: value for key, value in self._feed.items() if key != "entry"}

    def entries(self) -> Iterator[etree._Element]:
        """Every entry that can be one."""
        for value in self._values:
            if self._feed is not None:
                self.count += 1
                yield as_element("entry", value)
                continue
            made = api.as_entry(value, self._subject)
            if isinstance(made, Note):
                self._notes.append(made)
            else:
                self.count += 1
                yield as_element("entry", made)

    def notes(self) -> Iterator[Note]:
        """What was wrong with the file; complete only once all entries were read."""
        yield from self._text.notes(self.count)
        yield from self._notes


def _feed(value: Any) -> Mapping[str, Any] | None:
    """The feed in a JSON document; one entry alone counts as a feed of one."""
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
    """The element that a value in JSON stands for: `$t` is its text, texts are attributes, the rest children."""
    element = make(name)
    if not isinstance(value, Mapping):
        element.text = allowed(value) if isinstance(value, str) else ""
        return element
    for key, inner in value.items():
        local = str(key).rpartition("$")[2]
        if key == "$t":
            element.text = allowed(str(inner))
        elif not is_name(local) or depth > MOST_DEPTH:
            continue
        elif isinstance(inner, (Mapping, list)):
            for one in inner if isinstance(inner, list) else [inner]:
                element.append(as_element(local, one, depth + 1))
        else:
            element.set(local, allowed(str(inner)))
    return element
