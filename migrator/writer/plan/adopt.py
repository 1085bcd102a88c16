"""A state made anew from the files that are there: the way out where it is lost, damaged or in conflict."""

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
from migrator.writer.disk.state import Basis
from migrator.writer.plan.decisions import ADOPTED, INCOMING, MERGED


@dataclass(frozen=True, slots=True)
class AdoptResult:
    """How many files of which kind were taken over."""

    as_written: int
    """They are as the blog last had them."""
    edited: int
    """They were edited since, and what the blog last had is known."""
    unknown: int
    """They are taken as they are: what the blog last had for them isn't known."""
    gone: int
    """They were deleted here, and stay so."""


def adopt(root: Path) -> AdoptResult:
    """Write the state anew, from what is left of it, from the kept texts and from the files; none is touched."""
    if not root.is_dir():
        raise OutputError(str(root), "there is no such folder")
    with locked(root):
        registrar = _Registrar(root)
        made = registrar.state()
        folder = Folder(root)
        state.make_state_folder(root)
        folder.write(layout.STATE, state.dump(made).encode())
        folder.remove(layout.NEXT_STATE)
    return _counted(made, folder)


@dataclass(frozen=True)
class _Registrar:
    """Finds out what each file is."""

    root: Path

    @cached_property
    def _folder(self) -> Folder:
        return Folder(self.root)

    @cached_property
    def _texts(self) -> MergeBases:
        return MergeBases(self._folder)

    @cached_property
    def _salvaged(self) -> Mapping[str, list[WrittenFile]]:
        """What the old state said of each document; several things where it was in conflict."""
        found: dict[str, list[WrittenFile]] = {}
        for item in state.salvage(self.root):
            if isinstance(item, WrittenFile) and not item.id.startswith(MERGED):
                found.setdefault(item.id, []).append(item)
        return found

    @cached_property
    def _kept(self) -> Mapping[str, list[str]]:
        """Digests of the kept texts of each post."""
        found: dict[str, list[str]] = {}
        for digest in self._texts.all():
            post = post_id(self._texts.get(digest) or "")
            if post:
                found.setdefault(post, []).append(digest)
        return found

    def state(self) -> State:
        """The state of what is there."""
        files = {post_id: self._post(post_id, paths[0]) for post_id, paths in PostFiles(self.root).all()}
        for document, said in self._salvaged.items():
            if document not in files and (file := self._other(document, said)):
                files[document] = file
        items = state.salvage(self.root)
        images = {item.key: item for item in items if isinstance(item, StoredImage) and self._there(item)}
        bases = {item.key: item.parts for item in items if isinstance(item, Basis)}
        return State(files, images, bases=bases)

    def _post(self, post_id: str, path: PurePosixPath) -> WrittenFile:
        """A post's file: what the blog last had for it is what it has now, or what is kept, or unknown."""
        here = self._folder.digest(path)
        said = [file for file in self._salvaged.get(post_id, ()) if file.digest]
        known = [file for file in said if file.digest == here] or [file for file in said if file.digest in self._texts]
        for file in known or said:
            return replace(file, path=path, moved=file.moved or file.path != path)
        kept = self._kept.get(post_id, [])
        digest = here if here in kept else kept[0] if len(kept) == 1 else ADOPTED
        return WrittenFile(post_id, path, digest or ADOPTED, moved=True)

    def _other(self, document: str, said: list[WrittenFile]) -> WrittenFile | None:
        """A document without an id in its file: as the state said, or deleted here."""
        for file in said:
            if (self._folder.digest(file.path) or "") == file.digest:
                return file
        if document.startswith(INCOMING):
            return None
        there = [file for file in said if file.digest and self._folder.digest(file.path) is not None]
        return there[0] if there else replace(said[0], digest="")

    def _there(self, image: StoredImage) -> bool:
        return self._folder.digest_of_bytes(image.path) == image.sha256


def _counted(made: State, folder: Folder) -> AdoptResult:
    counted: Counter[str] = Counter()
    for file in made.files.values():
        if not file.digest:
            counted["gone"] += 1
        elif file.digest == ADOPTED:
            counted["unknown"] += 1
        else:
            counted["as_written" if folder.digest(file.path) == file.digest else "edited"] += 1
    return AdoptResult(**{name: counted[name] for name in ("as_written", "edited", "unknown", "gone")})
