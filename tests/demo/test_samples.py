"""The sample blog, and every form of it that lies in samples/."""

from __future__ import annotations

import dataclasses
import io
import runpy
import zipfile

import pytest
from lxml import etree

from migrator.demo.backup import backup
from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.feeds import FeedPage, feed
from migrator.demo.takeout import takeout, takeout_feed, zipped
from tests.paths import SAMPLES

ATOM = "{http://www.w3.org/2005/Atom}"
BLOGGER = "{http://schemas.google.com/blogger/2018}"


@pytest.fixture(scope="module")
def blog() -> SampleBlog:
    return read_blog()


def test_what_lies_in_samples_is_current(blog: SampleBlog) -> None:
    builder = runpy.run_path(str(SAMPLES / "build.py"))
    built = {str(path): content for path, content in builder["build"](blog).items()}
    lying = {
        path.relative_to(SAMPLES).as_posix(): path.read_bytes()
        for name in builder["BUILT"]
        for path in [SAMPLES / name, *(SAMPLES / name).rglob("*")]
        if path.is_file()
    }
    assert sorted(lying) == sorted(built), "run python samples/build.py"
    stale = [path for path, content in built.items() if lying[path] != content]
    assert not stale, "run python samples/build.py"


def test_the_blog_has_what_the_readme_says(blog: SampleBlog) -> None:
    statuses = ("live", "draft", "scheduled", "trashed")
    counts = [len(blog.listed("post", status)) for status in statuses]
    assert [*counts, len(blog.listed("page", "live"))] == [14, 2, 1, 1, 2]
    ids = [post.id for post in blog.posts] + [comment.id for post in blog.posts for comment in post.comments]
    assert len(ids) == len(set(ids))
    assert max(len(post.title) for post in blog.posts) == 300
    assert sum(len(post.comments) for post in blog.posts) == 10


def test_every_image_is_used(blog: SampleBlog) -> None:
    bodies = "".join(post.html for post in blog.posts)
    assert [image.id for image in blog.images if image.id not in bodies] == []


def test_a_feed_page_holds_what_was_asked_for(blog: SampleBlog) -> None:
    tree = etree.fromstring(feed(blog, FeedPage(start=11, size=10, total=99)).encode())
    entries = tree.findall(f"{ATOM}entry")
    assert len(entries) == 4
    assert tree.findtext("{http://a9.com/-/spec/opensearchrss/1.0/}totalResults") == "99"
    assert not [link for link in tree.findall(f"{ATOM}link") if link.get("rel") == "next"]
    assert all("blogger-post-footer" in (entry.findtext(f"{ATOM}content") or "") for entry in entries)


def test_the_next_page_is_said_to_be_on_another_host(blog: SampleBlog) -> None:
    tree = etree.fromstring(feed(blog, FeedPage(size=10)).encode())
    following = [link.get("href", "") for link in tree.findall(f"{ATOM}link") if link.get("rel") == "next"]
    assert following == [f"http://www.blogger.com/feeds/{blog.id}/posts/default?start-index=11&max-results=10"]


def test_a_short_feed_has_no_bodies(blog: SampleBlog) -> None:
    assert "<content" not in feed(blog, FeedPage(short=True))


def test_bodies_survive_each_form(blog: SampleBlog) -> None:
    bodies = {post.id: post.html for post in blog.listed("post", "live")}
    for form in (backup(blog), feed(blog, FeedPage(size=500, footer=False))):
        tree = etree.fromstring(form.encode())
        found = {
            (entry.findtext(f"{ATOM}id") or "").rpartition("-")[2]: entry.findtext(f"{ATOM}content")
            for entry in tree.findall(f"{ATOM}entry")
        }
        assert {key: found[key] for key in bodies} == bodies


def test_takeout_has_every_element_in_every_entry(blog: SampleBlog) -> None:
    tree = etree.fromstring(takeout_feed(blog).encode())
    for entry in tree.findall(f"{ATOM}entry"):
        assert entry.find(f"{BLOGGER}trashed") is not None
        assert (entry.findtext(f"{ATOM}published") or "").endswith("Z")


def test_the_archive_is_the_same_whenever_it_is_made(blog: SampleBlog) -> None:
    archive = zipped(takeout(blog))
    assert archive == zipped(takeout(dataclasses.replace(blog)))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
