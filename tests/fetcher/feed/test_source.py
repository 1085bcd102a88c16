from __future__ import annotations

from collections.abc import Callable

import pytest

from migrator.demo.blog import SampleBlog
from migrator.demo.responses import ServerBehaviour
from migrator.demo.server import DemoServer, Fault
from migrator.errors import MigratorError, SourceError, UnreachableError
from migrator.fetcher.feed.diagnosis import explain
from migrator.fetcher.feed.source import PublicFeed
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.source import FetchOptions
from migrator.model import Kind, Status
from tests.fetcher.feed.reading import ATOM, FEED, HASTY, HTML, live, told
from tests.fetcher.feeds import blogs, codes, comments, ids, notes, post, posts, public
from tests.fetcher.web import Say, Web

HOME = b"<html><head><meta content='blogger' name='generator'/></head><body>Hi</body></html>"


def refusal(address: str) -> MigratorError:
    with pytest.raises(MigratorError) as caught:
        told(address)
    return caught.value


def test_gives_every_post_page_and_comment_that_is_public(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        found = told(stand_in.url)
    assert ids(found) == live(sample)
    assert {one.status for one in posts(found)} == {Status.LIVE}
    assert {one.kind for one in posts(found)} == {Kind.POST, Kind.PAGE}
    assert {one.id for one in comments(found)} == {
        said.id for one in sample.posts for said in one.comments if (said.status, one.status) == ("LIVE", "live")
    }
    assert codes(found) == []


def test_the_head_and_the_address_tell_the_blog(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        found = blogs(told(stand_in.url, FetchOptions(base_url="https://garden.example")))
    assert found[0].url == "https://garden.example"
    assert found[0].hosts == {"garden.example", "127.0.0.1"}
    assert sample.id in {blog.id for blog in found}
    assert sample.title in {blog.title for blog in found}


@pytest.mark.parametrize("cap", [1, 2, 3, 5, 100])
def test_a_server_that_gives_less_than_asked_for_loses_nothing(sample: SampleBlog, cap: int) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=cap)) as stand_in:
        found = told(stand_in.url)
    assert ids(found) == live(sample)
    assert codes(found) == []


@pytest.mark.parametrize("total", [0, 3])
def test_a_total_that_is_too_low_is_not_believed(sample: SampleBlog, total: int) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=4, total=total)) as stand_in:
        assert ids(told(stand_in.url)) == live(sample)


def test_a_total_that_is_too_high_is_told(sample: SampleBlog) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(total=500)) as stand_in:
        found = told(stand_in.url)
    assert ids(found) == live(sample)
    assert set(codes(found)) == {"feed-total"}
    assert not any(note.loss for note in notes(found))


def test_feedburner_is_passed_by(sample: SampleBlog) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(burner=True)) as stand_in:
        assert ids(told(stand_in.url)) == live(sample)


def test_comments_are_not_asked_for_if_nobody_wants_them(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        found = told(stand_in.url, FetchOptions(comments=False))
        assert not any("comments" in address for address in stand_in.requests)
    assert comments(found) == []


@pytest.mark.parametrize("fault", [Fault("/feeds/", kind, times=2) for kind in ("status", "cut", "drop")], ids=repr)
def test_trouble_that_passes_does_not_show(sample: SampleBlog, fault: Fault) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=5), faults=[fault]) as stand_in:
        assert ids(told(stand_in.url)) == live(sample)


def test_a_server_that_stays_down_is_not_reached(sample: SampleBlog) -> None:
    with DemoServer(sample, faults=[Fault("/feeds/", "status")]) as stand_in:
        error = refusal(stand_in.url)
    assert isinstance(error, UnreachableError)
    assert error.exit_code == 3


@pytest.mark.parametrize("what", ["pages", "comments"])
def test_the_migration_goes_on_without_a_feed_at_the_side(sample: SampleBlog, what: str) -> None:
    with DemoServer(sample, faults=[Fault(f"/feeds/{what}", "status", status=404)]) as stand_in:
        found = told(stand_in.url)
    # The sitemap tells which pages they are.
    assert codes(found) == [f"{what}-unavailable", *(["feed-incomplete"] if what == "pages" else [])]
    assert notes(found)[0].loss is (what == "pages")
    assert set(ids(found)) >= {one.id for one in sample.listed("post", "live")}


def test_any_address_in_the_blog_will_do(sample: SampleBlog) -> None:
    with DemoServer(sample) as stand_in:
        assert ids(told(f"{stand_in.url}/2014/03/x.html?m=1#c1")) == live(sample)


def shifting(pages: Callable[[int], list[int]], web: Web) -> list[str]:
    """What is read of a blog whose posts, newest first, are `pages(n)` when page n is asked for; 3 a page."""
    asked = 0

    def answer(path: str) -> Say:
        nonlocal asked
        if not path.startswith(FEED):
            return Say(404)
        start = int(path.partition("start-index=")[2].partition("&")[0])
        shown = pages(asked)[start - 1 : start + 2]
        asked += 1
        return Say(200, public(*(post(number) for number in shown)).encode(), ATOM)

    web.answer = answer
    return ids(told(web.url))


def test_posts_published_meanwhile_hide_none(web: Web) -> None:
    found = shifting(lambda asked: [*range(20 + asked, 20, -1), *range(10, 0, -1)], web)
    assert [number for number in found if int(number) <= 10] == [str(n) for n in range(10, 0, -1)]
    assert len(set(found)) == len(found)


def test_posts_deleted_meanwhile_hide_none(web: Web) -> None:
    found = shifting(lambda asked: list(range(12, 0, -1)) if asked < 2 else list(range(8, 0, -1)), web)
    assert {int(number) for number in found} >= set(range(1, 9))


def test_a_server_that_knows_only_one_page_is_asked_no_more_than_needed(web: Web) -> None:
    web.on(FEED, Say(200, public(post(1), post(2)).encode(), ATOM))
    assert ids(told(web.url)) == ["1", "2"]
    assert len([path for path in web.paths() if path.startswith(FEED)]) == 2


@pytest.mark.parametrize("body", [public(), public(total=7)])
def test_a_blog_without_posts(web: Web, body: str) -> None:
    web.on(FEED, Say(200, body.encode(), ATOM))
    assert ids(told(web.url)) == []


def test_a_page_that_broke_off_is_asked_for_where_it_ended(web: Web) -> None:
    whole = public(post(1), post(2), post(3))
    web.on(
        FEED,
        Say(200, whole[: whole.rindex("<entry>") + 50].encode(), ATOM),
        Say(200, public(post(2), post(3)).encode(), ATOM),
        Say(200, public(post(3)).encode(), ATOM),
    )
    found = told(web.url)
    assert ids(found) == ["1", "2", "3"]
    assert "feed-truncated" not in codes(found)


def test_a_blog_that_moved_is_followed_and_both_hosts_are_known(web: Web) -> None:
    other = web.url.replace("127.0.0.1", "localhost")
    web.on(FEED, Say(301, headers={"Location": f"{other}/feeds/77/posts/default?max-results=150"}))
    web.on("/feeds/77/posts/default", Say(200, public(post(1)).encode(), ATOM))
    found = told(web.url)
    assert ids(found) == ["1"]
    assert blogs(found)[0].hosts == {"127.0.0.1", "localhost"}
    assert any(path.startswith("/feeds/77/pages/default") for path in web.paths())


def test_short_feeds_are_refused_with_the_setting_to_change(sample: SampleBlog) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(feed="short")) as stand_in:
        error = refusal(stand_in.url)
    assert isinstance(error, SourceError)
    assert "summary" in error.problem
    assert "Allow blog feed to Full" in error.advice


def test_a_post_without_a_body_makes_no_short_feed(web: Web) -> None:
    web.on(FEED, Say(200, public(post(1, html="")).encode(), ATOM))
    assert [one.html for one in posts(told(web.url))] == [""]


@pytest.mark.parametrize("status", [401, 403])
def test_a_private_blog(web: Web, status: int) -> None:
    web.on(FEED, Say(status))
    assert "private" in refusal(web.url).problem


@pytest.mark.parametrize(
    "final",
    ["https://www.blogger.com/blogin.g?blogspotURL=x", "https://accounts.google.com/ServiceLogin"],
)
def test_a_sign_in_page_is_a_private_blog(final: str) -> None:
    with Client() as client:
        error = explain(client, "https://x.blogspot.com", FetchError(FailureKind.STATUS, final, "HTML"))
    assert "private" in str(error)


def test_a_feed_that_is_turned_off(web: Web) -> None:
    web.on(FEED, Say(404))
    web.on("/", Say(200, HOME, HTML))
    error = refusal(web.url)
    assert "turned off" in error.problem
    assert "Allow blog feed" in error.advice


def test_a_page_in_place_of_the_feed(web: Web) -> None:
    web.on(FEED, Say(200, HOME, HTML))
    web.on("/", Say(200, HOME, HTML))
    assert "HTML page came in place" in refusal(web.url).problem


@pytest.mark.parametrize(
    "feed",
    [
        Say(404),
        Say(200, b"<html>hello</html>", HTML),
        Say(200, b"<rss version='2.0'><channel/></rss>", {"Content-Type": "application/rss+xml"}),
        Say(200, b"<feed xmlns='http://www.w3.org/2005/Atom'><id>http://wp.example/</id></feed>", ATOM),
    ],
)
def test_not_a_blogger_blog(web: Web, feed: Say) -> None:
    web.on(FEED, feed)
    web.on("/", Say(200, b"<html><meta name='generator' content='WordPress 6.0'></html>", HTML))
    assert "not a blog on Blogger" in refusal(web.url).problem


def test_no_blog_at_all(web: Web) -> None:
    assert "there is no blog at this address" in refusal(web.url).problem


def test_no_such_host() -> None:
    error = refusal("http://no-such-blog.invalid")
    assert isinstance(error, FetchError)
    assert error.exit_code == 3
    assert "no host of this name" in error.problem


def test_private_networks_are_not_visited(web: Web) -> None:
    with pytest.raises(FetchError, match="private network"):
        list(PublicFeed(web.url, FetchOptions(timeouts=HASTY)).read())
