"""The stages in order; the only module that knows them all.

Every path is given out before a body is converted, since links between posts need them; everything is planned
before a file is written, so that a dry run is the same run, stopped before that.
"""

from __future__ import annotations

from collections.abc import Set
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from migrator.fetcher.images.resolver import ImageLayout, ImageOptions, ImageResolver, open_images
from migrator.fetcher.opening import takeout_images
from migrator.inspection import Inspection, inspect_posts
from migrator.job import Job as Job  # who runs the pipeline makes its jobs
from migrator.model import Action, Document, Plan, State
from migrator.pipeline.build import BuildResult, DocumentBuilder, build_documents
from migrator.pipeline.contents import Contents
from migrator.pipeline.destination import Destination, open_destination
from migrator.pipeline.read import NothingNew, ReadResult, read_blog, read_sources
from migrator.pipeline.result import RunResult, nothing_done, samples
from migrator.progress import Progress, ProgressListener
from migrator.report import CHANGING, Report
from migrator.storage.disk import DiskDict, DiskList
from migrator.storage.store import Store
from migrator.sync import statcache
from migrator.sync.fingerprints import BlogIndex, disk
from migrator.sync.incremental import save_snapshot, unfinished_posts
from migrator.writer.disk.apply import apply
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.postfiles import PostFiles
from migrator.writer.documents.dates import localised
from migrator.writer.documents.documents import digest
from migrator.writer.plan.decisions import FolderView, Wanted
from migrator.writer.plan.plan import plan
from migrator.writer.profiles import get
from migrator.writer.profiles.profile import Profile


class Outcome(NamedTuple):
    """What a run hands out."""

    report: Report
    documents: tuple[Document, ...] = ()
    """The samples that the job asked for."""
    plan: Plan = Plan((), State())


def migrate(job: Job, listener: ProgressListener | None = None) -> Outcome:
    """Do the whole run.  With `dry_run` nothing is written, without a folder nothing is downloaded either."""
    progress = Progress(listener)
    place = open_destination(job.folder, dry_run=job.dry_run) if job.folder else nullcontext()
    with place as destination, ExitStack() as held:
        blog_read = read_blog(job, lambda: destination.known if destination else State(), progress, held)
        if isinstance(blog_read, NothingNew):
            if destination:
                destination.prepare(job.settings if job.remember else None)
            progress.end()
            done = Outcome(nothing_done(job.folder, blog_read.count, progress))
        else:
            done = _made(job, blog_read, destination, progress)
        if job.cache:
            job.cache.done(still=blog_read.nothing_new)
        return done


def _made(job: Job, blog_read: ReadResult, destination: Destination | None, progress: Progress) -> Outcome:
    """Make documents of what was read, plan, and carry the plan out."""
    profile = get(job.settings.profile, bundles=job.settings.bundles)
    known = destination.known if destination else State()
    with _images(job, profile, known) as images:
        store, made = blog_read.store, blog_read.index
        if not job.selection.partial:
            # Of some posts alone it can't be said which of two uploads of one name they mean.
            images.use(takeout_images(blog_read.sources))
        built = build_documents(
            store, _desk(job, profile, store, images, made), made.fingerprints, made.selected, progress
        )
        progress.begin("images")
        downloads = images.finish(progress.reach, made.permalinks.image_address)
        progress.begin("planning")
        contents = Contents(store, images, Folder(job.folder) if job.folder else None)
        missing = {note.post_id for note in downloads.notes if note.passing}
        wanted, size = _wanted(store, images, built, missing)
        planned = plan(
            chain(built.standing, wanted),
            known,
            _view(job, contents),
            images=downloads.stored,
            bases={made.fingerprints.basis_key: made.fingerprints.basis},
            force=job.force,
            complete=not (job.selection.partial or built.failed or any(note.loss for note in store.notes)),
            prune=job.prune,
        )
        built.notes.extend(downloads.notes)
        done = RunResult(planned, downloads, built, size, built.notes)
        if job.diff:
            changing = (change for change in planned.changes if change.action in CHANGING)
            done.diffs = DiskDict((str(change.path), contents.difference(change)) for change in changing)
        if job.folder and destination and not job.dry_run and not done.refused(strict=job.settings.strict):
            progress.begin("writing")
            destination.prepare(job.settings if job.remember else None)
            late = apply(planned, contents, downloads.staged, job.folder)
            done.notes.extend(late)
            if not (job.only_some or built.failed or any(note.loss for note in chain(store.notes, late))):
                _remember(
                    job, job.folder, blog_read, done, unfinished_posts(chain(built.standing, wanted), planned.state)
                )
        progress.end()
        report = done.report(job.folder, progress, dry_run=job.dry_run, strict=job.settings.strict)
        return Outcome(report, tuple(samples(job.samples, store, images, built.entries)), planned)


def _remember(job: Job, folder: Path, blog_read: ReadResult, done: RunResult, unfinished: frozenset[str]) -> None:
    """Put down what the next run can go by, now that this one has come to a good end."""
    save_snapshot(job, blog_read.store, blog_read.index, blog_read.last_run, unfinished)
    calm = all(change.action is Action.KEEP for change in done.plan.changes)
    if job.brief and calm and not any(note.pressing for note in done.notes):
        statcache.save(folder, done.plan.state.files.values())


def _view(job: Job, contents: Contents) -> FolderView:
    """The folder as the plan may ask it."""
    if not job.folder:
        return FolderView(disk(job))
    return FolderView(disk(job), PostFiles(job.folder).of, contents.merge)


def inspect(job: Job, listener: ProgressListener | None = None) -> Inspection:
    """What is in the sources."""
    progress = Progress(listener)
    with Store() as store:
        read_sources(job, store, progress)
        posts = (localised(post, store.blog.zone) for post in store.posts())
        seen = inspect_posts(posts, store.blog, store.notes)
    if job.cache:
        job.cache.done()
    return seen


def _images(job: Job, profile: Profile, known: State) -> AbstractContextManager[ImageResolver]:
    told = job.settings
    wishes = ImageOptions(
        images=told.images and job.folder is not None,
        max_size=told.max_size,
        layout=ImageLayout(told.image_layout),
        attachments=told.attachments,
        rescue=told.rescue,
        max_bytes=told.max_bytes,
        concurrency=told.concurrency,
    )
    return open_images(
        profile.images,
        known.images,
        job.folder,
        wishes,
        writes=not job.dry_run,
        allow_private=job.allow_private,
        cache=job.cache,
    )


def _desk(job: Job, profile: Profile, store: Store, images: ImageResolver, made: BlogIndex) -> DocumentBuilder:
    told = job.settings
    return DocumentBuilder(
        blog=store.blog,
        profile=profile,
        permalinks=made.permalinks,
        images=images,
        comments=told.comments,
        targets=made.fingerprints.targets,
        verify=told.verify,
        bold_headings=told.bold_headings,
        keep_html=told.keep_html,
    )


def _wanted(store: Store, images: ImageResolver, built: BuildResult, lasting: Set[str]) -> tuple[DiskList[Wanted], int]:
    """What the documents made in this run should be on disk, and how many bytes they are."""
    wanted: DiskList[Wanted] = DiskList()
    size = 0
    for document in store.documents():
        text = images.settled(document.text)
        provenance = built.provenance[document.id]
        if document.id.rpartition(":")[2] in lasting:
            provenance = replace(provenance, source="")  # so that the next run makes it again
        wanted.append(Wanted(document.id, document.path, digest(text), provenance))
        size += len(text.encode())
    return wanted, size
