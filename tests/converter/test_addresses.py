"""What a piece of HTML leads to, and where in it links can lead."""

from __future__ import annotations

import pytest

from migrator.converter.addresses import body_links
from migrator.model import BodyLinks


def test_addresses_of_a_page() -> None:
    found = body_links(
        '<h2>The <b>First</b> Part!</h2><a name="n"></a><a href="/x"><img src="/p.png"></a><p id="i">'
        '<video src="/v.mp4" poster="/s.png"></video><pre>&lt;img src="/no.png"&gt;</pre>'
    )
    assert found.links == ("/x",)
    assert found.images == ("/p.png", "/s.png")
    assert found.media == ("/v.mp4",)
    assert found.anchors == {"n", "i"}
    assert found.heading_ids == {"the-first-part"}


def test_addresses_of_other_elements_are_told_apart() -> None:
    found = body_links(
        '<link rel="canonical" href="/own"><map><area href="/part"></map><a href="/x"></a><a>no link</a>'
    )
    assert (found.links, found.other_links) == (("/x",), ("/own", "/part"))


@pytest.mark.parametrize(
    "html", ["", "text", "<!-- <a href='/x' id='y'> -->", "<pre>&lt;a href='/x'></pre>", "<a id=''>"]
)
def test_what_is_no_link_is_none(html: str) -> None:
    assert body_links(html) == BodyLinks()


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("a.html#b", "b"),
        (" /a.html#b ", "b"),
        ("https://x.org/?a=1&amp;c=2#b&amp;c", "b&c"),
        ("#b", ""),
        ("a.html", ""),
        ("a.html#", ""),
    ],
)
def test_targets_are_anchors_on_other_pages(href: str, target: str) -> None:
    assert body_links(f'<a href="{href}">x</a>').targets == ({target} - {""})


@pytest.mark.parametrize("piece", ["<a ", "<div id=x>", '<a href="', "<h1><b>", "<table><tr><td>", "\0"])
def test_odd_html_makes_no_trouble(piece: str) -> None:
    body_links(piece * 5_000)
