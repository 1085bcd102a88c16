"""Links to the blog's own posts, under every URL that Blogger answered at, and other links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Blog, Kind, Status
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.profiles import get
from tests.writer.make import post

BLOG = Blog(url="https://www.birds.example", hosts=frozenset({"birds.blogspot.com"}))
SITE = Permalinks.build(
    [
        post(id="11", url="https://birds.blogspot.com/2014/03/owl.html"),
        post(id="12", url="https://birds.blogspot.com/2014/03/%ED%95%9C.html"),
        post(id="13", url="https://birds.blogspot.com/p/about.html", kind=Kind.PAGE),
        post(id="14", url="", status=Status.DRAFT),
    ],
    get("jekyll"),
    BLOG,
)
OWL = "/2014/03/owl.html"


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#top",
        "owl.html",
        "2014/03/owl.html",
        "mailto:ann@birds.example",
        "javascript:void(0)",
        "ftp://birds.blogspot.com/2014/03/owl.html",
        "https://other.blogspot.com/2014/03/owl.html",
        "https://birds.blogspot.com.evil.example/2014/03/owl.html",
        "https://birds.blogspot.com/",
        "https://birds.blogspot.com/2014/03/",
        "https://birds.blogspot.com/2014/03/owl.htmlx",
        "https://birds.blogspot.com/2014/04/owl.html",
        "https://birds.blogspot.com/search/label/Owls",
        "https://birds.blogspot.com/2014_03_01_archive.html",
        "https://www.blogger.com/profile/11",
        "https://www.blogger.com/feeds/9/posts/default/14",
        "https://www.blogger.com/post-edit.g?blogID=9",
        "http://[broken/2014/03/owl.html",
    ],
)
def test_other_links_stay(href: str) -> None:
    assert SITE.resolve(href) == href


@pytest.mark.parametrize(
    "href",
    [
        "/2014/03/owl.html",
        "//birds.blogspot.com/2014/03/owl.html",
        "http://birds.blogspot.com/2014/03/owl.html",
        "HTTPS://Birds.Blogspot.com:443/2014/03/owl.html",
        " https://birds.blogspot.com/2014/03/owl.html ",
        "https://www.birds.blogspot.com/2014/03/owl.html",
        "https://birds.blogspot.co.kr/2014/03/owl.html",
        "https://birds.blogspot.com.br/2014/03/owl.html",
        "https://birds.blogspot.de/2014/03/owl.html",
        "https://birds.example/2014/03/owl.html",
        "http://www.birds.example./2014/03/owl.html",
        "https://birds.blogspot.com/2014/03/owl.html?m=1",
        "https://birds.blogspot.com/2014/03/owl.html?spref=fb&zx=1",
        "https://birds.blogspot.com/2014/03/owl.html/",
        "https://birds.blogspot.com/2014/03/owl.html%20",
        "https://birds.blogspot.com/2014/03/owl.html)",
        "https://birds.blogspot.com/2014/03/%6Fwl.html",
        "https://birds.blogspot.com/2014_03_01_archive.html#11",
        "https://birds.blogspot.com/2014_03_02_birds_archive.html#11",
        "https://www.blogger.com/feeds/9/posts/default/11",
        "http://www.blogger.com/post-edit.g?blogID=9&postID=11",
        "https://draft.blogger.com/post-edit.g?blogID=9&postID=11&from=pencil",
    ],
)
def test_every_url_of_a_post_leads_to_it(href: str) -> None:
    assert SITE.resolve(href) == OWL


def test_the_fragment_stays() -> None:
    assert SITE.resolve("http://birds.blogspot.com/2014/03/owl.html?showComment=1#c7") == OWL + "#c7"


def test_pages_and_encoded_permalinks() -> None:
    assert SITE.resolve("https://birds.example/p/about.html") == "/p/about.html"
    assert SITE.resolve("https://birds.example/2014/03/한.html") == "/2014/03/%ED%95%9C.html"
    assert SITE.resolve("https://birds.example/2014/03/%ed%95%9c.html") == "/2014/03/%ED%95%9C.html"


@given(st.one_of(st.text(), st.text().map("https://birds.blogspot.com/{}".format), st.text().map("//{}".format)))
def test_any_text_is_answered(href: str) -> None:
    answer = SITE.resolve(href)
    assert answer == href or answer.startswith("/")
