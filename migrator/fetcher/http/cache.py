"""Answers of the network, gzipped on disk: a run that broke off goes on where it was.

Answers are reused as they are only if the last run broke off and wrote them itself, in the last 24 hours, or offline.
Older ones are asked for again with If-None-Match and If-Modified-Since.
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
"""Seconds for which the answers of an interrupted run are reused."""
KEPT_FOR = 90 * 24 * 60 * 60
"""Seconds until a failure that did not occur again is forgotten."""
LASTING = frozenset({401, 403, 404, 410})
"""Statuses that say something about the address, not about the day."""
_UNFINISHED = "unfinished"
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


def default_cache_root() -> Path:
    """The user's folder for what can be fetched again: `~/.cache/migrator` on Linux."""
    return user_cache_path("migrator", appauthor=False, opinion=False)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """An answer to an earlier request."""

    response: Response
    is_fresh: bool
    """Whether it can be used without asking the server."""

    @property
    def conditions(self) -> Mapping[str, str]:
        """The headers with which the server answers 304 if it is still the same."""
        return {_CONDITIONS[name]: value for name, value in self.response.headers.items() if name in _CONDITIONS}


class Cache:
    """The answers to one migration's requests, in a folder of their own that only the user can read."""

    def __init__(self, root: Path, sources: Sequence[str], *, offline: bool = False) -> None:
        self.folder = root / hashlib.sha256("\0".join(sources).encode("utf-8", "replace")).hexdigest()[:16]
        self.offline = offline
        self._fresh_since = self._start()
        self._used: set[Path] = set()
        self.failures = NegativeCache(self.folder / "refusals")
        self.validators_count = True
        """Whether a server is believed that says nothing has changed."""

    def _start(self) -> float | None:
        """Mark a run as unfinished; when the last one began if it is so marked, else None."""
        marker = self.folder / _UNFINISHED
        try:
            if marker.exists() or self.offline:
                return marker.stat().st_mtime if marker.exists() else None
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            marker.touch(mode=0o600)
        except OSError as error:
            raise OutputError(str(self.folder), f"nothing can be kept there ({error.strerror})") from error
        return None

    def find(self, url: str, accept: str) -> CachedResponse | None:
        """The answer to an earlier request; None if there is none, or it is damaged."""
        path = self._path(url, accept)
        try:
            with gzip.open(path) as file:
                head = json.loads(file.readline(MOST_PAGE))
                content = file.read(MOST_PAGE + 1)
            written = path.stat().st_mtime
            interrupted = self._fresh_since is not None and written >= self._fresh_since
            response = Response(head["url"], head["type"], head["headers"], content)
        except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError):
            return None
        self._used.add(path)
        return CachedResponse(response, self.offline or (interrupted and time.time() - written < FRESH))

    def keep(self, url: str, accept: str, response: Response) -> None:
        """Write an answer; one that can't be written is left out, and the run goes on."""
        path = self._path(url, accept)
        headers = {name: response.headers[name] for name in _CONDITIONS if name in response.headers}
        head = json.dumps({"url": response.url, "type": response.content_type, "headers": headers})
        new = path.with_suffix(".new")
        with suppress(OSError):
            new.write_bytes(gzip.compress(head.encode() + b"\n" + response.content, compresslevel=6))
            new.chmod(0o600)
            new.replace(path)
            self._used.add(path)
        self.failures.forget(url)

    def keep_failure(self, error: FetchError, url: str, accept: str = "") -> None:
        """Write a failure into the negative cache instead of the answer, if its status is a lasting one."""
        if error.status in LASTING:
            self.failures.keep(url, error)
            with suppress(OSError):
                self._path(url, accept).unlink(missing_ok=True)

    def confirm(self, url: str, accept: str) -> None:
        """Make a cached answer as young as a new one, after a 304."""
        with suppress(OSError):
            os.utime(self._path(url, accept))

    def done(self, *, still: bool = False) -> None:
        """Mark the run as finished and delete what it did not use, unless the blog is `still` as it was."""
        if self.offline:
            return
        with suppress(OSError):
            for path in self.folder.glob("*.gz"):
                if path not in self._used and not still:
                    path.unlink()
            self.failures.done()
            (self.folder / _UNFINISHED).unlink(missing_ok=True)
            if not any(self.folder.iterdir()):
                self.folder.rmdir()

    def _path(self, url: str, accept: str) -> Path:
        return self.folder / f"{hashlib.sha256(f'{url} {accept}'.encode('utf-8', 'replace')).hexdigest()}.gz"


@dataclass(frozen=True, slots=True)
class _Failure:
    problem: str
    advice: str
    status: int
    moment: float


class NegativeCache:
    """Addresses that answered with a lasting failure; safe to share between threads.

    A text of one line for each, of which the last for an address counts.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._known = dict(_read(file))

    def find(self, url: str) -> FetchError | None:
        """The failure of the address the last time, if it failed."""
        found = self._known.get(url)
        if found is None:
            return None
        return FetchError(FailureKind.STATUS, url, found.problem, found.advice, status=found.status)

    def keep(self, url: str, error: FetchError) -> None:
        """Write a failure; one that can't be written is known to this run alone."""
        with self._lock:
            failure = self._known[url] = _Failure(error.problem, error.advice, error.status, time.time())
            with suppress(OSError), self._file.open("a", encoding="utf-8") as out:
                self._file.chmod(0o600)
                out.write(_line(url, failure))

    def forget(self, url: str) -> None:
        """Take out an address that answers again."""
        if url in self._known:
            with self._lock:
                self._known.pop(url, None)

    def done(self) -> None:
        """Rewrite the file at the end of a run, without those that are outdated."""
        since = time.time() - KEPT_FOR
        lines = [_line(url, failure) for url, failure in sorted(self._known.items()) if failure.moment > since]
        new = self._file.with_suffix(".new")
        if lines:
            new.write_text("".join(lines), encoding="utf-8")
            new.chmod(0o600)
            new.replace(self._file)
        else:
            self._file.unlink(missing_ok=True)


def _read(file: Path) -> Iterator[tuple[str, _Failure]]:
    """The failures that earlier runs wrote, by address; damaged lines are left out."""
    with suppress(OSError):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, TypeError, LookupError):
                url, fields = json.loads(line)
                words = str(fields["problem"]), str(fields["advice"])
                yield str(url), _Failure(*words, int(fields["status"]), float(fields["moment"]))


def _line(url: str, failure: _Failure) -> str:
    return json.dumps([url, asdict(failure)]) + "\n"
