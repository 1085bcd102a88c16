"""A .tgz as a tree of files.

It can only be read from its beginning, so its feeds and images are unpacked at once, all into one unnamed temporary
file: no member's name is ever used for a file.
"""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import tempfile
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import IO, TYPE_CHECKING
from weakref import finalize

from migrator.errors import OutputError, SourceError
from migrator.fetcher.export.archive import MOST_FILES, MOST_MEMBER, MOST_RATIO, SMALL, is_content
from migrator.fetcher.filetypes import IMAGE_ENDING
from migrator.fetcher.formats.encoding import CHUNK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_AT_ONCE = 2**20
"""The tarfile module asks for more only to read a name that is meant to fill the memory."""
_READ = re.compile(r"\.(?:atom|xml|rss|json|csv|html?|txt)$", re.IGNORECASE)
"""The files besides images that are unpacked: not videos and mail."""
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError)


def open_tarball(path: Path) -> TarTree:
    """The tree of a .tgz, unpacked once in a process unless the file changes."""
    status = path.stat()
    return _unpacked(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=64)
def _unpacked(path: Path, size: int, _modified: int) -> TarTree:
    return TarTree(path, size)


class TarTree:
    """The feeds and images of a .tgz; no links, devices and paths that lead out of it."""

    def __init__(self, path: Path, size: int) -> None:
        self.label = str(path)
        self._most = max(SMALL, MOST_RATIO * size)
        self._places: dict[str, tuple[int, int]] = {}
        self._lock = Lock()
        try:
            self._store = tempfile.TemporaryFile(prefix="migrator-")  # noqa: SIM115 - finalize closes it with the tree
            finalize(self, self._store.close)
            with gzip.open(path) as packed:
                self._unpack(_LimitedReader(packed, self.label, self._most))
        except _DAMAGED as error:
            advice = "Download it again; every part of a Takeout is a whole archive of its own."
            problem = f"this .tgz is damaged or incomplete ({error})"
            raise SourceError(self.label, problem, advice) from error
        except OSError as error:
            advice = "Let TMPDIR name a folder with room for what is in it, or unpack it and give the folder"
            raise OutputError(self.label, f"it can't be unpacked ({error.strerror})", advice) from error
        self.names: Sequence[str] = sorted(self._places)

    def path_of(self, name: str) -> str:
        return f"{self.label}: {name}"

    def open(self, name: str) -> IO[bytes]:
        return io.BufferedReader(_Slice(self._store, self._lock, *self._places[name]))

    def _unpack(self, packed: _LimitedReader) -> None:
        with tarfile.open(fileobj=packed, mode="r:") as archive:
            for number, member in enumerate(archive):
                if number >= MOST_FILES:
                    raise SourceError(self.label, "too many files for one export")
                if member.size > MOST_MEMBER:
                    raise _size_error(f"{self.label}: {member.name}")
                if _is_wanted(member):
                    self._store_member(archive, member)
                archive.members.clear()  # type: ignore[attr-defined]  # typeshed lacks it; else it keeps every member

    def _store_member(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        start = self._store.tell()
        content = archive.extractfile(member)
        while chunk := content.read(CHUNK) if content else b"":
            self._store.write(chunk)
        self._places[member.name] = (start, self._store.tell() - start)


def _is_wanted(member: tarfile.TarInfo) -> bool:
    name = member.name
    plain = member.isreg() and not member.issparse()
    inside = not name.startswith("/") and ".." not in PurePosixPath(name).parts and is_content(name)
    return plain and inside and bool(_READ.search(name) or IMAGE_ENDING.search(name))


def _size_error(subject: str) -> SourceError:
    return SourceError(subject, "it unpacks to far more than an export holds", "It was not read.")


class _LimitedReader(io.BufferedIOBase):
    """The content of a gzip, up to the size that an export may have."""

    def __init__(self, packed: gzip.GzipFile, subject: str, most: int) -> None:
        self._packed = packed
        self._subject = subject
        self._most = most

    def read(self, size: int | None = None, /) -> bytes:
        if size is None or not 0 <= size <= MOST_AT_ONCE or self._packed.tell() > self._most:
            raise _size_error(self._subject)
        return self._packed.read(size)

    def seek(self, place: int, _from: int = io.SEEK_SET, /) -> int:
        while self._packed.tell() < place and self.read(min(MOST_AT_ONCE, place - self._packed.tell())):
            pass
        return self._packed.seek(place) if place < self._packed.tell() else place

    def tell(self) -> int:
        return self._packed.tell()


class _Slice(io.RawIOBase):
    """A part of a file, which several threads may read at once."""

    def __init__(self, file: IO[bytes], lock: Lock, start: int, size: int) -> None:
        self._file = file
        self._lock = lock
        self._at = start
        self._end = start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        with self._lock:
            self._file.seek(self._at)
            content = self._file.read(min(len(view), self._end - self._at))
        view[: len(content)] = content
        self._at += len(content)
        return len(content)
