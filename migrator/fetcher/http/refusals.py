"""What servers said they don't have, or don't give: as good to know offline as what they gave."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from migrator.fetcher.http.errors import FetchError, Trouble

LASTING = frozenset({401, 403, 404, 410})
"""Statuses that say something about the address, not about the day."""
KEPT_FOR = 90 * 24 * 60 * 60
"""Seconds until a refusal that nobody met again is forgotten."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    problem: str
    advice: str
    status: int
    moment: float


class Refusals:
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
        return FetchError(Trouble.STATUS, url, found.problem, found.advice, status=found.status)

    def keep(self, url: str, error: FetchError) -> None:
        """Remember a refusal.  What can't be written is remembered by this run alone."""
        with self._lock:
            told = self._known[url] = _Refusal(error.problem, error.advice, error.status, time.time())
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


def _read(file: Path) -> Iterator[tuple[str, _Refusal]]:
    """What an earlier run kept; of a damaged line nothing."""
    with suppress(OSError):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, TypeError, LookupError):
                url, told = json.loads(line)
                words = str(told["problem"]), str(told["advice"])
                yield str(url), _Refusal(*words, int(told["status"]), float(told["moment"]))


def _line(url: str, told: _Refusal) -> str:
    return json.dumps([url, asdict(told)]) + "\n"
