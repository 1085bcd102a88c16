"""Connections to public addresses only: a name is resolved once, and the address that was checked is connected to."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpcore
import httpx

from migrator.fetcher.http.errors import FailureKind, FetchError

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address lies on the open internet: not private, loopback, link-local or metadata."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _embedded(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one only wraps."""
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


class GuardedBackend(httpcore.SyncBackend):
    """Connects to public addresses only.

    It connects to the very address that it checked, so that a name server which answers differently the second time
    (DNS rebinding) gains nothing.  TLS still checks the certificate against the name.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._addresses(host, port):
            try:
                return _DeadlineStream(super().connect_tcp(address, port, timeout, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        found = _resolve(host, port)
        if self._allow_private:
            return found
        public = [address for address in found if is_public(address)]
        if found and not public:
            raise FetchError(
                FailureKind.FORBIDDEN,
                host,
                "the name leads into a private network, where migrator does not go",
            )
        return public


@contextmanager
def until(deadline: float) -> Iterator[None]:
    """A deadline, on the clock of `time.monotonic`, for all reads from connections in this thread.

    A timeout for each read is not enough: a server that sends its headers byte by byte never exceeds it.
    """
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose reads end at the deadline that `until` set."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        deadline = _deadline.get()
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise httpcore.ReadTimeout("the answer did not come to an end in time")
            timeout = left if timeout is None else min(left, timeout)
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolve(host: str, port: int) -> list[str]:
    """Every address of a host name, in the system's order of preference."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise httpcore.ConnectError(f"the name server did not answer for {host}") from error
        raise FetchError(
            FailureKind.NO_HOST, host, "there is no host of this name", "Check the spelling of the address."
        ) from error
    except UnicodeError as error:
        raise FetchError(FailureKind.BAD_ADDRESS, host, "this can't be a host name") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@cache
def _trust() -> ssl.SSLContext:
    """The trusted certificate authorities; to read their list takes as long as several images, so it is read once."""
    return httpx.create_ssl_context()


class GuardedTransport(httpx.BaseTransport):
    """An httpx transport whose every connection goes through the guard, which httpx's own has no place for.

    HTTP/2 stays off: over one connection images came a third slower than over eight, and one that is too slow would
    take all others along.
    """

    def __init__(self, *, allow_private: bool, connections: int) -> None:
        self._connections = httpcore.ConnectionPool(
            ssl_context=_trust(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=15,
            network_backend=GuardedBackend(allow_private=allow_private),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        with _as_httpx_error():
            received = self._connections.handle_request(sent)
        body = _Body(received)
        return httpx.Response(received.status, headers=received.headers, stream=body, extensions=received.extensions)

    def close(self) -> None:
        self._connections.close()


class _Body(httpx.SyncByteStream):
    """The body of a response, read as it arrives."""

    def __init__(self, received: httpcore.Response) -> None:
        self._received = received

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_error():
            yield from self._received.iter_stream()

    def close(self) -> None:
        self._received.close()


_HTTPX_ERRORS: Mapping[type[Exception], type[httpx.TransportError]] = {
    httpcore.TimeoutException: httpx.TimeoutException,
    httpcore.NetworkError: httpx.NetworkError,
    httpcore.ProtocolError: httpx.ProtocolError,
    httpcore.UnsupportedProtocol: httpx.UnsupportedProtocol,
}


@contextmanager
def _as_httpx_error() -> Iterator[None]:
    """Raise an error of httpcore as httpx's of the same name."""
    try:
        yield
    except tuple(_HTTPX_ERRORS) as error:
        raise next(ours for theirs, ours in _HTTPX_ERRORS.items() if isinstance(error, theirs))(str(error)) from error
