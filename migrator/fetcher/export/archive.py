"""A folder, a zip or several of them as one tree of files, which are read as streams and never unpacked."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import IO, Protocol
from weakref import finalize

from migrator.errors import SourceError

MOST_FILES = 500_000
MOST_MEMBER = 16 * 2**30
MOST_RATIO = 500
SMALL = 64 * 2**20
"""A member that unpacks to less may have any ratio."""


class Tree(Protocol):
    """Files by their path, POSIX and relative."""

    @property
    def label(self) -> str: ...
    @property
    def names(self) -> Sequence[str]:
        """Every file, sorted, without hidden files and those that macOS adds."""
        ...

    def path_of(self, name: str) -> str:
        """The whole path of a file, for messages."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """One file as a stream."""
        ...


class FolderTree:
    """A folder on disk.  Symbolic links in it are not followed: they may lead out of it."""

    def __init__(self, path: Path, *, deep: bool = True) -> None:
        self._path = path
        self.label = str(path)
        self.names = self._list(deep=deep)

    def _list(self, *, deep: bool) -> Sequence[str]:
        found: list[str] = []
        for folder, folders, files in os.walk(self._path, onerror=self._raise):
            here = Path(folder)
            folders[:] = [name for name in sorted(folders) if deep and is_content(name)]
            paths = (here / name for name in files)
            # Neither links nor pipes: opening a pipe would wait for ever.
            regular = (path for path in paths if path.is_file() and not path.is_symlink())
            found += [path.relative_to(self._path).as_posix() for path in regular]
            if len(found) > MOST_FILES:
                raise SourceError(self.label, "too many files for one export", "Give the folder of the blog.")
        return sorted(name for name in found if is_content(name))

    def _raise(self, error: OSError) -> None:
        raise SourceError(str(error.filename), f"it can't be read ({error.strerror})")

    def path_of(self, name: str) -> str:
        return str(self._path / name)

    def open(self, name: str) -> IO[bytes]:
        try:
            return (self._path / name).open("rb")
        except OSError as error:
            raise SourceError(str(self._path / name), f"it can't be read ({error.strerror})") from error


class ZipTree:
    """A zip."""

    def __init__(self, path: Path) -> None:
        self.label = str(path)
        self._path = path
        self._members: Mapping[str, zipfile.ZipInfo] = dict(_members(path))
        self.names: Sequence[str] = sorted(self._members)
        self._archive: zipfile.ZipFile | None = None
        self._lock = Lock()

    def path_of(self, name: str) -> str:
        return f"{self.label}: {name}"

    def open(self, name: str) -> IO[bytes]:
        # A zip stays open: to read its directory for each of thousands of images takes hours.
        with self._lock:
            if self._archive is None:
                self._archive = _zip_file(self._path)
                finalize(self, self._archive.close)
            try:
                return self._archive.open(self._members[name])
            except (NotImplementedError, RuntimeError) as error:
                # Windows packs large files with Deflate64; a password is a RuntimeError.
                advice = "Unpack it with the program that packed it, and give the folder."
                raise SourceError(self.path_of(name), f"it can't be unpacked ({error})", advice) from error
            except (OSError, zipfile.BadZipFile) as error:
                raise _damage_error(self._path, error) from error


class MultiPartTree:
    """The parts of one export, as if they were unpacked into one folder."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self.label = ", ".join(tree.label for tree in trees)
        self._holders = {name: tree for tree in reversed(trees) for name in tree.names}
        self.names: Sequence[str] = sorted(self._holders)

    def path_of(self, name: str) -> str:
        return self._holders[name].path_of(name)

    def open(self, name: str) -> IO[bytes]:
        return self._holders[name].open(name)


def _members(path: Path) -> Iterable[tuple[str, zipfile.ZipInfo]]:
    with _zip_file(path) as archive:
        infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise SourceError(str(path), "too many files for one export")
    for info in infos:
        name = info.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        if info.is_dir() or not is_content(name) or ".." in parts or name.startswith("/"):
            continue
        packed_well = info.file_size > SMALL and info.file_size > MOST_RATIO * max(1, info.compress_size)
        if packed_well or info.file_size > MOST_MEMBER:
            raise SourceError(f"{path}: {name}", "it unpacks to far more than an export holds", "It was not read.")
        yield name, info


def _zip_file(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        # zipfile raises NotImplementedError for a zip over several disks.
        raise _damage_error(path, error) from error


def _damage_error(path: Path, error: Exception) -> SourceError:
    advice = "Download it again; every part of a Takeout is a whole zip of its own."
    return SourceError(str(path), f"this zip is damaged or incomplete ({error})", advice)


def is_content(name: str) -> bool:
    """Whether a file or folder is neither hidden nor one that macOS adds."""
    return not any(part == "__MACOSX" or part.startswith(".") for part in PurePosixPath(name).parts)
