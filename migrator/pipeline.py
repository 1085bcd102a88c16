"""The stages in order; the only module that knows them all.

Every path is given out before a body is converted, since links between posts need them; everything is planned
before a file is written, so that a dry run is the same run, stopped before that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrator.errors import OutputError
from migrator.fetcher import FetchOptions, open_sources
from migrator.model import Document, Note, Post, State, Status
from migrator.overview import Overview, survey
from migrator.pictures import Pictures, Remote, opened_pictures
from migrator.posting import Desk
from migrator.report import Entry, Report
from migrator.selection import Selection
from migrator.settings import Settings, save
from migrator.stages import Stages, Watch
from migrator.store import Store
from migrator.writer import state
from migrator.writer.apply import apply
from migrator.writer.dates import localise
from migrator.writer.documents import digest
from migrator.writer.folder import Folder
from migrator.writer.plan import Wanted, plan
from migrator.writer.profiles import Profile, get
from migrator.writer.sitemap import SiteMap


@dataclass(frozen=True, slots=True)
class Job:
    """One run, fully told."""

    settings: Settings
    sources: tuple[str, ...]
    """The sources as they can be opened from here."""
    folder: Path | None = None
    """The output folder; None for a preview, of what would be written into an empty one, without pictures."""
    limit: int | None = None
    """Only the newest so many posts."""
    dry_run: bool = False
    force: bool = False
    """Write anew what a person edited or deleted."""
    remember: bool = True
    """Whether migrator.toml is written where there is none."""
    allow_private: bool = False
    """Whether addresses of this machine and its network may be fetched from: for the demo only."""
    samples: int = 0
    """How many finished documents of posts to hand out, the newest."""

    @property
    def selection(self) -> Selection:
        """Which posts it is about."""
        told = self.settings
        return Selection(told.drafts, tuple(told.labels), told.since, self.limit)


@dataclass(slots=True)
class _Tally:
    """What piles up while posts are converted."""

    notes: list[Note]
    entries: list[Entry] = field(default_factory=list)
    comments: int = 0
    failed: bool = False


def migrate(job: Job, watch: Watch | None = None) -> tuple[Report, tuple[Document, ...]]:
    """Do the whole run; what is handed out besides the report are the samples."""
    profile = get(job.settings.profile)
    if job.folder:
        check_folder(job.folder)
    known = state.load(job.folder) if job.folder else State()
    stages = Stages(watch)
    with Store() as store, _pictures(job, profile, known) as pictures:
        read(job, store, stages)
        tally = _convert(job, profile, store, pictures, stages)
        stages.begin("pictures")
        album = pictures.finish(stages.reach)
        stages.begin("planning")
        wanted, size = _wanted(store, pictures)
        planned = plan(
            wanted,
            known,
            Folder(job.folder).digest if job.folder else lambda _path: None,
            pictures=album.stored,
            force=job.force,
            complete=not (job.selection.partial or tally.failed or any(note.loss for note in store.notes)),
        )
        notes = (*tally.notes, *album.notes)
        refused = job.settings.strict and any(note.loss for note in notes)
        if job.folder and not job.dry_run and not refused:
            stages.begin("writing")
            _prepare(job.folder, job.settings if job.remember else None)
            notes += apply(planned, lambda name: pictures.settled(store.text(name)), album.staged, job.folder)
        stages.end()
        report = Report(
            folder=str(job.folder or ""),
            dry_run=job.dry_run,
            refused=refused,
            entries=tuple(tally.entries),
            comments=tally.comments,
            pictures=len(album.stored),
            fetched=album.bytes,
            written=size,
            changes=planned.changes,
            notes=notes,
            seconds=stages.seconds,
        )
        return report, tuple(_samples(job, store, pictures, tally.entries))


def inspect(job: Job, watch: Watch | None = None) -> Overview:
    """What is in the sources."""
    stages = Stages(watch)
    with Store() as store:
        read(job, store, stages)
        posts = (_localised(post, store.blog.zone) for post in store.posts())
        return survey(posts, store.blog, tuple(store.notes))


def read(job: Job, store: Store, stages: Stages) -> None:
    """Pour everything that the sources tell into the store."""
    stages.begin("reading")
    told = job.settings
    options = FetchOptions(
        base_url=told.base_url, blog=told.blog, comments=told.comments, allow_private=job.allow_private
    )
    count = 0
    for source in open_sources(job.sources, options):
        for item in source.read():
            store.add(item)
            count += isinstance(item, Post)
            stages.reach(count)
    for post_id, comments in store.stray_comments():
        message = f"{comments} of its comments are there, but not the post itself; they are left out"
        store.add(Note("comment-without-post", f"post {post_id}", message))
    if next(store.headers(), None) is None:
        message = "there is not a single post or page in it"
        store.add(Note("blog-empty", ", ".join(job.sources), message, "Look whether it is the right one"))


def _pictures(job: Job, profile: Profile, known: State) -> AbstractContextManager[Pictures]:
    if not job.settings.images or not job.folder:
        return nullcontext(Remote())
    return opened_pictures(profile, known.pictures, job.folder, allow_private=job.allow_private)


def _convert(job: Job, profile: Profile, store: Store, pictures: Pictures, stages: Stages) -> _Tally:
    """Stage the documents of all selected posts; their pictures are being fetched from now on."""
    zone = store.blog.zone
    sitemap = SiteMap.build(store.headers(), profile, store.blog)
    selected = job.selection.ids(_localised(post, zone) for post in store.headers())
    told = job.settings
    desk = Desk(
        blog=store.blog,
        profile=profile,
        sitemap=sitemap,
        pictures=pictures,
        comments=told.comments,
        targets=frozenset(store.targets),
        verify=told.verify,
        bold_headings=told.bold_headings,
        keep_html=told.keep_html,
    )
    tally = _Tally([*store.notes, *sitemap.notes])
    stages.begin("converting")
    for post in store.posts():
        if post.id not in selected:
            continue
        posted = desk.post(post)
        for document in posted.documents:
            store.stage(document)
        tally.notes += posted.notes
        tally.comments += len(post.comments) if told.comments else 0
        tally.failed |= not posted.documents
        path = sitemap.path(post.id)
        entry = Entry(post.id, post.title, post.url, post.kind, post.status, path, posted.findings)
        tally.entries.append(entry)
        stages.reach(len(tally.entries), len(selected))
    return tally


def _localised(post: Post, zone: str) -> Post:
    return replace(post, published=localise(post.published, zone))


def _wanted(store: Store, pictures: Pictures) -> tuple[list[Wanted], int]:
    """What the documents should be on disk, and how many bytes that is altogether."""
    wanted, size = [], 0
    for document in store.documents():
        text = pictures.settled(document.text)
        wanted.append(Wanted(document.id, document.path, digest(text)))
        size += len(text.encode())
    return wanted, size


def _samples(job: Job, store: Store, pictures: Pictures, entries: list[Entry]) -> Iterator[Document]:
    """The newest live posts' documents, as they are written; drafts only where there is nothing else."""
    posts = [entry for entry in entries if entry.status is Status.LIVE] or entries
    for entry in reversed(posts[len(posts) - min(job.samples, len(posts)) :]):
        yield Document(entry.id, entry.path, pictures.settled(store.text(entry.id)))


def check_folder(folder: Path) -> None:
    """Refuse an output folder that can't be one, before anything is fetched for it."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(str(folder), "this is a file", "Give -o the name of a folder")
    above = folder.absolute()
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise OutputError(str(folder), f"{above} is a file, so no folder can be made in it")
    if not os.access(above, os.W_OK | os.X_OK):
        raise OutputError(str(folder), f"{above} can't be written", "Choose another folder, or change its rights")


def _prepare(folder: Path, settings: Settings | None) -> None:
    """Make the output folder, and have it remember its settings before the first file is written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(str(folder), f"it can't be made: {error.strerror}") from error
    if settings:
        save(settings, folder)
