"""The output folder.  Nothing outside it is ever read or written, whatever a path says."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from migrator.errors import OutputError
from migrator.writer.disk.newlines import digest_of

_TEMPORARY = ".migrator-{}.part"


class Folder:
    """The folder that a blog is written to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._inside: dict[PurePosixPath, Path] = {}

    def digest(self, path: PurePosixPath) -> str | None:
        """SHA-256 of the text at `path`, however its lines end; None where nothing is.

        A link or folder equals no digest.
        """
        return self._digest_by(path, lambda full: digest_of(full.read_bytes()))

    def digest_of_bytes(self, path: PurePosixPath) -> str | None:
        """SHA-256 of the bytes of the file at `path`; None where nothing is."""
        return self._digest_by(path, digest_of_file)

    def read(self, path: PurePosixPath) -> bytes:
        """What is in a file, b'' where there is none."""
        full = self.full(path)
        with _output_errors(path, "it can't be read"):
            return full.read_bytes() if full.is_file() and not full.is_symlink() else b""

    def write(self, path: PurePosixPath, data: bytes, *, lasting: bool = True) -> None:
        """Put a file in place, whole or not at all; if it is to be `lasting` even when the power fails."""
        self.write_parts(path, [data], lasting=lasting)

    def write_parts(self, path: PurePosixPath, parts: Iterable[bytes], *, lasting: bool = True) -> None:
        """The same with a file that is too large to be put together first."""

        def fill(temporary: Path) -> None:
            with temporary.open("wb") as file:
                file.writelines(parts)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())

        self._replace_by(path, fill)

    def copy(self, source: Path, path: PurePosixPath) -> None:
        """Put a copy of a file in place, whole or not at all."""
        self._replace_by(path, lambda temporary: shutil.copyfile(source, temporary))

    def remove(self, path: PurePosixPath) -> None:
        """Take a file away, if it is there."""
        with _output_errors(path, "it can't be removed"):
            self.full(path).unlink(missing_ok=True)

    def same(self, path: PurePosixPath, other: PurePosixPath) -> bool:
        """Whether two paths lead to one file, as they do where capital letters don't count."""
        one, two = self.full(path), self.full(other)
        return one.exists() and two.exists() and one.samefile(two)

    def move(self, source: PurePosixPath, target: PurePosixPath) -> None:
        """Move a file to another folder, which is made; under another name where that one is taken."""
        number = 1
        free = target
        while self.full(free).exists():
            number += 1
            free = target.with_name(f"{target.stem}.{number}{target.suffix}")
        with _output_errors(source, "it can't be moved"):
            self.full(free).parent.mkdir(parents=True, exist_ok=True)
            self.full(source).replace(self.full(free))

    def replace(self, source: PurePosixPath, target: PurePosixPath) -> None:
        """Give a file another name."""
        with _output_errors(target, "it can't be written"):
            self.full(source).replace(self.full(target))

    def sweep(self, paths: Iterable[PurePosixPath]) -> None:
        """Take away what runs that were cut short left half-written in the folders of `paths`."""
        for parent in {path.parent for path in paths}:
            for left in self.full(parent / "x").parent.glob(_TEMPORARY.format("*")):
                with _output_errors(parent / left.name, "it can't be removed"):
                    left.unlink(missing_ok=True)

    def check(self, paths: Iterable[PurePosixPath]) -> None:
        """Raise `OutputError` where one of the paths isn't inside the folder."""
        for path in paths:
            self.full(path)

    def full(self, path: PurePosixPath) -> Path:
        """Where `path` is on disk.  Raises `OutputError` where that isn't inside the folder."""
        if path.is_absolute() or not path.parts or ".." in path.parts or _is_odd(path):
            raise OutputError(str(path), "this is no path inside the output folder")
        if path.parent not in self._inside:
            parent = self._root / path.parent
            if not parent.resolve().is_relative_to(self._root.resolve()):
                raise OutputError(str(path.parent), "it is a link that leads out of the output folder")
            self._inside[path.parent] = parent
        return self._inside[path.parent] / path.name

    def _digest_by(self, path: PurePosixPath, digest: Callable[[Path], str]) -> str | None:
        full = self.full(path)
        try:
            if full.is_symlink():
                return "a link"
            return digest(full) if full.is_file() else "a folder" if full.exists() else None
        except OSError as error:
            raise _output_error(path, "it can't be read", error) from error

    def _replace_by(self, path: PurePosixPath, fill: Callable[[Path], object]) -> None:
        full = self.full(path)
        temporary = full.with_name(_TEMPORARY.format(os.getpid()))
        with _output_errors(path, "it can't be written"):
            full.parent.mkdir(parents=True, exist_ok=True)
            try:
                fill(temporary)
                temporary.replace(full)
            finally:
                temporary.unlink(missing_ok=True)


@contextmanager
def _output_errors(path: PurePosixPath, problem: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _output_error(path, problem, error) from error


def _output_error(path: PurePosixPath, problem: str, error: OSError) -> OutputError:
    advice = "Mend that and run again: what was done so far is kept"
    return OutputError(str(path), f"{problem} ({error.strerror or error})", advice)


def _is_odd(path: PurePosixPath) -> bool:
    """Whether Windows, or any system at all, would take the path for something else."""
    return any(char in part for part in path.parts for char in "\\:\0")


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
