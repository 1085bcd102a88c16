"""Tables: one of data stays a table, one that only lays things out loses its tags."""

from __future__ import annotations

from collections.abc import Sequence

from bs4 import BeautifulSoup
from bs4.element import Tag

from migrator.converter.constructs.code import code_of_highlighter
from migrator.converter.constructs.images import captioned
from migrator.converter.tree.nodes import Node, descendants
from migrator.converter.tree.reader import Inside, Reader, has_words
from migrator.converter.tree.runs import STRONG, Marks
from migrator.converter.tree.styles import background_colour, with_mark

_OUTER = " outer"  # no post has an attribute with a blank in its name


def mark_outer(soup: BeautifulSoup) -> None:
    """Mark tables that hold tables, in one go: each searching itself would cost the square of their depth."""
    for inner in soup.find_all("table"):
        outer = inner.find_parent("table")
        if outer is not None:
            outer[_OUTER] = ""


def table(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <table>: a caption, a highlighter's listing, data, or layout."""
    if "tr-caption-container" in str(tag.get("class") or ""):
        return captioned(reader, tag, marks)
    if _OUTER in tag.attrs:
        return _inside_layout(reader, marks)
    code = code_of_highlighter(tag, reader.page.context.link)
    if code is not None:
        reader.block(code)
        return None
    rows = _rows(tag)
    if reader.too_deep or len(rows) < 2 or max(map(len, rows)) < 2:
        return _inside_layout(reader, marks)
    return _data_table(reader, tag, rows, marks)


def _inside_layout(reader: Reader, marks: Marks) -> Inside:
    reader.paragraph()
    return Inside(marks, reader.paragraph)


def _rows(tag: Tag) -> list[list[Tag]]:
    """The table's cells, without rows that show nothing."""
    rows = []
    for row in tag.find_all("tr"):
        cells = list(row.find_all(["td", "th"], recursive=False))
        if any(cell.get_text(strip=True) or cell.find(["img", "iframe", "object", "embed"]) for cell in cells):
            rows.append(cells)
    return rows


def _data_table(reader: Reader, tag: Tag, rows: list[list[Tag]], marks: Marks) -> Inside | None:
    named = _names_columns(rows[0])
    built = [Node("tr", [_cell(reader, cell, marks, named and at == 0) for cell in row]) for at, row in enumerate(rows)]
    cells = [cell for row in built for cell in row.children if isinstance(cell, Node)]
    if not sum(has_words(cell.children) for cell in cells) > 1:
        return _inside_layout(reader, marks)
    if named or _heads_columns(built) or _is_shaded_apart(rows):
        _make_head(built[0])
    caption = tag.find("caption")
    if isinstance(caption, Tag):
        reader.block(*reader.inside(caption, marks))
    reader.block(Node("table", built))
    return None


def _cell(reader: Reader, cell: Tag, marks: Marks, in_head: bool) -> Node:
    """A cell.  A pipe table has headers in its first row only, so what heads a row is bold, as browsers show it."""
    spans = {}
    for name in ("colspan", "rowspan"):
        value = str(cell.get(name) or "").strip()
        if value.isascii() and value.isdigit() and 1 < int(value) <= 1000:
            spans[name] = str(int(value))
    heads_row = cell.name == "th" and not in_head
    blocks = reader.inside(cell, with_mark(marks, STRONG) if heads_row else marks)
    return Node("td" if heads_row else cell.name, blocks, spans)


def _names_columns(cells: list[Tag]) -> bool:
    """Whether the first row is made of header cells.  (One of nothing but bold words heads a table, too.)"""
    if all(cell.name == "th" for cell in cells):
        return True
    parent = cells[0].parent.parent if cells[0].parent is not None else None
    return parent is not None and parent.name == "thead"


def _heads_columns(rows: Sequence[Node]) -> bool:
    """Whether the first row can only be a head: of nothing but bold words, or of words beside an empty corner."""
    corner, *others = (cell for cell in rows[0].children if isinstance(cell, Node))
    heads = [cell for cell in (corner, *others) if has_words(cell.children)]
    if heads and all(map(_all_bold, heads)):
        return True
    names = [row.children[0] for row in rows[1:] if row.children]
    named = all(isinstance(cell, Node) and has_words(cell.children) for cell in names)
    return not has_words(corner.children) and len(heads) == len(others) > 1 and named


def _is_shaded_apart(rows: Sequence[Sequence[Tag]]) -> bool:
    """Whether all cells of the first row, and no others, have the same colour behind them."""
    shades = [{_shade(cell) for cell in row} for row in rows]
    return len(shades[0]) == 1 and "" not in shades[0] and not any(shades[0] & row for row in shades[1:])


def _shade(cell: Tag) -> str:
    """The colour behind a cell, as it is written for it or its row; '' for none."""
    for tag in (cell, cell.parent):
        if isinstance(tag, Tag):
            shade = background_colour(str(tag.get("style") or "")) or str(tag.get("bgcolor") or "").strip().lower()
            if shade and (tag is cell or tag.name == "tr"):
                return shade
    return ""


def _all_bold(cell: Node) -> bool:
    paragraphs = [block for block in cell.children if isinstance(block, Node)]
    return bool(paragraphs) and all(
        block.name == "p" and all(isinstance(node, Node) and node.name in ("strong", "br") for node in block.children)
        for block in paragraphs
    )


def _make_head(row: Node) -> None:
    for cell in row.children:
        if isinstance(cell, Node):
            cell.name = "th"
            for block in descendants(cell.children):
                if isinstance(block, Node):
                    block.children = _without_bold(block.children)


def _without_bold(nodes: list[Node | str]) -> list[Node | str]:
    plain: list[Node | str] = []
    for node in nodes:
        if isinstance(node, Node) and node.name == "strong":
            plain.extend(_without_bold(node.children))
        else:
            plain.append(node)
    return plain
