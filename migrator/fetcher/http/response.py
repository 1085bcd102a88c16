"""A response's status, media type and body: bounded in size, in time and in how far it unpacks."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from migrator.fetcher.http.errors import FailureKind, FetchError

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that another try may change."""
CHUNK = 64 * 2**10
MOST_ERROR = 64 * 2**10
"""How much is read of the body of an error."""


def check_status(response: httpx.Response, deadline: float) -> None:
    """Raise `FetchError`, with the beginning of the body, unless the status is one of 2xx."""
    status = response.status_code
    if response.is_success:
        return
    raise FetchError(
        FailureKind.STATUS,
        str(response.url),
        f"the server answered {status} {response.reason_phrase}".rstrip(),
        "Try again later." if status in PASSING else "",
        status=status,
        passing=status in PASSING,
        retry_after=_retry_after(response.headers.get("retry-after", "")),
        body=_beginning(response, deadline),
    )


def _beginning(response: httpx.Response, deadline: float) -> bytes:
    """The first bytes of an error's body; those before it broke off, or was found to be too long."""
    body = bytearray()
    try:
        for chunk in read_body(response, MOST_ERROR, deadline):
            body += chunk
    except (FetchError, httpx.TransportError, zlib.error):
        pass  # the status alone has to do
    return bytes(body)


def _retry_after(value: str) -> float | None:
    """Seconds to wait, from a Retry-After in seconds or as a date; None for any other text."""
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def content_type(response: httpx.Response) -> str:
    """The media type in lower case, without parameters; '' where the server named none."""
    kind: str = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind


def read_body(response: httpx.Response, most: int, deadline: float) -> Iterator[bytes]:
    """The decoded body in chunks; raises `FetchError` beyond `most` bytes, after the deadline, or if it breaks off."""
    size = 0
    for chunk in _decoded(response, response.iter_raw()):
        size += len(chunk)
        if size > most:
            raise FetchError(FailureKind.TOO_LARGE, str(response.url), f"more than {most:,} bytes")
        if time.monotonic() > deadline:
            raise FetchError(FailureKind.SLOW, str(response.url), "the answer did not come to an end in time")
        yield chunk


def _decoded(response: httpx.Response, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks of a gzipped body, unpacked to at most 64 kB each: httpx would make one chunk of any size."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"identity", ""}:
        yield from chunks
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise FetchError(FailureKind.ENCODING, str(response.url), f"unknown content encoding {encoding}")
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    for chunk in chunks:
        rest = chunk
        while rest and not unzip.eof:
            yield unzip.decompress(rest, CHUNK)
            rest = unzip.unconsumed_tail
    yield unzip.flush()
    if not unzip.eof:
        raise FetchError(FailureKind.ENCODING, str(response.url), "the answer broke off", passing=True)
