"""What a hostile or broken server can do with a connection, and what a secret is told to whom."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.http.retry import Timeouts
from tests.fetcher.web import Say, Web, serving

HASTY = Timeouts(connect=2, read=2, total=20, first_wait=0.001, longest_wait=0.002, attempts=2)
SECRET = {"X-Goog-Api-Key": "hush"}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@contextmanager
def raw(speak: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says to every connection just what `speak` sends."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(4096)
                    speak(connection)
                except OSError:
                    continue  # the client had enough

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def failure(url: str, timeouts: Timeouts = HASTY) -> FetchError:
    with Client(allow_private=True, timeouts=timeouts) as client, pytest.raises(FetchError) as caught:
        client.get(url, max_bytes=10**6)
    return caught.value


def dripping(text: bytes) -> Callable[[socket.socket], None]:
    """One byte at a time, each well within what a single read waits for."""

    def speak(connection: socket.socket) -> None:
        for at in range(len(text)):
            connection.sendall(text[at : at + 1])
            time.sleep(0.05)

    return speak


@pytest.mark.parametrize(
    "text",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 100,
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + b"x" * 999,
        b"HTTP/1.1 500 No\r\nContent-Length: 999\r\n\r\n" + b"x" * 999,
    ],
    ids=["headers", "body", "refusal"],
)
def test_a_server_that_drips_is_given_up_in_time(text: bytes) -> None:
    with raw(dripping(text)) as url:
        error = failure(url, replace(HASTY, total=1))
    assert error.kind is FailureKind.SLOW


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\0\1\2 not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10**6 + b"\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[x\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://" + b"a" * 70_000 + b"/\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["nothing", "noise", "negative", "two-lengths", "chunks", "long-header", "no-url", "bytes", "long-url"],
)
def test_nonsense_is_an_error_that_is_understood(text: bytes) -> None:
    with raw(lambda connection: connection.sendall(text)) as url:
        assert failure(url).kind in {
            FailureKind.CONNECTION,
            FailureKind.BAD_ADDRESS,
            FailureKind.NO_HOST,
            FailureKind.REDIRECTS,
        }


def test_a_reset_is_an_error_that_is_understood() -> None:
    def reset(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with raw(reset) as url:
        assert failure(url).kind is FailureKind.CONNECTION


def test_a_name_that_leads_into_a_private_network_is_not_dialled(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    port = int(web.url.rpartition(":")[2])
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answers)
    with Client(timeouts=HASTY) as client, pytest.raises(FetchError, match="private network") as caught:
        client.get(f"http://harmless.example:{port}/")
    assert caught.value.kind is FailureKind.FORBIDDEN
    assert web.asked == []


def test_the_body_of_a_refusal_is_at_hand(web: Web) -> None:
    web.on("/a", Say(403, b'{"error": 1}'))
    assert failure(f"{web.url}/a").body == b'{"error": 1}'


def test_a_refusal_without_end_is_cut_short(web: Web) -> None:
    web.on("/a", Say(403, b"x" * 10**6))
    assert len(failure(f"{web.url}/a").body) <= 2**16


def test_a_caller_may_know_better_whether_to_try_again(web: Web) -> None:
    web.on("/a", Say(403, b"later"), Say(200, b"now"))

    def passing(error: FetchError) -> FetchError:
        return FetchError(error.kind, error.url, error.problem, status=error.status, passing=error.body == b"later")

    with Client(allow_private=True, timeouts=HASTY) as client:
        assert client.get(f"{web.url}/a", classify=passing).content == b"now"


def test_secrets_stay_with_the_host_that_they_are_for(web: Web) -> None:
    elsewhere = web.url.replace("127.0.0.1", "localhost")
    web.on("/a", Say(302, headers={"Location": "/b"}))
    web.on("/b", Say(302, headers={"Location": f"{elsewhere}/c"}))
    web.on("/c", Say(200, b"ok"))
    with Client(allow_private=True, timeouts=HASTY) as client:
        client.get(f"{web.url}/a", secrets=SECRET)
    assert [headers.get("x-goog-api-key") for _, headers in web.asked] == ["hush", "hush", None]
