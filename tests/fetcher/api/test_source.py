from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from migrator.demo.api import Access
from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.responses import ServerBehaviour
from migrator.demo.server import DemoServer, Fault
from migrator.errors import MigratorError, SourceError
from migrator.fetcher.api.client import ApiKey
from migrator.fetcher.http.errors import FetchError
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import Credentials, FetchOptions, Item
from migrator.model import Status
from tests.fetcher.feeds import blogs, codes, comments, ids, notes, posts
from tests.fetcher.web import Say, Web, serving

HASTY = Timeouts(connect=2, read=2, total=20, first_wait=0.001, longest_wait=0.002, attempts=3)
KEY = ApiKey("stand-in-key")


@dataclass(frozen=True)
class Token:
    """An author's login, as if it had just been made."""

    bearer: str = "stand-in-token"
    author: bool = True

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"}


@pytest.fixture(scope="module")
def sample() -> SampleBlog:
    return read_blog()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def told(url: str, who: Credentials = KEY, options: FetchOptions | None = None) -> list[Item]:
    options = replace(
        options or FetchOptions(), allow_private=True, timeouts=HASTY, credentials=who, api_root=f"{url}/v3"
    )
    (source,) = open_sources([url], options)
    return list(source.read())


def refusal(url: str, who: Credentials = KEY) -> MigratorError:
    with pytest.raises(MigratorError) as caught:
        told(url, who)
    return caught.value


def test_a_key_sees_what_every_reader_sees(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        found = told(stand_in.url)
    live = [*sample.listed("post", "live"), *sample.listed("page", "live")]
    assert ids(found) == [one.id for one in live]
    for one, original in zip(posts(found), live, strict=True):
        assert (one.title, one.kind, set(one.labels)) == (original.title, original.kind, set(original.labels))
        assert one.status is Status.LIVE
        assert one.url.endswith(original.path)
        assert one.author == sample.author
        assert "blogger-post-footer" not in one.html
    assert {one.id for one in comments(found)} == {
        said.id for one in live for said in one.comments if said.status == "LIVE"
    }
    assert {(one.id, one.parent_id) for one in comments(found) if one.parent_id} == {
        (said.id, said.parent) for one in live for said in one.comments if said.parent and said.status == "LIVE"
    }
    assert codes(found) == []


def test_tells_the_blog(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        blog = blogs(told(stand_in.url))[0]
    assert (blog.id, blog.title, blog.locale) == (sample.id, sample.title, sample.locale)
    assert "127.0.0.1" in blog.hosts


def test_an_author_sees_drafts_and_scheduled_posts_too(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        found = told(stand_in.url, Token())
    kept = {one.id: one.status for one in sample.posts if one.status != "trashed"}
    assert {one.id: str(one.status) for one in posts(found)} == kept
    assert set(kept.values()) == {"live", "draft", "scheduled"}


@pytest.mark.parametrize("cap", [1, 3, 500])
def test_pages_are_followed_by_their_tokens(sample: SampleBlog, cap: int) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(access=Access(page_cap=cap))) as stand_in:
        assert len(ids(told(stand_in.url))) == len([*sample.listed("post", "live"), *sample.listed("page", "live")])


def test_all_comments_at_once_where_that_is_allowed(sample: SampleBlog) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(access=Access(comments_by_blog=True))) as stand_in:
        found = told(stand_in.url)
        assert not any("/comments" in path and "/posts/" in path for path in stand_in.requests)
    assert comments(found)


def test_comments_are_not_asked_for_if_nobody_wants_them(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        assert comments(told(stand_in.url, options=FetchOptions(comments=False))) == []
        assert not any("comments" in path for path in stand_in.requests)


def test_the_key_is_in_no_address_and_no_message(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        told(stand_in.url)
        assert not any(KEY.key in path for path in stand_in.requests)
        assert "hush" not in str(refusal(stand_in.url, ApiKey("hush")))
    assert KEY.key not in repr(FetchOptions(credentials=KEY))


def test_comments_of_one_post_that_are_refused_cost_only_themselves(sample: SampleBlog) -> None:
    with DemoServer(sample, faults=[Fault("/posts/.*/comments", "status", status=403, reason="forbidden")]) as stand_in:
        found = told(stand_in.url)
    assert set(codes(found)) == {"comments-unavailable"}
    assert posts(found)


def test_an_account_that_is_no_author_is_told(sample: SampleBlog) -> None:
    faults = [Fault("status=(DRAFT|SCHEDULED)", "status", status=404, reason="notFound")]
    with DemoServer(sample, faults=faults) as stand_in:
        found = told(stand_in.url, Token())
    assert set(codes(found)) == {"drafts-unavailable"}
    assert all(note.loss for note in notes(found))
    assert {one.status for one in posts(found)} == {Status.LIVE}


@pytest.mark.parametrize(
    ("status", "reason", "says", "error", "asked"),
    [
        (403, "rateLimitExceeded", "asked too often", FetchError, 3),
        (403, "userRateLimitExceeded", "asked too often", FetchError, 3),
        (429, "RESOURCE_EXHAUSTED", "asked too often", FetchError, 3),
        (503, "backendError", "failure of its own", FetchError, 3),
        (403, "dailyLimitExceeded", "used up", FetchError, 1),
        (403, "quotaExceeded", "used up", FetchError, 1),
        (403, "dailyLimitExceededUnreg", "wants a key", SourceError, 1),
        (400, "keyInvalid", "not valid", SourceError, 1),
        (403, "accessNotConfigured", "not switched on", SourceError, 1),
        (403, "ipRefererBlocked", "may not be used", SourceError, 1),
        (403, "forbidden", "does not let", SourceError, 1),
        (401, "authError", "migrator login", SourceError, 1),
        (404, "notFound", "no such blog", SourceError, 1),
        (403, "somethingNew", "does not let", SourceError, 1),
    ],
)
def test_reasons_are_told_apart(
    sample: SampleBlog, status: int, reason: str, says: str, error: type[MigratorError], asked: int
) -> None:
    with DemoServer(sample, faults=[Fault("/v3/", "status", status=status, reason=reason)]) as stand_in:
        found = refusal(stand_in.url)
        assert len(stand_in.requests) == asked
    assert says in str(found)
    assert type(found) is error
    assert found.exit_code == (3 if error is FetchError else 2)


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "backendError"])
def test_what_passes_does_not_show(sample: SampleBlog, reason: str) -> None:
    with DemoServer(sample, faults=[Fault("/v3/", "status", status=403, reason=reason, times=2)]) as stand_in:
        assert codes(told(stand_in.url)) == []


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ({"details": [{"reason": "API_KEY_INVALID"}], "status": "INVALID_ARGUMENT"}, "not valid"),
        ({"details": [{"reason": "SERVICE_DISABLED"}], "status": "PERMISSION_DENIED"}, "not switched on"),
        ({"details": [{"@type": "x"}], "errors": "y", "status": "NOT_FOUND"}, "no such blog"),
        ({"message": "Quota exceeded for 'Queries per day'", "status": "RESOURCE_EXHAUSTED"}, "used up"),
        ({"status": ["odd"]}, "does not let"),
        ([1], "does not let"),
        ("text", "does not let"),
    ],
)
def test_the_newer_form_of_errors(web: Web, error: Any, says: str) -> None:
    web.answer = lambda _path: Say(403, json.dumps({"error": error}).encode())
    assert says in str(refusal(web.url))


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"id": "x"}', b"[" * 100_000])
def test_an_answer_that_is_none(web: Web, body: bytes) -> None:
    web.answer = lambda _path: Say(200, body)
    assert "answer" in refusal(web.url).problem


@pytest.mark.parametrize("page", [{"nextPageToken": "a"}, {"nextPageToken": "a", "items": [3, None]}, {"items": "x"}])
def test_strange_pages_end(web: Web, page: Mapping[str, Any]) -> None:
    blog = json.dumps({"id": "77", "posts": {"totalItems": 2}}).encode()
    web.answer = lambda path: Say(200, blog if "byurl" in path else json.dumps(page).encode())
    found = told(web.url)
    assert posts(found) == []
    assert codes(found) == ["api-incomplete"]


def test_a_page_of_blogger_names_the_blog_by_its_number(web: Web) -> None:
    web.answer = lambda _path: Say(200, b'{"id": "77"}')
    options = FetchOptions(allow_private=True, timeouts=HASTY, credentials=KEY, api_root=f"{web.url}/v3")
    (source,) = open_sources(["https://www.blogger.com/blog/posts/77"], options)
    list(source.read())
    assert web.paths()[0] == "/v3/blogs/77"
