"""One Atom entry: its children by their names without namespace, and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from migrator.blogger import entry_in_id

KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What reading an entry needs to know of its feed."""

    subject: str
    """The file or address, for messages."""
    written: datetime
    """When the feed was written: posts that are published later are scheduled."""
    now: datetime
    base_url: str = ""
    """The blog's address without a trailing slash, '' if unknown."""
    guessed_paths: Mapping[str, str] = field(default_factory=dict)
    """By post id, where the export has no paths."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An Atom element with its children by local name, since the namespaces differ between exports."""

    element: etree._Element
    children: dict[str, list[etree._Element]] = field(default_factory=dict)

    @classmethod
    def of(cls, element: etree._Element) -> Entry:
        children: dict[str, list[etree._Element]] = {}
        for child in element.iterchildren("*"):
            # lxml keeps a prefix in the name if a damaged file does not declare it.
            name = str(child.tag).rpartition("}")[2].rpartition(":")[2]
            children.setdefault(name, []).append(child)
        return cls(element, children)

    def text(self, name: str) -> str:
        """The text of the first child of this name; '' if there is none."""
        found = self.children.get(name)
        return _text(found[0]).strip() if found else ""

    def html(self, name: str) -> str | None:
        """The HTML in the first child of this name, with its white space; None if there is no such child."""
        found = self.children.get(name)
        if not found:
            return None
        if len(list(found[0].iterchildren("*"))):
            # XHTML, or a body that somebody unescaped by hand
            inner = [etree.tostring(child, encoding="unicode", with_tail=True) for child in found[0]]
            return (found[0].text or "") + "".join(inner)
        return _text(found[0])

    def inner(self, name: str) -> Entry:
        """The first child of this name as an entry; an empty one if there is none."""
        found = self.children.get(name)
        return Entry.of(found[0]) if found else Entry.of(etree.Element("none"))

    def every(self, name: str) -> Iterator[Entry]:
        """Each child of this name as an entry."""
        return (Entry.of(child) for child in self.children.get(name, []))

    def attribute(self, child: str, name: str) -> str:
        """An attribute of the first child of this name; '' if either is missing."""
        found = self.children.get(child)
        return found[0].get(name, "") if found else ""

    def link(self, rel: str, kind: str = "") -> str:
        """The target of the first link of this relation (and media type); '' if there is none."""
        for link in self.children.get("link", []):
            if link.get("rel") == rel and (not kind or link.get("type") == kind):
                return link.get("href", "").strip()
        return ""

    def number(self, name: str = "id") -> str:
        """Blogger's number in the Atom id that is a child's text; '' if it has none."""
        return entry_in_id(self.text(name))

    def moment(self, *names: str) -> datetime | None:
        """The first of these children that is a date."""
        return next((found for name in names if (found := moment(self.text(name)))), None)

    def labels(self) -> tuple[str, ...]:
        """The labels in the entry's order, each once."""
        terms = (
            category.get("term", "").strip()
            for category in self.children.get("category", [])
            if category.get("scheme") != KIND_SCHEME
        )
        return tuple(dict.fromkeys(term for term in terms if term))


def _text(element: etree._Element) -> str:
    """All text in it; a reference to an unknown entity stays a reference."""
    return "".join(str(piece) for piece in element.itertext())


def moment(text: str) -> datetime | None:
    """An RFC 3339 date with its own offset, UTC if it has none; None if it is no date."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def decimal(text: str) -> float | None:
    """A coordinate; None if it is no number."""
    try:
        return float(text)
    except ValueError:
        return None


def make(name: str, text: str = "", **attributes: str) -> etree._Element:
    """An element without a namespace; characters that XML forbids are left out."""
    element = etree.Element(name)
    element.text = xml_text(text)
    for key, value in attributes.items():
        element.set(key, xml_text(value))
    return element


def add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    """Append a child to `parent`, unless it would have neither text nor attributes."""
    if text or attributes:
        parent.append(make(name, text, **attributes))


def xml_text(text: str) -> str:
    """The text without the control characters and lone surrogates that XML forbids."""
    return _FORBIDDEN.sub("", text)


def is_xml_name(name: str) -> bool:
    """Whether this can be the name of an element or attribute."""
    return _NAME.fullmatch(name) is not None
