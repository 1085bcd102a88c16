"""What is kept of a body to see what a change of another post means for it."""

from __future__ import annotations

import pytest

from migrator.converter.addresses import body_links
from migrator.model import Blog, BodyLinks
from migrator.sync.references import References, references_of
from migrator.writer.permalinks.links import PostLinks

BLOG = Blog(url="https://x.blogspot.com", hosts=frozenset({"x.blogspot.com"}))


def names() -> PostLinks:
    known = PostLinks(BLOG)
    known.add("7", "https://x.blogspot.com/2014/03/a.html", "/2014/03/a.html")
    return known


def test_links_of_the_blog_targets_and_anchors_are_kept() -> None:
    html = (
        '<p id="top"><a href="https://elsewhere.org/a.html#far">x</a> <a href="https://x.blogspot.com/2014/03/a.html?m=1#b">y</a>'
        "<a href='/search/label/x'>z</a> <a name=end></a></p>"
    )
    references = references_of(body_links(html), names().short_link)
    assert (references.links, references.targets) == (("/2014/03/a.html#b",), ("b", "far"))
    assert references.may_hold(["end"])
    assert references.may_hold(["x", "top"])
    assert not references.may_hold(["x", "b"])
    assert not References().may_hold(["top"])


def test_of_many_anchors_any_may_be_meant() -> None:
    references = references_of(BodyLinks(anchors=frozenset(f"n{number}" for number in range(99))), names().short_link)
    assert len(references.anchors) < 10
    assert references.may_hold(["other"])


@pytest.mark.parametrize(
    "link",
    [
        "https://x.blogspot.com/2014/03/a.html",
        "http://www.x.blogspot.co.uk/2014/03/a.html?m=1#c5",
        "//x.blogspot.com/2014/03/a.html",
        "/2014/03/a.html#more",
        "/2014/03/a.html)",
        "https://x.blogspot.com//2014/03/a.html",
        "/2014_03_01_archive.html#7",
        "https://www.blogger.com/feeds/1/posts/default/7",
        "https://www.blogger.com/post-edit.g?blogID=1&postID=7",
        "/2014/03/b.html",
        "https://x.blogspot.com/2014/03/b%20c.html?x=1",
    ],
)
def test_what_is_kept_of_a_link_leads_where_it_did(link: str) -> None:
    known = names()
    short = known.short_link(link)
    assert short
    was, now = known.resolve(link), known.resolve(short)
    assert now == was or (was == link and now == short)


@pytest.mark.parametrize(
    "link",
    [
        "https://y.org/2014/03/a.html",
        "mailto:a@x.blogspot.com",
        "a.html",
        "#b",
        "https://www.blogger.com/profile/7",
        "http://[",
    ],
)
def test_of_links_that_never_lead_to_a_post_nothing_is_kept(link: str) -> None:
    assert names().short_link(link) == ""
