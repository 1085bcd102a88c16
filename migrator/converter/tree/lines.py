"""Runs, breaks and edges of blocks become paragraphs, laid out in lines as a browser lays them out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from migrator.converter.tree.listings import (
    Listing,
    is_code_line,
    is_listing,
    line_text,
    may_be_code,
    with_code_spans,
)
from migrator.converter.tree.nodes import Node
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

# Wider ones put a line at the middle or right edge of a page whose width is gone.
_WIDEST_INDENT = 24
_FOLDED = re.compile(r"[ \t\r\n\f]+")

# A poem's or an address's lines are shorter than this; what is longer was meant as a paragraph.
SHORT_LINE = 80


@dataclass(slots=True)
class Line:
    """One line of text, and how it is set off from the one before."""

    joint: Joint
    runs: list[Run]
    indent: int = 0
    """How many blanks its author put before it."""


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
        elif item is BREAK or _holds_space(line.runs):
            line.joint = "paragraph"
            line.runs = [run for run in line.runs if run.node]
        elif line.joint == "break":
            line.joint = "edge"
    if filled:
        lines.append(line)
    return lines, [] if filled else [run for run in line.runs if run.node]


def _holds_space(runs: Sequence[Run]) -> bool:
    """Whether a line that shows nothing is one line high all the same: `<div>&nbsp;</div>`."""
    return any(char in SPACE for run in runs for char in run.text)


def paragraphs(items: Sequence[Item], shortest_listing: int) -> tuple[list[Node], list[Run]]:
    """The paragraphs and listings that the items are, and the anchors and floats behind, which belong to what follows.

    A paragraph whose first line stood in a block of its own (`<div>line</div>`) has the attribute `edge`: only when
    the whole body is known can be told whether it was meant as a line or as a paragraph (see `settle_edges`).
    """
    found: list[Node] = []
    lines, behind = split(items)
    for listed, group in _groups(lines, shortest_listing):
        found.extend(_listing(group) if listed else _paragraph_blocks(group, first_indented=shortest_listing > 0))
    before, behind = _split_at_jump(behind)
    return [*found, *before], behind


def _groups(lines: Sequence[Line], shortest: int) -> Iterator[tuple[bool, list[Line]]]:
    """The lines of each listing, and those between listings."""
    others: list[Line] = []
    for is_code, group in _runs_of_lines(lines):
        if is_code and is_listing([line.runs for line in group], shortest):
            if others:
                yield False, others
                others = []
            yield True, group
        else:
            others.extend(group)
    if others:
        yield False, others


def _runs_of_lines(lines: Sequence[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """Runs of lines that are code and of lines that are none; one before which something stands begins another run."""
    if not any(may_be_code(run) for line in lines for run in line.runs):
        yield False, list(lines)
        return
    group: list[Line] = []
    was_code = False
    for line in lines:
        is_code = is_code_line(line.runs)
        if group and (is_code != was_code or line.runs[0].node is not None):
            yield was_code, group
            group = []
        group.append(line)
        was_code = is_code
    yield was_code, group


def _listing(lines: Sequence[Line]) -> list[Node]:
    """Lines of code as a block of it, after what stands in front of them."""
    before = [run for line in lines for run in line.runs if run.node]
    anchors = _nodes([run for run in before if _is_node(run, "a")])
    text = "".join(("\n\n" if line.joint == "paragraph" else "\n") + line_text(line.runs) for line in lines)
    return [
        *_floats(before),
        *_nodes([run for run in before if _is_node(run, "jump")]),
        *([Node("p", anchors)] if anchors else []),
        Listing(text.lstrip("\n"), of_single_lines=len(lines) == 1),
    ]


def _paragraph_blocks(lines: Sequence[Line], *, first_indented: bool) -> list[Node]:
    found: list[Node] = []
    group: list[Line] = []
    edge = images_before = False
    for line in lines:
        runs = with_code_spans(tidy(line.runs))
        if not runs:
            continue
        images = _only_images(runs)
        if line.joint != "break" or images or images_before or _stands_beside(runs, group):
            found.extend(_blocks(group, edge))
            group = []
            edge = line.joint == "edge" and not images and not images_before and not _floats(runs)
        group.append(Line(line.joint, runs, _indent(line.runs) if (first_indented or group) and not images else 0))
        images_before = images
    return [*found, *_blocks(group, edge)]


def _split_at_jump(behind: list[Run]) -> tuple[list[Node], list[Run]]:
    """Of what stands behind the last line, the blocks up to the jump break and the runs that belong to what follows."""
    at = next((at for at, run in enumerate(behind) if _is_node(run, "jump")), None)
    if at is None:
        return [], behind
    anchors = [run for run in behind[:at] if not _is_node(run, "float")]
    return [*_floats(behind[:at]), *_nodes(behind[at : at + 1])], [*anchors, *behind[at + 1 :]]


def _stands_beside(runs: Sequence[Run], group: Sequence[Line]) -> bool:
    """Whether text flows around something beside this line of a paragraph, and its lines are too long for verse.

    Such a line begins a paragraph of its own, since the block can only stand before one.
    """
    if not any(_is_node(run, "float") for run in runs):
        return False
    lines = [line.runs for line in group]
    return any(sum(len(run.text) for run in line) > SHORT_LINE for line in (*lines, runs)) or any(
        _is_node(run, "jump") for line in lines for run in line
    )


def _blocks(group: Sequence[Line], edge: bool) -> list[Node]:
    """A paragraph of these lines, after the blocks that its text flows around, and the jump break at an edge of it.

    Within a paragraph the jump break ends its line.
    """
    if not group:
        return []
    runs = join([_indented(line) for line in group] if len(group) > 1 else [group[0].runs])
    attrs = {"edge": "1"} if edge else {}
    if len(group) == 1 and group[0].indent:
        attrs["indent"] = str(group[0].indent)
    at = next((at for at, run in enumerate(runs) if _is_node(run, "jump")), len(runs))
    jump, before, after = runs[at : at + 1], runs[:at], runs[at + 1 :]
    if not any(run.visible for run in before):
        return [*_floats(before), *_nodes(jump), *_floats(after), *_paragraph([*before, *after], attrs)]
    if not any(run.visible for run in after):
        return [*_floats(before), *_paragraph([*before, *after], attrs), *_nodes(jump), *_floats(after)]
    if _is_node(before[-1], "br"):
        after.insert(0, before.pop())
    return [*_floats(runs), *_paragraph([*before, *jump, *after], attrs)]


def _paragraph(runs: Sequence[Run], attrs: dict[str, str]) -> list[Node]:
    """The paragraph; one that runs the other way than the post says so itself."""
    runs = [run for run in runs if not _is_node(run, "float")]
    foreign = next((mark for run in runs for mark in run.marks if mark.name == "span"), None)
    if foreign is not None and all(foreign in run.marks for run in runs if run.visible):
        runs = [Run(run.text, tuple(mark for mark in run.marks if mark is not foreign), run.node) for run in runs]
        attrs = {**attrs, **foreign.attrs}
    return [Node("p", nest(runs), attrs)]


def _floats(runs: Sequence[Run]) -> list[Node]:
    return [without_float(node) for node in _nodes(runs) if node.name == "float"]


def without_float(node: Node) -> Node:
    """The block that a `float` holds."""
    return next(child for child in node.children if isinstance(child, Node))


def _nodes(runs: Sequence[Run]) -> list[Node]:
    return [run.node for run in runs if run.node]


def _is_node(run: Run, name: str) -> bool:
    return run.node is not None and run.node.name == name


def _only_images(runs: Sequence[Run]) -> bool:
    return any(run.node is not None and run.node.name == "img" for run in runs) and not any(
        run.node is None and run.visible for run in runs
    )


def _indent(raw: Sequence[Run]) -> int:
    """How far a line is indented, as in verse or in code without a <pre>: by two or more blanks that don't fold."""
    begins = next((run for run in raw if run.visible or "\xa0" in run.text), None)
    if begins is None or begins.node or "\xa0" not in begins.text:
        return 0
    shown = itertools.dropwhile(lambda run: run.node is not None, raw)
    text = _FOLDED.sub(" ", "".join(run.text for run in itertools.takewhile(lambda run: run.node is None, shown)))
    text = text.lstrip(" ")
    width = len(text) - len(text.lstrip(" \xa0"))
    return min(width, _WIDEST_INDENT) if width > 1 else 0


def _indented(line: Line) -> list[Run]:
    """The line with its indent, which is always of no-break spaces: others mean something in Markdown."""
    if not line.indent:
        return line.runs
    return [Run("\xa0" * line.indent, line.runs[0].marks), *line.runs]
