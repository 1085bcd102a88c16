"""Bodies that nobody wrote by hand: very deep and very long."""

from __future__ import annotations

import pytest

from migrator.converter import Context, check, convert

DEEP = 10_000


@pytest.mark.parametrize("tag", ["div", "span", "b", "font", "blockquote", "ul><li", "table><tr><td"])
def test_ten_thousand_tags_deep(tag: str) -> None:
    html = f"before {f'<{tag}>' * DEEP}deep"
    assert convert(html, Context()).markdown.translate(dict.fromkeys(map(ord, ">-*"))).split() == ["before", "deep"]


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
    ],
    ids=["1 MB paragraph", "ul", "ol", "blanks", "newlines", "marks", "specials", "unclosed tags"],
)
def test_long_bodies_are_kept_whole(html: str) -> None:
    made = convert(html, Context())
    assert check(html, made.markdown, Context()) == ()
