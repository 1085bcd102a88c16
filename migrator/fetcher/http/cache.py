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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from platformdirs import user_cache_path

from migrator.errors import OutputError
from migrator.fetcher.http.client import MOST_PAGE, Response
from migrator.fetcher.http.errors import FailureKind, FetchError

FRESH = 24 * 60 * 60
"""Seconds after which an interrupted run is no reason to trust what it kept."""
_UNFINISHED = "unfinished"
_KEPT_HEADERS = ("etag", "last-modified")


def default_cache_root() -> Path:
    """The user's folder for what can be fetched again: `~/.cache/migrator` on Linux."""
    return user_cache_path("migrator", appauthor=False, opinion=False)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """An answer of an earlier time."""

    answer: Response
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
        self.refusals = NegativeCache(self.folder / "refusals")
        self.validators_count = True
        """Whether a server is believed that says nothing has changed."""

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

    def find(self, url: str, accept: str) -> CachedResponse | None:
        """What was kept of an answer; None if there is nothing, or nothing whole."""
        path = self._path(url, accept)
        try:
            with gzip.open(path) as file:
                told = json.loads(file.readline(MOST_PAGE))
                content = file.read(MOST_PAGE + 1)
            age = time.time() - path.stat().st_mtime
            trusted = self._since is not None and path.stat().st_mtime >= self._since and age < FRESH
            answer = Response(told["url"], told["type"], told["headers"], content)
        except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError):
            return None
        self._used.add(path)
        return CachedResponse(answer, trusted or self.offline)

    def keep(self, url: str, accept: str, answer: Response) -> None:
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
        self.refusals.forget(url)

    def refuse(self, error: FetchError, url: str, accept: str = "") -> None:
        """Remember that the server has no answer any more, if that is what it said."""
        if error.status in LASTING:
            self.refusals.keep(url, error)
            with suppress(OSError):
                self._path(url, accept).unlink(missing_ok=True)

    def confirm(self, url: str, accept: str) -> None:
        """Note that a kept answer is still the same."""
        with suppress(OSError):
            os.utime(self._path(url, accept))

    def done(self, *, still: bool = False) -> None:
        """Note that the run came to its end; forget what it had no use for, unless that is `still` how the blog is."""
        if self.offline:
            return
        with suppress(OSError):
            for path in self.folder.glob("*.gz"):
                if path not in self._used and not still:
                    path.unlink()
            self.refusals.done()
            (self.folder / _UNFINISHED).unlink(missing_ok=True)
            if not any(self.folder.iterdir()):
                self.folder.rmdir()

    def _path(self, url: str, accept: str) -> Path:
        return self.folder / f"{hashlib.sha256(f'{url} {accept}'.encode('utf-8', 'replace')).hexdigest()}.gz"


LASTING = frozenset({401, 403, 404, 410})
"""Statuses that say something about the address, not about the day."""


KEPT_FOR = 90 * 24 * 60 * 60
"""Seconds until a refusal that nobody met again is forgotten."""


@dataclass(frozen=True, slots=True)
class _Failure:
    problem: str
    advice: str
    status: int
    moment: float


class NegativeCache:
    """A text of one line for each, the last of an address counts; safe to share between threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._known = dict(_read(file))

    def find(self, url: str) -> FetchError | None:
        """How the address was refused the last time, if it was."""
        found = self._known.get(url)
        if found is None:
            return None
        return FetchError(FailureKind.STATUS, url, found.problem, found.advice, status=found.status)

    def keep(self, url: str, error: FetchError) -> None:
        """Remember a refusal.  What can't be written is remembered by this run alone."""
        with self._lock:
            told = self._known[url] = _Failure(error.problem, error.advice, error.status, time.time())
            with suppress(OSError), self._file.open("a", encoding="utf-8") as out:
                self._file.chmod(0o600)
                out.write(_line(url, told))

    def forget(self, url: str) -> None:
        """The address answers again."""
        if url in self._known:
            with self._lock:
                self._known.pop(url, None)

    def done(self) -> None:
        """Write down what is left of them when a run comes to its end."""
        since = time.time() - KEPT_FOR
        lines = [_line(url, told) for url, told in sorted(self._known.items()) if told.moment > since]
        new = self._file.with_suffix(".new")
        if lines:
            new.write_text("".join(lines), encoding="utf-8")
            new.chmod(0o600)
            new.replace(self._file)
        else:
            self._file.unlink(missing_ok=True)


def _read(file: Path) -> Iterator[tuple[str, _Failure]]:
    """What an earlier run kept; of a damaged line nothing."""
    with suppress(OSError):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, TypeError, LookupError):
                url, told = json.loads(line)
                words = str(told["problem"]), str(told["advice"])
                yield str(url), _Failure(*words, int(told["status"]), float(told["moment"]))


def _line(url: str, told: _Failure) -> str:
    return json.dumps([url, asdict(told)]) + "\n"
