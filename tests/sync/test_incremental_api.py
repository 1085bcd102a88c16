"""Catching up through Blogger's API: few requests, and the same outcome as if all was read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from migrator import job as jobs
from migrator.demo.blog import SampleComment
from migrator.demo.server import DemoServer
from migrator.fetcher.api.client import ApiKey
from migrator.fetcher.source import Credentials, FetchOptions
from migrator.pipeline.run import Job, migrate
from migrator.report import Report
from migrator.settings import Settings
from tests.fetcher.api.test_source import Token
from tests.sync.test_incremental import (
    ABOUT,
    HABITS,
    LATER,
    SAID,
    START,
    Mirror,
    added,
    blog_of,
    deleted,
    edited,
    nothing,
    page_added,
    readdressed,
    retitled,
    tree,
    withdrawn,
    written,
)

KEY = ApiKey("stand-in-key")


@dataclass
class ApiMirror(Mirror):
    """The same, read through the API."""

    who: Credentials = KEY
    comments: bool = True

    def sync(self, root: Path | None = None, **told: Any) -> Report:
        settings = Settings(sources=[self.server.url], images=False, verify=False, comments=self.comments)
        self.server.blog = blog_of(list(self.posts.values()))
        self.server.requests.clear()
        job = Job(settings, (self.server.url,), root or self.root, allow_private=True, credentials=self.who)
        return migrate(replace(job, **told)).report

    @property
    def walked(self) -> bool:
        """Whether bodies were listed."""
        return any("fetchBodies=true" in one and "/comments" not in one for one in self.server.requests)


@pytest.fixture(params=["reader", "reader without comments", "author", "author without comments"])
def mirror(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ApiMirror]:
    posts = {post.id: post for post in map(written, range(30))}
    who: Credentials = Token() if request.param.startswith("author") else KEY
    with DemoServer(blog_of(list(posts.values())), behaviour=HABITS) as server:
        monkeypatch.setattr(jobs, "FetchOptions", partial(FetchOptions, api_root=f"{server.url}/v3"))
        found = ApiMirror(server, tmp_path / "site", posts, who, "without" not in request.param)
        found.put(ABOUT)
        found.put(written(50, status="draft", path=""))
        found.put(written(51, status="draft", path=""))
        says = tuple(
            SampleComment(f"70000000000000001{number:02}", "Ann", START + timedelta(days=number), "Hm")
            for number in range(5)
        )
        found.change(10, comments=says, updated=written(10).updated)
        found.sync()
        yield found


def commented(mirror: Mirror) -> None:
    mirror.change(10, comments=(*mirror.posts[f"{10:019}"].comments, SAID), updated=written(10).updated)


def comment_deleted(mirror: Mirror) -> None:
    mirror.change(10, comments=mirror.posts[f"{10:019}"].comments[1:], updated=written(10).updated)


def draft_edited(mirror: Mirror) -> None:
    mirror.change(50, html="<p>Other</p>")


def draft_published(mirror: Mirror) -> None:
    mirror.change(50, status="live", path="/2010/03/published.html", updated=written(50).updated)


def draft_deleted(mirror: Mirror) -> None:
    del mirror.posts[f"{51:019}"]


def page_deleted(mirror: Mirror) -> None:
    del mirror.posts[ABOUT.id]


def touched_all(mirror: Mirror) -> None:
    for number in range(30):
        mirror.change(number)


HAPPENINGS = [
    *(nothing, added, edited, readdressed, retitled, page_added, deleted, withdrawn, commented, comment_deleted),
    *(draft_edited, draft_published, draft_deleted, page_deleted, touched_all),
]


@pytest.mark.parametrize("happens", HAPPENINGS)
def test_it_comes_out_as_if_all_was_read(mirror: ApiMirror, tmp_path: Path, happens: Callable[[Mirror], None]) -> None:
    other = tmp_path / "other"
    shutil.copytree(mirror.root, other)
    for after in (happens, nothing):
        after(mirror)
        whole = mirror.sync(other, full=True)
        report = mirror.sync()
        assert list(report.changes) == list(whole.changes)
        assert tree(mirror.root) == tree(other)
    assert not mirror.walked


@pytest.mark.parametrize("happens", [nothing, edited, added, page_added, retitled])
def test_few_requests_are_made(mirror: ApiMirror, happens: Callable[[Mirror], None]) -> None:
    happens(mirror)
    mirror.sync()
    assert not mirror.walked
    assert mirror.asked <= 7


def test_with_many_posts_the_first_page_of_the_list_is_enough(mirror: ApiMirror) -> None:
    mirror.server.behaviour = replace(HABITS, access=replace(HABITS.access, page_cap=5))
    mirror.sync()
    lists = [request for request in mirror.server.requests if "status=LIVE" in request and "/posts?" in request]
    assert len(lists) == (6 if mirror.comments else 1)


def test_an_old_post_that_changed_is_found_in_the_order_of_changes(mirror: ApiMirror) -> None:
    mirror.server.behaviour = replace(HABITS, access=replace(HABITS.access, page_cap=3))
    mirror.change(2, html="<p>Other</p>", updated=LATER)
    report = mirror.sync()
    assert report.converted == 1
    assert not mirror.walked


def test_a_server_that_passes_over_the_order_hides_no_change(mirror: ApiMirror) -> None:
    """A post of the middle was the last to change, as the run before saw; then an old one changes."""
    mirror.change(15, title="Other", updated=LATER)
    mirror.sync()
    mirror.server.behaviour = replace(HABITS, access=replace(HABITS.access, page_cap=3, unordered=True))
    mirror.change(2, html="<p>Other</p>", updated=LATER + timedelta(days=1))
    assert mirror.sync().converted == 1
