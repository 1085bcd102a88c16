"""The texts that the blog last had for each file, kept compressed: what a merge starts from."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import PurePosixPath

from migrator import layout
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.newlines import digest_of

KEPT = frozenset({".md", ".markdown"})
"""Endings of files that people edit, and whose texts are therefore kept."""
_FOLDERS = (layout.MERGE_BASES, layout.OLD_MERGE_BASES)


class MergeBases:
    """Merge bases by their digest.  A damaged or missing one counts as never kept: a merge may want it, no more."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def __contains__(self, digest: str) -> bool:
        return self._path_of(digest) is not None

    def all(self) -> Iterator[str]:
        """The digest of every text that is kept, once."""
        for kept in _FOLDERS:
            yield from (each for each in _digests(self._folder, kept) if self._path_of(each) == _path(kept, each))

    def get(self, digest: str) -> str | None:
        """The text of that digest, if it is kept."""
        path = self._path_of(digest)
        if path is None:
            return None
        try:
            data = zlib.decompress(self._folder.read(path))
            return data.decode() if digest_of(data) == digest else None
        except (zlib.error, UnicodeDecodeError):
            return None

    def keep(self, digest: str, text: str) -> None:
        """Remember a text."""
        self._folder.write(_path(layout.MERGE_BASES, digest), zlib.compress(text.encode()), lasting=False)

    def forget_all_but(self, digests: Container[str]) -> None:
        """Remove what no file was last written as."""
        for kept in _FOLDERS:
            for digest in _digests(self._folder, kept):
                if digest not in digests:
                    self._folder.remove(_path(kept, digest))

    def _path_of(self, digest: str) -> PurePosixPath | None:
        """The file of a text that is kept."""
        paths = (_path(kept, digest) for kept in _FOLDERS) if digest.isalnum() else ()
        return next((path for path in paths if self._folder.full(path).is_file()), None)


def rename_old_merge_bases(folder: Folder) -> None:
    """Move texts that an earlier version kept to where they are kept now."""
    for digest in _digests(folder, layout.OLD_MERGE_BASES):
        old, new = (_path(kept, digest) for kept in (layout.OLD_MERGE_BASES, layout.MERGE_BASES))
        if folder.full(new).exists():
            folder.remove(old)
        else:
            folder.move(old, new)
    emptied = folder.full(layout.OLD_MERGE_BASES / "x").parent
    with suppress(OSError):  # somebody put something else there
        for part in (*emptied.glob("*"), emptied):
            part.rmdir()


def _digests(folder: Folder, kept: PurePosixPath) -> Iterator[str]:
    """The digests of the texts in a folder of merge bases, sorted."""
    for part in sorted(folder.full(kept / "x").parent.glob("[0-9a-f][0-9a-f]")):
        yield from (part.name + name for name in sorted(file.name for file in part.iterdir()))


def _path(kept: PurePosixPath, digest: str) -> PurePosixPath:
    return kept / digest[:2] / digest[2:]
