"""The texts of documents: new ones, merge bases, files on disk, and three-way merges of these."""

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
    """The texts that a plan is decided by, shown as a diff of, and carried out with."""

    def __init__(self, store: Store, images: ImageResolver, folder: Folder | None) -> None:
        self._store = store
        self._images = images
        self._folder = folder
        self._merge_bases = MergeBases(folder) if folder else None
        self._merged: DiskDict[str] = DiskDict()

    def final(self, change: Change) -> str:
        """The text that a change writes."""
        if change.action is Action.MERGE:
            return self._merged[change.digest]
        text = self.made(change.id.removeprefix(INCOMING))
        if text is None:
            raise KeyError(change.id)
        return text

    def made(self, document: str) -> str | None:
        """The new text of a document, image addresses in place; None for one that wasn't built in this run."""
        try:
            return self._images.settled(self._store.text(document))
        except KeyError:
            return None

    def merge(self, want: Wanted, base: str, path: PurePosixPath) -> str | None:
        """The digest of a merge of the file at `path` with the blog's changes since `base`; None in a conflict."""
        base_text = self._merge_bases.get(base) if self._merge_bases else None
        theirs = self.made(want.id)
        if self._folder is None or base_text is None or theirs is None:
            return None
        try:
            ours = plain_bytes(self._folder.read(path)).decode()
        except UnicodeDecodeError:
            return None
        text = merge(base_text, ours, theirs)
        if text is None:
            return None
        key = digest(text)
        self._merged[key] = text
        return key

    def difference(self, change: Change) -> str:
        """The change of a file as a unified diff."""
        old_path = change.old_path or change.path
        old = "" if change.action is Action.CREATE else self._disk_text(old_path)
        new = "" if change.action is Action.DELETE else self.final(change)
        names = ("/dev/null" if not old else f"a/{old_path}", "/dev/null" if not new else f"b/{change.path}")
        return "".join(f"{line.rstrip(chr(10))}\n" for line in unified_diff(_lines(old), _lines(new), *names))

    def _disk_text(self, path: PurePosixPath) -> str:
        """The text of the file at `path`, '' where there is none."""
        if self._folder is None:
            return ""
        return plain_bytes(self._folder.read(path)).decode("utf-8", "replace")


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
