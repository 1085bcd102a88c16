"""Bodies that nobody wrote by hand: very deep, very long, very broken."""

from __future__ import annotations

import time

import pytest

from migrator.converter import Context, check, convert

DEEP = 10_000


@pytest.mark.parametrize("tag", ["div", "span", "b", "font", "blockquote", "ul><li", "table><tr><td"])
def test_ten_thousand_tags_deep(tag: str) -> None:
    opening = f"<{tag}>"
    html = f"before {opening * DEEP}deep{''.join(f'</{name}>' for name in reversed(tag.split('><'))) * DEEP} after"
    made = convert(html, Context())
    assert made.markdown.split() != []
    assert all(word in made.markdown for word in ("before", "deep"))


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


@pytest.mark.parametrize("unit", ["<li>item</li>", "<b>a</b>b ", "<div>line</div>", "a * _b_ [c] "])
def test_cost_grows_with_length_only(unit: str) -> None:
    """Eight times as much takes nowhere near the sixty-four times as long that quadratic work would."""

    def seconds(times: int) -> float:
        html = f"<ul>{unit * times}</ul>"
        start = time.perf_counter()
        convert(html, Context())
        return time.perf_counter() - start

    seconds(100)
    small = min(seconds(1_000) for _ in range(3))
    assert min(seconds(8_000) for _ in range(2)) < 30 * small


@pytest.mark.parametrize(
    "html",
    [
        "</p></div>a",
        "<b><i>a</b>b</i>",
        "<table><b>a</table>b",
        "<![CDATA[a]]>b",
        "<<<a",
        "\x00a\x0bb",
        "<p",
        "&#0;&#xD800;a",
    ],
)
def test_malformed_bodies_are_taken(html: str) -> None:
    assert (
        "a" in convert(html, Context()).markdown or "b" in convert(html, Context()).markdown or html in ("<p", "<<<a")
    )
