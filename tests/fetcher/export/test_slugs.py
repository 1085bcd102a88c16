"""Takeouts of 2021, which hold no address of any kind."""

from __future__ import annotations

import re

import pytest

from migrator.fetcher.export.slugs import LONGEST, slug_of
from migrator.fetcher.source import FetchOptions
from tests.fetcher.feeds import SETTINGS, codes, items, notes, posts, takeout, took


def took_2021(number: int = 1, **values: str) -> str:
    """An entry as it was in 2021: fewer elements, and nothing that says where it lived."""
    newer = "blogger:filename|blogger:metaDescription|blogger:location|blogger:trashed|link|enclosure"
    return re.sub(rf"    <(?:{newer})[>/].*\n", "", took(number, **values))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Roses", "roses"),
        ("The Roses of a Garden", "the-roses-of-garden"),
        ("Estação à beira-mar", "estacao-beira-mar"),
        ("Don't stop: it's C++!", "dont-stop-its-c"),
        ("Straße, smørrebrød", "strasse-smorrebrod"),
        ("  --  Roses  --  2014 ", "roses-2014"),
        ("A", "a"),
        ("양철지붕", ""),
        ("양철지붕 2014", "2014"),
        ("...", ""),
        ("", ""),
        ("How I learned to stop worrying and love the bomb", "how-i-learned-to-stop-worrying-and-love"),
        ("x" * 60, "x" * LONGEST),
    ],
)
def test_slugs_as_blogger_makes_them(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_addresses_are_made_and_told() -> None:
    found = items(takeout(took_2021(title="The Roses")), settings=SETTINGS)
    assert [one.url for one in posts(found)] == ["https://garden.blogspot.com/2014/03/the-roses.html"]
    (note,) = notes(found)
    assert (note.code, note.post_id, note.subject, note.loss) == ("permalink-made", "1", "The Roses", False)
    assert "/2014/03/the-roses.html" in note.message


def test_the_month_is_that_of_the_blog_s_own_clock() -> None:
    entry = took_2021(published="2014-03-31T20:00:00Z")
    assert posts(items(takeout(entry), settings=SETTINGS))[0].url.endswith("/2014/04/roses.html")


def test_who_was_published_first_has_the_plain_name_whatever_the_order() -> None:
    entries = [
        took_2021(30001, published="2014-03-20T00:00:00Z"),
        took_2021(30002, published="2014-03-20T01:00:00Z"),
        took_2021(30003, published="2014-03-02T00:00:00Z"),
        took_2021(30004, title="!", published="2014-03-02T00:00:00Z"),
    ]
    base = FetchOptions(base_url="https://x.example")
    for order in (entries, entries[::-1]):
        made = {one.id: one.url for one in posts(items(takeout(*order), base))}
        assert made == {
            "30003": "https://x.example/2014/03/roses.html",
            "30001": "https://x.example/2014/03/roses_20.html",
            "30002": "https://x.example/2014/03/roses_0002.html",
            "30004": "https://x.example/2014/03/blog-post.html",
        }


def test_pages_live_under_p() -> None:
    found = items(takeout(took_2021(1, kind="PAGE", title="About me"), took_2021(2, kind="PAGE", title="소개")))
    assert [one.url for one in posts(found)] == ["/p/about-me.html", "/p/blog-page.html"]


def test_drafts_get_no_address() -> None:
    found = items(takeout(took_2021(status="DRAFT")), settings=SETTINGS)
    assert posts(found)[0].url == ""
    assert codes(found) == []


def test_exports_that_tell_addresses_keep_them() -> None:
    found = items(takeout(took(1), took(2, filename="", status="DRAFT"), took(3, filename="")), settings=SETTINGS)
    assert [one.url for one in posts(found)] == ["https://garden.blogspot.com/2014/03/roses.html", "", ""]
    assert codes(found) == []
