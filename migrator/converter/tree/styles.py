"""CSS declarations of style attributes: emphasis, fonts of fixed width, visibility, floats, backgrounds.

The declarations are parsed (tinycss2), not searched for: `mso-bidi-font-weight` is no `font-weight`, and what stands in
a string or an address is no declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import tinycss2

from migrator.converter.tree.runs import DEL, EM, STRONG, UNDERLINE, Mark, Marks

BOX = re.compile(
    r"(?:^|\s)(?:code|codeblock|code-block|code_block|codebox|sourcecode|source-code)(?:\s|$)", re.IGNORECASE
)

_DECORATIONS = ("text-decoration", "text-decoration-line", "-webkit-text-decoration")
_NO_COLOURS = frozenset({"", "none", "transparent", "inherit", "initial", "unset", "white", "#fff", "#ffffff"})
_BOLD_FROM = 600
_SIZES = frozenset("xx-small x-small small medium large x-large xx-large xxx-large smaller larger".split())
_GLOBAL = frozenset("inherit initial revert revert-layer unset".split())
_GENERIC = frozenset({"monospace", "ui-monospace"})
_FIXED_WIDTH = frozenset(
    "andale mono,bitstream vera sans mono,consolas,courier,courier 10 pitch,courier new,dejavu sans mono,fira code,"
    "fira mono,fixedsys,inconsolata,liberation mono,lucida console,lucida sans typewriter,menlo,monaco,roboto mono,"
    "sf mono,sfmono-regular,source code pro,terminal,ubuntu mono".split(",")
)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style attribute says that matters here; None where it says nothing of it."""

    bold: bool | None = None
    italic: bool | None = None
    monospace: bool | None = None
    """Whether its font is one of fixed width, as a typewriter's."""
    struck: bool = False
    underlined: bool = False
    hidden: bool = False
    floats: bool = False
    backgrounds: tuple[str, ...] = ()
    """The addresses of its background images, as they are written."""
    tiled: bool = False
    word_list: str | None = None
    """The value of Word's own `mso-list`, such as `l0 level1 lfo1`."""


_PLAIN = Style()


@lru_cache(maxsize=8192)
def parse_style(text: str) -> Style:
    """The meaning of a style attribute's text, read as CSS: the last declaration of a property counts, unless an
    earlier one is `!important`; what is no declaration is passed over."""
    declared = _declarations(text)
    if not declared:
        return _PLAIN
    bold, italic, monospace = _font(declared)
    decoration = {word for name in _DECORATIONS for word in _words(declared.get(name, ()))}
    background = [*declared.get("background", ()), *declared.get("background-image", ())]
    repeat = {*_words(background), *_words(declared.get("background-repeat", ()))}
    style = Style(
        bold,
        italic,
        monospace,
        struck="line-through" in decoration,
        underlined="underline" in decoration,
        hidden=_words(declared.get("display", ())) == ["none"],
        floats=bool({"left", "right"} & set(_words(declared.get("float", ())))),
        backgrounds=tuple(_addresses(background)),
        tiled=bool({"repeat", "repeat-x", "repeat-y"} & repeat),
        word_list=tinycss2.serialize(declared["mso-list"]).strip() if "mso-list" in declared else None,
    )
    return _PLAIN if style == _PLAIN else style


def hides(style: str) -> bool:
    """Whether an element of this style isn't shown."""
    return bool(style) and parse_style(style).hidden


def background_colour(style: str) -> str:
    """The colour that an element of this style has behind it, as it is written; '' where it has the page's."""
    declared = _declarations(style)
    value = tinycss2.serialize(declared.get("background-color", declared.get("background", ()))).strip().lower()
    return "" if value in _NO_COLOURS else value


def styled(text: str, marks: Marks) -> Marks:
    """The marks with what a style attribute adds to them or takes away: in old posts styles are the only emphasis."""
    style = parse_style(text)
    if style is _PLAIN:
        return marks
    marks = _with_mark_set(marks, STRONG, style.bold)
    marks = _with_mark_set(marks, EM, style.italic)
    if style.struck:
        marks = with_mark(marks, DEL)
    if style.underlined and not any(mark.name == "a" for mark in marks):
        marks = with_mark(marks, UNDERLINE)
    return marks


def with_mark(marks: Marks, mark: Mark) -> Marks:
    """The marks and this one."""
    return marks if mark in marks else (*marks, mark)


def _with_mark_set(marks: Marks, mark: Mark, on: bool | None) -> Marks:
    """The marks with this one (True), without it (False), or as they are (None)."""
    if on is None:
        return marks
    return with_mark(marks, mark) if on else tuple(each for each in marks if each is not mark)


def _declarations(text: str) -> Mapping[str, Sequence[Any]]:
    """Property in lower case -> the tokens of its value, in the order in which they count."""
    declared: dict[str, Sequence[Any]] = {}
    important: dict[str, Sequence[Any]] = {}
    for node in tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            into = important if node.important else declared
            into.pop(node.lower_name, None)  # a later one also stands later
            into[node.lower_name] = node.value
    return MappingProxyType({**{name: value for name, value in declared.items() if name not in important}, **important})


def _font(declared: Mapping[str, Sequence[Any]]) -> tuple[bool | None, bool | None, bool | None]:
    """Whether it sets bold, italic and a font of fixed width; the shorthand `font` sets all, to normal if unnamed."""
    bold = italic = monospace = None
    for name, value in declared.items():
        if name == "font-weight":
            bold = _is_bold(value)
        elif name == "font-style":
            italic = _is_italic(value)
        elif name == "font-family":
            monospace = is_monospace(tinycss2.serialize(value).split(","))
        elif name == "font" and (size := _size_at(value)) is not None:
            bold, italic = bool(_is_bold(value[:size])), bool(_is_italic(value[:size]))
            monospace = is_monospace(tinycss2.serialize(_families(value[size + 1 :])).split(","))
    return bold, italic, monospace


def _is_bold(value: Sequence[Any]) -> bool | None:
    words = set(_words(value))
    if words & {"bold", "bolder"}:
        return True
    if words & {"normal", "lighter"}:
        return False
    return next((token.value >= _BOLD_FROM for token in value if token.type == "number"), None)


def _is_italic(value: Sequence[Any]) -> bool | None:
    words = set(_words(value))
    return True if words & {"italic", "oblique"} else False if "normal" in words else None


def _size_at(value: Sequence[Any]) -> int | None:
    """Where the size in a `font` value stands; None without one, which makes it no shorthand.

    Behind the size stand the families, whose names may be any words.
    """
    for at, token in enumerate(value):
        if token.type in ("dimension", "percentage") or (token.type == "ident" and token.lower_value in _SIZES):
            return at
    return None


def is_monospace(families: Sequence[str]) -> bool | None:
    """Whether text in the first of these font families that a browser has is of fixed width; None where the list
    names none: its first is a font of fixed width, or it falls back to the generic one."""
    names = [name.strip(" \"'").lower() for name in families]
    if not any(names) or names[0] in _GLOBAL:
        return None
    return names[0] in _FIXED_WIDTH or not _GENERIC.isdisjoint(names)


def _families(behind_size: Sequence[Any]) -> Sequence[Any]:
    """The families of a `font` value, without the height of a line that may stand before them: `/1.2 Courier`."""
    starts = [at for at, token in enumerate(behind_size) if token.type != "whitespace"]
    height = bool(starts) and behind_size[starts[0]] == "/"
    return behind_size[starts[1] + 1 if height and len(starts) > 1 else 0 :]


def _words(value: Sequence[Any]) -> list[str]:
    return [token.lower_value for token in value if token.type == "ident"]


def _addresses(value: Sequence[Any]) -> Iterator[str]:
    """What each url() of a value names, also inside other functions."""
    for token in value:
        if token.type == "url":
            yield token.value.strip()
        elif token.type == "function" and token.lower_name == "url":
            yield from (argument.value.strip() for argument in token.arguments if argument.type == "string")
        elif token.type == "function":
            yield from _addresses(token.arguments)
