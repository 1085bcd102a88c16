"""The posts of one run: what each becomes, what that changes on disk, and the bytes to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from migrator.fetcher.folder import HalfMigratedFolder
from migrator.finisher.output import FinishedSite
from migrator.finisher.post import FINISHED, FinishedPost, Finisher
from migrator.model import Action, Change, Document, Kind, Note, Plan, State, Status, StoredImage, WrittenFile
from migrator.report import ReportEntry
from migrator.storage.store import Store
from migrator.writer.disk.newlines import digest_of
from migrator.writer.plan.decisions import Wanted
from migrator.writer.plan.plan import plan

_HTML = frozenset({".html", ".htm"})
_CONFLICT = "another file is there, or yours since it was edited; it is left alone"


class FinishedPosts:
    """Posts by the names of their files.  Their texts wait in the store, or in these files.

    To the planner a post goes by the path of its file in the site.
    """

    def __init__(
        self, half_migrated: HalfMigratedFolder, site: FinishedSite, finisher: Finisher, store: Store, *, in_place: bool
    ) -> None:
        self._half_migrated = half_migrated
        self._site = site
        self._folder = site.folder
        self._finisher = finisher
        self._store = store
        self._in_place = in_place
        self._looked: dict[PurePosixPath, FinishedPost] = {}
        """What is to become of each; its body waits in the store."""
        self._bodies: set[PurePosixPath] = set()
        self._digests: dict[PurePosixPath, str | None] = {}
        """Of what lies in the site, by path, as this run first saw it."""
        self._images: Mapping[str, StoredImage] = {}
        self.notes: list[Note] = []
        self.size = 0
        """Bytes of all posts that were planned."""

    def look(self, reach: Callable[[int, int], None]) -> None:
        """See what each file is to become; images are being fetched from now on."""
        names = self._half_migrated.names
        for number, name in enumerate(names, 1):
            data = self._half_migrated.read(name)
            finished = False
            if self._in_place:
                path = self._site.posts / name
                self._digests[path] = digest_of(data)
                finished = self._site.is_finished(path, self._digests[path])
            looked = self._finisher.look(data, name, finished=finished)
            if looked.body is not None:
                self._store.stage(Document(str(name), name, looked.body))
                self._bodies.add(name)
            self._looked[name] = replace(looked, body=None, notes=())
            self.notes += looked.notes
            reach(number, len(names))

    def plan(self, images: Mapping[str, StoredImage]) -> Plan:
        """What happens to the files, now that all images are stored."""
        self._images = images
        names = [name for name, looked in self._looked.items() if not self._is_skipped(looked)]
        files = {file.id: file for name in names if (file := self._written_file(name))}
        planned = plan(map(self._wanted_document, names), State(files), self._digest)
        changes = tuple(map(self._change_with_reason, planned.changes))
        return Plan(changes, self._site.after(changes, images))

    def _is_skipped(self, looked: FinishedPost) -> bool:
        """Whether nothing is written for it."""
        return not looked.is_post or (looked.left_alone and self._in_place)

    def _wanted_document(self, name: PurePosixPath) -> Wanted:
        data = self._final(name)
        self.size += len(data)
        return Wanted(str(self._site.posts / name), self._target(name), digest_of(data))

    def _target(self, name: PurePosixPath) -> PurePosixPath:
        """The path that a post gets: one that was HTML is Markdown by then."""
        converted = name.suffix.lower() in _HTML and not self._looked[name].left_alone
        return self._site.posts / (name.with_suffix(".md") if converted else name)

    def _written_file(self, name: PurePosixPath) -> WrittenFile | None:
        """What may be written over for a post: in place its file as it was read, else what an earlier run wrote."""
        path = self._site.posts / name if self._in_place else self._target(name)
        digest = self._digest(path)
        if digest is None or not (self._in_place or self._site.is_finished(path, digest)):
            return None
        return WrittenFile(str(self._site.posts / name), path, digest)

    def _digest(self, path: PurePosixPath) -> str | None:
        if path not in self._digests:
            self._digests[path] = self._folder.digest(path)
        return self._digests[path]

    def _change_with_reason(self, change: Change) -> Change:
        """The change with its reason here; a conflict, with the path that is taken."""
        name = self._name_of(change)
        if change.action is Action.CONFLICT:
            return replace(change, path=self._target(name), reason=_CONFLICT)
        return replace(change, reason=_reason(self._looked[name], change.action))

    def _name_of(self, change: Change) -> PurePosixPath:
        """The name of the post that a change of the plan is about."""
        return PurePosixPath(change.id).relative_to(self._site.posts)

    def final(self, change: Change) -> bytes:
        """What a change of the plan writes."""
        return self._final(self._name_of(change))

    def made(self, _document: str, /) -> None:
        """Nothing: an edit is never merged with, so no text is kept for that."""

    def _final(self, name: PurePosixPath) -> bytes:
        """What a file becomes."""
        data = self._half_migrated.read(name)
        if self._looked[name].left_alone:
            return data
        body = self._store.text(str(name)) if name in self._bodies else None
        finished = self._looked[name].reason == FINISHED
        return self._finisher.final(data, name, body, self._images, finished=finished)

    def changes(self, planned: Plan) -> Iterator[Change]:
        """What happens to every file, planned or left as it is; paths are those in the folder of posts."""
        posts = self._site.posts
        for change in planned.changes:
            old = change.old_path.relative_to(posts) if change.old_path else None
            yield replace(change, id=str(self._name_of(change)), path=change.path.relative_to(posts), old_path=old)
        for name, looked in self._looked.items():
            if self._is_skipped(looked):
                yield Change(str(name), name, Action.SKIP, looked.reason)

    def entries(self) -> tuple[ReportEntry, ...]:
        """Every post of the run."""
        return tuple(
            ReportEntry(str(name), looked.title, "", Kind.POST, Status.LIVE, name, looked.findings)
            for name, looked in self._looked.items()
            if looked.is_post
        )

    @property
    def converted(self) -> int:
        """How many bodies were converted."""
        return len(self._bodies)


def _reason(looked: FinishedPost, action: Action) -> str:
    if looked.left_alone:
        return looked.reason.replace("left", "copied", 1)
    if action is Action.UPDATE and looked.reason:
        return f"{looked.reason}; its images are stored here now"
    return looked.reason or "HTML in its body becomes Markdown"
