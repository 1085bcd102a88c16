"""The texts that the blog last had for each file, kept compressed: what a merge starts from."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterator
from pathlib import PurePosixPath

from migrator import layout
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.newlines import digest_of

KEPT = frozenset({".md", ".markdown"})
"""Endings of files that people edit, and whose texts are therefore kept."""


class MergeBases:
    """Merge bases by their digest.  A damaged or missing one counts as never kept: a merge may want it, no more."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def __contains__(self, digest: str) -> bool:
        return digest.isalnum() and self._folder.full(_place(digest)).is_file()

    def all(self) -> Iterator[str]:
        """The digests of all texts that are kept, sorted."""
        for part in sorted(self._folder.full(layout.MERGE_BASES / "x").parent.glob("[0-9a-f][0-9a-f]")):
            yield from (part.name + name for name in sorted(file.name for file in part.iterdir()))

    def get(self, digest: str) -> str | None:
        """The text of that digest, if it is kept."""
        if digest not in self:
            return None
        try:
            data = zlib.decompress(self._folder.read(_place(digest)))
            return data.decode() if digest_of(data) == digest else None
        except (zlib.error, UnicodeDecodeError):
            return None

    def keep(self, digest: str, text: str) -> None:
        """Remember a text."""
        self._folder.write(_place(digest), zlib.compress(text.encode()), lasting=False)

    def forget_all_but(self, digests: Container[str]) -> None:
        """Remove what no file was last written as."""
        for digest in self.all():
            if digest not in digests:
                self._folder.remove(_place(digest))


def _place(digest: str) -> PurePosixPath:
    return layout.MERGE_BASES / digest[:2] / digest[2:]
