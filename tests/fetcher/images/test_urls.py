"""Whose servers an image comes from."""

from __future__ import annotations

import pytest

from migrator.fetcher.images.urls import leads_to_googles, on_googles

BP = "http://3.bp.blogspot.com/-AbC/TdEf/AAAAAAAAABc/GhI"
UPLOAD = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEhToken"


@pytest.mark.parametrize(
    ("address", "googles"),
    [
        (f"{BP}/s320/cat.jpg", True),
        (f"{UPLOAD}/s1600/cat.jpg", True),
        ("//lh3.ggpht.com/x", True),
        ("http://www.blogger.com/img/gl.link.gif", True),
        ("http://old.blogspot.com/uploaded/cat.jpg", True),
        ("https://example.org/blogspot.com/cat.jpg", False),
        ("https://notblogger.com/cat.jpg", False),
        ("/assets/images/cat.jpg", False),
        ("data:image/gif;base64,R0lGODlhAQ==", False),
        ("", False),
    ],
)
def test_whose_servers_an_image_comes_from(address: str, googles: bool) -> None:
    assert on_googles(address) is googles


@pytest.mark.parametrize(
    ("link", "googles"),
    [
        (f"{BP}/s1600/cat.jpg", True),
        ("https://old.blogspot.com/2014/03/post.html", False),
        ("https://drive.google.com/file/d/0Bx/view", False),
        ("https://example.org/cat.jpg", False),
    ],
)
def test_whether_a_link_leads_to_an_image_of_googles(link: str, googles: bool) -> None:
    assert leads_to_googles(link) is googles
