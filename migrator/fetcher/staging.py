"""Where fetched pictures lie until the run is done; one that breaks off leaves them to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import OutputError


@dataclass(frozen=True, slots=True)
class Tried:
    """An address that was asked in vain."""

    address: str
    problem: str
    passing: bool = False
    """Whether trying again later may help."""


@dataclass(frozen=True, slots=True)
class Catch:
    """A picture, or another file, that was fetched."""

    file: Path
    sha256: str
    size: int
    ending: str
    served_by: str
    tried: tuple[Tried, ...] = ()
    """The addresses that were asked before the one that served, and what came of it."""


@contextmanager
def disk() -> Iterator[None]:
    """Say a full or broken disk in plain words: it ends the run."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or "pictures")
        advice = "Make room, or mend that, and run again: what was fetched so far is kept"
        raise OutputError(where, f"it can't be written ({error.strerror})", advice) from error


class Staging:
    """A folder of finished downloads by token.  It is made when the first one begins."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, token: str) -> Path:
        """Where to download to."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
        return self._folder / f"{token}.part"

    def drop(self, token: str) -> None:
        """Forget a download that came to nothing."""
        (self._folder / f"{token}.part").unlink(missing_ok=True)

    def keep(self, token: str, sha256: str, size: int, ending: str, served_by: str, tried: Sequence[Tried]) -> Catch:
        """The download is finished and right: a later run may take it from here."""
        file = self._folder / token
        record = [sha256, size, ending, served_by, [[one.address, one.problem] for one in tried]]
        (self._folder / f"{token}.json").write_text(json.dumps(record), encoding="utf-8")
        # Last, since it says that all is there.
        (self._folder / f"{token}.part").replace(file)
        return Catch(file, sha256, size, ending, served_by, tuple(tried))

    def found(self, token: str) -> Catch | None:
        """What an earlier run finished, if it is still as it was."""
        file = self._folder / token
        try:
            sha256, size, ending, served_by, tried = json.loads(file.with_suffix(".json").read_bytes())
            with file.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != sha256:
                    return None
            return Catch(file, sha256, size, ending, served_by, tuple(Tried(*one) for one in tried))
        except (OSError, ValueError, TypeError):
            return None
