"""What a style attribute says of text: emphasis, or that nobody sees it."""

from __future__ import annotations

import re

from migrator.converter.runs import DEL, EM, STRONG, UNDERLINE, Mark, Marks

_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"font-style\s*:\s*normal", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_UNDERLINED = re.compile(r"text-decoration[\w-]*\s*:[^;]*underline", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def hides(style: str) -> bool:
    """Whether an element of this style isn't shown."""
    return _HIDDEN.search(style) is not None


def styled(style: str, marks: Marks) -> Marks:
    """The marks with what a style attribute adds to them or takes away: in old posts styles are the only emphasis."""
    if "font-weight" in style or "FONT-WEIGHT" in style:
        if _BOLD.search(style):
            marks = with_mark(marks, STRONG)
        elif _NOT_BOLD.search(style):
            marks = tuple(mark for mark in marks if mark is not STRONG)
    if "font-style" in style or "FONT-STYLE" in style:
        if _ITALIC.search(style):
            marks = with_mark(marks, EM)
        elif _NOT_ITALIC.search(style):
            marks = tuple(mark for mark in marks if mark is not EM)
    if "decoration" in style:
        if _STRUCK.search(style):
            marks = with_mark(marks, DEL)
        if _UNDERLINED.search(style) and not any(mark.name == "a" for mark in marks):
            marks = with_mark(marks, UNDERLINE)
    return marks


def with_mark(marks: Marks, mark: Mark) -> Marks:
    """The marks and this one."""
    return marks if mark in marks else (*marks, mark)
