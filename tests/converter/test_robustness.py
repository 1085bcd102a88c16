"""Bodies that nobody wrote by hand: very deep and very long."""

from __future__ import annotations

import pytest

from migrator.converter.commonmark import render
from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity import view
from migrator.converter.fidelity.check import check

DEEP = 10_000


PLAIN = ["div", "span", "b", "font", "blockquote", "ul><li", "table><tr><td", "h2", "code", "pre", "figure", "a href=x"]
PLAIN += ["b><div", "p><i", "font><blockquote", "center><table"]
CAPTION = "table class=tr-caption-container><tr><td"
TAGGED = ["q", "kbd", "abbr title=t", "dl><dd", "details><summary", "ruby><rt", CAPTION, "map><area href=x", "footnote"]


@pytest.mark.parametrize("tag", PLAIN)
def test_ten_thousand_tags_deep(tag: str) -> None:
    html = f"before {f'<{tag}>' * DEEP}deep"
    words = convert(html, Context()).markdown.translate(dict.fromkeys(map(ord, ">-*#`[]"))).split()
    assert words[0] == "before"
    assert words[-1].removesuffix("(x)") == "deep"
    assert not words[1:-1]


@pytest.mark.parametrize("tag", TAGGED)
def test_ten_thousand_tags_deep_that_stay_html(tag: str) -> None:
    words = view.view_of(render(convert(f"before {f'<{tag}>' * DEEP}deep", Context()).markdown)).words
    assert words[0] == "before"
    assert words[-1] == "deep"


@pytest.mark.parametrize(
    "html",
    [
        "word " * 200_000,
        "<ul>" + "<li>item</li>" * 20_000 + "</ul>",
        "<ol>" + "<li>item</li>" * 20_000 + "</ol>",
        "a" + " " * 20_000 + "b",
        "<pre>x" + "\n" * 20_000 + "</pre>",
        "<p>" + "a<b>b</b>" * 20_000 + "</p>",
        "<p>" + "*_`[<" * 20_000 + "</p>",
        "<a " * 20_000,
        "<p><a href=x>word</p>" * 10_000,
        "<b>word<i>word</b>word</i>" * 10_000,
        "<table>word<tr><td>word</td></tr>" + "word<td>word</td>" * 10_000 + "</table>",
        "".join(f'<a name="r{at}" href="#n{at}">[{at}]</a> word ' for at in range(900))
        + "".join(f'<p><a name="n{at}" href="#r{at}">[{at}]</a> note</p>' for at in range(900)),
    ],
    ids=[
        "1 MB paragraph",
        "ul",
        "ol",
        "blanks",
        "newlines",
        "marks",
        "specials",
        "cut-off tags",
        "open links",
        "overlaps",
        "strays",
        "footnotes",
    ],
)
def test_long_bodies_are_kept_whole(html: str) -> None:
    made = convert(html, Context())
    assert check(html, made.markdown, Context()) == ()
