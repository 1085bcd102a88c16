"""HTML with Markdown in it, as half-migrated sites have it: read as its author meant it, and made HTML throughout.

What stands between the blocks of HTML is Markdown.  Within them it is text, but for what cannot be meant as text:
bold, links and images, and lines that are lists, tables or fenced code.  How far a line is indented tells nothing
of one that begins with a tag.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from migrator.converter.commonmark import render
from migrator.converter.mixed.markdown import Piece, with_bold, with_links, with_tables_apart
from migrator.converter.mixed.placeholders import Placeholders, hide_code
from migrator.converter.mixed.tags import BLOCKS, OPAQUE, PARAGRAPHS, TagPosition, closings, tags

_PAGE = frozenset({"html", "body"})
"""Tags that say nothing in a body."""
_OWN = frozenset("u del ins mark sub sup kbd abbr q ruby rt rp".split())
"""Tags for what Markdown has no word for."""
_SHOWING = frozenset("img iframe video audio embed input canvas".split())
_KEPT = frozenset({"code", "svg", "math"})
"""Elements in a line that Markdown must not look into."""

_HALF_ESCAPED = re.compile(r"&lt;(h[1-6](?:\s[^<>&]*)?)>(?=[^\n]{0,500}?</h[1-6]\s*>)", re.IGNORECASE)
_FENCED = re.compile(r"\s*(`{3,}|~{3,})[ \t]*html?[ \t]*\n((?:(?!\1).*\n)+)\1[`~]*\s*", re.IGNORECASE)
_PROSE = re.compile(r"</(?:p|h[1-6]|li)\s*>", re.IGNORECASE)
_CODE_SAMPLE = re.compile(r"<(?:!doctype|head|script)\b", re.IGNORECASE)
_INDENTED = re.compile(r"(?:\A|\n[ \t]*\n)(?:(?:    |\t).*(?:\n|\Z)(?:[ \t]*\n)*)+")
_BLANK_LINE = re.compile(r"\S[ \t]*(\n[ \t]*\n)")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"\s*#{2,6} +\S")
_SINGLE_PARAGRAPH = re.compile(r"<p>(.*)</p>\n?\Z", re.DOTALL)


def is_markdown(text: str) -> bool:
    """Whether a body is Markdown already: without a tag but those for what Markdown has no word for.

    Indented lines are code only where no other line says that the body is HTML.
    """
    plain = _INDENTED.sub("", hide_code(text, Placeholders(text, "code")))
    return all(mark.name in _OWN for mark in tags(plain))


def mended(text: str) -> str:
    """The body without a fence around all of it, and with tags where headings only half escaped their escaping.

    ```` ```html ```` on the first line and the end of the fence on the last are how the prose came from a chat; the
    opening tags come as `&lt;h2 id="x">A</h2>`.
    """
    fenced = _FENCED.fullmatch(text)
    if fenced and len(_PROSE.findall(fenced[2])) > 1 and not _CODE_SAMPLE.search(fenced[2]):
        text = fenced[2]
    codes = Placeholders(text, "code")
    return codes.show(_HALF_ESCAPED.sub(r"<\1>", hide_code(text, codes)))


def as_html(text: str, alone: Callable[[str], bool] = lambda _line: False) -> str:
    """The body as HTML throughout.  `alone` knows lines that are no part of a paragraph."""
    return _MixedBody(text, alone).html()


class _MixedBody:
    """A body of HTML and Markdown, as its tags and the texts between them."""

    def __init__(self, text: str, alone: Callable[[str], bool]) -> None:
        self._codes = Placeholders(text, "code")
        self._kept = Placeholders(text, "kept")
        self._alone = alone
        self._text = hide_code(text, self._codes)
        self._marks = tags(self._text)
        self._starts = [mark.start for mark in self._marks]
        self._closings = closings(self._marks)

    def html(self) -> str:
        """The whole body as HTML."""
        return self._kept.show("\n".join(part for part in self._parts() if part.strip()))

    def _parts(self) -> Iterator[str]:
        """The blocks' tags and what they make of what is between them."""
        ends: list[int] = []  # by depth, which tag ends the element that we are in
        at, start, unclosed = 0, 0, ""
        while at < len(self._marks):
            mark = self._marks[at]
            if mark.name not in BLOCKS:
                at += 1
                continue
            yield from self._between(start, mark.start, nested=bool(ends), unclosed=unclosed)
            end = self._closings.get(at)
            unclosed = mark.name if mark.name in PARAGRAPHS and mark.opens and end is None else ""
            if mark.name in OPAQUE and end is not None:
                yield self._raw(mark.start, self._marks[end].end)
                at = end
            elif mark.name not in _PAGE:
                yield self._raw(mark.start, mark.end)
                ends += [] if end is None else [end]
            start = self._marks[at].end
            while ends and ends[-1] <= at:
                ends.pop()
            at += 1
        yield from self._between(start, len(self._text), nested=bool(ends), unclosed=unclosed)

    def _raw(self, start: int, end: int) -> str:
        return self._codes.show(self._text[start:end])

    def _between(self, start: int, end: int, *, nested: bool, unclosed: str = "") -> Iterator[str]:
        """What stands between the tags of two blocks.

        A paragraph or heading that nobody closed ends at a blank line.
        """
        text = self._text[start:end]
        if unclosed and text.strip():
            blank = _BLANK_LINE.search(text)
            middle = start + blank.start(1) if blank else end
            yield f"{self._inside(start, middle)}</{unclosed}>"
            yield from self._between(middle, end, nested=nested)
        elif not text.strip():
            return
        elif nested and not self._holds_blocks(text):
            yield self._inside(start, end)
        else:
            yield self._markdown(start, end)

    def _holds_blocks(self, text: str) -> bool:
        """Whether text in an element is blocks of Markdown beyond doubt."""
        fenced = any(self._codes.alone(line) and "\n" in self._codes.show(line) for line in text.split("\n"))
        return fenced or len(_ITEM.findall(text)) > 1 or len(_ROW.findall(text)) > 1 or bool(_HEADING.match(text))

    def _inside(self, start: int, end: int) -> str:
        """Text in an element, with the tags in it."""
        pieces = with_links(with_bold(self._pieces(start, end)))
        return self._codes.show("".join(piece.text for piece in pieces))

    def _markdown(self, start: int, end: int) -> str:
        pieces = self._pieces(start, end)
        if not any(piece.text.strip() for piece in pieces if piece.tag.strip("/") not in _SHOWING and not piece.tag):
            return self._images(pieces)
        text = "".join(piece.text for piece in with_bold(pieces))
        return self._codes.show(render(with_tables_apart(text.lstrip(" \t"), self._stands_alone)), _rendered_html)

    def _images(self, pieces: list[Piece]) -> str:
        """Tags with no words between them: a paragraph if they show something."""
        html = "".join(piece.text for piece in pieces)
        return f"<p>{html}</p>" if any(piece.tag.strip("/") in _SHOWING for piece in pieces) else html

    def _stands_alone(self, line: str) -> bool:
        return self._alone(line) or (self._codes.alone(line) and "\n" in self._codes.show(line))

    def _pieces(self, start: int, end: int) -> list[Piece]:
        """Tags and what is between them; an element that must not be looked into is one word."""
        pieces: list[Piece] = []
        at = bisect_left(self._starts, start)
        while at < len(self._marks) and self._marks[at].start < end:
            mark = self._marks[at]
            pieces.append(Piece(self._text[start : mark.start]))
            closing = self._closings.get(at) if mark.name in _KEPT else None
            if closing is not None and self._marks[closing].end <= end:
                start = self._marks[closing].end
                pieces.append(Piece(self._kept.hide(self._raw(mark.start, start))))
                at = closing
            else:
                start = mark.end
                pieces.append(Piece(self._raw(mark.start, mark.end), _tag_name(mark)))
            at += 1
        pieces.append(Piece(self._text[start:end]))
        return [piece for piece in pieces if piece.text]


def _tag_name(mark: TagPosition) -> str:
    return f"/{mark.name}" if mark.closing else f"{mark.name}/" if mark.single else mark.name


def _rendered_html(code: str) -> str:
    html = render(code)
    single = _SINGLE_PARAGRAPH.match(html)
    return single[1] if single else html
