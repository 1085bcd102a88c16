"""Lists and tables, as a reader sees them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from migrator.converter.constructs.lists import WORD_MARKER, is_word_item
from migrator.converter.fidelity.seen import CAPTION, LIST, QUOTE, TYPED_ITEM, Attributes, SeenItem
from migrator.converter.fidelity.walk import UNSEEN, OpenList, OpenTable, Walk
from migrator.converter.fidelity.words import is_gutter, text_of

LISTS = frozenset({"ul", "ol", "menu", "dir"})
DEEPEST = 60
"""Levels of lists and of quotes that are told apart."""
_INLINE = frozenset("a b strong i em u s strike del ins span font small big mark sub sup".split())
_BULLET = "•"
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")


def enter_list(walk: Walk, node: LexborNode, attributes: Attributes, state: int) -> int:
    """A list; one that stands in another before any item of it doesn't lie deeper."""
    nested = node.parent is not None and node.parent.tag in LISTS and walk.open_lists[-1].empty
    walk.open_lists.append(_open_list(node, attributes))
    return state if nested or state % QUOTE // LIST >= DEEPEST else state + LIST


def _open_list(node: LexborNode, attributes: Attributes) -> OpenList:
    if node.tag != "ol":
        return OpenList(0, 0, _BULLET)
    start = _INTEGER.match(attributes.get("start") or "")
    style = attributes.get("type") or ""
    if "reversed" not in attributes:
        return OpenList(int(start[1]) if start else 1, 1, style if style in "aAiI" else "")
    count = sum(child.tag == "li" for child in node.iter())
    return OpenList(int(start[1]) if start else count, -1, style if style in "aAiI" else "")


def leave_list(walk: Walk, _node: LexborNode) -> None:
    walk.open_lists.pop()


def enter_item(walk: Walk, node: LexborNode, attributes: Attributes, state: int) -> int:
    """An <li>, which outside of any list makes one."""
    around = node.parent
    while around is not None and around.tag in _INLINE:
        around = around.parent
    if around is None or around.tag not in LISTS:
        _open_item(walk, _BULLET)
        return state + LIST if state % QUOTE // LIST < DEEPEST else state
    own = walk.open_lists[-1]
    value = _INTEGER.match(attributes.get("value") or "") if own.step else None
    own.number = int(value[1]) if value else own.number
    _open_item(walk, f"{own.style}{own.number}" if own.step else _BULLET)
    own.number += own.step
    own.empty = False
    return state


def _open_item(walk: Walk, marker: str) -> None:
    item = SeenItem(len(walk.parts), marker, walk.seen)
    walk.open_items.append(item)
    walk.view.items.append(item)


def leave_item(walk: Walk, _node: LexborNode) -> None:
    item = walk.open_items.pop()
    if item is not None:
        item.end = len(walk.parts)
        item.images = walk.seen - item.images
        if walk.open_lists and not item.images and _is_empty(walk, item):
            walk.open_lists[-1].number -= walk.open_lists[-1].step


def _is_empty(walk: Walk, item: SeenItem) -> bool:
    """Whether an item shows nothing, so that it can go: then it doesn't count, either."""
    return not any(walk.parts[part].strip() for part in range(item.part, item.end))


def enter_word_paragraph(walk: Walk, node: LexborNode, attributes: Attributes, state: int) -> int:
    """A <p> that may be an item of a list whose marker is typed."""
    text = text_of(node)
    marker = WORD_MARKER.match(text) if is_word_item(attributes) else None
    if marker is None or not text[marker.end() :].strip():
        walk.open_items.append(None)
        return state
    walk.marker = marker[0].strip()
    _open_item(walk, walk.marker.strip("().") if marker["number"] else _BULLET)
    return state + LIST | TYPED_ITEM


def enter_table(walk: Walk, _node: LexborNode, attributes: Attributes, state: int) -> int:
    walk.tables += 1
    for outer in walk.open_tables[-1:]:
        outer.is_data = False
    captioned = "tr-caption-container" in (attributes.get("class") or "")
    walk.open_tables.append(OpenTable(is_data=not captioned))
    return state


def leave_table(walk: Walk, _node: LexborNode) -> None:
    """A table that holds no other may be one of data."""
    table = walk.open_tables.pop()
    if table.is_data and len(table.rows) > 1:
        walk.view.tables.append(table.rows)


def row(walk: Walk, _node: LexborNode, _attributes: Attributes, state: int) -> int:
    if walk.open_tables:
        walk.open_tables[-1].rows.append([])
    return state


def _numbers_lines(names: str) -> bool:
    return "gutter" in names or "lineno" in names


def enter_cell(walk: Walk, node: LexborNode, attributes: Attributes, state: int) -> int:
    names = attributes.get("class") or ""
    table = walk.open_tables[-1] if walk.open_tables else OpenTable()
    if names and (_numbers_lines(names) or ("code" in names and node.css_first("pre"))):
        table.is_data = False
        if is_gutter(node):
            return UNSEEN
    table.cells.append(len(walk.parts))
    return state | CAPTION if "tr-caption" in names else state


def leave_cell(walk: Walk, _node: LexborNode) -> None:
    table = walk.open_tables[-1] if walk.open_tables else OpenTable()
    if table.cells:
        part = table.cells.pop()
        if table.is_data and table.rows:
            table.rows[-1].append("".join(walk.parts[part:]))
