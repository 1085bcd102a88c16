"""Blocks whose whole text or shape matters."""

from __future__ import annotations

import pytest

from tests.converter.fidelity.cases import counts, details

MIXED = "one<br>&nbsp; &nbsp; two<br>&nbsp;&nbsp;&nbsp;&nbsp;three"


def test_an_indent_of_blanks_of_either_kind_is_one() -> None:
    assert counts(MIXED, "one  \n\xa0\xa0\xa0\xa0two  \n\xa0\xa0\xa0\xa0three") == {}
    assert counts(MIXED, "one  \n&nbsp; &nbsp; two  \n&nbsp; &nbsp; three") == {}
    assert counts(MIXED, "one  \ntwo  \n\xa0\xa0\xa0\xa0three") == {"indents": 1}
    assert counts(MIXED, "one  \ntwo  \nthree") == {"indents": 2}


def test_a_finding_names_the_line() -> None:
    assert details(MIXED, "one  \ntwo  \n\xa0\xa0\xa0\xa0three") == {"indents": "after “one”: two three"}


def test_lines_of_a_div_each_are_indented_where_they_stand_further_in() -> None:
    html = "<div>if x:</div><div>&nbsp; &nbsp; y = 1</div><div>z = 2</div>"
    assert counts(html, "if x:  \n\xa0\xa0\xa0\xa0y = 1  \nz = 2") == {}
    assert counts(html, "if x:  \ny = 1  \nz = 2") == {"indents": 1}


LONG = "A paragraph of prose, whose first line its author indented, is a good deal longer than any line of verse. "


@pytest.mark.parametrize(
    "html",
    [
        f"<p>One.</p><p>&nbsp;&nbsp;&nbsp;{LONG}</p>",
        f"One.<br><br>&nbsp;&nbsp;&nbsp;{LONG}",
        f"<div>One.</div><div>&nbsp;&nbsp;&nbsp;{LONG}</div>",
        f"<div>One.</div><div><br></div><div>&nbsp;&nbsp;&nbsp;{LONG}</div>",
    ],
)
def test_the_first_line_of_a_paragraph_needs_no_indent(html: str) -> None:
    assert counts(html, f"One.\n\n{LONG}") == {}


def test_a_short_line_below_a_paragraph_of_prose_is_one_too() -> None:
    assert counts(f"<div>{LONG}</div><div>&nbsp;&nbsp;&nbsp;E = mc</div>", f"{LONG}\n\nE = mc") == {}


def test_lines_of_one_paragraph_that_are_all_further_in_need_none() -> None:
    html = "<p>Intro.</p><div>&nbsp;&nbsp; a</div><div>&nbsp;&nbsp; b</div>"
    assert counts(html, "Intro.\n\na  \nb") == {}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>a<br>&nbsp; &nbsp; b</h2>", "## a b"),
        ("<p>one<br>&nbsp;two</p>", "one  \ntwo"),
        ("<ul><li>one<br>&nbsp; &nbsp; two</li></ul>", "- one  \n  two"),
        (
            "<table class=tr-caption-container><tr><td><img src='/a.png'></td></tr><tr><td class=tr-caption>a<br>"
            "&nbsp; b</td></tr></table>",
            "<figure><img src='/a.png'><figcaption>a<br>b</figcaption></figure>",
        ),
    ],
)
def test_some_blanks_are_no_indent(html: str, markdown: str) -> None:
    assert counts(html, markdown) == {}


def test_a_listing_may_lose_the_indent_of_all_its_lines() -> None:
    lines = "<tt>&nbsp; &nbsp; a = 1</tt><br><tt>&nbsp; &nbsp; b = 2</tt>"
    html = f"<p>Longer prose than the listing below it, which is short enough.</p>{lines}"
    text = "Longer prose than the listing below it, which is short enough.\n\n"
    assert counts(html, f"{text}```\n    a = 1\n    b = 2\n```") == {}
    assert counts(html, f"{text}```\na = 1\nb = 2\n```") == {}


@pytest.mark.parametrize(
    ("html", "markdown", "lost"),
    [
        ("<h2>Title</h2><p>a</p>", "## Title\n\na", {}),
        ("<h2>Title</h2><p>a</p>", "Title\n\na", {"headings": 1}),
        ("<h2>One</h2><h2>Two</h2>", "## One Two", {"headings": 2}),
        ("<h2><script>alert(1)</script></h2><p>a</p>", "a", {}),
        ("<h2>Tools<ul><li>saw</li></ul></h2>", "## Tools\n\n- saw", {}),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```", {}),
        ("<pre>a\n  b</pre>", "```\na\nb\n```", {"code blocks": 1}),
        ("<pre>  a\n    b</pre>", "```\na\n  b\n```", {}),
        ("<pre>List a;</pre>", "```\nList<String> a;\n```", {}),
        ("<pre>slab  at 0</pre>", "```\nslab <bio> at 0\n```", {}),
        ("<pre>a\n  b</pre>", "a b", {"code blocks": 1}),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "| | |\n|-|-|\n|a|b|\n|c|d|", {}),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a b\n\nc d", {"tables": 1}),
        ("<table><tr><td>a<td>b</table>", "a\n\nb", {}),
    ],
)
def test_headings_code_and_tables(html: str, markdown: str, lost: dict[str, int]) -> None:
    assert counts(html, markdown) == lost
