"""A half-done migration is finished: in place, or into a new folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from migrator import frontmatter
from migrator.errors import MigratorError, OutputError, SourceError
from migrator.fetcher.folder import LOOKED_INTO, HalfMigratedFolder, half_migrated_post
from migrator.fetcher.images.downloads import DownloadResult
from migrator.fetcher.images.resolver import ImageOptions, open_images
from migrator.finisher.output import FinishedFolder
from migrator.finisher.post import FINISHED, FinishedPost, Finisher
from migrator.model import Action, Change, Document, Kind, Note, Status, StoredImage
from migrator.progress import Progress, ProgressListener
from migrator.report import Report, ReportEntry
from migrator.storage.store import Store
from migrator.writer.profiles import get
from migrator.writer.profiles.profile import Profile

_FEATURE_TEXT = re.compile(rb"^feature_text:", re.MULTILINE)
_HTML = frozenset({".html", ".htm"})


@dataclass(frozen=True, slots=True)
class FinishJob:
    """One run, fully told."""

    source: Path
    """A folder of posts, or a single one."""
    output: Path | None = None
    """The folder that finished posts go to; None for in place."""
    profile: str = ""
    """'' for Alembic's where the front matter is in its manner, else Jekyll's."""
    images: bool = True
    dry_run: bool = False
    allow_private: bool = False
    """Whether images may be fetched from this machine and its network: for tests only."""


def finish(job: FinishJob, listener: ProgressListener | None = None) -> Report:
    """Do the whole run."""
    half_migrated = HalfMigratedFolder(job.source, job.output)
    output = job.output or half_migrated.folder
    in_place = output.resolve() == half_migrated.folder.resolve()
    if not half_migrated.names:
        raise SourceError(str(job.source), "there is no post in it", "Give the folder that the posts lie in")
    if output.exists() and not output.is_dir():
        raise OutputError(str(output), "this is a file", "Give -o the name of a folder")
    profile = get(job.profile or guessed_profile(half_migrated))
    folder = FinishedFolder(output, in_place=in_place)
    progress = Progress(listener)
    with (
        Store() as store,
        open_images(
            profile.images,
            folder.known.images,
            folder.site,
            ImageOptions(images=job.images),
            writes=not job.dry_run,
            allow_private=job.allow_private,
        ) as images,
    ):
        own_link = partial(_own_link, half_migrated, profile)
        run = _Run(half_migrated, folder, Finisher(profile, images, own_link), store, in_place)
        progress.begin("converting")
        run.look(progress.reach)
        progress.begin("images")
        downloads = images.finish(progress.reach, profile.image_address)
        progress.begin("planning")
        changes = [run.change(name, downloads.stored) for name in run.looked]
        notes: tuple[Note, ...] = (*run.notes, *downloads.notes)
        if not job.dry_run:
            progress.begin("writing")
            notes += folder.write(
                changes, lambda name: run.final(name, downloads.stored), downloads.staged, downloads.stored
            )
        progress.end()
        return replace(
            _report(run, downloads, changes, notes), folder=str(output), dry_run=job.dry_run, seconds=progress.seconds
        )


def guessed_profile(half_migrated: HalfMigratedFolder) -> str:
    """The profile that the front matter of the posts speaks for."""
    texts = (half_migrated.read(name) for name in half_migrated.names[:LOOKED_INTO])
    return "alembic" if any(_FEATURE_TEXT.search(text) for text in texts) else "jekyll"


def _own_link(half_migrated: HalfMigratedFolder, profile: Profile, href: str) -> str:
    """The address of the post of this folder that a link to the old blog means; '' where there is none.

    That is the one in its front matter.  Where it has none Jekyll makes one by its settings, and tells it by a tag.
    """
    found = half_migrated.post_at(href)
    if found is None:
        return ""
    name, place = found
    try:
        meta, _ = frontmatter.parse(half_migrated_post(half_migrated.read(name), name).head, str(name))
    except MigratorError:
        return ""
    told = next((each for each in map(meta.get, ("permalink", "url")) if isinstance(each, str)), "")
    if told.startswith("/"):
        return told + place
    parts = (half_migrated.folder.absolute() / name).with_suffix("").parts
    if "_posts" not in parts or not profile.posts.startswith("_posts/"):
        return ""
    below = parts[parts.index("_posts") + 1 :]
    return f"{{% post_url {'/'.join(below)} %}}{place}"


class _Run:
    """The posts of one run.  Their texts wait in the store, or in their files."""

    def __init__(
        self,
        half_migrated: HalfMigratedFolder,
        folder: FinishedFolder,
        finisher: Finisher,
        store: Store,
        in_place: bool,
    ) -> None:
        self._half_migrated = half_migrated
        self._folder = folder
        self._finisher = finisher
        self._store = store
        self._in_place = in_place
        self.looked: dict[PurePosixPath, FinishedPost] = {}
        """By the name of the file; its body waits in the store."""
        self._bodies: set[PurePosixPath] = set()
        self.notes: list[Note] = []
        self.size = 0

    def look(self, reach: Callable[[int, int], None]) -> None:
        """See what each file is to become; images are being fetched from now on."""
        names = self._half_migrated.names
        for number, name in enumerate(names, 1):
            finished = self._in_place and self._folder.is_finished(name)
            looked = self._finisher.look(self._half_migrated.read(name), name, finished=finished)
            if looked.body is not None:
                self._store.stage(Document(str(name), name, looked.body))
                self._bodies.add(name)
            self.looked[name] = replace(looked, body=None, notes=())
            self.notes += looked.notes
            reach(number, len(names))

    def final(self, name: PurePosixPath, stored: Mapping[str, StoredImage]) -> bytes:
        """What a file becomes."""
        data = self._half_migrated.read(name)
        if self.looked[name].left_alone:
            return data
        body = self._store.text(str(name)) if name in self._bodies else None
        return self._finisher.final(data, name, body, stored, finished=self.looked[name].reason == FINISHED)

    def change(self, name: PurePosixPath, stored: Mapping[str, StoredImage]) -> Change:
        """What happens to a file."""
        looked = self.looked[name]
        if not looked.is_post or (looked.left_alone and self._in_place):
            return Change(str(name), name, Action.SKIP, looked.reason)
        data = self.final(name, stored)
        self.size += len(data)
        renamed = name.suffix.lower() in _HTML and not looked.left_alone
        change = self._folder.plan(name, name.with_suffix(".md") if renamed else name, data, "")
        return replace(change, reason=change.reason or self._reason(looked, change.action))

    def _reason(self, looked: FinishedPost, action: Action) -> str:
        if looked.left_alone:
            return looked.reason.replace("left", "copied", 1)
        if action is Action.UPDATE and looked.reason:
            return f"{looked.reason}; its images are stored here now"
        return looked.reason or "HTML in its body becomes Markdown"

    def entries(self) -> tuple[ReportEntry, ...]:
        """Every post of the run."""
        return tuple(
            ReportEntry(str(name), looked.title, "", Kind.POST, Status.LIVE, name, looked.findings)
            for name, looked in self.looked.items()
            if looked.is_post
        )

    @property
    def converted(self) -> int:
        """How many bodies were converted."""
        return len(self._bodies)


def _report(run: _Run, downloads: DownloadResult, changes: list[Change], notes: tuple[Note, ...]) -> Report:
    return Report(
        folder="",
        dry_run=False,
        entries=run.entries(),
        comments=0,
        images=len(downloads.stored),
        fetched=downloads.bytes,
        written=run.size,
        changes=tuple(sorted(changes, key=lambda change: change.path)),
        notes=notes,
        converted=run.converted,
    )
