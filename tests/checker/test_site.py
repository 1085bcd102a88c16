"""Which addresses of the new site will answer."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.checker.site import Site, permalink_of
from migrator.writer.profiles import get

HERE = "/2014/03/here.html"
PAGES = {
    "permalink": "/2014/03/caf%C3%A9.html",
    "aliases": ["/old/", "/older/index.html", 7],
    "redirect_from": "/moved.html",
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a b.png").touch()
    (tmp_path / "about.md").touch()
    (tmp_path / "_posts").mkdir()
    made = Site(tmp_path, get("jekyll"))
    made.add(PurePosixPath("_posts/2014-03-31-cafe.md"), PAGES, frozenset({"part"}))
    made.add(PurePosixPath("_posts/2024-07-01-own.md"), {"title": "Own"}, frozenset())
    return made


@pytest.mark.parametrize(
    "href",
    [
        "",
        "/",
        "/2014/03/caf%C3%A9.html",
        "/2014/03/café.html",
        "/2014/03/cafe\N{COMBINING ACUTE ACCENT}.html?m=1",
        "café.html#part",
        "/2014/03/caf%C3%A9.html#c123",
        "/2014/03/caf%C3%A9.html#:~:text=x",
        "/old",
        "/older/",
        "/moved.html",
        "/2024/07/01/own.html",
        "/about/",
        "/about.html",
        "/assets/a%20b.png",
        "#part-of-here",
        "https://example.org/nothing",
        "//example.org/nothing",
        "mailto:x",
        "http://[",
        "{{ site.url }}/nothing",
    ],
)
def test_what_answers(site: Site, href: str) -> None:
    assert site.problem(href, HERE, frozenset({"part-of-here"})) is None


@pytest.mark.parametrize(
    "href",
    [
        "/nothing",
        "nothing.html",
        "/assets/none.png",
        "/2014/03/caf%C3%A9.html#none",
        "#none",
        "/a\0b",
        "/../x",
        "../../../../x",
    ],
)
def test_what_does_not(site: Site, href: str) -> None:
    assert site.problem(href, HERE, frozenset())


def test_a_page_without_a_permalink_can_not_tell_where_its_relative_links_lead(site: Site) -> None:
    assert site.problem("nothing.html", "", frozenset()) is None


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("/assets/a%20b.png", False),
        ("/assets/a b.png?v=1", False),
        ("../assets/a%20b.png", False),
        ("/assets/none.png", True),
        ("none.png", True),
        ("https://example.org/none.png", False),
        ("data:image/gif;base64,R0lGODlh", False),
        ("{{ site.baseurl }}/none.png", False),
    ],
)
def test_whether_an_image_is_there(site: Site, source: str, missing: bool) -> None:
    assert site.missing(source, HERE, PurePosixPath("_posts/2014-03-31-here.md")) is missing


def test_the_permalink_of_a_page() -> None:
    assert permalink_of({"url": "/a.html"}) == "/a.html"
    assert permalink_of({"permalink": 7}) == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text(), st.text())
def test_nothing_makes_it_fail(site: Site, href: str, address: str, source: str) -> None:
    site.problem(href, address, frozenset())
    site.problem("/" + href, "/" + address, frozenset())
    site.missing(source, address, PurePosixPath("_posts/x.md"))
