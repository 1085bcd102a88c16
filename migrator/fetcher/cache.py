"""What was read from the network, kept compressed on disk: a run that broke off goes on where it was.

A run trusts only what the run before it kept and never came to its end with.  Whatever is older is asked for
again, with the conditions that HTTP has for it, unless nothing may be asked at all.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import OutputError
from migrator.fetcher.client import MOST_PAGE, Answer, Client
from migrator.fetcher.patience import Patience
from migrator.fetcher.trouble import FetchError, Trouble

FRESH = 24 * 60 * 60
"""Seconds after which an interrupted run is no reason to trust what it kept."""
_UNFINISHED = "unfinished"
_KEPT_HEADERS = ("etag", "last-modified")


def default_cache_root() -> Path:
    """The user's folder for what can be fetched again."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(named) if named else Path.home() / ".cache") / "migrator"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of an earlier time."""

    answer: Answer
    trusted: bool
    """Whether it is as good as a new one."""

    @property
    def conditions(self) -> Mapping[str, str]:
        """What makes the server say whether it is still the same."""
        names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
        return {names[name]: value for name, value in self.answer.headers.items() if name in names}


class Cache:
    """The answers to what one migration asks, in a folder of its own that only the user can read."""

    def __init__(self, root: Path, sources: Sequence[str], *, offline: bool = False) -> None:
        self.folder = root / hashlib.sha256("\0".join(sources).encode("utf-8", "replace")).hexdigest()[:16]
        self.offline = offline
        self._since = self._begun()
        """The time from which answers can be trusted; None if the last run came to its end."""
        self._used: set[Path] = set()

    def _begun(self) -> float | None:
        """Mark that a run is under way; when the one began that never ended."""
        mark = self.folder / _UNFINISHED
        try:
            if mark.exists() or self.offline:
                return mark.stat().st_mtime if mark.exists() else None
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mark.touch(mode=0o600)
        except OSError as error:
            raise OutputError(str(self.folder), f"nothing can be kept there ({error.strerror})") from error
        return None

    def find(self, url: str, accept: str) -> Kept | None:
        """What was kept of an answer; None if there is nothing, or nothing whole."""
        path = self._path(url, accept)
        try:
            with gzip.open(path) as file:
                told = json.loads(file.readline(MOST_PAGE))
                content = file.read(MOST_PAGE + 1)
            age = time.time() - path.stat().st_mtime
            trusted = self._since is not None and path.stat().st_mtime >= self._since and age < FRESH
            answer = Answer(told["url"], told["type"], told["headers"], content)
        except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError):
            return None
        self._used.add(path)
        return Kept(answer, trusted or self.offline)

    def keep(self, url: str, accept: str, answer: Answer) -> None:
        """Remember an answer.  What can't be written is not remembered, and the run goes on."""
        path = self._path(url, accept)
        headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        told = json.dumps({"url": answer.url, "type": answer.content_type, "headers": headers})
        new = path.with_suffix(".new")
        with suppress(OSError):
            new.write_bytes(gzip.compress(told.encode() + b"\n" + answer.content, compresslevel=6))
            new.chmod(0o600)
            new.replace(path)
            self._used.add(path)

    def confirm(self, url: str, accept: str) -> None:
        """Note that a kept answer is still the same."""
        with suppress(OSError):
            os.utime(self._path(url, accept))

    def done(self) -> None:
        """Note that the run came to its end; forget what it had no use for."""
        if self.offline:
            return
        with suppress(OSError):
            for path in self.folder.glob("*.gz"):
                if path not in self._used:
                    path.unlink()
            (self.folder / _UNFINISHED).unlink(missing_ok=True)

    def _path(self, url: str, accept: str) -> Path:
        return self.folder / f"{hashlib.sha256(f'{url} {accept}'.encode('utf-8', 'replace')).hexdigest()}.gz"


class RememberingClient(Client):
    """A client that answers from a cache where that is as good."""

    def __init__(self, cache: Cache, *, allow_private: bool, patience: Patience) -> None:
        super().__init__(allow_private=allow_private, patience=patience)
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
    ) -> Answer:
        """The whole answer to a GET, from the cache or the network; raises `FetchError`."""
        kept = self._cache.find(url, accept)
        if kept and kept.trusted:
            return kept.answer
        if self._cache.offline:
            advice = "Run it once without --offline."
            raise FetchError(Trouble.NOT_KEPT, url, "it is not among what an earlier run kept", advice)
        conditions = {**(conditions or {}), **(kept.conditions if kept else {})}
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
                raise
            self._cache.confirm(url, accept)
            return kept.answer
        self._cache.keep(url, accept, answer)
        return answer


def opened(cache: Cache | None, *, allow_private: bool, patience: Patience) -> Client:
    """A client that remembers, where there is a cache to remember in."""
    if cache is None:
        return Client(allow_private=allow_private, patience=patience)
    return RememberingClient(cache, allow_private=allow_private, patience=patience)
