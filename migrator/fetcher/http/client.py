"""The HTTP client that every request of migrator goes through: throttled, retried, bounded in size and time."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self, TypeVar
from urllib.request import getproxies_environment

import httpx

from migrator import __version__
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.http.response import check_status, content_type, read_body
from migrator.fetcher.http.retry import RetryState, Timeouts, retried
from migrator.fetcher.http.throttle import MOST_AT_ONCE, Throttle
from migrator.fetcher.http.transport import GuardedTransport, until

USER_AGENT = f"migrator/{__version__} (+https://pypi.org/project/blogger-migrator/)"
IMAGES = "image/avif;q=0.1,image/png,image/jpeg,image/gif,image/svg+xml,*/*;q=0.5"
"""No webp: with it Google re-encodes originals."""
MOST_CONNECTIONS = 32
MOST_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_PAGE = 64 * 2**20
_LATER = "Check the connection and try again."
_NO_PROXY = "Connect this machine directly: migrator goes through no proxy, since behind one no address can be checked."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer, held in memory."""

    url: str
    """The last one of the redirects."""
    content_type: str
    """Lower case, without parameters; '' if the server named none."""
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that was put into a file."""

    final_url: str
    content_type: str
    size: int
    sha256: str


class Client:
    """Sends GET requests; safe to share between threads.  Use it as a context manager."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        timeouts: Timeouts | None = None,
        per_host: int = MOST_AT_ONCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._sleep = sleep
        self._throttle = Throttle(per_host, sleep)
        self._client = httpx.Client(
            transport=GuardedTransport(allow_private=allow_private, connections=max(MOST_CONNECTIONS, per_host)),
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(self._timeouts.read, connect=self._timeouts.connect, pool=None),
            trust_env=False,
            follow_redirects=False,
            event_hooks={"response": [_check_redirect]},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            auth=httpx.Auth(),  # else httpx sends the user:password@ of an address
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        max_bytes: int = MOST_PAGE,
        secrets: Mapping[str, str] | None = None,
        conditions: Mapping[str, str] | None = None,
        classify: Callable[[FetchError], FetchError] = lambda error: error,
    ) -> Response:
        """The whole answer to a GET, retried; raises `FetchError`.

        `secrets` are headers for the host of `url` alone, whatever it redirects to.  With `conditions` (If-None-Match
        and such) an unchanged answer is an error of status 304.  `classify` may replace an error by one that tells
        more, and so decides whether it is worth another try.
        """
        headers = {"Accept": accept, "Accept-Encoding": "gzip", **(conditions or {})}

        def send(deadline: float) -> Response:
            with _classified(classify), self._open(url, headers, deadline, secrets or {}) as response:
                body = b"".join(read_body(response, max_bytes, deadline))
                return Response(str(response.url), content_type(response), dict(response.headers.items()), body)

        return self._retried(url, send)

    def fetch_to(self, url: str, path: Path, max_bytes: int, total: float | None = None) -> Fetched:
        """Stream the answer to a GET into a file, retried; raises `FetchError`.

        The file may hold part of an answer when this raises.  `total` replaces that of the timeouts, in seconds.
        """
        headers = {"Accept": IMAGES, "Accept-Encoding": "identity"}

        def send(deadline: float) -> Fetched:
            digest = hashlib.sha256()
            size = 0
            with self._open(url, headers, deadline) as response, path.open("wb") as file:
                for chunk in read_body(response, max_bytes, deadline):
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                return Fetched(str(response.url), content_type(response), size, digest.hexdigest())

        return self._retried(url, send, total)

    def _retried(self, url: str, send: Callable[[float], T], total: float | None = None) -> T:
        """What `send` returns, in a slot of the host; the time in the host's queue doesn't count for the deadline."""

        def request(state: RetryState) -> T:
            with _as_fetch_error(url), self._throttle.slot(_host(url), state.deadline, state.waited_until) as queued:
                state.deadline += queued
                return send(state.deadline)

        return retried(request, self._timeouts, total, self._sleep)

    @contextmanager
    def _open(
        self, url: str, headers: Mapping[str, str], deadline: float, secrets: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[httpx.Response]:
        """A successful answer after at most 10 redirects, body unread."""
        here = _parsed(url)
        origin = _origin(here)
        for _ in range(MOST_REDIRECTS):
            sent = {**headers, **(secrets if _origin(here) == origin else {})}
            with until(deadline), self._client.stream("GET", here, headers=sent) as response:
                target = _redirect_target(response)
                if target is None:
                    check_status(response, deadline)
                    yield response
                    return
            here = target
        raise FetchError(FailureKind.REDIRECTS, str(here), f"more than {MOST_REDIRECTS} redirects in a row")


def _redirect_target(response: httpx.Response) -> httpx.URL | None:
    """Where a redirect leads, None for any other answer; raises `FetchError` or `httpx.InvalidURL`."""
    where = response.headers.get("location", "") if response.status_code in REDIRECTS else ""
    return _checked(str(response.url), response.url.join(where)) if where else None


def _check_redirect(response: httpx.Response) -> None:
    """Refuse a bad redirect before httpx prepares a request to follow it, which fails in words of its own."""
    _redirect_target(response)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _host(url: str) -> str:
    return _parsed(url).netloc.decode("ascii")


@contextmanager
def _classified(classify: Callable[[FetchError], FetchError]) -> Iterator[None]:
    try:
        yield
    except FetchError as error:
        raise classify(error) from error


@lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    """The address as httpx's URL, cached: to make one is slow, and each request needs it more than once."""
    return _checked(url, httpx.URL(url))


def _checked(url: str, target: httpx.URL) -> httpx.URL:
    if target.scheme not in {"http", "https"} or not target.host:
        raise FetchError(FailureKind.BAD_ADDRESS, url, f"{target} is not an address of the web")
    return target


def _advice() -> str:
    """What to do where no connection comes about."""
    return _NO_PROXY if getproxies_environment().keys() & {"http", "https", "all"} else _LATER


@contextmanager
def _as_fetch_error(url: str) -> Iterator[None]:
    """Raise every error of httpx, and of a damaged gzip, as a `FetchError`."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchError(FailureKind.SLOW, url, "no answer in time", _advice(), passing=True) from error
    except httpx.TransportError as error:
        bad_certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
        problem = "its certificate is not valid" if bad_certificate else f"the connection failed ({error})"
        raise FetchError(FailureKind.CONNECTION, url, problem, _advice(), passing=not bad_certificate) from error
    except httpx.InvalidURL as error:
        raise FetchError(FailureKind.BAD_ADDRESS, url, f"not a valid address ({error})") from error
    except zlib.error as error:
        raise FetchError(FailureKind.ENCODING, url, "the answer is damaged", passing=True) from error
