"""Lines that were a box each: whether they are the lines of one paragraph, as in verse, or paragraphs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from migrator.converter.tree.lines import SHORT_LINE
from migrator.converter.tree.nodes import Node, text_of


def settle_edges(blocks: list[Node]) -> list[Node]:
    """Lines that were a <div> each become lines of one paragraph where they are verse, paragraphs where they are prose.

    In the editor of 2012 a new line is a <div> and a blank line a <div><br></div>: where a body has blank lines,
    short lines without one between them belong together.  Without any, three short lines in a row do.
    """
    blank_lines = any(
        block.name == "p" and "edge" not in block.attrs and before.name == "p"
        for before, block in itertools.pairwise(blocks)
    )
    settled: list[Node] = []
    for group in _edge_groups(blocks):
        if len(group) > 1 and _belong_together(group, blank_lines):
            settled.append(_as_lines(group))
        else:
            settled.extend(Node(block.name, block.children, _lasting(block.attrs)) for block in group)
    return settled


def _belong_together(group: Sequence[Node], blank_lines: bool) -> bool:
    lengths = [len(text_of([line])) for line in group]
    verse = max(lengths) <= SHORT_LINE and (blank_lines or len(group) > 2)
    return verse or (blank_lines and min(lengths) * 2 < SHORT_LINE)


def _edge_groups(blocks: Sequence[Node]) -> list[list[Node]]:
    groups: list[list[Node]] = []
    for block in blocks:
        last = groups[-1][-1] if groups else None
        if last and "edge" in block.attrs and last.name == "p" and last.get("dir") == block.get("dir"):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _lasting(attrs: Mapping[str, str]) -> dict[str, str]:
    """The attributes that say more than how a line was laid out."""
    return {name: value for name, value in attrs.items() if name not in ("edge", "indent")}


def _as_lines(group: Sequence[Node]) -> Node:
    children = _behind_indent(group[0], group[0].children)
    for block in group[1:]:
        _add_line(children, block, block.children)
    return Node("p", children, _lasting(group[0].attrs))


def _add_line(lines: list[Node | str], block: Node, line: Sequence[Node | str]) -> None:
    """One more line, after a break that stands under the marks that both its neighbours share, as in `join`."""
    last, first = lines[-1] if lines else "", line[0] if line else ""
    if isinstance(last, Node) and isinstance(first, Node) and last.name == first.name in _RUNNING:
        _add_line(last.children, block, first.children)
        lines.extend(line[1:])
    else:
        lines.extend((Node("br"), *_behind_indent(block, line)))


def _behind_indent(block: Node, line: Sequence[Node | str]) -> list[Node | str]:
    indent = "\xa0" * int(block.get("indent", "0"))
    if not indent:
        return list(line)
    first, rest = line[0], line[1:]
    return [indent + first, *rest] if isinstance(first, str) else [indent, first, *rest]


_RUNNING = frozenset({"strong", "em", "del", "ins", "u", "mark", "sub", "sup"})
