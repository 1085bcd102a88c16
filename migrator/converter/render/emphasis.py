"""Where emphasis marks have to stand for every renderer to see them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from migrator.converter.render.escaping import PUNCTUATION

# Punctuation that looks the same bold or not, and that no Markdown reads anything into.
_LOOSE = "“”‘’«»‹›「」『』（）()【】《》〈〉〔〕［］\"'、。，．：；！？:;,.?…・·～"
_CLOSER = dict(zip("“‘«‹「『（(【《〈〔［\"'", "”’»›」』）)】》〉〕］\"'", strict=True))
_CLOSERS = frozenset(_CLOSER.values())
# An asterisk that is escaped is such punctuation, too.
_HEAD = re.compile(rf"(?:\\\*|[\s{re.escape(_LOOSE)}])*")
_TAIL = re.compile(rf"(?:\\\*|[\s{re.escape(_LOOSE)}])*$")

_PIECES = re.compile(r"\\?.", re.DOTALL)
_FARTHEST = 6

_ENTITY = re.compile(r"&#?\w+$")
_TILDES = re.compile("^~|~$")


def mark_edges(text: str, before: str, after: str) -> tuple[str, str, str] | None:
    """What of the text stands before its emphasis marks, between and after them; None where no renderer sees any.

    CommonMark sees no mark between a letter and punctuation, as in `글**(굵게)**조사`.  Punctuation at the edge then
    stands outside the marks.
    """
    if before == "*" or after == "*":
        return None
    if _flanks(text[0], before) and _flanks(text[-1], after):
        return "", text, ""
    for head, core, tail in _splits(text):
        if _in_pairs(head, tail) and _flanks(core[0], head[-1:] or before) and _flanks(core[-1], tail[:1] or after):
            return head, core, tail
    return None


def without_edge_tildes(text: str) -> str:
    """The text with an entity for a ~ at its edges, through which GitHub's renderer looks for a mark's neighbours."""
    return _TILDES.sub("&#126;", text) if text[0] == "~" or text[-1] == "~" else text


def _splits(text: str) -> Iterator[tuple[str, str, str]]:
    """The text with more and more of the loose punctuation at its edges outside, the least first."""
    head, core, tail = _loose_edges(text)
    heads, tails = _PIECES.findall(head), _PIECES.findall(tail)
    most = itertools.product(range(min(len(heads), _FARTHEST) + 1), range(min(len(tails), _FARTHEST) + 1))
    for before, after in sorted(most, key=sum) if core else ():
        kept = len(tails) - after
        outside = "".join(heads[:before]), "".join(tails[kept:])
        yield outside[0], "".join((*heads[before:], core, *tails[:kept])), outside[1]


def _loose_edges(text: str) -> tuple[str, str, str]:
    start, end = _HEAD.match(text), _TAIL.search(text, max(0, len(text) - 40))
    if start is None or end is None or start.end() >= end.start():
        return "", "", ""
    head, tail = start.end(), end.start()
    if text[tail : tail + 1] == ";" and _ENTITY.search(text, head, tail):
        tail += 1
    return text[:head], text[head:tail], text[tail:]


def _in_pairs(head: str, tail: str) -> bool:
    """Whether brackets and quotes go out at both ends or not at all: `글(굵게)` keeps its second bracket bold."""
    opened = sorted(_CLOSER[char] for char in head if char in _CLOSER)
    return opened == sorted(char for char in tail if char in _CLOSERS)


def _flanks(inner: str, outer: str) -> bool:
    """Whether a mark between these two characters can open towards `inner` (or close after it)."""
    if inner.isspace():
        return False
    if not _is_punctuation(inner) or outer.isspace():
        return True
    return outer != "~" and (outer in PUNCTUATION or unicodedata.category(outer)[0] == "P")


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
