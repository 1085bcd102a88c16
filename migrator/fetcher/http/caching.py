"""A client that remembers: what was answered is not asked for again, and offline nothing is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from migrator.fetcher.http.cache import Cache
from migrator.fetcher.http.client import MOST_PAGE, Client, Fetched, Response
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.http.throttle import MOST_AT_ONCE


class CachingClient(Client):
    """A client that answers from a cache where that is as good, and asks nothing where the cache says so."""

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
        understood: Callable[[FetchError], FetchError] = lambda error: error,
    ) -> Response:
        """The whole answer to a GET, from the cache or the network; raises `FetchError`."""
        kept = self._cache.find(url, accept)
        if kept and kept.trusted:
            return kept.answer
        if self._cache.offline:
            advice = "Run it once without --offline; sync and migrate with --full."
            unknown = FetchError(FailureKind.NOT_KEPT, url, "it is not among what an earlier run kept", advice)
            raise self._cache.refusals.find(url) or unknown
        if kept and self._cache.validators_count:
            conditions = {**(conditions or {}), **kept.conditions}
        try:
            answer = super().get(
                url,
                accept=accept,
                max_bytes=max_bytes,
                secrets=secrets,
                conditions=conditions,
                understood=understood,
            )
        except FetchError as error:
            if kept is None or error.status != 304:
                if not secrets:  # what an account is refused is a matter of its rights and quotas
                    self._cache.refuse(error, url, accept)
                raise
            self._cache.confirm(url, accept)
            return kept.answer
        self._cache.keep(url, accept, answer)
        return answer

    def fetch_to(self, url: str, path: Path, max_bytes: int, total: float | None = None) -> Fetched:
        """Stream the answer to a GET into a file; raises `FetchError`.  Only refusals are remembered."""
        if self._cache.offline:
            unknown = FetchError(FailureKind.NOT_KEPT, url, "nothing is asked of the network offline")
            raise self._cache.refusals.find(url) or unknown
        try:
            fetched = super().fetch_to(url, path, max_bytes, total)
        except FetchError as error:
            self._cache.refuse(error, url)
            raise
        self._cache.refusals.forget(url)
        return fetched


def open_client(
    cache: Cache | None, *, allow_private: bool, timeouts: Timeouts | None = None, per_host: int = MOST_AT_ONCE
) -> Client:
    """A client that remembers, where there is a cache to remember in."""
    timeouts = timeouts or Timeouts()
    if cache is None:
        return Client(allow_private=allow_private, timeouts=timeouts, per_host=per_host)
    return CachingClient(cache, allow_private=allow_private, timeouts=timeouts, per_host=per_host)
