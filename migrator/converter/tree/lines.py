"""Runs, breaks and edges of blocks become paragraphs, laid out in lines as a browser lays them out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from migrator.converter.tree.nodes import Node, text_of
from migrator.converter.tree.runs import SPACE, Run, join, nest, tidy

Joint = Literal["paragraph", "break", "edge"]


class Boundary:
    """Ends a line: a <br>, or the edge of a <div>, which ends a line only if there is something on it."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


BREAK = Boundary("break")
EDGE = Boundary("edge")
Item = Run | Boundary

# A poem's or an address's lines are shorter than this; what is longer was meant as a paragraph.
SHORT_LINE = 80


@dataclass(slots=True)
class Line:
    """One line of text, and how it is set off from the one before."""

    joint: Joint
    runs: list[Run]


def split(items: Sequence[Item]) -> tuple[list[Line], list[Run]]:
    """Lines that hold something, and the anchors that stand behind the last one, on a line that isn't begun.

    A <br> on an empty line makes a blank line, which parts two paragraphs.
    """
    lines: list[Line] = []
    line = Line("paragraph", [])
    filled = False
    for item in items:
        if isinstance(item, Run):
            line.runs.append(item)
            filled = filled or item.visible
        elif filled:
            lines.append(line)
            line = Line("break" if item is BREAK else "edge", [])
            filled = False
        elif item is BREAK or _holds_a_space(line.runs):
            line.joint = "paragraph"
            line.runs = [run for run in line.runs if run.node]
        elif line.joint == "break":
            line.joint = "edge"
    if filled:
        lines.append(line)
    return lines, [] if filled else [run for run in line.runs if run.node]


def _holds_a_space(runs: Sequence[Run]) -> bool:
    """Whether a line that shows nothing is one line high all the same: `<div>&nbsp;</div>`."""
    return any(char in SPACE for run in runs for char in run.text)


def paragraphs(items: Sequence[Item]) -> tuple[list[Node], list[Run]]:
    """The paragraphs that the items are, and the anchors and floats behind the last, which belong to what follows.

    One whose first line stood in a block of its own (`<div>line</div>`) has the attribute `edge`: only when the
    whole body is known can be told whether it was meant as a line or as a paragraph (see `settle_edges`).
    """
    found: list[Node] = []
    group: list[list[Run]] = []
    edge = images_before = False
    lines, behind = split(items)
    for line in lines:
        runs = tidy(line.runs)
        if not runs:
            continue
        images = _only_images(runs)
        if line.joint != "break" or images or images_before or _stands_beside(runs, group):
            found.extend(_blocks(group, edge))
            group = []
            edge = line.joint == "edge" and not images and not images_before and not _floats(runs)
        group.append(_indented(line.runs, runs) if group else runs)
        images_before = images
    found.extend(_blocks(group, edge))
    before, behind = _at_jump(behind)
    return [*found, *before], behind


def _at_jump(behind: list[Run]) -> tuple[list[Node], list[Run]]:
    """Of what stands behind the last line, the blocks up to the jump break and the runs that belong to what follows."""
    at = next((at for at, run in enumerate(behind) if _is(run, "jump")), None)
    if at is None:
        return [], behind
    anchors = [run for run in behind[:at] if not _is(run, "float")]
    return [*_floats(behind[:at]), *_nodes(behind[at : at + 1])], [*anchors, *behind[at + 1 :]]


def _stands_beside(runs: Sequence[Run], group: Sequence[Sequence[Run]]) -> bool:
    """Whether text flows around something beside this line of a paragraph, and its lines are too long for verse.

    Such a line begins a paragraph of its own, since the block can only stand before one.
    """
    if not any(_is(run, "float") for run in runs):
        return False
    return any(sum(len(run.text) for run in line) > SHORT_LINE for line in (*group, runs)) or any(
        _is(run, "jump") for line in group for run in line
    )


def _blocks(group: Sequence[Sequence[Run]], edge: bool) -> list[Node]:
    """A paragraph of these lines, after the blocks that its text flows around, and the jump break at an edge of it.

    Within a paragraph the jump break ends its line.
    """
    if not group:
        return []
    runs = join(group)
    at = next((at for at, run in enumerate(runs) if _is(run, "jump")), len(runs))
    jump, before, after = runs[at : at + 1], runs[:at], runs[at + 1 :]
    if not any(run.visible for run in before):
        return [*_floats(before), *_nodes(jump), *_floats(after), *_paragraph([*before, *after], edge)]
    if not any(run.visible for run in after):
        return [*_floats(before), *_paragraph([*before, *after], edge), *_nodes(jump), *_floats(after)]
    if _is(before[-1], "br"):
        after.insert(0, before.pop())
    return [*_floats(runs), *_paragraph([*before, *jump, *after], edge)]


def _paragraph(runs: Sequence[Run], edge: bool) -> list[Node]:
    nodes = nest([run for run in runs if not _is(run, "float")])
    return [Node("p", nodes, {"edge": "1"} if edge else {})]


def _floats(runs: Sequence[Run]) -> list[Node]:
    return [without_float(node) for node in _nodes(runs) if node.name == "float"]


def without_float(node: Node) -> Node:
    """The block that a `float` holds."""
    return next(child for child in node.children if isinstance(child, Node))


def _nodes(runs: Sequence[Run]) -> list[Node]:
    return [run.node for run in runs if run.node]


def _is(run: Run, name: str) -> bool:
    return run.node is not None and run.node.name == name


def _only_images(runs: Sequence[Run]) -> bool:
    return any(run.node is not None and run.node.name == "img" for run in runs) and not any(
        run.node is None and run.visible for run in runs
    )


def _indented(raw: Sequence[Run], runs: list[Run]) -> list[Run]:
    """The line with the indent that its author made of no-break spaces, as in verse or in code without a <pre>."""
    text = raw[0].text.lstrip(" \t\r\n\f") if raw[0].node is None else ""
    width = len(text) - len(text.lstrip("\xa0"))
    if width < 2 or runs[0].node is not None:
        return runs
    return [Run("\xa0" * width + runs[0].text, runs[0].marks), *runs[1:]]


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
            settled.extend(Node(block.name, block.children, _without_edge(block)) for block in group)
    return settled


def _belong_together(group: Sequence[Node], blank_lines: bool) -> bool:
    lengths = [len(text_of([line])) for line in group]
    verse = max(lengths) <= SHORT_LINE and (blank_lines or len(group) > 2)
    return verse or (blank_lines and min(lengths) * 2 < SHORT_LINE)


def _edge_groups(blocks: Sequence[Node]) -> list[list[Node]]:
    groups: list[list[Node]] = []
    for block in blocks:
        if block.name == "p" and "edge" in block.attrs and groups and groups[-1][-1].name == "p":
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _without_edge(block: Node) -> dict[str, str]:
    return {name: value for name, value in block.attrs.items() if name != "edge"}


def _as_lines(group: Sequence[Node]) -> Node:
    children: list[Node | str] = list(group[0].children)
    for block in group[1:]:
        _add_line(children, block.children)
    return Node("p", children)


def _add_line(lines: list[Node | str], line: Sequence[Node | str]) -> None:
    """One more line, after a break that stands under the marks that both its neighbours share, as in `join`."""
    last, first = lines[-1] if lines else "", line[0] if line else ""
    if isinstance(last, Node) and isinstance(first, Node) and last.name == first.name in _RUNNING:
        _add_line(last.children, first.children)
        lines.extend(line[1:])
    else:
        lines.extend((Node("br"), *line))


_RUNNING = frozenset({"strong", "em", "del", "ins", "u", "mark", "sub", "sup"})
