"""The server that stands in for Blogger: it must be as odd as the real one, and fail as asked."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path, PurePosixPath

import httpx
import pytest
from lxml import etree

from migrator.demo.responses import ServerBehaviour
from migrator.demo.server import DemoServer, Fault
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.downloads import Downloads

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/feeds/posts/default"
GAUGE = "/img/b/R29vZ2xl/AVvXsEhSampleRainGauge0hZq3nV7bT1cY-x_gKpLmQ2wErTyUiOpAsDfGhJkLzXcVbNm"


def get(stand_in: DemoServer, path: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=10) as client:
        return client.get(stand_in.url + path)


def ids(response: httpx.Response) -> list[str]:
    tree = etree.fromstring(response.content)
    return [entry.findtext(f"{ATOM}id") or "" for entry in tree.findall(f"{ATOM}entry")]


def test_pages_are_shorter_than_asked_for_and_nobody_is_told() -> None:
    with DemoServer(behaviour=ServerBehaviour(page_cap=6)) as stand_in:
        pages = [ids(get(stand_in, f"{FEED}?start-index={start}&max-results=500")) for start in (1, 7, 13, 15)]
    assert [len(page) for page in pages] == [6, 6, 2, 0]
    assert len({entry for page in pages for entry in page}) == 14


def test_queries() -> None:
    with DemoServer() as stand_in:
        assert ids(get(stand_in, f"{FEED}?max-results=0")) == []
        assert len(ids(get(stand_in, f"{FEED}/-/C%2B%2B"))) == 2
        assert len(ids(get(stand_in, f"{FEED}?published-max=2008-01-01T00:00:00Z"))) == 1
        assert len(ids(get(stand_in, f"/feeds/{stand_in.blog.id}/pages/default"))) == 2
        assert len(ids(get(stand_in, "/feeds/comments/default"))) == 9
        assert get(stand_in, f"{FEED}?start-index=x").status_code == 400
        assert ids(get(stand_in, f"{FEED}?orderby=updated"))[0].endswith("9091304958672130506")


def test_what_changed_last_comes_first_and_can_be_bounded() -> None:
    newest = "orderby=updated&updated-min=2022-01-01T00:00:00Z"
    with DemoServer() as stand_in:
        everything = ids(get(stand_in, f"{FEED}?orderby=updated"))
        since = ids(get(stand_in, f"{FEED}?{newest}"))
        assert 0 < len(since) < len(everything)
        assert since == everything[: len(since)]
        assert (
            ids(get(stand_in, f"{FEED}?orderby=updated&updated-max=2022-01-01T00:00:00Z")) == everything[len(since) :]
        )
        # Without the order the bounds are passed over, and nobody is told.
        assert ids(get(stand_in, f"{FEED}?updated-min=2022-01-01T00:00:00Z")) == ids(get(stand_in, FEED))
        stand_in.behaviour = ServerBehaviour(unordered=True)
        assert ids(get(stand_in, f"{FEED}?{newest}")) == ids(get(stand_in, FEED))


def test_a_summary_feed_holds_no_bodies() -> None:
    with DemoServer() as stand_in:
        summary = get(stand_in, "/feeds/posts/summary")
        assert ids(summary) == ids(get(stand_in, FEED))
        assert "<content" not in summary.text
        assert "<summary" in summary.text


def test_comments_of_one_post() -> None:
    with DemoServer() as stand_in:
        everything = ids(get(stand_in, "/feeds/comments/default"))
        of_posts = {
            post.id: ids(get(stand_in, f"/feeds/{post.id}/comments/default"))
            for post in stand_in.blog.listed("post", "live")
        }
        by_number = f"/feeds/{stand_in.blog.id}/comments/default"
        assert ids(get(stand_in, by_number)) == everything
        post, most = max(of_posts.items(), key=lambda pair: len(pair[1]))
        assert ids(get(stand_in, f"/feeds/{stand_in.blog.id}/{post}/comments/default")) == most
    assert sorted(one for said in of_posts.values() for one in said) == sorted(everything)


def test_validators_may_lie() -> None:
    with DemoServer(behaviour=ServerBehaviour(stale_etags=True)) as stand_in:
        tag = get(stand_in, FEED).headers["etag"]
        stand_in.blog = dataclasses.replace(stand_in.blog, posts=())
        with httpx.Client(trust_env=False) as client:
            assert client.get(stand_in.url + FEED, headers={"If-None-Match": tag}).status_code == 304


def test_json_is_the_same_feed() -> None:
    with DemoServer() as stand_in:
        tree = json.loads(get(stand_in, f"{FEED}?alt=json&max-results=2").content)["feed"]
    assert tree["openSearch$totalResults"] == {"$t": "14"}
    assert tree["entry"][0]["title"]["type"] == "text"
    assert "<p>For those who ask" in tree["entry"][0]["content"]["$t"]


@pytest.mark.parametrize(("habit", "status"), [("none", 404), ("private", 401), ("page", 200)])
def test_feeds_that_are_none(habit: str, status: int) -> None:
    with DemoServer(behaviour=ServerBehaviour(feed=habit)) as stand_in:
        response = get(stand_in, FEED)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")


def test_a_redirected_feed() -> None:
    with DemoServer(behaviour=ServerBehaviour(burner=True)) as stand_in:
        assert get(stand_in, FEED).status_code == 302
        assert get(stand_in, f"{FEED}?redirect=false").status_code == 200


def test_pages_of_the_blog() -> None:
    with DemoServer() as stand_in:
        assert "Five weeks ago" in get(stand_in, "/2007/05/first-radishes.html?m=1").text
        assert get(stand_in, "/2023/12/either%2For.html").status_code == 200
        assert get(stand_in, "/2019/05/sold-one-lawn-mower.html").status_code == 404
        assert get(stand_in, "/sitemap.xml").text.count("<loc>") == 14
        assert "generator" in get(stand_in, "/").text


def test_images_come_in_sizes() -> None:
    name = "Rain%2520Gauge%2520%25281%2529.png"
    with DemoServer() as stand_in:
        large = {get(stand_in, f"{GAUGE}/{size}/{name}").content for size in ("d", "s0", "s1600", "w640-h427")}
        small = {get(stand_in, f"{GAUGE}/{size}/{name}").content for size in ("s72-c", "s320", "w200-h133-p-k")}
        bare = get(stand_in, f"{GAUGE.replace('/b/R29vZ2xl/', '/a/')}=s320").content
        wrapper = get(stand_in, f"{GAUGE}/s1600-h/{name}")
        old = get(stand_in, "/_rDsh07Kq2LM/RlqX1vT3c5I/AAAAAAAAABQ/8sY2ZpQ1wEo/s1600/Radishes.JPG")
        gone = get(stand_in, "/img/b/R29vZ2xl/AVvXsEnever/s1600/x.png")
    assert [len(large), len(small), small == {bare}, large & small] == [1, 1, True, set()]
    assert wrapper.headers["content-type"].startswith("text/html")
    assert [old.headers["content-type"], gone.status_code] == ["image/jpeg", 404]


def test_faults_pass() -> None:
    faults = [Fault("posts", "status", times=1, status=429, retry_after="7"), Fault("posts", "page", times=1)]
    with DemoServer(faults=faults) as stand_in:
        first, second, third = (get(stand_in, FEED) for _ in range(3))
        assert get(stand_in, "/").status_code == 200
        assert stand_in.requests == [FEED, FEED, FEED, "/"]
    assert [first.status_code, first.headers["retry-after"]] == [429, "7"]
    assert "sign in" in second.text
    assert len(ids(third)) == 14


@pytest.mark.parametrize("kind", ["cut", "drop"])
def test_broken_connections(kind: str) -> None:
    with (
        DemoServer(faults=[Fault("posts", "cut" if kind == "cut" else "drop")]) as stand_in,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        get(stand_in, FEED)


def test_slow_and_redirected() -> None:
    faults = [Fault("sitemap", "redirect", location="/"), Fault("^/$", "slow", pause=0.001)]
    with DemoServer(faults=faults) as stand_in:
        assert get(stand_in, "/sitemap.xml").headers["location"] == "/"
        assert get(stand_in, "/").text.endswith("</html>\n")


def test_an_endless_answer_ends_when_the_client_has_had_enough() -> None:
    with DemoServer(faults=[Fault("sitemap", "endless")]) as stand_in, httpx.Client(trust_env=False) as client:
        with client.stream("GET", f"{stand_in.url}/sitemap.xml") as response:
            chunks = response.iter_bytes()
            assert sum(len(next(chunks)) for _ in range(5)) > 0
        assert client.get(f"{stand_in.url}/").status_code == 200


def test_a_post_can_change_while_it_runs() -> None:
    with DemoServer() as stand_in:
        posts = tuple(dataclasses.replace(post, html="<p>Rewritten.</p>") for post in stand_in.blog.posts)
        stand_in.blog = dataclasses.replace(stand_in.blog, posts=posts)
        assert get(stand_in, FEED).text.count("Rewritten.") == 14


def test_an_album_gets_every_image_of_the_blog_at_its_best(tmp_path: Path) -> None:
    with DemoServer(faults=[Fault("/d/", "status", times=2, status=503)]) as stand_in:
        body = get(stand_in, f"{FEED}?max-results=50").text
        sources = [part.split("&quot;")[0].split('"')[0] for part in body.split(f'src="{stand_in.url}')[1:]]
        patience = Timeouts(first_wait=0.01)
        with (
            Client(allow_private=True, timeouts=patience) as client,
            Downloads(client, tmp_path, {}, tmp_path / "site", PurePosixPath("img")) as album,
        ):
            for source in sources:
                found = image_of(stand_in.url + source)
                assert found is not None
                album.want(found)
            result = album.finish()
    originals = {image.file.read_bytes() for image in stand_in.blog.images}
    assert {path.read_bytes() for path in result.staged.values()} == originals
    assert [note.code for note in result.notes] == ["image-dead"]
    assert {path.name for path in result.staged} >= {
        "radishes.jpg",
        "rain-gauge-1.png",
        "kettle.gif",
        "bi-girog.png",
    }
