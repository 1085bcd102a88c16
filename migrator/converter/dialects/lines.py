"""Escapes at a line's start, where blocks begin, and at the end of a heading, a cell or a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from migrator.converter.dialects.dialect import Dialect
from migrator.converter.dialects.escapes import escape_sign
from migrator.converter.dialects.signs import is_blank

_WIDE = r"[^\S \t\n]"
"""A blank that is wider than others, or at which no line breaks."""
_LINE = re.compile("^", re.MULTILINE)
_CODE = re.compile(r"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_HASHES = re.compile("#+$")
_BACKSLASHES = re.compile(r"(?<!\\)(?:\\\\)*\\$")
"""An odd number of them."""
_SIGN_ROW = re.compile(r"[-+=: \t]*[-=][-+=: \t]*")


def escape_paragraph(text: str, dialect: Dialect, *, item: bool = False) -> str:
    """A paragraph's Markdown, in whose lines no block begins.  `item`: it is the first in a list's item."""
    parts: list[str] = []
    done = 0
    for line in _LINE.finditer(text):
        match = _block_starts(dialect, first=not line.start(), item=item).match(text, line.start())
        if match is not None and match.lastgroup is not None:
            at = match.start(match.lastgroup)
            parts.extend((text[done:at], escape_sign(text[at], dialect)))
            done = at + 1
    return "".join((*parts, text[done:]))


@cache
def _block_starts(dialect: Dialect, *, first: bool, item: bool) -> re.Pattern[str]:
    """What begins a block.  The last group begins with the sign that is to be escaped."""
    digits = dialect.number_digits if first or dialect.numbers_interrupt else "0*1"
    starts = [
        r"(?P<heading>#{1,6}(?!\S))" if dialect.hash_needs_blank else "(?P<heading>#)",
        "(?P<quote>>)",
        r"(?P<rule>(?P<sign>[-*_])(?:[ \t]*(?P=sign)){2,}[ \t]*$)",
        "(?P<fence>~{3})",
        r"(?P<bullet>[-+*](?!\S))",
        rf"{digits}(?P<point>[{dialect.number_points}])(?!\S)",
        r"(?P<definition>\[(?!\^)(?:\\.|[^\\\[\]])*\]:)",
        r"\[[^\]\n]+\](?P<colon>:)",  # behind a footnote's mark, or in a link's text
    ]
    starts += _item_starts(dialect) if first and item else []
    starts += [r"(?P<underline>[-=]+[ \t]*$)", *_table_starts(dialect)] if not first else []
    starts += [r"(?P<term>:(?=[ \t]))"] if dialect.definition_lists else []
    starts += [r"(?P<caret>\^[ \t]*$)"] if dialect.caret_line else []
    starts += _attribute_starts(dialect, first)
    starts += [f"(?P<wide>{_WIDE})"] if first and dialect.strips_blanks == "everywhere" else []
    return re.compile(f"[ \\t]*(?:{'|'.join(starts)})", re.MULTILINE)


def _item_starts(dialect: Dialect) -> list[str]:
    """A box, for which Goldmark takes a link, too; or dashes that would be a rule together with the item's own."""
    boxes = [r"\[(?P<letter>[xX])\]\(", r"(?P<box>\[[ xX]\])"] if dialect.task_lists else []
    return [*boxes, r"(?P<dashes>-[- \t]*$)"]


def _table_starts(dialect: Dialect) -> list[str]:
    """The line below a table's headers; where any `|` makes a table, each has its mark already."""
    return [] if dialect.pipes else [r"(?P<delimiters>(?=.*(?:\||:.*-|-.*:))[|:\- \t]+$)"]


def _attribute_starts(dialect: Dialect, first: bool) -> list[str]:
    """kramdown's lists of attributes, or others', which are a line of their own below a text."""
    if dialect.attributes == "{:":
        return [r"(?P<attributes>\{:)"]
    return [r"(?P<attributes>\{.+\}[ \t]*$)"] if dialect.attributes and not first else []


def escape_heading(text: str, dialect: Dialect) -> str:
    """A heading's Markdown, of whose ends nothing is dropped."""
    text = _with_first_blank(_without_attributes(text, dialect.heading_attributes, dialect), dialect)
    hashes = _HASHES.search(text)
    at = hashes.start() if hashes else len(text)
    if dialect.heading_end == "any":
        open_end = _BACKSLASHES.search(text)
        return text[:at] + escape_sign("#", dialect) * (len(text) - at) + ("\\" if open_end else "")
    return text[:at] + escape_sign("#", dialect) + text[at + 1 :] if hashes and is_blank(text[at - 1 : at]) else text


def escape_term(text: str, dialect: Dialect) -> str:
    """The Markdown of a term that a definition follows."""
    return escape_cell(escape_paragraph(text, dialect), dialect)


def escape_cell(text: str, dialect: Dialect) -> str:
    """A table cell's Markdown, of whose ends nothing is dropped."""
    attributes = dialect.heading_attributes if dialect.attributes == "{" else ""
    return _with_first_blank(_without_attributes(text, attributes, dialect), dialect)


def escape_row(cells: Sequence[str], dialect: Dialect) -> list[str]:
    """The Markdown of a row's cells, none of which is taken for the line between head and body of a table."""
    escaped = list(cells)
    if not dialect.sign_rows and _SIGN_ROW.fullmatch("".join(cells)):
        at = next(at for at, cell in enumerate(cells) if cell.strip())
        sign = cells[at].lstrip()[0]
        escaped[at] = cells[at].replace(sign, escape_sign(sign, dialect), 1)
    return escaped


def _with_first_blank(text: str, dialect: Dialect) -> str:
    if dialect.strips_blanks == "nowhere" or not re.match(_WIDE, text):
        return text
    return escape_sign(text[0], dialect) + text[1:]


def _without_attributes(text: str, opening: str, dialect: Dialect) -> str:
    """The Markdown with a mark at every brace outside code that could begin the attributes at its end."""
    if not opening or not text.rstrip().endswith("}"):
        return text
    prose = _CODE.sub(lambda code: "`" * len(code[0]), text)
    for match in reversed(list(re.finditer(opening, prose))):
        at = match.end() - 1
        text = text[:at] + escape_sign("{", dialect) + text[at + 1 :]
    return text
