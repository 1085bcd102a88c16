"""One post by its address or number, without reading all the others."""

from __future__ import annotations

import pytest

from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.server import DemoServer, Fault
from migrator.fetcher.api.client import ApiKey
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import Credentials, FetchOptions, Item
from tests.fetcher.feeds import ids

HASTY = Timeouts(connect=2, read=2, total=20, first_wait=0.001, longest_wait=0.002, attempts=3)


@pytest.fixture(scope="module")
def sample() -> SampleBlog:
    return read_blog()


def told(stand_in: DemoServer, wanted: str, who: Credentials | None = None) -> list[Item]:
    options = FetchOptions(
        post=wanted, allow_private=True, timeouts=HASTY, credentials=who, api_root=f"{stand_in.url}/v3"
    )
    (source,) = open_sources([stand_in.url], options)
    return list(source.read())


@pytest.mark.parametrize("kind", ["post", "page"])
@pytest.mark.parametrize("form", ["address", "path", "number"])
@pytest.mark.parametrize("who", [None, ApiKey("stand-in-key")], ids=["feed", "api"])
def test_a_post_alone(sample: SampleBlog, kind: str, form: str, who: Credentials | None) -> None:
    one = sample.listed(kind, "live")[1]
    with DemoServer(sample) as stand_in:
        wanted = {"address": f"{stand_in.url}{one.path}?m=1", "path": f"https://x.example{one.path}", "number": one.id}
        found = told(stand_in, wanted[form], who)
    assert one.id in ids(found)


def test_few_requests_are_made_for_it(sample: SampleBlog) -> None:
    one = sample.listed("post", "live")[1]
    with DemoServer(sample) as stand_in:
        assert ids(told(stand_in, f"{stand_in.url}{one.path}")) == [one.id]
        assert len(stand_in.requests) <= 3
        assert not any("comments" in path or "sitemap" in path for path in stand_in.requests)


@pytest.mark.parametrize("wanted", ["/1999/13/none.html", "https://x.example/1999/01/none.html", "77", "roses"])
def test_what_cannot_be_had_alone_is_looked_for_among_all(sample: SampleBlog, wanted: str) -> None:
    with DemoServer(sample) as stand_in:
        assert len(ids(told(stand_in, wanted))) > 5


def test_trouble_with_the_one_is_no_end(sample: SampleBlog) -> None:
    one = sample.listed("page", "live")[0]
    with DemoServer(sample, faults=[Fault("pages/default", "status", status=500, times=9)]) as stand_in:
        assert len(ids(told(stand_in, f"{stand_in.url}{one.path}"))) > 5
