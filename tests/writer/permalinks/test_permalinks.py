"""Which path and permalink each post gets, and that no two fight for one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model import Blog, Kind, Post, Status
from migrator.writer.permalinks.permalinks import Permalinks, folded
from migrator.writer.profiles import PROFILES, get
from tests.writer.make import post

SEOUL = Blog(zone="Asia/Seoul")


def built(*posts: Post, profile: str = "jekyll", blog: Blog = SEOUL) -> Permalinks:
    return Permalinks.build(posts, get(profile), blog)


def path(given: Post, profile: str = "jekyll") -> str:
    return str(built(given, profile=profile).path(given.id))


@pytest.mark.parametrize(
    ("profile", "live", "page", "draft"),
    [
        ("jekyll", "_posts/2014-03-05-bird.md", "p/bird.md", "_drafts/bird.md"),
        ("alembic", "_posts/2014-03-05-bird.md", "p/bird.md", "_drafts/bird.md"),
        ("hugo", "content/posts/2014-03-05-bird.md", "content/p/bird.md", "content/posts/2014-03-05-bird.md"),
    ],
)
def test_each_kind_has_its_folder(profile: str, live: str, page: str, draft: str) -> None:
    url = "https://birds.blogspot.com/2014/03/bird.html"
    assert path(post(url=url), profile) == live
    assert path(post(url=url, status=Status.SCHEDULED), profile) == live
    assert path(post(url="https://birds.blogspot.com/p/bird.html", kind=Kind.PAGE), profile) == page
    assert path(post(url=url, status=Status.DRAFT), profile) == draft


def test_the_date_is_the_blogs_own() -> None:
    late = post(published=datetime(2014, 3, 31, 16, 0, tzinfo=UTC))
    assert path(late).startswith("_posts/2014-04-01-")
    assert str(built(late, blog=Blog()).path("1")).startswith("_posts/2014-03-31-")


@pytest.mark.parametrize(
    ("url", "permalink", "slug"),
    [
        ("https://b.blogspot.com/2014/03/bird.html", "/2014/03/bird.html", "bird"),
        ("/2014/03/bird.html", "/2014/03/bird.html", "bird"),
        ("http://b.com/2014/03/bird_12.html?m=1#c", "/2014/03/bird_12.html", "bird-12"),
        ("http://b.com/2014/03/CamelCase.html", "/2014/03/CamelCase.html", "camelcase"),
        ("http://b.com/2014/03/a%2Fb.html", "/2014/03/a%2Fb.html", "a-b"),
        ("http://b.com/2014/03/%ED%95%9C.html", "/2014/03/%ED%95%9C.html", "han"),
        ("http://b.com/2014/03/한.html", "/2014/03/%ED%95%9C.html", "han"),
        ("http://b.com/2014/03/..html", "/2014/03/..html", "a-title"),
        ("http://b.com/2014/03/:title.html", "/2014/03/%3Atitle.html", "title"),
        ("http://b.com/", "", "a-title"),
        ("", "", "a-title"),
        ("http://[broken", "", "a-title"),
        ("https://b.com/p/con.html", "/p/con.html", "con-1"),
    ],
)
def test_the_permalink_is_bloggers_and_the_slug_is_safe(url: str, permalink: str, slug: str) -> None:
    made = built(post(url=url, title="A title"))
    assert (made.permalink("1"), made.slug("1")) == (permalink, slug)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("안녕", "annyeong"),
        ("Estação", "estacao"),
        ("", "untitled-1"),
        ("🎉?", "untitled-1"),
    ],
)
def test_a_draft_is_named_after_its_title(title: str, slug: str) -> None:
    assert path(post(url="", title=title, status=Status.DRAFT)) == f"_drafts/{slug}.md"


def test_a_long_slug_is_cut_and_its_permalink_is_not() -> None:
    url = "https://b.com/2014/03/" + "bird-" * 40 + "x.html"
    made = built(post(url=url), post(id="2", url=url.replace("x.html", "y.html")))
    assert len(made.slug("1")) <= 100
    assert made.permalink("1") == url.removeprefix("https://b.com")
    assert made.path("1") != made.path("2")


def test_a_permalink_that_no_file_can_have_is_shortened() -> None:
    url = "https://b.com/2014/03/" + "bird-" * 60 + "x.html"
    made = built(post(url=url), post(id="2", url=url.replace("x.html", "y.html")))
    assert made.permalink("1") == "/2014/03/" + "bird-" * 20 + "1.html"
    assert made.resolve(url + "#a") == made.permalink("1") + "#a"
    assert made.permalink("2") == "/2014/03/" + "bird-" * 20 + "2.html"
    assert [note.code for note in made.notes] == ["permalink-too-long"] * 2


def test_the_first_of_equal_names_keeps_it() -> None:
    first, second, third = (post(id=key, url="", title="Hi", status=Status.DRAFT) for key in ("1", "2", "3"))
    made = built(first, second, third)
    assert [str(made.path(key)) for key in ("1", "2", "3")] == [
        "_drafts/hi.md",
        "_drafts/hi-2.md",
        "_drafts/hi-3.md",
    ]
    assert str(built(first, third).path("3")) == "_drafts/hi-3.md"


def test_a_shared_permalink_goes_to_the_first() -> None:
    url = "https://b.com/2014/03/bird.html"
    made = built(post(url=url), post(id="2", url=url))
    assert (made.permalink("1"), made.permalink("2")) == ("/2014/03/bird.html", "")
    assert [(note.code, note.post_id) for note in made.notes] == [("permalink-shared", "2")]


def test_permalinks_that_differ_in_case_are_kept_and_told() -> None:
    made = built(post(url="/2014/03/Bird.html"), post(id="2", url="/2014/03/bird.html"))
    assert (made.permalink("1"), made.permalink("2")) == ("/2014/03/Bird.html", "/2014/03/bird.html")
    assert [note.code for note in made.notes] == ["permalink-case"]
    assert made.path("1") != made.path("2")


URLS = st.one_of(
    st.just(""),
    st.sampled_from(["/p/a.html", "/2014/03/a.html", "/2014/03/A.html", "/2014/03/a-2.html", "/2014/03/é.html"]),
    st.text(max_size=20).map("https://b.com/2014/03/{}.html".format),
    st.text(),
)
POSTS = st.builds(post, kind=st.sampled_from(Kind), status=st.sampled_from(Status), title=st.text(max_size=8), url=URLS)


@given(st.lists(POSTS, max_size=12), st.sampled_from(list(PROFILES)))
def test_paths_are_unique_and_plain_on_any_disk(posts: list[Post], profile: str) -> None:
    numbered = [
        post(id=str(number), kind=p.kind, status=p.status, title=p.title, url=p.url) for number, p in enumerate(posts)
    ]
    made = built(*numbered, profile=profile)
    paths = [str(made.path(each.id)) for each in numbered]
    assert len({folded(each) for each in paths}) == len(paths)
    for each in paths:
        assert re.fullmatch(r"(?:[a-z0-9_-]+/)+[a-z0-9-]+\.md", each)
        assert max(map(len, each.split("/"))) < 200
    live = [made.permalink(each.id) for each in numbered if made.permalink(each.id)]
    assert len(live) == len(set(live))
