"""What in a line of HTML can only be meant as Markdown: bold, links, images."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, or text between two tags."""

    text: str
    tag: str = ""
    """The name of the tag; with a `/` before it where it closes, after it where nothing does."""


_BOLD = re.compile(r"(?<![*\\])\*\*(?!\*)")
_BREAK = re.compile(r"\n[ \t]*\n")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<words>[^\[\]\n]*)\]\((?P<address>(?:https?://|mailto:|/|#)[^\s()<>\"]*"
    r"(?:\([^\s()<>\"]*\)[^\s()<>\"]*)*)\)"
)


def with_links(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with `[words](address)` as a link and `![words](address)` as an image."""
    return [piece if piece.tag else replace(piece, text=_LINK.sub(_link, piece.text)) for piece in pieces]


def _link(found: re.Match[str]) -> str:
    address = escape(found["address"].replace("&amp;", "&"))
    if found["image"]:
        return f'<img src="{address}" alt="{found["words"]}">'
    return f'<a href="{address}">{found["words"]}</a>'


@dataclass(frozen=True, slots=True)
class _Emphasis:
    """Two asterisks somewhere in the pieces."""

    piece: int
    at: int
    inside: tuple[int, ...]
    """The tags around them, by their number."""


def with_bold(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with `**words**` as bold, whatever stands beside the asterisks and between them."""
    pairs = _pairs(pieces)
    texts = [piece.text for piece in pieces]
    for opening, closing in reversed(pairs):
        for stars, tag in ((closing, "</strong>"), (opening, "<strong>")):
            text = texts[stars.piece]
            texts[stars.piece] = text[: stars.at] + tag + text[stars.at + 2 :]
    return [replace(piece, text=text) for piece, text in zip(pieces, texts, strict=True)]


def _pairs(pieces: Sequence[Piece]) -> list[tuple[_Emphasis, _Emphasis]]:
    pairs: list[tuple[_Emphasis, _Emphasis]] = []
    opened: _Emphasis | None = None
    around: list[tuple[int, str]] = []
    for number, piece in enumerate(pieces):
        if piece.tag:
            _step(around, number, piece.tag)
            continue
        last = 0
        for found in _BOLD.finditer(piece.text):
            if _BREAK.search(piece.text, last, found.start()):
                opened = None
            last = found.end()
            stars = _Emphasis(number, found.start(), tuple(each for each, _ in around))
            if opened and opened.inside == stars.inside and _touches(pieces, stars, -1):
                pairs.append((opened, stars))
                opened = None
            elif _touches(pieces, stars, 1):
                opened = stars
        if _BREAK.search(piece.text, last):
            opened = None
    return pairs


def _step(around: list[tuple[int, str]], number: int, tag: str) -> None:
    """Into a tag or out of it."""
    if not tag.startswith("/"):
        if not tag.endswith("/"):
            around.append((number, tag))
    elif around and around[-1][1] == tag[1:]:
        around.pop()


def _touches(pieces: Sequence[Piece], stars: _Emphasis, side: int) -> bool:
    """Whether there is something else than a blank on that side."""
    text = pieces[stars.piece].text
    beside = text[stars.at + 2 : stars.at + 3] if side > 0 else text[max(0, stars.at - 1) : stars.at]
    if beside:
        return not beside.isspace()
    return 0 <= stars.piece + side < len(pieces)


_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")


_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")


_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")


def with_tables_apart(text: str, alone: Callable[[str], bool]) -> str:
    """The text with tables and lines that `alone` says stand for themselves set apart, and tags that begin a line
    at its edge, unless they belong to a list."""
    lines: list[str] = []
    in_list = False
    rows: list[str] = []
    for line in [*text.split("\n"), ""]:
        if _ROW.match(line):
            rows.append(line.strip())
            continue
        if rows:
            lines += ["", *_table(rows), ""]
            rows = []
        in_list = in_list or bool(_ITEM.match(line))
        if line.lstrip().startswith("<") and not in_list:
            line = line.lstrip()
        lines += ["", line, ""] if alone(line) and line[:1] not in " \t" else [line]
    return "\n".join(lines)


def _table(rows: Sequence[str]) -> Sequence[str]:
    """The rows; where none is a header, with an empty one."""
    if len(rows) > 1 and _RULE.match(rows[1]):
        return rows
    columns = rows[0].count("|") - rows[0].count("\\|") - 1
    if columns < 2:
        return rows
    if _RULE.match(rows[0]):
        rows = rows[1:]
    return ["|" + "  |" * columns, "|" + "---|" * columns, *rows]
