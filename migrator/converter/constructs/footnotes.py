"""Footnotes: pairs of anchors that lead to each other, as Word, Docs, LibreOffice and hand-made HTML write them.

The marker in the text has a name and leads to the note; the note has a name and leads back to the marker.  Only where
every pair's note is a block of its own, and every marker stands where Markdown knows it, do they become footnotes;
otherwise the anchors stay, which works as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from migrator.blogger import EDITOR
from migrator.converter.render.html import is_html
from migrator.converter.tree.nodes import Node
from migrator.converter.tree.reader import Inside, Reader
from migrator.converter.tree.runs import Marks

# No post has an attribute or an element with a blank in its name.
NUMBER = " number"
NOTE = " note"
_NOTE_BLOCKS = ("p", "li", "div", "dd", "td")
MARKER = re.compile(r"[\[(]?\s*(?:\d{1,3}|[ivxl]{1,5}|[a-z]|[*†‡§↩↑^]+[\ufe0e\ufe0f]?)\s*[\])]?\.?", re.IGNORECASE)


_SAME_BODY = re.compile(
    rf"|file:.*|(?:https?:)?//{EDITOR}.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Pair:
    marker: Tag
    back: Tag
    block: Tag


def mark_footnotes(soup: BeautifulSoup, links: list[Tag]) -> None:
    """Number the markers and notes of a body, so that the walk knows them; without whole pairs it stays as it is."""
    leading = [link for link in links if place_in_body(str(link["href"]))]
    if not leading:
        return
    tags = [part for part in soup.descendants if isinstance(part, Tag)]
    named = {name: tag for tag in tags for name in _names_of(tag)}
    places = {id(tag): at for at, tag in enumerate(tags)}
    by_target: dict[str, list[Tag]] = {}
    for link in leading:
        by_target.setdefault(place_in_body(str(link["href"])), []).append(link)
    pairs = []
    for marker in leading:
        note = named.get(place_in_body(str(marker["href"])))
        pair = _pair_of(marker, note, by_target, places) if note is not None else None
        if pair is not None:
            pairs.append(pair)
    blocks = {id(pair.block) for pair in pairs}
    if not pairs or len(blocks) != len(pairs) or any(_holds_another(pair.block, blocks) for pair in pairs):
        return
    for number, pair in enumerate(pairs, 1):
        pair.marker[NUMBER] = str(number)
        pair.back.extract()
        pair.block.name = NOTE
        pair.block[NUMBER] = str(number)
    for lists in {id(pair.block.parent): pair.block.parent for pair in pairs}.values():
        if lists is not None and lists.name in ("ol", "ul") and not lists.find("li", recursive=False):
            lists.unwrap()


def place_in_body(href: str) -> str:
    """The name of the place in the same body that a link leads to, or ''.

    Word and Blogger's editor write such links with the address of the file or editor page that they stood in.
    """
    page, mark, name = href.strip().partition("#")
    return name if mark and _SAME_BODY.fullmatch(page) else ""


def _names_of(tag: Tag) -> list[str]:
    return [str(tag[key]) for key in ("name", "id") if tag.get(key)]


def _pair_of(marker: Tag, note: Tag, leading: dict[str, list[Tag]], places: dict[int, int]) -> _Pair | None:
    """The marker's pair, if the note leads back to it and stands in a block further down."""
    if not MARKER.fullmatch(marker.get_text(strip=True)):
        return None
    near = [marker, *(parent for parent in (marker.parent, marker.parent.parent if marker.parent else None) if parent)]
    own = {name for tag in near for name in _names_of(tag)}
    block = note if note.name in _NOTE_BLOCKS else note.find_parent(_NOTE_BLOCKS)
    if block is None or any(parent is block for parent in marker.parents):
        return None
    backs = [link for name in own for link in leading.get(name, []) if any(up is block for up in link.parents)]
    if not backs or places[id(block)] < places[id(marker)]:
        return None
    return _Pair(marker, min(backs, key=lambda link: places[id(link)]), block)


def _holds_another(block: Tag, blocks: set[int]) -> bool:
    return any(id(inner) in blocks for inner in block.find_all(_NOTE_BLOCKS))


def reference(reader: Reader, tag: Tag, marks: Marks) -> None:
    """A footnote's marker; its own brackets and raised position are the renderer's business now."""
    plain = tuple(mark for mark in marks if mark.name not in ("sup", "strong", "em"))
    reader.atom(Node("reference", [], {"number": str(tag[NUMBER])}), plain)


def note(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A footnote's text."""
    blocks = reader.inside(tag, marks)
    if blocks and blocks[0].children and isinstance(blocks[0].children[0], str):
        first = blocks[0].children[0].lstrip()
        blocks[0].children[0] = first.removeprefix("]").lstrip()
    reader.block(Node("footnote", blocks, {"number": str(tag[NUMBER])}))
    return None


def every_note_has_its_marker(blocks: Sequence[Node]) -> bool:
    """Whether the marker of each note stands where Markdown knows it: not in code, nor in what is written as HTML."""
    notes: set[str] = set()
    markers: set[str] = set()
    stack: list[tuple[Node, bool]] = [(block, False) for block in blocks]
    while stack:
        node, within_html = stack.pop()
        if node.name == "footnote":
            notes.add(node.get("number"))
        elif node.name == "reference" and not within_html:
            markers.add(node.get("number"))
        within_html = within_html or node.name == "code" or is_html(node)
        stack.extend((child, within_html) for child in node.children if isinstance(child, Node))
    return notes <= markers


def without_rule(blocks: list[Node]) -> list[Node]:
    """The blocks without a rule right before the closing footnotes, which every renderer sets off by itself."""
    notes = next((at for at, block in enumerate(blocks) if block.name == "footnote"), 0)
    closing = all(block.name == "footnote" for block in blocks[notes:])
    if notes and closing and blocks[notes - 1].name == "hr":
        return [*blocks[: notes - 1], *blocks[notes:]]
    return blocks
