from __future__ import annotations

import gzip
import hashlib
import socket
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.http.transport import is_public
from tests.fetcher.web import Say, Web, serving

HASTY = Timeouts(connect=2, read=2, total=20, first_wait=0.001, longest_wait=0.002)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(allow_private=True, timeouts=HASTY) as one:
        yield one


def failure(client: Client, url: str, max_bytes: int = 10**6) -> FetchError:
    with pytest.raises(FetchError) as caught:
        client.get(url, max_bytes=max_bytes)
    return caught.value


def test_gives_the_body_and_where_it_came_from(web: Web, client: Client) -> None:
    web.on("/a", Say(body=b"hello", headers={"Content-Type": "Text/Plain; charset=utf-8"}))
    answer = client.get(f"{web.url}/a")
    assert (answer.url, answer.content_type, answer.content) == (f"{web.url}/a", "text/plain", b"hello")


def test_says_honestly_who_it_is(web: Web, client: Client) -> None:
    web.on("/a", Say())
    client.get(f"{web.url}/a")
    assert web.asked[0][1]["user-agent"].startswith("migrator/")


def test_follows_redirects_relative_and_absolute(web: Web, client: Client) -> None:
    web.on("/a", Say(301, headers={"Location": "b?x=1"}))
    web.on("/b", Say(302, headers={"Location": f"{web.url}/c"}))
    web.on("/c", Say(body=b"there"))
    assert client.get(f"{web.url}/a").url == f"{web.url}/c"


@pytest.mark.parametrize("where", ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)"])
def test_a_redirect_out_of_the_web_is_not_followed(web: Web, client: Client, where: str) -> None:
    web.on("/a", Say(302, headers={"Location": where}))
    assert failure(client, f"{web.url}/a").kind is FailureKind.BAD_ADDRESS


@pytest.mark.parametrize("where", ["http://[::1", f"http://{'a' * 70_000}/", "javascript:alert(1)"])
def test_a_redirect_that_is_no_address_is_not_tried_again(web: Web, client: Client, where: str) -> None:
    web.on("/a", Say(302, headers={"Location": where}))
    assert failure(client, f"{web.url}/a").kind is FailureKind.BAD_ADDRESS
    assert len(web.asked) == 1


def test_a_redirect_loop_ends(web: Web, client: Client) -> None:
    web.on("/a", Say(302, headers={"Location": "/a"}))
    assert failure(client, f"{web.url}/a").kind is FailureKind.REDIRECTS


def test_cookies_are_not_kept(web: Web, client: Client) -> None:
    web.on("/a", Say(headers={"Set-Cookie": "a=1"}))
    client.get(f"{web.url}/a")
    client.get(f"{web.url}/a")
    assert "cookie" not in web.asked[1][1]


def test_a_password_in_an_address_is_not_sent(web: Web, client: Client) -> None:
    web.on("/a", Say())
    client.get(f"{web.url}/a".replace("://", "://user:hush@"))
    assert "authorization" not in web.asked[0][1]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(web: Web, client: Client, status: int) -> None:
    web.on("/a", Say(status), Say(status), Say(body=b"at last"))
    assert client.get(f"{web.url}/a").content == b"at last"


def test_a_cut_answer_is_tried_again(web: Web, client: Client) -> None:
    web.on("/a", Say(body=b"hal", length=100), Say(body=b"whole"))
    assert client.get(f"{web.url}/a").content == b"whole"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_tried_again(web: Web, client: Client, status: int) -> None:
    web.on("/a", Say(status))
    assert failure(client, f"{web.url}/a").status == status
    assert len(web.asked) == 1


def test_a_failure_that_does_not_pass_ends(web: Web, client: Client) -> None:
    web.on("/a", Say(503))
    assert failure(client, f"{web.url}/a").status == 503
    assert len(web.asked) == HASTY.attempts


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_waits_as_long_as_the_server_asks(web: Web, form: str) -> None:
    waits: list[float] = []
    later = "7" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=7), usegmt=True)
    web.on("/a", Say(429, headers={"Retry-After": later}), Say())
    with Client(allow_private=True, timeouts=HASTY, sleep=waits.append) as client:
        client.get(f"{web.url}/a")
    assert len(waits) == 1
    assert 5 <= waits[0] <= 7


def test_does_not_wait_longer_than_the_whole_bound(web: Web) -> None:
    waits: list[float] = []
    web.on("/a", Say(429, headers={"Retry-After": "3600"}))
    with Client(allow_private=True, timeouts=HASTY, sleep=waits.append) as client:
        assert failure(client, f"{web.url}/a").status == 429
    assert waits == []


def test_nonsense_in_retry_after_is_passed_over(web: Web, client: Client) -> None:
    web.on("/a", Say(429, headers={"Retry-After": "soon"}), Say(body=b"ok"))
    assert client.get(f"{web.url}/a").content == b"ok"


def test_a_body_larger_than_asked_for_is_refused(web: Web, client: Client) -> None:
    web.on("/a", Say(body=b"x" * 1000))
    assert failure(client, f"{web.url}/a", max_bytes=999).kind is FailureKind.TOO_LARGE


def test_gzip_is_undone(web: Web, client: Client) -> None:
    web.on("/a", Say(body=gzip.compress(b"hello" * 50_000), headers={"Content-Encoding": "gzip"}))
    assert client.get(f"{web.url}/a").content == b"hello" * 50_000


def test_a_gzip_bomb_is_refused_before_it_unpacks(web: Web, client: Client) -> None:
    web.on("/a", Say(body=gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"}))
    assert failure(client, f"{web.url}/a", max_bytes=100_000).kind is FailureKind.TOO_LARGE


def test_damaged_gzip_is_tried_again(web: Web, client: Client) -> None:
    packed = {"Content-Encoding": "gzip"}
    good = gzip.compress(b"good")
    web.on(
        "/a",
        Say(body=b"nonsense", headers=packed),
        Say(body=good[:-9], headers=packed),
        Say(body=good, headers=packed),
    )
    assert client.get(f"{web.url}/a").content == b"good"


def test_an_encoding_that_was_not_asked_for_is_named(web: Web, client: Client) -> None:
    web.on("/a", Say(body=zlib.compress(b"x"), headers={"Content-Encoding": "br"}))
    assert "br" in failure(client, f"{web.url}/a").problem


def test_a_host_that_does_not_exist_is_said(client: Client) -> None:
    assert failure(client, "http://no-such-host.invalid/").kind is FailureKind.NO_HOST


@pytest.mark.parametrize("url", ["http://", "http:///x", "x", "http://\x00/"])
def test_what_is_no_address_is_said(client: Client, url: str) -> None:
    assert failure(client, url).kind is FailureKind.BAD_ADDRESS


def test_nobody_listening_is_said() -> None:
    with serving() as web:
        url = web.url
    with Client(allow_private=True, timeouts=HASTY) as client:
        assert failure(client, url).kind is FailureKind.CONNECTION


def test_does_not_go_into_private_networks(web: Web) -> None:
    with Client(timeouts=HASTY) as client:
        for host in ("127.0.0.1", "localhost", "2130706433"):
            assert failure(client, web.url.replace("127.0.0.1", host)).kind is FailureKind.FORBIDDEN
    assert web.asked == []


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "224.0.0.1", "100.64.0.1", "::1"],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"])
def test_disguises_of_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_streams_a_file_and_says_what_it_was(web: Web, client: Client, tmp_path: Path) -> None:
    body = bytes(range(256)) * 1000
    web.on("/a", Say(302, headers={"Location": "/b.png"}))
    web.on("/b.png", Say(body=body, headers={"Content-Type": "image/png"}))
    fetched = client.fetch_to(f"{web.url}/a", tmp_path / "x", 10**6)
    assert (tmp_path / "x").read_bytes() == body
    assert fetched.final_url == f"{web.url}/b.png"
    assert fetched.content_type == "image/png"
    assert (fetched.size, fetched.sha256) == (len(body), hashlib.sha256(body).hexdigest())


def test_asks_for_originals(web: Web, client: Client, tmp_path: Path) -> None:
    web.on("/a", Say())
    client.fetch_to(f"{web.url}/a", tmp_path / "x", 10)
    headers = web.asked[0][1]
    assert "webp" not in headers["accept"]
    assert headers["accept-encoding"] == "identity"


def test_a_file_that_was_cut_is_started_over(web: Web, client: Client, tmp_path: Path) -> None:
    web.on("/a", Say(body=b"first half, lost", length=100), Say(body=b"whole"))
    assert client.fetch_to(f"{web.url}/a", tmp_path / "x", 1000).size == 5
    assert (tmp_path / "x").read_bytes() == b"whole"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_is_asked_and_where_one_is_needed_that_is_said(
    web: Web, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    web.on("/x", Say(body=b"here"))
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    with Client(allow_private=True, timeouts=HASTY) as client:
        assert client.get(f"{web.url}/x").content == b"here"
        with pytest.raises(FetchError) as caught:
            client.get(f"http://127.0.0.1:{port}/x")
    assert "goes through no proxy" in caught.value.advice
