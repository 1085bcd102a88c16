"""Emphasis marks where every renderer sees them, and tags where none would."""

from __future__ import annotations

import unicodedata

from migrator.converter.escaping import PUNCTUATION

EMPHASIS = {"strong": "**", "em": "*"}

# Punctuation that looks the same bold or not, and that no Markdown reads anything into.
_LOOSE = "“”‘’«»‹›「」『』（）()【】《》〈〉〔〕［］\"'、。，．：；！？:;,.?…・·～"


def emphasis(name: str, text: str, before: str, after: str) -> str:
    """The text between emphasis marks.

    CommonMark sees no mark between a letter and punctuation, as in `글**(굵게)**조사`.  Punctuation at the edge then
    stands outside the marks, and where that doesn't help either the marks are tags.
    """
    if not text:
        return ""
    mark = EMPHASIS[name]
    if before != "*" and after != "*":
        if _flanks(text[0], before) and _flanks(text[-1], after):
            return f"{mark}{text}{mark}"
        head, core, tail = _edges(text)
        if core and _flanks(core[0], head[-1:] or before) and _flanks(core[-1], tail[:1] or after):
            return f"{head}{mark}{core}{mark}{tail}"
    if not any(char.isalnum() or char == "<" for char in text):
        return text
    return f"<{name}>{text}</{name}>"


def _edges(text: str) -> tuple[str, str, str]:
    core = text.strip(_LOOSE)
    start = len(text) - len(text.lstrip(_LOOSE))
    return text[:start], core, text[start + len(core) :]


def _flanks(inner: str, outer: str) -> bool:
    """Whether a mark between these two characters can open towards `inner` (or close after it)."""
    return (
        not _is_punctuation(inner) or outer.isspace() or outer in PUNCTUATION or unicodedata.category(outer)[0] == "P"
    )


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
