"""Words and code, as they are compared."""

from __future__ import annotations

import re
import unicodedata

from selectolax.lexbor import LexborNode

from migrator.converter.constructs.footnotes import MARKER, place_in_body

_UNSEEN = frozenset("style noscript template head title meta link base noembed noframes".split())
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_BLANKS = dict.fromkeys(map(ord, " \t\r\n\xa0"))
_LINE_ENDS = frozenset("br hr img iframe object embed video audio".split())
WORD = re.compile(r"[^\W_]+|[^\s]")
"""A word or a single other character."""


TAG = re.compile(r"<[^<>\n]*>")
"""What might be a tag, in text."""


def normal(text: str) -> str:
    """The text as it is compared: however a renderer composes it, without characters that have no width."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_ZERO_WIDTH))


def words(text: str) -> list[str]:
    """Words and single other characters, the same however a renderer composes or spaces them."""
    return WORD.findall(normal(text))


def is_footnote_marker(node: LexborNode) -> bool:
    """Whether a link is the marker of a footnote or the way back from one: renderers write these as they like."""
    href = node.attributes.get("href") or ""
    return bool(place_in_body(href)) and MARKER.fullmatch(text_of(node).strip()) is not None


def is_gutter(node: LexborNode) -> bool:
    """Whether a cell does nothing but number the lines of the code beside it."""
    names = node.attributes.get("class") or ""
    return ("gutter" in names or "lineno" in names) and text_of(node).translate(_BLANKS).isdigit()


def text_of(node: LexborNode) -> str:
    return node.text(deep=True, separator="")


def folded(text: str) -> str:
    return "".join(words(text))


def code_of(node: LexborNode) -> str:
    """The text of code as it is compared, without blank lines and trailing blanks.

    A <br> or a block ends a line, and so does an image or player, which no code block can hold.
    """
    parts: list[str] = []
    stack: list[LexborNode | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "-text":
            parts.append(item.text_content or "")
        elif item.tag in _LINE_ENDS:
            parts.append("\n")
        elif item.tag not in _UNSEEN and (item.tag or "-")[0] not in "-!_":
            edge = "\n" if item.tag in ("div", "p", "li", "tr") else ""
            parts.append(edge)
            stack.append(edge)
            stack.extend(reversed(list(item.iter(include_text=True))))
    return lines_of("".join(parts))


def lines_of(code: str) -> str:
    lines = code.replace("\xa0", " ").translate(_ZERO_WIDTH).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())
