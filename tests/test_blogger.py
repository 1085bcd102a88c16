"""Blogger's hosts, ids and URLs, told apart from what only looks like them."""

from __future__ import annotations

import pytest

from migrator.blogger import (
    atom_id,
    blog_in_id,
    blogspot_host,
    comment_in_url,
    comments_url,
    entry_in_id,
    entry_url,
    feed_url,
    feeds_root,
    feeds_root_in,
    is_archive,
    is_sign_in,
    month_in_path,
    post_in_url,
    post_path,
)
from migrator.errors import SourceError


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://x.blogspot.com", "https://x.blogspot.com/feeds"),
        ("http://x.blogspot.co.kr/2014/03/x.html", "https://x.blogspot.com/feeds"),
        ("http://www.x-y.blogspot.de", "https://x-y.blogspot.com/feeds"),
        ("blog.example/2014/03/x.html", "https://blog.example/feeds"),
        ("https://x.blogspot.com/feeds/posts/default?alt=rss", "https://x.blogspot.com/feeds"),
        ("http://www.blogger.com/feeds/77/posts/default", "https://www.blogger.com/feeds/77"),
        ("https://www.blogger.com/blog/posts/77", "https://www.blogger.com/feeds/77"),
        ("https://www.blogger.com/u/1/blog/posts/77?x=y", "https://www.blogger.com/feeds/77"),
    ],
)
def test_where_the_feeds_lie(address: str, root: str) -> None:
    assert feeds_root(address) == root


@pytest.mark.parametrize("address", ["https://", "https://www.blogger.com/profile/77", "http://[x"])
def test_where_no_feeds_lie(address: str) -> None:
    with pytest.raises(SourceError):
        feeds_root(address)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("x.blogspot.com", "x.blogspot.com"),
        ("www.x.blogspot.co.uk", "x.blogspot.com"),
        ("x-y.blogspot.com.br", "x-y.blogspot.com"),
        ("blogspot.com", ""),
        ("a.b.blogspot.com", ""),
        ("x.blogspot.com.evil.example", ""),
        ("1.bp.blogspot.com", ""),
    ],
)
def test_one_host_for_all_countries(host: str, name: str) -> None:
    assert blogspot_host(host) == name


def test_what_an_id_is_made_of_is_found_in_it() -> None:
    assert (blog_in_id(atom_id("7")), entry_in_id(atom_id("7"))) == ("7", "")
    for kind in ("post", "page"):
        assert (blog_in_id(atom_id("7", kind, "12")), entry_in_id(atom_id("7", kind, "12"))) == ("7", "12")


@pytest.mark.parametrize("text", ["", "urn:uuid:1", "tag:blogger.com,1999:user-7", "tag:blogger.com,1999:blog-"])
def test_what_is_no_id_names_nothing(text: str) -> None:
    assert (blog_in_id(text), entry_in_id(text)) == ("", "")


def test_where_a_feed_lies_is_found_in_its_url() -> None:
    root = feeds_root("https://www.blogger.com/feeds/7/posts/default")
    assert feeds_root_in(f"{feed_url(root, 'posts')}?alt=json") == root
    assert feeds_root_in("https://blog.example/feeds/posts/summary") == "https://blog.example/feeds"
    assert feeds_root_in("https://feeds.feedburner.com/x") == ""
    assert comment_in_url(f"{comments_url(root, '12')}/34") == ("12", "34")
    assert comment_in_url("https://blog.example/feeds/12/comments/full/34") == ("12", "34")
    assert comment_in_url(comments_url(root, "12")) == ("", "")
    assert post_in_url(entry_url("/feeds/7", "posts", "12"), "") == "12"


@pytest.mark.parametrize(
    ("path", "query", "post"),
    [
        ("/post-edit.g", "blogID=7&postID=12", "12"),
        ("/post-edit.g", "blogID=7", ""),
        ("/profile/12", "postID=12", ""),
        ("/feeds/7/comments/default/12", "", ""),
    ],
)
def test_which_post_a_page_of_blogger_is_of(path: str, query: str, post: str) -> None:
    assert post_in_url(path, query) == post


def test_paths() -> None:
    assert post_path("x.blogspot.com/2014/03/owl.html?m=1") == "/2014/03/owl.html"
    assert post_path("x.blogspot.com/p/about.html") == "/p/about.html"
    assert post_path("x.blogspot.com/2014/03/") == ""
    assert month_in_path("/2014/03/owl.html") == (2014, 3)
    assert month_in_path("/p/about.html") is None
    assert is_archive("/2004_03_01_birds_archive.html")
    assert not is_archive("/2004/03/archive.html")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.blogger.com/blogin.g?blogspotURL=https://x.blogspot.com/", True),
        ("https://accounts.google.com/ServiceLogin", True),
        ("https://x.blogspot.com/?u=https://www.blogger.com/blogin.g", False),
    ],
)
def test_where_readers_have_to_sign_in(url: str, expected: bool) -> None:
    assert is_sign_in(url) is expected
