"""The HTTP client with a cache in front of it; offline, the cache alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from migrator.fetcher.http.cache import Cache
from migrator.fetcher.http.client import MOST_PAGE, Client, Fetched, Response
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.http.throttle import MOST_AT_ONCE


class CachingClient(Client):
    """A client that looks into a cache first; if that is offline, it sends no requests."""

    def __init__(self, cache: Cache, *, allow_private: bool, timeouts: Timeouts, per_host: int = MOST_AT_ONCE) -> None:
        super().__init__(allow_private=allow_private, timeouts=timeouts, per_host=per_host)
        self._cache = cache

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
        """The whole answer to a GET, from the cache or the network; raises `FetchError`."""
        cached = self._cache.find(url, accept)
        if cached and cached.is_fresh:
            return cached.response
        if self._cache.offline:
            advice = "Run it once without --offline; sync and migrate with --full."
            unknown = FetchError(FailureKind.NOT_KEPT, url, "it is not among what an earlier run kept", advice)
            raise self._cache.failures.find(url) or unknown
        if cached and self._cache.validators_count:
            conditions = {**(conditions or {}), **cached.conditions}
        try:
            response = super().get(
                url,
                accept=accept,
                max_bytes=max_bytes,
                secrets=secrets,
                conditions=conditions,
                classify=classify,
            )
        except FetchError as error:
            if cached is None or error.status != 304:
                if not secrets:  # what an account is refused is a matter of its rights and quotas
                    self._cache.keep_failure(error, url, accept)
                raise
            self._cache.confirm(url, accept)
            return cached.response
        self._cache.keep(url, accept, response)
        return response

    def fetch_to(self, url: str, path: Path, max_bytes: int, total: float | None = None) -> Fetched:
        """Stream the answer to a GET into a file; raises `FetchError`.  Only failures are cached."""
        if self._cache.offline:
            unknown = FetchError(FailureKind.NOT_KEPT, url, "nothing is asked of the network offline")
            raise self._cache.failures.find(url) or unknown
        try:
            fetched = super().fetch_to(url, path, max_bytes, total)
        except FetchError as error:
            self._cache.keep_failure(error, url)
            raise
        self._cache.failures.forget(url)
        return fetched


def open_client(
    cache: Cache | None, *, allow_private: bool, timeouts: Timeouts | None = None, per_host: int = MOST_AT_ONCE
) -> Client:
    """A client, with the cache in front of it if there is one."""
    timeouts = timeouts or Timeouts()
    if cache is None:
        return Client(allow_private=allow_private, timeouts=timeouts, per_host=per_host)
    return CachingClient(cache, allow_private=allow_private, timeouts=timeouts, per_host=per_host)
