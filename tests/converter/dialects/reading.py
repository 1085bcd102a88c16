"""What a reader sees of rendered HTML, as one string that can be compared."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TYPED = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "..."}
"""Quotes, dashes and dots as they were typed: setting them is the site's own business."""
_SAME = {"s": "del", "b": "strong", "i": "em"}
_UNSEEN = frozenset({"thead", "tbody"})
_EMPTY = frozenset({"br", "img", "hr", "input"})
_EDGES = re.compile(r" ?(</?(?:blockquote|br|dd|dl|dt|h2|li|ol|p|table|td|th|tr|ul)>) ?")
_NOTE = re.compile(r"<sup>(?:(?!</sup>).)*</sup>")


def typed(text: str) -> str:
    """The text as `reading` shows it."""
    return _unset(_text(text))


def reading(html: str, *, set_signs: bool = False) -> str:
    """Tags and text; of the attributes only a class that the text itself got, and a link's address.

    An address that became a link is text, a footnote's mark is `<sup>`, and the notes at the end are left out.
    `set_signs`: quotes, dashes and dots as the renderer set them, not as they were typed.
    """
    body = LexborHTMLParser(f"<!doctype html><body>{html}</body>").body
    parts = [part for child in _children(body) for part in _parts(child)] if body else []
    seen = _NOTE.sub("<sup>", _EDGES.sub(r"\1", re.sub(" +", " ", "".join(parts)))).strip(" ")
    return seen if set_signs else _unset(seen)


def _unset(text: str) -> str:
    for sign, letters in _TYPED.items():
        text = text.replace(sign, letters)
    return text


def _text(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", escape(text, quote=False))


def _children(node: LexborNode) -> list[LexborNode]:
    return [child for child in node.iter(include_text=True) if not _holds_notes(child)]


def _holds_notes(node: LexborNode) -> bool:
    return node.tag in ("div", "section") and "footnote" in (node.attributes.get("class") or "")


def _parts(node: LexborNode) -> list[str]:
    tag = _SAME.get(node.tag or "", node.tag or "")
    if tag == "-text":
        return [_text(node.text_content or "")]
    inner = [part for child in _children(node) for part in _parts(child)]
    address = node.attributes.get("href") or ""
    if tag in _UNSEEN or address.startswith(("http:", "https:", "ftp:", "mailto:")):
        return inner
    added = node.attributes.get("class") if tag in ("p", "em", "h2", "td", "dt", "li") else None
    opening = tag + (f" href={address}" if tag == "a" else "") + (f" class={added}" if added else "")
    return [f"<{opening}>", *inner, *([] if tag in _EMPTY else [f"</{tag}>"])]
