"""The site that finished posts lie in, and what earlier runs finished there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrator import layout
from migrator.errors import OutputError
from migrator.fetcher.folder import site_of
from migrator.model import Change, Note, Plan, State, StoredImage, WrittenFile
from migrator.writer.disk import state
from migrator.writer.disk.apply import WRITING, TextSource, apply
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.lock import locked


@dataclass(frozen=True, slots=True)
class FinishedSite:
    """A site, a folder of posts in it, and what earlier runs wrote there."""

    root: Path
    """The folder of the site, to which images and the record belong."""
    posts: PurePosixPath
    """The folder that finished posts go to, in the site; `.` where it is the site's."""
    known: State
    """The files that were finished, each by its path, and the images that were stored."""
    recorded: State | None
    """What the record says of that: less, where a run broke off.  None where there is none that can be read."""

    @property
    def folder(self) -> Folder:
        """The site on disk."""
        return Folder(self.root)

    def is_finished(self, path: PurePosixPath, digest: str | None) -> bool:
        """Whether the file at that path of the site is as an earlier run wrote it, if it is the text of that digest."""
        written = self.known.files.get(str(path))
        return written is not None and written.digest == digest

    def after(self, changes: Iterable[Change], images: Mapping[str, StoredImage]) -> State:
        """What is known once the changes are carried out.  What only was found as wanted is not ours by that."""
        written = (
            WrittenFile(str(change.path), change.path, change.digest) for change in changes if change.action in WRITING
        )
        files = {**self.known.files, **{file.id: file for file in written}}
        return State(files, {**self.known.images, **images})


def open_site(posts: Path) -> FinishedSite:
    """The site of a folder of posts."""
    root = site_of(posts)
    folder = Folder(root)
    recorded, begun = _read(folder, layout.FINISHED), _read(folder, layout.next_of(layout.FINISHED))
    known = recorded or State()
    if begun:  # by a run that broke off; what it came to write is as good as recorded
        files = {key: file for key, file in begun.files.items() if folder.digest(file.path) == file.digest}
        images = {key: one for key, one in begun.images.items() if folder.digest_of_bytes(one.path) == one.sha256}
        known = State({**known.files, **files}, {**known.images, **images})
    below = PurePosixPath(posts.absolute().relative_to(root.absolute()).as_posix())
    return FinishedSite(root, below, known, recorded)


def _read(folder: Folder, path: PurePosixPath) -> State | None:
    """What a record says; None where it is damaged or not there, for it only saves work."""
    try:
        return state.parse(folder.read(path).decode(), str(path))
    except (OutputError, UnicodeDecodeError):
        return None


def write(
    site: FinishedSite, plan: Plan, texts: TextSource, staged: Mapping[PurePosixPath, Path], *, in_place: bool
) -> tuple[Note, ...]:
    """Carry a plan out.  Where it changes nothing, nothing is touched."""
    broke_off = site.folder.digest(layout.next_of(layout.FINISHED)) is not None
    writes = any(change.action in WRITING for change in plan.changes)
    if not writes and not staged and not broke_off and plan.state == (site.recorded or State()):
        return ()
    try:
        site.root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(str(site.root), f"it can't be made: {error.strerror}") from error
    with locked(site.root):
        if site.recorded is None:
            site.folder.remove(layout.FINISHED)  # it may be there, but damaged
        originals = layout.ORIGINALS if in_place else None
        return apply(plan, texts, staged, site.root, state_path=layout.FINISHED, originals=originals)
