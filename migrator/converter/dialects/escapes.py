"""A backslash or an entity where a sign of the text would begin something in a dialect's Markdown.

Only what could open or close something gets one: `a * b` and `snake_case` have none.  What begins a block at a line's
start is in `lines`, what a link or an image needs in `targets`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from migrator.converter.dialects.dialect import Dialect
from migrator.converter.dialects.signs import CONTEXT, Prose, is_blank, needs_escape, signs
from migrator.converter.dialects.targets import autolink, escape_destination

_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|(?<![^\W_])www\.)[^\s<>\"]+")
_ADDRESS_END = re.compile(r"(?=[\s<])|$")
_LONGEST_ADDRESS = 2000
_BREAK = "\x02"
"""Stands for a break of two blanks: Python-Markdown, too, puts a sign of its own there before it sees emphasis."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", "\\": "&#92;", "\xa0": "&nbsp;"}


def escape_text(
    text: str,
    dialect: Dialect,
    *,
    before: str = "",
    after: str = "",
    cell: bool = False,
    brackets: bool = False,
    linked: bool = False,
) -> str:
    """Text that the dialect's renderer shows as it is, wherever in a line it stands.

    `before`, `after`: the Markdown around it in the same block, '' at the block's edge.  `cell`: it stands in a table.
    `brackets`: escape every bracket, as a link's text needs when its brackets don't pair up.  `linked`: it stands
    where an address becomes no link.
    """
    after = _BREAK if after.startswith("  \n") else after[:CONTEXT]
    around, start = before[-CONTEXT:] + text + after, len(before[-CONTEXT:])
    end = start + len(text)
    if dialect.links_addresses and not linked and ("://" in text or "www." in text):
        return _with_addresses(Prose(around, start, end, dialect, cell, brackets))
    first = signs(dialect, cell=cell, brackets=brackets).search(around, start)
    if first is None or first.start() >= end:
        return text
    return _escaped(Prose(around, start, end, dialect, cell, brackets))


def escape_alt(alt: str, dialect: Dialect) -> str | None:
    """An image's alternative text, or None where only an `<img>` can say it."""
    escaped = escape_text(alt, dialect, before="[", after="]", linked=True)
    if not balanced(escaped):
        escaped = escape_text(alt, dialect, before="[", after="]", linked=True, brackets=True)
    signs_escaped = dialect.escapable.intersection(re.findall(r"\\(.)", escaped))
    shown = signs_escaped <= dialect.alt_escapable if dialect.alt_escapable else "\\" not in escaped
    return escaped if shown else None


def escape_sign(sign: str, dialect: Dialect) -> str:
    """The sign as plain text."""
    if sign in dialect.escapable:
        return "\\" + sign
    return _ENTITIES.get(sign) or f"&#{ord(sign)};"


def balanced(markdown: str) -> bool:
    """Whether every square bracket that isn't escaped has its partner, so that it can stand in a link."""
    depth = 0
    for bracket in re.findall(r"\\.|[\[\]]", markdown, re.DOTALL):
        depth += (bracket == "[") - (bracket == "]")
        if depth < 0:
            return False
    return depth == 0


def _escaped(prose: Prose) -> str:
    parts: list[str] = []
    start = prose.start
    pattern = signs(prose.dialect, cell=prose.cell, brackets=prose.brackets)
    # The patterns look a few characters ahead, but not all the way to the end of a long text.
    for match in pattern.finditer(prose.text, start, prose.end + CONTEXT):
        at = match.start()
        if at >= prose.end:
            break
        if needs_escape(prose, at):
            parts.extend((prose.text[start:at], _spelled(prose, at)))
            start = at + 1
    return "".join((*parts, prose.text[start : prose.end]))


def _spelled(prose: Prose, at: int) -> str:
    """The sign there as plain text, where a backslash before it would be seen together with what follows."""
    sign, last = prose.text[at], at + 1 == prose.end
    if sign == "`" and prose.cell and not prose.dialect.backtick_in_cell:
        return "&#96;"
    if last and sign in ("<", "\\") and prose.at(prose.end) == sign:
        return _ENTITIES[sign]
    return escape_sign(sign, prose.dialect)


def _with_addresses(prose: Prose) -> str:
    """The text, in a dialect in which an address becomes a link together with any mark right behind it.

    An address that would need a backslash, or that a mark follows, is written as a link.
    """
    parts: list[str] = []
    start, before = prose.start, prose.text[: prose.start]
    for match in _ADDRESS.finditer(prose.text, prose.start, prose.end):
        if match.start() >= start and _needs_link(prose, match.start()):
            address = match[0].rstrip(".,;:!?)'")
            link = _link(address, prose)
            parts.extend((_between(prose, start, match.start(), before, link), link))
            start, before = match.start() + len(address), link
    return "".join((*parts, _between(prose, start, prose.end, before, prose.text[prose.end :])))


def _between(prose: Prose, start: int, end: int, before: str, after: str) -> str:
    """What stands there in the text, between other neighbours."""
    text = before + prose.text[start:end] + after
    return _escaped(replace(prose, text=text, start=len(before), end=len(before) + end - start))


def _needs_link(prose: Prose, start: int) -> bool:
    """Whether a backslash or a mark would stand where the renderer takes it for a part of the address there."""
    end = min(prose.end, start + _LONGEST_ADDRESS)
    stop = _ADDRESS_END.search(prose.text, start, end)
    end = stop.start() if stop else end
    if _escaped(replace(prose, start=start, end=end)) != prose.text[start:end]:
        return True
    if end < prose.end:
        return prose.at(end) == "<" and needs_escape(prose, end)
    return not is_blank(prose.at(end)) and prose.at(end) not in ("<", _BREAK)


def _link(address: str, prose: Prose) -> str:
    """A link that shows its address."""
    link = autolink(address)
    if link is None:
        shown = _escaped(Prose(f"[{address}]", 1, len(address) + 1, prose.dialect, prose.cell, brackets=True))
        scheme = "http://" if address.startswith("www.") else ""
        link = f"[{shown}]({escape_destination(scheme + address)})"
    return link
