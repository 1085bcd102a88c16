"""The folder where downloads lie until the run is done; an interrupted run leaves them to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO, Any

from migrator.errors import OutputError

JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request for an image that failed."""

    address: str
    problem: str
    passing: bool = False
    """Whether trying again later may help."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """An image, or another file, that was fetched."""

    file: Path
    sha256: str
    size: int
    ending: str
    served_by: str
    tried: tuple[Attempt, ...] = ()
    """The failed attempts before the address that served it."""


@contextmanager
def disk() -> Iterator[None]:
    """Raise an `OutputError` for a full or broken disk: it ends the run."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or "images")
        advice = "Make room, or mend that, and run again: what was fetched so far is kept"
        raise OutputError(where, f"it can't be written ({error.strerror})", advice) from error


class Staging:
    """A folder of finished downloads, each named by its token, with a journal that describes them.

    It is created when the first download begins.  Safe to share between threads.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._journal: IO[str] | None = None
        self._earlier = _entries(folder / JOURNAL)

    def close(self) -> None:
        """Close the journal."""
        with self._lock:
            if self._journal:
                self._journal.close()

    def begin(self, token: str) -> Path:
        """The file to download to."""
        with self._lock:
            if self._journal is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
                self._journal = (self._folder / JOURNAL).open("a", encoding="utf-8")
                self._journal.write("\n")  # ends what a run that broke off may have left of a line
        return self._folder / f"{token}.part"

    def drop(self, token: str) -> None:
        """Delete a download that failed."""
        (self._folder / f"{token}.part").unlink(missing_ok=True)

    def keep(
        self, token: str, sha256: str, size: int, ending: str, served_by: str, tried: Sequence[Attempt]
    ) -> StagedFile:
        """Rename a finished download and write it into the journal, from which a later run may take it."""
        file = self._folder / token
        (self._folder / f"{token}.part").replace(file)
        entry = [token, sha256, size, ending, served_by, [[one.address, one.problem, one.passing] for one in tried]]
        with self._lock:
            if self._journal and not self._journal.closed:
                self._journal.write(json.dumps(entry) + "\n")
                self._journal.flush()
        return StagedFile(file, sha256, size, ending, served_by, tuple(tried))

    def found(self, token: str) -> StagedFile | None:
        """The download that an earlier run finished, if its content still has the same digest."""
        file = self._folder / token
        try:
            sha256, size, ending, served_by, tried = self._earlier[token]
            with file.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != sha256:
                    return None
            return StagedFile(file, sha256, size, ending, served_by, tuple(Attempt(*one) for one in tried))
        except (OSError, LookupError, ValueError, TypeError):
            return None


def _entries(journal: Path) -> dict[str, list[Any]]:
    """The journal's entries by token; damaged lines are left out."""
    entries: dict[str, list[Any]] = {}
    try:
        lines = journal.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return entries
    for line in lines:
        try:
            token, *entry = json.loads(line)
        except (ValueError, TypeError):
            continue
        entries[str(token)] = entry
    return entries
