"""A feed that fails in one form, stops half-way or drops posts: what another way in still gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from migrator.demo.blog import SampleBlog
from migrator.demo.responses import ServerBehaviour
from migrator.demo.server import DemoServer, Fault
from migrator.errors import MigratorError
from migrator.fetcher.source import FetchOptions, Item
from tests.fetcher.feed.reading import ATOM, FEED, HTML, live, told
from tests.fetcher.feeds import codes, comments, ids, notes, post, posts, public
from tests.fetcher.web import Say, Web

AS_ATOM = r"/feeds/(?!.*alt=json)"
AS_JSON = r"/feeds/.*alt=json"


def same_moment(sample: SampleBlog, count: int) -> SampleBlog:
    """The blog with so many more posts, all of one second."""
    first = sample.listed("post", "live")[-1]
    moment = datetime(2005, 1, 1, tzinfo=UTC)
    more = tuple(
        replace(first, id=str(number), path=f"/2005/01/p{number}.html", published=moment, comments=())
        for number in range(1, count + 1)
    )
    return replace(sample, posts=sample.posts + more)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(AS_ATOM, "page"),
        Fault(AS_ATOM, "status", status=500),
        Fault(AS_ATOM, "status", status=404),
        Fault(AS_JSON, "page"),
    ],
    ids=["page", "500", "404", "json"],
)
def test_where_one_form_fails_the_other_does(sample: SampleBlog, fault: Fault) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=3), faults=[fault]) as stand_in:
        found = told(stand_in.url)
    assert ids(found) == live(sample)
    assert comments(found)
    assert codes(found) == []


@pytest.mark.parametrize("page", [1, 3, 5])
def test_one_page_that_fails_as_atom_comes_as_json(sample: SampleBlog, page: int) -> None:
    fault = Fault(rf"/feeds/posts/(?!.*alt=json).*start-index={page}\b", "status", status=500)
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=3), faults=[fault]) as stand_in:
        assert ids(told(stand_in.url)) == live(sample)


def test_a_form_that_worked_is_asked_for_again(sample: SampleBlog) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=3), faults=[Fault(AS_ATOM, "page")]) as stand_in:
        told(stand_in.url)
        assert sum("alt=json" not in path for path in stand_in.requests if "/feeds/" in path) == 1


def test_a_server_that_is_down_is_not_asked_in_another_form(sample: SampleBlog) -> None:
    with DemoServer(sample, faults=[Fault("/feeds/", "status")]) as stand_in, pytest.raises(MigratorError):
        told(stand_in.url)
    assert not any("alt=json" in path for path in stand_in.requests)


def test_what_is_damaged_as_atom_is_taken_from_json(web: Web) -> None:
    damaged = public(post(1, title="Roses"), post(2)).replace("Roses", "R & R &nope;")
    whole = (
        '{"feed": {"id": {"$t": "tag:blogger.com,1999:blog-77"}, "entry": ['
        '{"id": {"$t": "tag:blogger.com,1999:blog-77.post-1"}, "title": {"$t": "R & R"}, "published": {"$t":'
        ' "2014-03-24T07:47:42Z"}, "content": {"$t": ""}}, {"id": {"$t": "tag:blogger.com,1999:blog-77.post-2"},'
        ' "published": {"$t": "2014-03-24T07:47:42Z"}, "content": {"$t": ""}}]}}'
    )
    web.answer = lambda path: (
        Say(404) if not path.startswith(FEED) else Say(200, (whole if "json" in path else damaged).encode())
    )
    found = told(web.url)
    assert next(one.title for one in posts(found)) == "R & R"
    assert "feed-damaged" not in codes(found)


@pytest.mark.parametrize("cap", [2, 4])
@pytest.mark.parametrize("last", [1, 5])
def test_where_numbers_end_dates_go_on(sample: SampleBlog, cap: int, last: int) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=cap, last_index=last)) as stand_in:
        found = told(stand_in.url)
    assert ids(found) == live(sample)
    assert len({one.id for one in comments(found)}) == len(comments(found)) > 4
    assert codes(found) == []


def test_posts_of_one_second_are_not_lost_between_pages(sample: SampleBlog) -> None:
    blog = same_moment(sample, 4)
    with DemoServer(blog, behaviour=ServerBehaviour(page_cap=5, last_index=1)) as stand_in:
        assert set(ids(told(stand_in.url))) == set(live(blog))


def test_more_posts_of_one_second_than_a_page_holds_end_and_are_told(sample: SampleBlog) -> None:
    blog = same_moment(sample, 9)
    with DemoServer(blog, behaviour=ServerBehaviour(page_cap=3, last_index=1, sitemap_size=3)) as stand_in:
        found = told(stand_in.url)
    missing = set(live(blog)) - set(ids(found))
    assert missing == set() or "feed-incomplete" in codes(found)


def test_a_feed_whose_later_pages_fail_for_good_is_an_error(web: Web) -> None:
    def answer(path: str) -> Say:
        if path.startswith(FEED) and "start-index=1&" in path:
            return Say(200, public(post(1), post(2), total=9).encode(), ATOM)
        return Say(404)

    web.answer = answer
    with pytest.raises(MigratorError, match="404"):
        told(web.url)


def test_what_the_feed_dropped_is_found_by_its_month(sample: SampleBlog) -> None:
    dropped = frozenset(one.id for one in sample.listed("post", "live")[1:4])
    with DemoServer(sample, behaviour=ServerBehaviour(dropped=dropped, sitemap_size=2)) as stand_in:
        found = told(stand_in.url)
    assert set(ids(found)) == set(live(sample))
    assert codes(found) == []


def listing(web: Web, paths: Sequence[str]) -> list[Item]:
    """What is told of a blog of one post whose sitemap lists these paths."""
    entries = "".join(f"<url><loc>https://other.example{path}</loc></url>" for path in paths)
    sitemap = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>".encode()

    def answer(path: str) -> Say:
        if path.startswith("/sitemap.xml"):
            return Say(200, sitemap)
        if path.startswith(FEED):
            return Say(200, public(post(1, link="https://x.example/2014/03/ros%C3%A9s.html")).encode(), ATOM)
        return Say(404)

    web.answer = answer
    return told(web.url, FetchOptions(comments=False))


def test_what_stays_lost_is_named(web: Web) -> None:
    found = listing(web, ["/2014/03/rosés.html", "/2014/03/lost.html", "/p/about.html", "/"])
    note = next(note for note in notes(found) if note.code == "feed-incomplete")
    assert note.loss
    assert f"lists 2 that its feed did not give: {web.url}/2014/03/lost.html, {web.url}/p/about.html" in note.message


def test_a_long_list_of_lost_posts_is_shortened(web: Web) -> None:
    found = listing(web, [f"/p/{number}.html" for number in range(50)])
    assert "and 30 more" in next(note.message for note in notes(found) if note.code == "feed-incomplete")


@pytest.mark.parametrize(
    "sitemap",
    [
        b"",
        b"<html>no</html>",
        b"\0\1",
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><urlset><url><loc>&e;</loc></url></urlset>",
        b"<sitemapindex><sitemap><loc>http://[x</loc></sitemap><sitemap/></sitemapindex>",
        b"<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>",
    ],
)
def test_a_sitemap_that_is_none_is_passed_over(web: Web, sitemap: bytes) -> None:
    def answer(path: str) -> Say:
        if path.startswith("/sitemap"):
            return Say(200, sitemap)
        return Say(200, public(post(1)).encode(), ATOM) if path.startswith(FEED) else Say(404)

    web.answer = answer
    assert "feed-incomplete" not in codes(told(web.url))


def test_a_blog_whose_own_feed_leads_nowhere_is_read_by_its_number(web: Web) -> None:
    home = b"<html><link href='https://www.blogger.com/feeds/77/posts/default'/>Hi</html>"
    web.on(FEED, Say(302, headers={"Location": "/loop"}))
    web.on("/loop", Say(404))
    web.on("/", Say(200, home, HTML))
    web.on("/feeds/77/posts/default", Say(200, public(post(1)).encode(), ATOM))
    assert ids(told(web.url, FetchOptions(blogger_root=web.url))) == ["1"]
    assert any(path.startswith("/feeds/77/pages/default") for path in web.paths())


def test_the_second_after_the_last_post_is_asked_for_again(sample: SampleBlog) -> None:
    with DemoServer(sample, behaviour=ServerBehaviour(page_cap=2, last_index=1)) as stand_in:
        told(stand_in.url)
        asked = [path for path in stand_in.requests if "posts" in path and "published-max=" in path]
    second = sample.listed("post", "live")[1].published + timedelta(seconds=1)
    assert f"{second.astimezone(UTC):%Y-%m-%dT%H%%3A%M%%3A%SZ}" in asked[0]
