"""A server on loopback that stands in for Blogger, with faults for tests."""

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
from migrator.demo.responses import Reply, ServerBehaviour, answer, served_from

ALWAYS = 10**9
CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure of requests whose path and query match."""

    match: str
    """A regular expression, for `re.search`."""
    kind: Literal["status", "cut", "drop", "slow", "page", "redirect", "endless"]
    """cut: half of the body; drop: no response; page: an HTML page instead; endless: 1 GB."""
    times: int = ALWAYS
    """How many of the matching requests fail; later ones don't."""
    status: int = 503
    retry_after: str = ""
    """The Retry-After header: seconds or a date."""
    location: str = ""
    reason: str = ""
    """If set, the body is a JSON error of the API with this reason."""
    pause: float = 0.05
    """Seconds between two chunks of a slow response."""


class DemoServer:
    """Serves a blog under `url` as Blogger would.  Use it as a context manager.

    `blog` may be replaced while it runs, as an author would change posts; `requests` lists the path and query of each.
    """

    def __init__(
        self,
        blog: SampleBlog | None = None,
        *,
        behaviour: ServerBehaviour | None = None,
        faults: Sequence[Fault] = (),
        latency: float = 0,
        port: int = 0,
    ) -> None:
        self.blog = blog or read_blog()
        self.behaviour = behaviour or ServerBehaviour()
        self.faults = tuple(faults)
        self.latency = latency
        self.requests: list[str] = []
        self._served: tuple[SampleBlog, SampleBlog] | None = None
        """The blog, and the same with its images on this server."""
        self._hits: Counter[Fault] = Counter()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.demo = self
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
        """The response without a fault."""
        served = self._served
        if served is None or served[0] is not self.blog:
            served = self._served = (self.blog, served_from(self.blog, self.url))
        return answer(served[1], self.behaviour, address, headers)

    def begin(self, address: str) -> Fault | None:
        """Add a request to the list; its fault, if it has one."""
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
    demo: DemoServer

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Be quiet about a client that closed the connection."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        demo = self.server.demo
        fault = demo.begin(self.path)
        if demo.latency:
            time.sleep(demo.latency)
        reply = demo.reply(self.path, {name.lower(): value for name, value in self.headers.items()})
        with contextlib.suppress(ConnectionError):
            self._send(reply) if fault is None else self._fail(reply, fault)

    def log_message(self, _format: str, *_args: object) -> None:
        """Be quiet: tests and the demo have their own output."""

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
        senders: dict[str, Callable[[Reply, Fault], None]] = {
            "status": self._status,
            "cut": self._cut,
            "drop": self._drop,
            "slow": self._slow,
            "page": self._page,
            "redirect": self._redirect,
            "endless": self._endless,
        }
        senders[fault.kind](reply, fault)

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
        for chunk in _chunks(reply.body):
            self.wfile.write(chunk)
            self.wfile.flush()
            time.sleep(fault.pause)

    def _page(self, _reply: Reply, _fault: Fault) -> None:
        self._send(Reply(200, b"<!DOCTYPE html>\n<html><body><p>Please sign in.</p></body></html>"))

    def _redirect(self, _reply: Reply, fault: Fault) -> None:
        self._send(Reply(fault.status if 300 <= fault.status < 400 else 302, b"", headers={"Location": fault.location}))

    def _endless(self, reply: Reply, _fault: Fault) -> None:
        self._head(reply, None)
        for _ in range(2**14):
            self.wfile.write(reply.body[:CHUNK].ljust(2**16, b"\0"))


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), CHUNK):
        yield body[start : start + CHUNK]
