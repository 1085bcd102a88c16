"""A stand-in for Google's authorization server, on loopback: consent, codes, tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

REFRESH = "hush-refresh"
CLIENT = {"client_id": "77.apps.example", "client_secret": "hush-client"}


@dataclass
class Authority:
    """The running server, and what it was asked."""

    url: str
    consents: bool = True
    withdrawn: bool = False
    forged_state: bool = False
    asked: list[Mapping[str, str]] = field(default_factory=list)
    granted: int = 0

    @property
    def client(self) -> dict[str, Any]:
        """The file that Google lets a user download."""
        places = {"auth_uri": f"{self.url}/auth", "token_uri": f"{self.url}/token"}
        return {"installed": {**CLIENT, **places, "redirect_uris": ["http://localhost"]}}

    def consent(self, query: Mapping[str, str]) -> str:
        """Where the browser is sent after the user was asked."""
        self.asked.append(query)
        state = "forged" if self.forged_state else query["state"]
        answer = {"code": "the-code", "state": state} if self.consents else {"error": "access_denied", "state": state}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """What the token endpoint answers."""
        self.asked.append(form)
        if form["grant_type"] == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if challenge != self.asked[0]["code_challenge"] or form["code"] != "the-code":
                return 400, {"error": "invalid_grant"}
        elif self.withdrawn or form["refresh_token"] != REFRESH:
            return 400, {"error": "invalid_grant", "error_description": "Token has been revoked."}
        self.granted += 1
        token = {"access_token": f"stand-in-token-{self.granted}", "token_type": "Bearer", "expires_in": 3600}
        return 200, {**token, "scope": self.asked[0].get("scope", ""), "refresh_token": REFRESH}


@contextmanager
def authorizing() -> Iterator[Authority]:
    """The server for the time of a `with`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self.send_response(302)
            self.send_header("Location", authority.consent(query))
            self.end_headers()

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            status, answer = authority.token({name: values[0] for name, values in form.items()})
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, _format: str, *_args: object) -> None:
            """Keep the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    authority = Authority(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()


class Browser(webbrowser.BaseBrowser):
    """A user who goes where the page leads, at once."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        del new, autoraise

        def visit() -> None:
            with httpx.Client(trust_env=False, follow_redirects=True) as client:
                client.get(url)

        threading.Thread(target=visit, daemon=True).start()
        return True


webbrowser.register("stand-in", None, Browser("stand-in"))
