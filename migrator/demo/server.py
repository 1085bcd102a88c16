"""A server on loopback that stands in for Blogger, and fails on demand."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self

from migrator.demo.api import DeniedError
from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.responses import Habits, Reply, answer, served_from

ALWAYS = 10**9
PIECE = 4096


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with requests whose path and query match."""

    match: str
    """A regular expression, searched for."""
    kind: Literal["status", "cut", "drop", "slow", "page", "redirect", "endless"]
    """cut: half of the body; drop: no answer at all; page: HTML instead; endless: more than anybody wants."""
    times: int = ALWAYS
    """How many of the matching requests it hits; the ones after that go well."""
    status: int = 503
    retry_after: str = ""
    """Seconds or a date, as a header."""
    location: str = ""
    reason: str = ""
    """Makes a status the JSON error of an API, with this reason."""
    pause: float = 0.05
    """Seconds between two pieces of a slow answer."""


class DemoServer:
    """Serves a blog under `url` as Blogger would.  Use it as a context manager.

    `blog` may be replaced while it runs, as an author would change posts; `requests` lists what was
    asked for.
    """

    def __init__(
        self,
        blog: SampleBlog | None = None,
        *,
        habits: Habits | None = None,
        faults: Sequence[Fault] = (),
        latency: float = 0,
        port: int = 0,
    ) -> None:
        self.blog = blog or read_blog()
        self.habits = habits or Habits()
        self.faults = tuple(faults)
        self.latency = latency
        self.requests: list[str] = []
        self._served: tuple[SampleBlog, SampleBlog] | None = None
        """The blog, and what it is with its images at this address."""
        self._hits: Counter[Fault] = Counter()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.stand_in = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply(self, address: str, headers: Mapping[str, str]) -> Reply:
        """What it answers where nothing goes wrong."""
        served = self._served
        if served is None or served[0] is not self.blog:
            served = self._served = (self.blog, served_from(self.blog, self.url))
        return answer(served[1], self.habits, address, headers)

    def begin(self, address: str) -> Fault | None:
        """Note a request down; the fault that hits it, if any."""
        with self._lock:
            self.requests.append(address)
            for fault in self.faults:
                if self._hits[fault] < fault.times and re.search(fault.match, address):
                    self._hits[fault] += 1
                    return fault
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    stand_in: DemoServer

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Say nothing of a client that went away."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        stand_in = self.server.stand_in
        fault = stand_in.begin(self.path)
        if stand_in.latency:
            time.sleep(stand_in.latency)
        reply = stand_in.reply(self.path, {name.lower(): value for name, value in self.headers.items()})
        with contextlib.suppress(ConnectionError):
            self._send(reply) if fault is None else self._fail(reply, fault)

    def log_message(self, _format: str, *_args: object) -> None:
        """Say nothing: tests and the demo have their own output."""

    def _send(self, reply: Reply) -> None:
        self._head(reply, len(reply.body))
        self.wfile.write(reply.body)

    def _head(self, reply: Reply, length: int | None) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        if length is None:
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _fail(self, reply: Reply, fault: Fault) -> None:
        ways: dict[str, Callable[[Reply, Fault], None]] = {
            "status": self._status,
            "cut": self._cut,
            "drop": self._drop,
            "slow": self._slow,
            "page": self._page,
            "redirect": self._redirect,
            "endless": self._endless,
        }
        ways[fault.kind](reply, fault)

    def _status(self, _reply: Reply, fault: Fault) -> None:
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        if fault.reason:
            error = json.dumps(DeniedError(fault.status, fault.reason).as_json()).encode()
            self._send(Reply(fault.status, error, "application/json; charset=UTF-8", headers))
        else:
            self._send(Reply(fault.status, b"<html><title>Error</title></html>", headers=headers))

    def _cut(self, reply: Reply, _fault: Fault) -> None:
        self._head(reply, len(reply.body))
        self.wfile.write(reply.body[: len(reply.body) // 2])
        self.close_connection = True

    def _drop(self, _reply: Reply, _fault: Fault) -> None:
        self.close_connection = True

    def _slow(self, reply: Reply, fault: Fault) -> None:
        self._head(reply, len(reply.body))
        for piece in _pieces(reply.body):
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(fault.pause)

    def _page(self, _reply: Reply, _fault: Fault) -> None:
        self._send(Reply(200, b"<!DOCTYPE html>\n<html><body><p>Please sign in.</p></body></html>"))

    def _redirect(self, _reply: Reply, fault: Fault) -> None:
        self._send(Reply(fault.status if 300 <= fault.status < 400 else 302, b"", headers={"Location": fault.location}))

    def _endless(self, reply: Reply, _fault: Fault) -> None:
        self._head(reply, None)
        for _ in range(2**14):
            self.wfile.write(reply.body[:PIECE].ljust(2**16, b"\0"))


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]
