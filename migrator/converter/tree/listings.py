"""Lines of code that are no <pre>: set in a typewriter's letters or in <code>, each with its indentation."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from migrator.converter.tree.nodes import Node
from migrator.converter.tree.runs import CODE, TYPEWRITER, Run
from migrator.converter.tree.typewriter import is_code_like

_FOLDED = re.compile(r"[ \t\r\n\f]+")
_MEANINGFUL = frozenset({"sub", "sup", "ruby"})
_PROSE = 100
"""A line longer than this that doesn't look like code is a paragraph that somebody typed."""
_LOOSE = re.compile(r"[\W_]?")


class Listing(Node):
    """A block of code that was lines of text."""

    __slots__ = ("of_single_lines",)

    def __init__(self, text: str, *, of_single_lines: bool) -> None:
        super().__init__("pre", [text], {"lang": ""})
        self.of_single_lines = of_single_lines
        """Whether each of its lines was a paragraph of its own."""

    def followed_by(self, other: Listing) -> Listing:
        """Both as one."""
        single = self.of_single_lines and other.of_single_lines
        text = f"{self.children[0]}{'' if single else chr(10)}\n{other.children[0]}"
        return Listing(text, of_single_lines=single)


def settle_listings(blocks: Sequence[Node]) -> list[Node]:
    """Listings with nothing between them become one."""
    settled: list[Node] = []
    for block in blocks:
        last = settled[-1] if settled else None
        if isinstance(block, Listing) and isinstance(last, Listing):
            settled[-1] = last.followed_by(block)
        else:
            settled.append(block)
    return settled


def may_be_code(run: Run) -> bool:
    """Whether a run is code or set like it."""
    return TYPEWRITER in run.marks or CODE in run.marks


def is_code_line(runs: Sequence[Run]) -> bool:
    """Whether a line is code from one end to the other, and nothing of it can't stand in a fenced block."""
    shown = list(itertools.dropwhile(lambda run: run.node is not None and not run.visible, runs))
    return all(run.node is None and (not run.visible or _is_code(run)) for run in shown)


def _is_code(run: Run) -> bool:
    return may_be_code(run) and not any(
        mark.name in _MEANINGFUL or (mark.name == "a" and mark.attrs.get("href") != run.text.strip())
        for mark in run.marks
    )


def is_listing(lines: Sequence[Sequence[Run]], shortest: int) -> bool:
    """Whether these lines of code are a listing: not so few that they are words in a sentence's place, and no prose."""
    typewritten = any(TYPEWRITER in run.marks for line in lines for run in line)
    if not shortest or len(lines) < (shortest if typewritten else 2):
        return False
    texts = [line_text(line) for line in lines]
    return max(map(len, texts)) <= _PROSE or is_code_like("".join(texts))


def line_text(runs: Sequence[Run]) -> str:
    """The text of a line of code, its indentation as blanks."""
    text = _FOLDED.sub(" ", "".join(run.text for run in runs))
    return text.strip(" ").replace("\xa0", " ").rstrip()


def with_code_spans(runs: Sequence[Run]) -> list[Run]:
    """The runs as code where a part of the line is typewritten."""
    return [_with_code_span(run) if TYPEWRITER in run.marks else run for run in runs]


def _with_code_span(run: Run) -> Run:
    marks = tuple(mark for mark in run.marks if mark is not TYPEWRITER)
    plain = run.node is not None or CODE in marks or _LOOSE.fullmatch(run.text.strip())
    return Run(run.text, marks if plain else (*marks, CODE), run.node)
