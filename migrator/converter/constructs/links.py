"""Links, named anchors and the jump break, which on Blogger is an anchor named `more`."""

from __future__ import annotations

from urllib.parse import unquote

from bs4.element import Tag

from migrator.converter.constructs.footnotes import NUMBER, place_in_body, reference
from migrator.converter.tree.reader import BodyContext, Inside, Reader, shorten
from migrator.converter.tree.runs import Mark, Marks

_DEAD_SCHEMES = ("javascript:", "vbscript:", "data:text", "about:")


class Link(Mark):
    """A link that text or an image stands in."""

    __slots__ = ("source",)

    def __init__(self, source: str, address: str, title: str) -> None:
        attrs = {"href": address}
        if title:
            attrs["title"] = title
        super().__init__("a", attrs)
        self.source = source
        """The address as the post has it."""


def link(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An <a>: a jump break, a named anchor that something leads to, a link, or nothing but its text."""
    if NUMBER in tag.attrs:
        reference(reader, tag, marks)
        return None
    name = str(tag.get("name") or tag.get("id") or "")
    if name == "more" and not tag.get_text(strip=True):
        reader.jump()
        return Inside(marks)
    if name in reader.page.targets:
        reader.place(name, marks)
    href = " ".join(str(tag.get("href") or "").split())
    if not href:
        return Inside(marks)
    if href.lower().startswith(_DEAD_SCHEMES):
        _note_dead(reader.page, tag, href)
        return Inside(marks)
    title = " ".join(str(tag.get("title") or "").split())
    place = place_in_body(href)
    address = f"#{place}" if place and place in reader.page.targets else reader.page.context.link(href)
    others = tuple(mark for mark in marks if mark.name != "a")
    return Inside((*others, Link(href, address, title)))


def area(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An <area>, a part of an image that leads somewhere, which Markdown has no way to say: a link below it."""
    words = " ".join(str(tag.get("alt") or tag.get("title") or tag.get("href") or "").split())
    leads = link(reader, tag, marks) if tag.get("href") else None
    if leads is not None:
        reader.edge()
        reader.text(words, leads.marks)
        reader.edge()
    return Inside(marks)


def _note_dead(page: BodyContext, tag: Tag, href: str) -> None:
    words = tag.get_text(" ", strip=True)
    if words:
        page.note(
            "link-script",
            f"A link that runs a script ({shorten(href, 40)}) became its text: {shorten(words)}",
        )


def targets(tags: list[Tag]) -> frozenset[str]:
    """The names that links within the body lead to."""
    found = {place_in_body(str(tag.get("href") or "")) for tag in tags if tag.parent and NUMBER not in tag.attrs} - {""}
    return frozenset(found | {unquote(name) for name in found})
