"""The sample blog comes out the same through every door that it was put out by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.demo.blog import SampleBlog, read_blog
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions, Item
from tests.fetcher.feeds import codes, comments, posts
from tests.paths import SAMPLES

BACKUP = sorted((SAMPLES / "backup").glob("*.xml"))
TAKEOUTS = [SAMPLES / "takeout", *sorted(SAMPLES.glob("takeout*.zip")), *SAMPLES.glob("takeout/**/Blogs/*/feed.atom")]


@pytest.fixture(scope="module")
def sample() -> SampleBlog:
    return read_blog()


def read(path: Path) -> list[Item]:
    def told() -> Iterator[Item]:
        for source in open_sources([str(path)], FetchOptions()):
            yield from source.read()

    return list(told())


def as_stored(html: str) -> str:
    """The body with the jump break as Blogger stores it, not as it shows it."""
    return html.replace("<a name='more'></a>", "<!--more-->")


@pytest.mark.parametrize("path", BACKUP + TAKEOUTS, ids=lambda path: path.name)
def test_nothing_is_lost_or_changed(sample: SampleBlog, path: Path) -> None:
    found = read(path)
    told = {one.id: one for one in posts(found)}
    kept = {one.id: one for one in sample.posts if one.status != "trashed"}
    assert set(told) == set(kept)
    for number, one in kept.items():
        assert told[number].title == one.title
        assert as_stored(told[number].html) == as_stored(one.html)
        assert (told[number].kind, told[number].status) == (one.kind, one.status)
        assert set(told[number].labels) == set(one.labels)
        assert abs((told[number].published - one.published).total_seconds()) < 1
    assert not any(code.startswith(("feed-", "entry-", "date-")) for code in codes(found))


@pytest.mark.parametrize("path", TAKEOUTS, ids=lambda path: path.name)
def test_a_takeout_tells_descriptions_addresses_and_comments(sample: SampleBlog, path: Path) -> None:
    found = read(path)
    told = {one.id: one for one in posts(found)}
    for one in sample.listed("post", "live"):
        assert told[one.id].description == one.description
        assert told[one.id].url.endswith(one.path)
    said = {comment.id for one in sample.posts for comment in one.comments if comment.status == "LIVE"}
    assert {comment.id for comment in comments(found)} == said
