"""Links with their words."""

from __future__ import annotations

import pytest

from migrator.converter.context import Context
from tests.converter.fidelity.cases import counts, details


@pytest.mark.parametrize(
    ("html", "good", "bad", "count"),
    [
        ("<p><a href='/x'>a b</a> c</p>", "[a b](/x) c", "[a](/x) b c", 1),
        ("<p><a href='/x'>a</a> b</p>", "[a](/x) b", "[a b](/x)", 1),
        ("<p><a href='/x'>a</a> b a</p>", "[a](/x) b a", "a b [a](/x)", 2),
        ("<p><a href='/x'>a</a> <a href='/y'>b</a></p>", "[a](/x) [b](/y)", "[a](/y) [b](/x)", 2),
        ("<a href='/x'><div>a</a> c</div> d", "[a](/x) c\n\nd", "[a c](/x)\n\n[d](/x)", 2),
        ("<div><a href='/y'></div>text", "[text](/y)", "text [more](/y)", 1),
    ],
)
def test_a_link_has_its_own_words(html: str, good: str, bad: str, count: int) -> None:
    assert counts(html, good) == {}
    found = counts(html, bad)
    found.pop("added", 0)
    assert found == {"linked words": count}


def test_a_link_around_blocks_may_be_one_in_each() -> None:
    assert counts("<a href='/x'><p>a</p><p>b</p></a>", "[a](/x)\n\n[b](/x)") == {}
    assert counts("<a href='/x'><p>a</p><p>b</p></a>", "[a](/x)\n\nb") == {"linked words": 1}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p><a href='/x'>a</a>, b</p>", "[a,](/x) b"),
        ("<p><a href='/x'> a </a>b</p>", "[a](/x) b"),
        ("<p>See https://x.example/a_b_c now</p>", "See <https://x.example/a_b_c> now"),
        ("<p>To a@x.example</p>", "To <a@x.example>"),
        ("<p><a href='javascript:go()'>a</a></p>", "a"),
        ("<p><a href='#top'>Up there</a></p>", "Up there"),
        ("<p><a href='/x'></a>a</p>", "a"),
        ("<pre>see <a href='https://x.example/'>https://x.example/</a></pre>", "```\nsee https://x.example/\n```"),
    ],
)
def test_what_nobody_can_see_or_follow_is_no_link(html: str, markdown: str) -> None:
    assert counts(html, markdown) == {}


def test_a_link_is_where_the_context_says() -> None:
    context = Context(link=lambda href: f"/here{href}")
    assert counts("<a href='/x'>a</a>", "[a](/here/x)", context) == {}
    assert counts("<a href='/x'>a</a>", "[a](/x)", context) == {"links": 1}


def test_a_finding_names_words_or_address() -> None:
    assert details("<p>a <a href='/x'>b c</a></p>", "a [b](/x) c") == {"linked words": "not linked: after “b”: c"}
    assert details("<p>a <a href='/x'>b c</a></p>", "a b c") == {"links": "/x (b c)"}
