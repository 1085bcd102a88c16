"""Escapes at a line's start, and at the end of a heading, a cell or a row."""

from __future__ import annotations

import pytest

from migrator.converter.dialects import DIALECTS
from migrator.converter.dialects.lines import escape_cell, escape_heading, escape_paragraph, escape_row

from .reading import reading
from .renderers import DIALECT_OF, RENDERERS, render

KRAMDOWN, GOLDMARK, GFM = DIALECTS["kramdown"], DIALECTS["goldmark"], DIALECTS["gfm"]
PYTHON_MARKDOWN = DIALECTS["python_markdown"]


def test_a_paragraph_with_markdown_of_its_own_stays_as_it_is() -> None:
    texts = ["**x** y", "*x* - y", "`# x`", "[x](/u): y", "![x](/i)", "<sub>1</sub> x", "[^1] x", "x  \n**y**", "~~x~~"]
    for dialect in DIALECTS.values():
        assert [escape_paragraph(text, dialect) for text in texts] == texts


def test_the_number_of_a_later_line_needs_no_escape_where_it_begins_no_list() -> None:
    text = "In\n1984. And\n1. x"
    assert escape_paragraph(text, GOLDMARK) == "In\n1984. And\n1\\. x"
    assert escape_paragraph(text, KRAMDOWN) == "In\n1984\\. And\n1\\. x"


def test_in_an_item_a_box_and_dashes_are_escaped() -> None:
    assert escape_paragraph("[x] y", GOLDMARK) == "[x] y"
    assert escape_paragraph("[x] y", GOLDMARK, item=True) == r"\[x] y"
    assert escape_paragraph("--", GFM, item=True) == r"\--"


def test_a_link_whose_text_is_an_x_is_no_box() -> None:
    html = render("goldmark", ["- " + escape_paragraph("[x](/u) y", GOLDMARK, item=True)])[0]
    assert reading(html) == "<ul><li><a href=/u>x</a> y</li></ul>"


def test_a_footnotes_mark_before_a_colon_begins_no_footnote() -> None:
    assert escape_paragraph("[^1]: x", KRAMDOWN) == r"[^1]\: x"
    assert escape_paragraph("[^1]: x", PYTHON_MARKDOWN) == "[^1]&#58; x"
    assert escape_paragraph("[x]: y", KRAMDOWN) == r"\[x]: y"


@pytest.mark.parametrize(
    ("text", "kramdown", "goldmark", "python_markdown"),
    [
        ("x", "x", "x", "x"),
        ("C#", "C#", "C#", r"C\#"),
        ("x ##", r"x \##", r"x \##", r"x \#\#"),
        ("x {y}", "x {y}", "x {y}", r"x \{y}"),
        ("x {.y}", "x {.y}", r"x \{.y}", r"x \{.y}"),
        ("x {#y}", r"x \{#y}", r"x \{#y}", r"x \{#y}"),
        ("`{#y}` {#z", "`{#y}` {#z", "`{#y}` {#z", "`{#y}` {#z"),
        ("`{#y}` {#z}", r"`{#y}` \{#z}", r"`{#y}` \{#z}", r"`{#y}` \{#z}"),
        ("x\\", "x\\", "x\\", "x\\\\"),
    ],
)
def test_of_a_headings_end_nothing_is_dropped(text: str, kramdown: str, goldmark: str, python_markdown: str) -> None:
    dialects = (KRAMDOWN, GOLDMARK, PYTHON_MARKDOWN)
    assert [escape_heading(text, dialect) for dialect in dialects] == [kramdown, goldmark, python_markdown]


def test_a_cell_ends_in_no_attributes() -> None:
    assert [escape_cell("x {.y}", dialect) for dialect in (KRAMDOWN, PYTHON_MARKDOWN)] == ["x {.y}", r"x \{.y}"]


def test_a_row_of_signs_is_escaped_for_kramdown() -> None:
    assert escape_row(["", "+", "-"], KRAMDOWN) == ["", r"\+", "-"]
    assert escape_row(["+", "1"], KRAMDOWN) == ["+", "1"]
    assert escape_row(["+", "-"], GOLDMARK) == ["+", "-"]


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_row_of_signs_is_a_row(renderer: str) -> None:
    rows = [["+", "-"], ["=", "="], ["---", "---"], [":-:", ""], ["", "=", "+"], ["+", "+"]]
    escaped = [" | ".join(escape_row(row, DIALECT_OF[renderer])) for row in rows]
    htmls = render(renderer, [f"| h | i | j |\n| --- | --- | --- |\n| {row} |\n| x | y | z |" for row in escaped])
    cells = ["".join(f"<td>{cell}</td>" for cell in (*row, "", "")[: max(3, len(row))]) for row in rows]
    head = "<table><tr><th>h</th><th>i</th><th>j</th></tr><tr>"
    tail = "</tr><tr><td>x</td><td>y</td><td>z</td></tr></table>"
    assert [reading(html).replace("\xa0", "") for html in htmls] == [head + cell + tail for cell in cells]
