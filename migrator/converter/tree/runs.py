"""Runs: pieces of text or single images, each with the marks it stands under.

HTML says emphasis by nesting, and editors nest it in every wrong way: empty, adjacent, overlapping, around blocks,
with blanks at the edges.  As runs with sets of marks all of these are the same thing, and `nest` builds the one
clean nesting from them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from migrator.converter.tree.nodes import Node

BLANK = " \t\r\n\f\xa0"
_TO_FOLD = re.compile("[ \t\r\n\f\xa0]{2,}|[\t\r\n\f]")
# Not where typography wants one: in French before `!` and after `«`, beside a dash, before a number, between one and
# its unit, after an abbreviation as in `Mr. Holt`.
_LEFTOVER = re.compile(
    r"\xa0(?![:;!?»›%‰°€$£¥–—\d])(?<![«‹§№–—]\xa0)(?!(?<=\d\xa0)\w)"
    r"(?<!\b[^\W\d_]\.\xa0)(?<!\b[A-Z]\w\.\xa0)(?<!\b[A-Z]\w\w\.\xa0)"
)
_EDGES = re.compile("^ +| +$")
_CODE_BLANKS = dict.fromkeys(map(ord, BLANK), " ")
SPACE = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
"""Blanks that a browser doesn't fold: a line of nothing but these is one line high."""
NOTHING = BLANK + SPACE + "\u200b\u2060\ufeff\xad"
"""What no reader sees."""


class Mark:
    """Markup around text: emphasis, a link, code.  Two links are two marks, so marks are compared by identity."""

    __slots__ = ("attrs", "name")

    def __init__(self, name: str, attrs: dict[str, str] | None = None) -> None:
        self.name = name
        self.attrs = attrs or {}


Marks = tuple[Mark, ...]
_UNSEEN = frozenset({"a", "br", "jump", "float"})

STRONG = Mark("strong")
EM = Mark("em")
DEL = Mark("del")
UNDERLINE = Mark("u")
CODE = Mark("code")
TYPEWRITER = Mark("typewriter")
"""Letters all of one width; when its lines are known this becomes code."""

# Of two marks that end at the same place, the one that stands earlier here is the outer one.  Links and tags outside
# emphasis keep its marks away from the neighbouring letters; code is always innermost, since nothing nests in it.
_OUTER_FIRST = ("span", "a", "abbr", "del", "ins", "q", "sup", "sub", "strong", "em", "u", "mark", "kbd", "code")
_RANK = {name: rank for rank, name in enumerate(_OUTER_FIRST)}


class Run:
    """A piece of text, or one node that stands in the text, and the marks around it."""

    __slots__ = ("marks", "node", "text")

    def __init__(self, text: str, marks: Marks, node: Node | None = None) -> None:
        self.text = text
        self.marks = marks
        self.node = node

    @property
    def visible(self) -> bool:
        """Whether a reader sees anything of it."""
        return self.node.name not in _UNSEEN if self.node else bool(self.text.strip(NOTHING))


def _code_text(text: str) -> str:
    """Blanks in code stay as many as they are, but at its edges, which are blanks between words."""
    return _EDGES.sub(" ", text.translate(_CODE_BLANKS))


def tidy(runs: Sequence[Run]) -> list[Run]:
    """One line's runs with blanks folded as a browser folds them; neighbours under the same marks become one.

    A no-break space stays where typography wants one; between words and in a run of blanks an editor left it behind.
    """
    line: list[Run] = []
    pieces: list[str] = []  # of the line's last run: one long paragraph may be a hundred thousand of them
    open_blank = True
    for run in runs:
        if run.node is not None:
            _fill_last(line, pieces)
            line.append(run)
            open_blank = open_blank and not run.visible
            continue
        text = _code_text(run.text) if CODE in run.marks else _TO_FOLD.sub(" ", run.text)
        if open_blank:
            text = text.lstrip(BLANK)
        if not text:
            continue
        open_blank = text[-1] in BLANK
        if not (line and line[-1].node is None and line[-1].marks == run.marks):
            _fill_last(line, pieces)
            line.append(Run("", run.marks))
        pieces.append(text)
    _fill_last(line, pieces)
    line = _without_trailing_blank(line)
    return _without_leftovers(line) if any("\xa0" in run.text for run in line) else line


def _without_leftovers(line: Sequence[Run]) -> list[Run]:
    """The line with a plain blank for each no-break space that only parts two words."""
    text = "".join("\n" if run.node else run.text for run in line)
    text = _LEFTOVER.sub(" ", text)
    plain: list[Run] = []
    at = 0
    for run in line:
        plain.append(run if run.node else Run(text[at : at + len(run.text)], run.marks))
        at += 1 if run.node else len(run.text)
    return plain


def _fill_last(line: list[Run], pieces: list[str]) -> None:
    if pieces:
        line[-1].text = "".join(pieces)
        pieces.clear()


def _without_trailing_blank(line: list[Run]) -> list[Run]:
    at = len(line) - 1
    while at >= 0:
        run = line[at]
        if run.node is None:
            text = run.text.rstrip()
            if text:
                line[at] = Run(text, run.marks)
                break
            del line[at]
        elif run.visible:
            break
        at -= 1
    return line


def join(lines: Sequence[Sequence[Run]]) -> list[Run]:
    """Several tidy lines as one, with a hard break between each two.

    A break stands under the marks that both its neighbours share, so that bold may run over it; code ends there.
    """
    joined: list[Run] = list(lines[0])
    for line in lines[1:]:
        before = joined[-1].marks if joined else ()
        shared = tuple(mark for mark in before if mark in line[0].marks and mark is not CODE)
        joined.append(Run("", shared, Node("br")))
        joined.extend(line)
    return joined


def nest(runs: Sequence[Run], opened: Marks = ()) -> list[Node | str]:
    """The runs as the simplest clean nesting: of the marks that begin at one place the longest is the outermost."""
    nodes: list[Node | str] = []
    at = 0
    while at < len(runs):
        run = runs[at]
        fresh = [mark for mark in run.marks if mark not in opened]
        if UNDERLINE in fresh and any(mark.name == "a" for mark in opened):
            fresh.remove(UNDERLINE)  # that is what a link looks like
        if not fresh:
            _append(nodes, run.node or run.text)
            at += 1
            continue
        mark, end = _longest_mark(runs, at, fresh)
        leading, group, trailing = _split_edges(runs[at:end])
        for blank in leading:
            _append(nodes, blank.node or blank.text)
        if group:
            inner = nest(group, (*opened, mark))
            if mark in (STRONG, EM) and not any(map(_shows_emphasis, group)):
                for node in inner:
                    _append(nodes, node)
            else:
                _append(nodes, Node(mark.name, inner, mark.attrs))
        for blank in trailing:
            _append(nodes, blank.node or blank.text)
        at = end
    return nodes


def _shows_emphasis(run: Run) -> bool:
    """Whether anything of a run looks another way in bold or italics: not punctuation."""
    if run.node is not None:
        return run.visible
    return any(unicodedata.category(char)[0] not in "PZC" for char in run.text)


def _append(nodes: list[Node | str], node: Node | str) -> None:
    if isinstance(node, str) and nodes and isinstance(nodes[-1], str):
        nodes[-1] += node
    elif node:
        nodes.append(node)


def _longest_mark(runs: Sequence[Run], start: int, marks: Sequence[Mark]) -> tuple[Mark, int]:
    """The mark among `marks` that goes on the longest from here, and where it ends; nothing nests in code."""
    if len(marks) == 1 and marks[0] is CODE:
        return marks[0], _end_of_code(runs, start)
    best, best_end = marks[0], start
    for mark in marks:
        if mark is CODE:
            continue
        end = start + 1
        while end < len(runs) and mark in runs[end].marks:
            end += 1
        if end > best_end or (end == best_end and _RANK.get(mark.name, 0) < _RANK.get(best.name, 0)):
            best, best_end = mark, end
    return best, best_end


def _end_of_code(runs: Sequence[Run], start: int) -> int:
    end = start + 1
    while end < len(runs) and runs[end].marks == runs[start].marks:
        end += 1
    return end


def _split_edges(group: Sequence[Run]) -> tuple[list[Run], list[Run], list[Run]]:
    """Blanks and breaks at the edges of a group stand outside it: Markdown has no emphasis around a blank."""
    first = next((i for i, run in enumerate(group) if run.visible), None)
    if first is None:
        return [Run(run.text, (), run.node) for run in group], [], []
    last = next(i for i in range(len(group) - 1, -1, -1) if group[i].visible)
    leading = [Run(run.text, (), run.node) for run in group[:first]]
    trailing = [Run(run.text, (), run.node) for run in group[last + 1 :]]
    middle = list(group[first : last + 1])
    head, tail = middle[0], middle[-1]
    if head.node is None and head.text[0] in NOTHING:
        stripped = head.text.lstrip(NOTHING)
        leading.append(Run(head.text[: -len(stripped)], ()))
        middle[0] = Run(stripped, head.marks)
        tail = middle[-1]
    if tail.node is None and tail.text[-1] in NOTHING:
        stripped = tail.text.rstrip(NOTHING)
        trailing.insert(0, Run(tail.text[len(stripped) :], ()))
        middle[-1] = Run(stripped, tail.marks)
    return leading, middle, trailing
