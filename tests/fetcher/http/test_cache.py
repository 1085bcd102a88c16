"""What is kept of the network: for runs that broke off, and for none at all."""

from __future__ import annotations

import gzip
import os
import stat
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.responses import ServerBehaviour
from migrator.demo.server import DemoServer, Fault
from migrator.errors import MigratorError, OutputError
from migrator.fetcher.api.client import ApiKey
from migrator.fetcher.http.cache import FRESH, KEPT_FOR, Cache, default_cache_root
from migrator.fetcher.http.caching import open_client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions, Item
from tests.fetcher.feeds import codes, ids, posts
from tests.fetcher.web import Say, serving

HASTY = Timeouts(connect=2, read=2, total=20, first_wait=0.001, longest_wait=0.002, attempts=2)
PAGES = ServerBehaviour(page_cap=3)


@pytest.fixture(scope="module")
def sample() -> SampleBlog:
    return read_blog()


def told(url: str, cache: Cache, *, key: bool = False) -> list[Item]:
    who = ApiKey("stand-in-key") if key else None
    options = FetchOptions(allow_private=True, timeouts=HASTY, cache=cache, credentials=who, api_root=f"{url}/v3")
    (source,) = open_sources([url], options)
    return list(source.read())


def finished(url: str, root: Path, *, key: bool = False) -> list[Item]:
    """What is told by a run that comes to its end."""
    cache = Cache(root, [url])
    found = told(url, cache, key=key)
    cache.done()
    return found


def test_a_run_that_broke_off_goes_on_where_it_was(sample: SampleBlog, tmp_path: Path) -> None:
    with DemoServer(sample, behaviour=PAGES) as stand_in:
        stand_in.faults = (Fault("start-index=5|published-max", "status"),)
        with pytest.raises(MigratorError):
            told(stand_in.url, Cache(tmp_path, [stand_in.url]))
        before = [path for path in stand_in.requests if "start-index=5" not in path]
        stand_in.faults = ()
        stand_in.requests.clear()
        found = told(stand_in.url, Cache(tmp_path, [stand_in.url]))
        assert not set(before) & set(stand_in.requests)
    assert codes(found) == []
    assert len(ids(found)) == len([*sample.listed("post", "live"), *sample.listed("page", "live")])


def test_a_run_after_one_that_ended_asks_again(sample: SampleBlog, tmp_path: Path) -> None:
    with DemoServer(sample, behaviour=PAGES) as stand_in:
        finished(stand_in.url, tmp_path)
        changed = tuple(replace(post, title="New") for post in sample.posts)
        stand_in.blog = replace(sample, posts=changed)
        assert {one.title for one in posts(finished(stand_in.url, tmp_path))} == {"New"}


def test_what_an_interrupted_run_did_not_keep_itself_is_asked_for_again(sample: SampleBlog, tmp_path: Path) -> None:
    with DemoServer(sample, behaviour=PAGES) as stand_in:
        finished(stand_in.url, tmp_path)
        long_ago = time.time() - 60
        for path in tmp_path.rglob("*.gz"):
            os.utime(path, (long_ago, long_ago))
        Cache(tmp_path, [stand_in.url])  # a run that begins, and ends before it asked for anything
        stand_in.blog = replace(sample, posts=tuple(replace(post, title="New") for post in sample.posts))
        assert {one.title for one in posts(finished(stand_in.url, tmp_path))} == {"New"}


def test_a_run_that_broke_off_long_ago_is_not_trusted(sample: SampleBlog, tmp_path: Path) -> None:
    with DemoServer(sample) as stand_in:
        told(stand_in.url, Cache(tmp_path, [stand_in.url]))
        long_ago = time.time() - FRESH - 60
        for path in tmp_path.rglob("*"):
            os.utime(path, (long_ago, long_ago))
        stand_in.requests.clear()
        told(stand_in.url, Cache(tmp_path, [stand_in.url]))
        assert stand_in.requests


def test_what_has_not_changed_is_not_sent_again(sample: SampleBlog, tmp_path: Path) -> None:
    with DemoServer(sample, behaviour=replace(PAGES, etags=True)) as stand_in:
        first = finished(stand_in.url, tmp_path)
        assert ids(finished(stand_in.url, tmp_path)) == ids(first)
        only = sample.listed("post", "live")[0]
        stand_in.blog = replace(
            sample, posts=tuple(replace(post, title="New") if post is only else post for post in sample.posts)
        )
        assert [one.title for one in posts(finished(stand_in.url, tmp_path))].count("New") == 1


@pytest.mark.parametrize("key", [False, True])
def test_offline_nothing_is_asked(sample: SampleBlog, tmp_path: Path, key: bool) -> None:
    with DemoServer(sample, behaviour=PAGES) as stand_in:
        first = finished(stand_in.url, tmp_path, key=key)
        url = stand_in.url
    assert told(url, Cache(tmp_path, [url], offline=True), key=key) == first


def test_offline_what_was_never_read_is_said(tmp_path: Path) -> None:
    cache = Cache(tmp_path, ["http://x.example"], offline=True)
    with pytest.raises(MigratorError, match="--offline"):
        told("http://x.example", cache)
    assert list(tmp_path.iterdir()) == []


def test_it_is_for_the_user_only_and_small(sample: SampleBlog, tmp_path: Path) -> None:
    with DemoServer(sample) as stand_in:
        finished(stand_in.url, tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert {file.suffix for file in files} == {".gz"}
    assert any(b"<feed" in gzip.decompress(file.read_bytes()) for file in files)


def test_what_a_run_had_no_use_for_is_forgotten(sample: SampleBlog, tmp_path: Path) -> None:
    with DemoServer(sample, behaviour=PAGES) as stand_in:
        finished(stand_in.url, tmp_path)
        stand_in.blog = replace(sample, posts=sample.posts[:2])
        finished(stand_in.url, tmp_path)
        asked = len(stand_in.requests)
        assert len(list(tmp_path.rglob("*.gz"))) < asked / 2


@pytest.mark.parametrize(
    "damage",
    [b"", b"not gzip", gzip.compress(b"no json\nbody"), gzip.compress(b"[]\n"), b"\x1f\x8b\x08"],
    ids=["empty", "not gzip", "no JSON", "no object", "cut off"],
)
def test_a_damaged_file_is_as_good_as_none(sample: SampleBlog, tmp_path: Path, damage: bytes) -> None:
    with DemoServer(sample) as stand_in:
        first = told(stand_in.url, Cache(tmp_path, [stand_in.url]))
        for path in tmp_path.rglob("*.gz"):
            path.write_bytes(damage)
        assert told(stand_in.url, Cache(tmp_path, [stand_in.url])) == first


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="nothing can be kept there"):
        Cache(tmp_path / "file", ["x"])


def test_it_lies_where_caches_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_root() == tmp_path / "migrator"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_it_lies_in_the_home_folder_where_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_cache_root() == tmp_path / ".cache" / "migrator"


def refused(cache: Cache, url: str) -> FetchError:
    with open_client(cache, allow_private=True, timeouts=HASTY) as client, pytest.raises(FetchError) as caught:
        client.get(url)
    return caught.value


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_offline_what_was_refused_for_good_is_refused_again(tmp_path: Path, status: int) -> None:
    with serving() as web:
        web.on("/x", Say(status, b"no"))
        url = f"{web.url}/x"
        online = Cache(tmp_path, [url])
        first = refused(online, url)
        online.done()
    again = refused(Cache(tmp_path, [url], offline=True), url)
    assert (again.status, again.problem) == (first.status, first.problem) == (status, first.problem)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_offline_what_failed_for_the_day_is_unknown(tmp_path: Path, status: int) -> None:
    with serving() as web:
        web.on("/x", Say(status, b"no"))
        url = f"{web.url}/x"
        refused(Cache(tmp_path, [url]), url)
    assert refused(Cache(tmp_path, [url], offline=True), url).kind is FailureKind.NOT_KEPT


def test_what_answers_again_is_no_refusal_any_more_and_the_other_way_round(tmp_path: Path) -> None:
    with serving() as web:
        web.on("/x", Say(404), Say(body=b"here"), Say(410))
        url = f"{web.url}/x"
        for expected in (404, 0, 410):
            cache = Cache(tmp_path, [url])
            with open_client(cache, allow_private=True, timeouts=HASTY) as client:
                if expected:
                    assert refused(cache, url).status == expected
                else:
                    assert client.get(url).content == b"here"
            cache.done()
            offline = Cache(tmp_path, [url], offline=True)
            if expected:
                assert refused(offline, url).status == expected
            else:
                with open_client(offline, allow_private=True) as client:
                    assert client.get(url).content == b"here"


def test_refusals_are_for_the_user_only_and_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as web:
        url = f"{web.url}/x"
        cache = Cache(tmp_path, [url])
        refused(cache, url)
        (file,) = tmp_path.rglob("refusals")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        later = time.time() + KEPT_FOR + 60
        monkeypatch.setattr(time, "time", lambda: later)
        cache.done()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "damage",
    [
        *("", "no json\n", "[]\n", '["u"]\n', '["u", {}]\n', '["u", 1]\n', '{"a": 1}\n'),
        '["http://x.example/", {"problem": "", "advice": "", "status": 404, "moment": "noon"}]\n',
        '["http://x.example/", {"problem": "", "advice": "", "status": null, "moment": 1}]\n',
    ],
)
def test_damaged_refusals_are_none(tmp_path: Path, damage: str) -> None:
    url = "http://x.example/"
    (Cache(tmp_path, [url]).folder / "refusals").write_text(damage, encoding="utf-8")
    cache = Cache(tmp_path, [url])
    assert cache.failures.find(url) is None
    cache.done()
