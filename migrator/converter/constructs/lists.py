"""Lists: nested as browsers show them, with the numbers that they have, and Word's items made of paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bs4.element import Comment, NavigableString, PageElement, Tag

from migrator.converter.tree.nodes import Node, text_of
from migrator.converter.tree.reader import Inside, Reader, has_words
from migrator.converter.tree.runs import Marks
from migrator.converter.tree.styles import parse_style

_LISTS = ("ul", "ol", "menu", "dir")


def bulleted_or_numbered(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <ul> or <ol>.  A list directly in a list belongs to the item before it, as browsers show it."""
    if reader.too_deep:
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    items: list[Node] = []
    stray: list[PageElement] = []
    for child in tag.contents:
        if isinstance(child, Tag) and child.name == "li":
            _put_stray(reader, tag, items, stray, marks)
            items.append(Node("li", reader.inside(child, marks), _value(child) if tag.name == "ol" else {}))
        else:
            stray.append(child)
    _put_stray(reader, tag, items, stray, marks)
    items = [item for item in items if item.children]
    if not items:
        reader.paragraph()
        return None
    found = _without_usual_numbers(Node("ol", items, _numbering(tag))) if tag.name == "ol" else Node("ul", items)
    reader.paragraph()
    before = reader.blocks[-1] if reader.blocks and not reader.items else None
    if before is not None and _is_next(tag, before.name) and _goes_on_with(before, found):
        before.children.extend(found.children)
    else:
        reader.block(found)
    return None


def _is_next(tag: Tag, name: str) -> bool:
    """Whether nothing but blanks stands between an element and one of this name before it."""
    before = tag.previous_sibling
    while type(before) is NavigableString and not before.strip():
        before = before.previous_sibling
    return isinstance(before, Tag) and before.name == name


def _goes_on_with(before: Node, after: Node) -> bool:
    """Whether two lists in a row are one: bullets, or numbers that go on where the first ones end."""
    if before.name != after.name or before.name == "ul":
        return before.name == after.name
    if before.get("type") != after.get("type") or "reversed" in {**before.attrs, **after.attrs}:
        return False
    counted = any("value" in item.attrs for item in before.children if isinstance(item, Node))
    return not counted and int(before.get("start", "1")) + len(before.children) == int(after.get("start", "1"))


def _put_stray(reader: Reader, tag: Tag, items: list[Node], stray: list[PageElement], marks: Marks) -> None:
    """What stands between two items belongs to the one before it; before the first it takes no number."""
    if not any(isinstance(child, Tag) or (not isinstance(child, Comment) and str(child).strip()) for child in stray):
        stray.clear()
        return
    blocks = reader.inside_all(list(stray), marks)
    stray.clear()
    if not blocks:
        return
    if items:
        _append_blocks(items[-1].children, blocks)
    elif len(blocks) == 1 and blocks[0].name in ("ul", "ol"):
        items.extend(child for child in blocks[0].children if isinstance(child, Node))
    elif tag.name == "ol":
        reader.block(*blocks)
    else:
        items.append(Node("li", blocks))


def _append_blocks(before: list[Node | str], blocks: list[Node]) -> None:
    """Add blocks to an item; a list after a list like it only goes on with that."""
    last, first = before[-1] if before else "", blocks[0]
    if isinstance(last, Node) and last.name == first.name and last.name in ("ul", "ol") and not first.attrs:
        last.children.extend(first.children)
        blocks = blocks[1:]
    before.extend(blocks)


def _numbering(tag: Tag) -> dict[str, str]:
    """Where the numbers start and what they look like, if not at 1, not upwards and not like numbers."""
    numbering: dict[str, str] = {}
    start = _number(tag, "start")
    if start not in (None, 1):
        numbering["start"] = str(start)
    if str(tag.get("type") or "") in ("a", "A", "i", "I"):
        numbering["type"] = str(tag["type"])
    if "reversed" in tag.attrs:
        numbering["reversed"] = "reversed"
    return numbering


def _value(item: Tag) -> dict[str, str]:
    value = _number(item, "value")
    return {} if value is None else {"value": str(value)}


def _number(tag: Tag, name: str) -> int | None:
    text = str(tag.get(name) or "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def _without_usual_numbers(numbered: Node) -> Node:
    """The list without the numbers that its items have anyway; its first item's is the list's."""
    items = [item for item in numbered.children if isinstance(item, Node)]
    if "reversed" in numbered.attrs:
        return numbered
    if "value" in items[0].attrs:
        numbered.attrs["start"] = items[0].attrs["value"]
    number = int(numbered.get("start", "1"))
    for item in items:
        if item.get("value") == str(number):
            del item.attrs["value"]
        number = int(item.get("value", str(number))) + 1
    if numbered.get("start") == "1":
        del numbered.attrs["start"]
    return numbered


def stray_item(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An <li> outside any list: with its neighbours it is a list."""
    if tag.parent is not None and tag.parent.name in _LISTS:
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    blocks = reader.inside(tag, marks)
    reader.paragraph()
    if not blocks:
        return None
    last = reader.blocks[-1] if reader.blocks else None
    if last is not None and last.name == "ul" and _is_next(tag, "li"):
        last.children.append(Node("li", blocks))
    else:
        reader.block(Node("ul", [Node("li", blocks)]))
    return None


_WORD_LEVEL = re.compile(r"level(\d)", re.IGNORECASE)
WORD_MARKER = re.compile(
    r"\s*(?:[·•▪■◦○§o*\u2013\u2014\uf0b7\uf0a7\uf0d8-]|(?P<number>\d+|[a-zA-Z]|[ivxIVX]+)[.)])(?=\s)\s*"
)


def is_word_item(attributes: Mapping[str, Any]) -> bool:
    """Whether a paragraph is what Word makes of a list item: a paragraph whose marker is text."""
    style = parse_style(str(attributes.get("style") or ""))
    return "MsoListParagraph" in str(attributes.get("class") or "") or style.word_list is not None


def word_item(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An item of Word's, without its typed marker, in the list that its neighbours make."""
    blocks = reader.inside(tag, marks)
    first = blocks[0].children if blocks and blocks[0].name == "p" else []
    marker = WORD_MARKER.match(text_of(first))
    if marker is None or not has_words([text_of(first)[marker.end() :]]):
        reader.block(*blocks)
        return None
    _cut_text(first, marker.end())
    level = _WORD_LEVEL.search(parse_style(str(tag.get("style") or "")).word_list or "")
    reader.paragraph()
    count = marker["number"]
    item = Node("li", blocks, {"value": count} if count and count.isdigit() else {})
    _put_item(reader.blocks, int(level[1]) if level else 1, item, "ol" if count else "ul")
    return None


def _cut_text(nodes: list[Node | str], length: int) -> None:
    """Take so many characters away from the start."""
    while length > 0 and nodes:
        first = nodes[0]
        size = len(text_of([first]))
        if size <= length:
            del nodes[0]
        elif isinstance(first, str):
            nodes[0] = first[length:]
        else:
            _cut_text(first.children, length)
        length -= size


def _put_item(blocks: list[Node | str] | list[Node], level: int, item: Node, name: str) -> None:
    """Put an item at its level: a deeper one belongs to the last item of the list above it."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Node) and last.name in ("ul", "ol") and last.children:
        deepest = last.children[-1]
        if level > 1 and isinstance(deepest, Node):
            _put_item(deepest.children, level - 1, item, name)
            return
        if last.name == name:
            last.children.append(item)
            _without_usual_numbers(last)
            return
    blocks.append(_without_usual_numbers(Node(name, [item])))
