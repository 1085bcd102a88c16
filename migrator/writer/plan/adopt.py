"""Rebuilds the state from the files that are there, where it is lost, damaged or in conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from migrator import layout
from migrator.errors import OutputError
from migrator.model import State, StoredImage, WrittenFile
from migrator.writer.disk import state
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.lock import locked
from migrator.writer.disk.mergebases import MergeBases
from migrator.writer.disk.postfiles import PostFiles, post_id
from migrator.writer.disk.statefolder import make_state_folder
from migrator.writer.disk.statelines import Basis
from migrator.writer.plan.decisions import ADOPTED, INCOMING, MERGED


@dataclass(frozen=True, slots=True)
class AdoptResult:
    """How many files were taken over, by how they differ from the blog's."""

    as_written: int
    """They are as the blog last had them."""
    edited: int
    """They were edited since, and the text that the blog last had is known."""
    unknown: int
    """They are taken as they are: the text that the blog last had for them isn't known."""
    gone: int
    """They were deleted here, and stay so."""


def adopt(root: Path) -> AdoptResult:
    """Write the state anew, from its remains, the merge bases and the files, none of which is touched."""
    if not root.is_dir():
        raise OutputError(str(root), "there is no such folder")
    with locked(root):
        builder = _StateBuilder(root)
        rebuilt = builder.state()
        folder = Folder(root)
        make_state_folder(root)
        folder.write(layout.STATE, state.dump(rebuilt).encode())
        folder.remove(layout.NEXT_STATE)
    return _adopt_result(rebuilt, folder)


@dataclass(frozen=True)
class _StateBuilder:
    """Finds the document that each file is."""

    root: Path

    @cached_property
    def _folder(self) -> Folder:
        return Folder(self.root)

    @cached_property
    def _merge_bases(self) -> MergeBases:
        return MergeBases(self._folder)

    @cached_property
    def _salvaged(self) -> Mapping[str, list[WrittenFile]]:
        """The old state's entries by document id; several of one document where the state was in conflict."""
        found: dict[str, list[WrittenFile]] = {}
        for item in state.salvage(self.root):
            if isinstance(item, WrittenFile) and not item.id.startswith(MERGED):
                found.setdefault(item.id, []).append(item)
        return found

    @cached_property
    def _bases_by_post(self) -> Mapping[str, list[str]]:
        """The digests of merge bases by the post that they are of."""
        found: dict[str, list[str]] = {}
        for digest in self._merge_bases.all():
            post = post_id(self._merge_bases.get(digest) or "")
            if post:
                found.setdefault(post, []).append(digest)
        return found

    def state(self) -> State:
        """The state that the files give."""
        files = {post_id: self._post_entry(post_id, paths[0]) for post_id, paths in PostFiles(self.root).all()}
        for document, entries in self._salvaged.items():
            if document not in files and (file := self._other_entry(document, entries)):
                files[document] = file
        items = state.salvage(self.root)
        images = {item.key: item for item in items if isinstance(item, StoredImage) and self._is_there(item)}
        bases = {item.key: item.parts for item in items if isinstance(item, Basis)}
        return State(files, images, bases=bases)

    def _post_entry(self, post_id: str, path: PurePosixPath) -> WrittenFile:
        """The entry of a post's file; the blog's last text for it is its own, a merge base or unknown."""
        found = self._folder.digest(path)
        entries = [file for file in self._salvaged.get(post_id, ()) if file.digest]
        unedited = [file for file in entries if file.digest == found]
        for file in unedited or [file for file in entries if file.digest in self._merge_bases] or entries:
            return replace(file, path=path, moved=file.moved or file.path != path)
        bases = self._bases_by_post.get(post_id, [])
        digest = found if found in bases else bases[0] if len(bases) == 1 else ADOPTED
        return WrittenFile(post_id, path, digest or ADOPTED, moved=True)

    def _other_entry(self, document: str, entries: list[WrittenFile]) -> WrittenFile | None:
        """The entry of a document without an id in its file: one of the old ones, or that it was deleted here."""
        for file in entries:
            if (self._folder.digest(file.path) or "") == file.digest:
                return file
        if document.startswith(INCOMING):
            return None
        present = [file for file in entries if file.digest and self._folder.digest(file.path) is not None]
        return present[0] if present else replace(entries[0], digest="")

    def _is_there(self, image: StoredImage) -> bool:
        return self._folder.digest_of_bytes(image.path) == image.sha256


def _adopt_result(rebuilt: State, folder: Folder) -> AdoptResult:
    counts: Counter[str] = Counter()
    for file in rebuilt.files.values():
        if not file.digest:
            counts["gone"] += 1
        elif file.digest == ADOPTED:
            counts["unknown"] += 1
        else:
            counts["as_written" if folder.digest(file.path) == file.digest else "edited"] += 1
    return AdoptResult(**{name: counts[name] for name in ("as_written", "edited", "unknown", "gone")})
