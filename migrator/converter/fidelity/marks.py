"""Emphasis, letters of fixed width, and the extent of headings, lists and quotes, letter by letter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from migrator.converter.context import Context
from migrator.converter.fidelity.findings import Ranges, add_range, finding_of_ranges
from migrator.converter.fidelity.layout import Alignment
from migrator.converter.fidelity.seen import (
    BOLD,
    HEADER_CELL,
    HEADING,
    ITALIC,
    LINK,
    LIST,
    LOWERED,
    MONOSPACE,
    NOTES,
    PREFORMATTED,
    QUOTE,
    RAISED,
    STRUCK,
    TYPED_ITEM,
    UNDERLINED,
)
from migrator.model import Finding

_EMPHASIS = {
    BOLD: ("bold", HEADING | HEADER_CELL | PREFORMATTED),
    ITALIC: ("italic", PREFORMATTED),
    STRUCK: ("struck through", PREFORMATTED),
    UNDERLINED: ("underlined", HEADING | LINK | PREFORMATTED),
    RAISED: ("raised", PREFORMATTED),
    LOWERED: ("lowered", PREFORMATTED),
}
"""What each bit is called, and the states in which nobody sees it or it can't be said."""
_DEEPEST = 20
"""Deeper lists and quotes are somebody's unclosed tags."""


def mark_findings(alignment: Alignment, context: Context) -> Iterator[Finding | None]:
    """In what the letters that both have look different."""
    kinds: dict[str, dict[str, Ranges]] = {}
    for start, end, ours, theirs in alignment.differing_states():
        if any(map(str.isalnum, alignment.before.letters[start:end])):
            for kind, what in _differences(ours, theirs, context):
                add_range(kinds.setdefault(kind, {}), what, start, end)
    if "monospace" in kinds and _is_typewriting(alignment):
        del kinds["monospace"]
    for kind, ranges in kinds.items():
        yield finding_of_ranges(kind, alignment.before, ranges)


def _differences(ours: int, theirs: int, context: Context) -> Iterator[tuple[str, str]]:
    """Kind and what is the matter."""
    either, differing = ours | theirs, ours ^ theirs
    for bit, (name, unseen) in _EMPHASIS.items():
        if differing & bit and not either & unseen:
            yield "emphasis", f"not {name}" if ours & bit else name
    if differing & MONOSPACE and not either & HEADING and not (theirs & MONOSPACE and ours & PREFORMATTED):
        yield "monospace", "not as code" if ours & MONOSPACE else "as code"
    if theirs & HEADING and not ours & HEADING and not (ours & BOLD and context.bold_headings):
        yield "added headings", "heading"
    if (ours // LIST != theirs // LIST) and not theirs & NOTES:
        yield from _levels(ours, theirs)


def _levels(ours: int, theirs: int) -> Iterator[tuple[str, str]]:
    for name, before, after in (
        ("list", ours % QUOTE // LIST, theirs % QUOTE // LIST),
        ("quote", ours // QUOTE, theirs // QUOTE),
    ):
        typed = bool(ours & TYPED_ITEM and before and after)
        if before != after and before < _DEEPEST and not typed:
            yield "nesting", f"{_level(name, after)}, not {_level(name, before)}"


def _level(name: str, depth: int) -> str:
    return f"in no {name}" if not depth else f"in a {name}" if depth == 1 else f"in a {name} of level {depth}"


def _is_typewriting(alignment: Alignment) -> bool:
    """Whether most letters of the post are of fixed width: then that is how it looks, and means nothing."""
    layout = alignment.before
    states = [*layout.states, (layout.places[-1], 0)]
    typed = sum(end - start for (start, state), (end, _) in pairwise(states) if state & MONOSPACE)
    return typed * 2 > layout.places[-1]
