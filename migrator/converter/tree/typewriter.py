"""Where a post's text is set in a typewriter's letters by its style, as code was before editors knew of any."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from migrator.converter.tree.styles import is_monospace, parse_style

SWITCH = " typewriter"  # no post has an attribute with a blank in its name
"""The attribute of an element in which such letters begin (`on`) or end (``)."""
FACES = ("courier", "mono", "consolas", "inconsolata", "menlo", "lucida", "fixedsys", "source code", "fira code")
"""Of these a body in small letters must hold one for any of its text to be set so."""
_OTHERWISE = frozenset("pre textarea xmp listing code tt samp kbd script style h1 h2 h3 h4 h5 h6".split())
"""What is code or none whatever its letters."""
_SIGNS = re.compile(r"[=(){}\[\]<>;_/\\|$#&*+]")
_SIGNS_OF_CODE = 0.03


def mark_typewriter(soup: BeautifulSoup) -> None:
    """Mark the elements in which a typewriter's letters begin and end.

    Where more than half of the post is prose in such letters they are the blogger's taste, and nothing is marked.
    """
    switches: dict[int, tuple[Tag, bool]] = {}
    everything: list[str] = []
    typed: list[str] = []
    stack: list[tuple[Tag, bool]] = [(soup, False)]
    while stack:
        tag, inside = stack.pop()
        for child in tag.contents:
            if type(child) is NavigableString:
                everything.append(child)
                typed.extend([child] if inside else [])
            elif isinstance(child, Tag) and child.name not in _OTHERWISE:
                face = _is_typewritten(child)
                now = inside if face is None else face
                if now != inside:
                    switches[id(child)] = child, now
                stack.append((child, now))
    if _length(typed) * 2 <= _length(everything) or is_code_like("".join(typed)):
        for tag, on in switches.values():
            tag[SWITCH] = "on" if on else ""


def _is_typewritten(tag: Tag) -> bool | None:
    """Whether an element sets its text in a typewriter's letters; None where it says nothing of letters."""
    style, face = tag.attrs.get("style"), tag.attrs.get("face") if tag.name == "font" else None
    declared = parse_style(str(style)).monospace if style else None
    return declared if declared is not None or not face else is_monospace(str(face).split(","))


def _length(texts: list[str]) -> int:
    return sum(len("".join(text.split())) for text in texts)


def is_code_like(text: str) -> bool:
    """Whether so many of the characters are brackets, signs and slashes as never in prose."""
    length = _length([text])
    return length > 0 and len(_SIGNS.findall(text)) >= length * _SIGNS_OF_CODE
