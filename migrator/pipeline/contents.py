"""The texts of a run's documents: made in this run, kept from earlier ones, lying on disk, and merged of these."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import PurePosixPath

from migrator.fetcher.images.resolver import ImageResolver
from migrator.model import Action, Change
from migrator.storage.disk import DiskDict
from migrator.storage.store import Store
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.mergebases import MergeBases
from migrator.writer.disk.newlines import plain_bytes
from migrator.writer.documents.documents import digest
from migrator.writer.plan.decisions import INCOMING, Wanted
from migrator.writer.plan.merge import merge


class Contents:
    """Every text that a plan, its diff or its carrying out may ask for."""

    def __init__(self, store: Store, images: ImageResolver, folder: Folder | None) -> None:
        self._store = store
        self._images = images
        self._folder = folder
        self._texts = MergeBases(folder) if folder else None
        self._merged: DiskDict[str] = DiskDict()

    def final(self, change: Change) -> str:
        """What a change writes."""
        if change.action is Action.MERGE:
            return self._merged[change.digest]
        text = self.made(change.id.removeprefix(INCOMING))
        if text is None:
            raise KeyError(change.id)
        return text

    def made(self, document: str) -> str | None:
        """What the blog has for a document; None for one that wasn't made again."""
        try:
            return self._images.settled(self._store.text(document))
        except KeyError:
            return None

    def merge(self, want: Wanted, base: str, path: PurePosixPath) -> str | None:
        """The digest of the file at `path` with what the blog changed since `base`; None where they are at odds."""
        before = self._texts.get(base) if self._texts else None
        theirs = self.made(want.id)
        if self._folder is None or before is None or theirs is None:
            return None
        try:
            ours = plain_bytes(self._folder.read(path)).decode()
        except UnicodeDecodeError:
            return None
        text = merge(before, ours, theirs)
        if text is None:
            return None
        merged = digest(text)
        self._merged[merged] = text
        return merged

    def difference(self, change: Change) -> str:
        """What a change makes of a file, as a unified diff."""
        before = change.old_path or change.path
        old = "" if change.action is Action.CREATE else self._on_disk(before)
        new = "" if change.action is Action.DELETE else self.final(change)
        names = ("/dev/null" if not old else f"a/{before}", "/dev/null" if not new else f"b/{change.path}")
        return "".join(f"{line.rstrip(chr(10))}\n" for line in unified_diff(_lines(old), _lines(new), *names))

    def _on_disk(self, path: PurePosixPath) -> str:
        """What is in a file now, '' where there is none."""
        if self._folder is None:
            return ""
        return plain_bytes(self._folder.read(path)).decode("utf-8", "replace")


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
