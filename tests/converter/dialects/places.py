"""Where a text can stand in Markdown, and what a reader sees there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migrator.converter.dialects.dialect import Dialect
from migrator.converter.dialects.escapes import balanced, escape_text
from migrator.converter.dialects.lines import (
    escape_cell,
    escape_heading,
    escape_paragraph,
    escape_row,
    escape_term,
)

_NOTE = "\n\n[^1]: n"


@dataclass(frozen=True)
class Place:
    """A place for two texts, of which many have only the first."""

    markdown: Callable[[Dialect, str, str], str]
    reading: str
    """What a reader sees, with `{a}` and `{b}` for the texts."""
    needs: Callable[[Dialect], bool] = lambda _: True
    """Which dialects have a word for it."""


def _line(it: Dialect, a: str) -> str:
    return escape_text(a, it)


def _between(it: Dialect, a: str, mark: str, b: str, *, item: bool = False) -> str:
    """A paragraph with Markdown between two texts."""
    return escape_paragraph(f"{escape_text(a, it, after=mark)}{mark}{escape_text(b, it, before=mark)}", it, item=item)


def _within(it: Dialect, mark: str, a: str) -> str:
    """A paragraph with a text in a mark that letters stand at both sides of, inside and outside."""
    return escape_paragraph(f"x {mark}x{escape_text(a, it, before='x', after='x')}x{mark} x", it)


def _link(it: Dialect, a: str) -> str:
    shown = escape_text(a, it, before="[", after="]", linked=True)
    if not balanced(shown):
        shown = escape_text(a, it, before="[", after="]", linked=True, brackets=True)
    return escape_paragraph(f"[{shown}](/u)", it)


def _row(it: Dialect, a: str, b: str) -> str:
    cells = [escape_cell(escape_text(text, it, cell=True), it) for text in (a, b)]
    return f"| h | i |\n| --- | --- |\n| {' | '.join(escape_row(cells, it))} |"


def _item(it: Dialect, a: str) -> str:
    return escape_paragraph(escape_text(a, it), it, item=True)


def _broken_item(it: Dialect, a: str, b: str) -> str:
    text = _between(it, a, f"{it.hard_break}\n", b, item=True)
    return "- " + text.replace("\n", "\n" + " " * (it.item_indent or 2))


PLACES: Mapping[str, Place] = {
    "paragraph": Place(lambda it, a, _: escape_paragraph(_line(it, a), it), "<p>{a}</p>"),
    "paragraphs": Place(
        lambda it, a, b: "\n\n".join(("x", escape_paragraph(_line(it, a), it), escape_paragraph(_line(it, b), it))),
        "<p>x</p><p>{a}</p><p>{b}</p>",
    ),
    "lines": Place(lambda it, a, b: _between(it, a, f"{it.hard_break}\n", b), "<p>{a}<br>{b}</p>"),
    "quote": Place(lambda it, a, _: "> " + escape_paragraph(_line(it, a), it), "<blockquote><p>{a}</p></blockquote>"),
    "heading": Place(lambda it, a, _: f"## {escape_heading(_line(it, a), it)}", "<h2>{a}</h2>"),
    "cells": Place(_row, "<table><tr><th>h</th><th>i</th></tr><tr><td>{a}</td><td>{b}</td></tr></table>"),
    "items": Place(lambda it, a, b: f"- {_item(it, a)}\n- {_item(it, b)}", "<ul><li>{a}</li><li>{b}</li></ul>"),
    "numbers": Place(lambda it, a, b: f"1. {_item(it, a)}\n2. {_item(it, b)}", "<ol><li>{a}</li><li>{b}</li></ol>"),
    "lines of an item": Place(_broken_item, "<ul><li>{a}<br>{b}</li></ul>"),
    "definition": Place(
        lambda it, a, b: f"{escape_term(_line(it, a), it)}\n:   {escape_paragraph(_line(it, b), it)}",
        "<dl><dt>{a}</dt><dd>{b}</dd></dl>",
        needs=lambda it: it.definition_lists,
    ),
    "beside code": Place(lambda it, a, b: _between(it, a, "`c`", b), "<p>{a}<code>c</code>{b}</p>"),
    "beside a link": Place(lambda it, a, b: _between(it, a, "[l](/u)", b), "<p>{a}<a href=/u>l</a>{b}</p>"),
    "beside a tag": Place(lambda it, a, b: _between(it, a, "<sub>s</sub>", b), "<p>{a}<sub>s</sub>{b}</p>"),
    "beside emphasis": Place(lambda it, a, b: _between(it, f"{a} ", "*e*", f" {b}"), "<p>{a} <em>e</em> {b}</p>"),
    "beside a footnote": Place(
        lambda it, a, b: _between(it, a, "[^1]", b) + _NOTE, "<p>{a}<sup>{b}</p>", needs=lambda it: it.footnotes
    ),
    "in bold": Place(lambda it, a, _: _within(it, "**", a), "<p>x <strong>x{a}x</strong> x</p>"),
    "in italic": Place(lambda it, a, _: _within(it, "*", a), "<p>x <em>x{a}x</em> x</p>"),
    "struck out": Place(
        lambda it, a, _: _within(it, "~~", a.replace("~", "")),
        "<p>x <del>x{c}x</del> x</p>",
        needs=lambda it: it.strikethrough,
    ),
    "in a link": Place(lambda it, a, _: _link(it, a), "<p><a href=/u>{a}</a></p>"),
}
