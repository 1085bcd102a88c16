"""A tiny scripted HTTP server on loopback: each path answers what the test said, one answer a request."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Say:
    """One scripted answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    """A Content-Length other than the true one: the connection is cut after the body."""


@dataclass
class Web:
    """The running server: its address, its script, and what it was asked."""

    url: str
    script: dict[str, list[Say]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    answer: Callable[[str], Say] | None = None
    """Answers instead of the script, if set."""

    def on(self, path: str, *answers: Say) -> None:
        """Answer the path with these, the last one again and again."""
        self.script[path] = list(answers)

    def scripted(self, path: str) -> Say:
        answers = self.script.get(path) or self.script.get(path.partition("?")[0]) or [Say(404, b"no")]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def paths(self) -> Sequence[str]:
        return [path for path, _ in self.asked]


class QuietServer(ThreadingHTTPServer):
    """Says nothing of a client that went away."""

    daemon_threads = True

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


@contextmanager
def serving() -> Iterator[Web]:
    """A scripted server for the time of a `with`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            say = (web.answer or web.scripted)(self.path)
            self.send_response(say.status)
            for name, value in say.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(say.body) if say.length is None else say.length))
            self.end_headers()
            self.wfile.write(say.body)
            if say.length is not None:
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True

        def log_message(self, _format: str, *_args: object) -> None:
            """Keep the test output quiet."""

    server = QuietServer(("127.0.0.1", 0), Handler)
    web = Web(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
