"""Which way a post is written, and what of it is written the other way."""

from __future__ import annotations

import re

from migrator.converter.tree.runs import Mark, Marks

# Hebrew, Arabic, Syriac, Thaana, NKo and what belongs to them.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_OTHER = {"rtl": "ltr", "ltr": "rtl"}


def main_direction(text: str) -> str:
    """`rtl` where most letters are written from right to left, `ltr` where only some are, '' where none is."""
    if text.isascii():
        return ""
    to_left = len(_RIGHT_TO_LEFT.findall(text))
    if not to_left:
        return ""
    return "rtl" if to_left * 2 > len(_LETTER.findall(text)) else "ltr"


def foreign_mark(direction: str) -> Mark | None:
    """The mark of text that its author set the other way than a post of this direction goes."""
    return Mark("span", {"dir": _OTHER[direction]}) if direction else None


def turned(marks: Marks, foreign: Mark, direction: str) -> Marks:
    """The marks inside an element with this `dir`."""
    marks = tuple(mark for mark in marks if mark is not foreign)
    return (foreign, *marks) if direction == foreign.attrs["dir"] else marks
