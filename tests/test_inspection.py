"""What `inspect` counts and finds unusual."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from migrator.inspection import Inspection, inspect_posts
from migrator.model import Blog, Kind, Post, Status
from tests.make import MOMENT, PLAIN, comment


def look(*posts: Post) -> Inspection:
    return inspect_posts(posts, Blog(), (), now=MOMENT + timedelta(days=1))


def test_an_ordinary_post_is_not_unusual() -> None:
    assert look(PLAIN).unusual == {}


@pytest.mark.parametrize(
    ("post", "finding"),
    [
        (replace(PLAIN, title=" "), "no title"),
        (replace(PLAIN, title="<center>x</center>"), "HTML in the title"),
        (replace(PLAIN, html=" \n"), "empty body"),
        (replace(PLAIN, published=MOMENT + timedelta(days=2)), "published in the future"),
        (replace(PLAIN, published=MOMENT.replace(year=1981)), "older than Blogger"),
        (replace(PLAIN, url=""), "no permalink known: one will be made"),
        (replace(PLAIN, url="", status=Status.DRAFT), "draft that never had a permalink"),
        (replace(PLAIN, html="<p>x</p><script>1</script>"), "script in the body"),
        (replace(PLAIN, html="<style>p{}</style>x"), "style sheet in the body"),
        (replace(PLAIN, html="<form><input></form>"), "form in the body"),
        (replace(PLAIN, html="<object data='x.swf'></object>"), "Flash-era object in the body"),
        (replace(PLAIN, html="<h1>x</h1>"), "h1 in the body"),
        (replace(PLAIN, html="x" * 600_000), "very long body"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_unusual(post: Post, finding: str) -> None:
    assert look(post).unusual == {finding: [post.name]}


def test_equal_titles_are_told_together() -> None:
    posts = [replace(PLAIN, id=number, title=title) for number, title in (("1", "Rain"), ("2", "rain "))]
    assert look(*posts).unusual == {"title used more than once": ["rain (2 times)"]}


def test_images_and_embeds_are_counted_by_host() -> None:
    body = """<img src="https://1.bp.blogspot.com/a.png"><img src="//www.x.org/b.png"><img>
        <img src="data:image/png;base64,AA=="><iframe src="https://www.youtube.com/embed/x"></iframe>
        <video></video><img src="http://[bad">"""
    seen = look(replace(PLAIN, html=body))
    assert seen.image_hosts == {
        "1.bp.blogspot.com": 1,
        "x.org": 1,
        "no address": 2,
        "inside the post (data:)": 1,
    }
    assert seen.embeds == {"youtube.com": 1, "video": 1}


def test_counts_and_dates() -> None:
    page = replace(PLAIN, id="2", kind=Kind.PAGE, title="About", published=MOMENT.replace(year=2000))
    draft = replace(PLAIN, id="3", status=Status.DRAFT, title="Later", labels=("a",))
    seen = look(page, replace(PLAIN, comments=(comment("7"),), labels=("a", "b")), draft)
    assert seen.kinds[Kind.POST, Status.LIVE] == seen.kinds[Kind.POST, Status.DRAFT] == 1
    assert seen.comments == 1
    assert seen.labels == {"a": 2, "b": 1}
    assert (seen.first, seen.last) == (MOMENT, MOMENT)


@pytest.mark.parametrize("body", ["<", "<!-- x", "\x00", "<p" * 5000, "<div>" * 20_000])
def test_no_body_is_too_odd_to_look_at(body: str) -> None:
    look(replace(PLAIN, html=body))
