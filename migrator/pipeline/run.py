"""Runs the stages in order; the only module that knows them all.

Every permalink is known before a body is converted, since links between posts need them; everything is planned
before a file is written, so that a dry run is the same run, stopped there.
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
from migrator.pipeline.result import RunResult, sample_documents, unchanged_report
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
    """The report of a run, and what else its caller may show."""

    report: Report
    documents: tuple[Document, ...] = ()
    """The samples that the job asked for."""
    plan: Plan = Plan((), State())


def migrate(job: Job, listener: ProgressListener | None = None) -> Outcome:
    """Run all stages.  With `dry_run` nothing is written, without a folder nothing is downloaded either."""
    progress = Progress(listener)
    opened = open_destination(job.folder, dry_run=job.dry_run) if job.folder else nullcontext()
    with opened as destination, ExitStack() as held:
        blog_read = read_blog(job, lambda: destination.known if destination else State(), progress, held)
        if isinstance(blog_read, NothingNew):
            if destination:
                destination.prepare(job.settings if job.remember else None)
            progress.end()
            outcome = Outcome(unchanged_report(job.folder, blog_read.count, progress))
        else:
            outcome = _outcome(job, blog_read, destination, progress)
        if job.cache:
            job.cache.done(still=blog_read.nothing_new)
        return outcome


def _outcome(job: Job, blog_read: ReadResult, destination: Destination | None, progress: Progress) -> Outcome:
    """Build documents from what was read, plan, and carry the plan out."""
    profile = get(job.settings.profile, bundles=job.settings.bundles)
    known = destination.known if destination else State()
    with _image_resolver(job, profile, known) as images:
        store, index = blog_read.store, blog_read.index
        if not job.selection.partial:
            # Which of two uploads of one name is meant can only be told with all posts at hand.
            images.use(takeout_images(blog_read.sources))
        builder = _document_builder(job, profile, store, images, index)
        built = build_documents(store, builder, index.fingerprints, index.selected, progress)
        progress.begin("images")
        downloads = images.finish(progress.reach, index.permalinks.image_address)
        progress.begin("planning")
        contents = Contents(store, images, Folder(job.folder) if job.folder else None)
        retried = {note.post_id for note in downloads.notes if note.passing}
        wanted, size = _wanted_documents(store, images, built, retried)
        planned = plan(
            chain(built.unchanged, wanted),
            known,
            _folder_view(job, contents),
            images=downloads.stored,
            bases={index.fingerprints.basis_key: index.fingerprints.basis},
            force=job.force,
            complete=not (job.selection.partial or built.failed or any(note.loss for note in store.notes)),
            prune=job.prune,
        )
        built.notes.extend(downloads.notes)
        result = RunResult(planned, downloads, built, size, built.notes)
        if job.diff:
            changing = (change for change in planned.changes if change.action in CHANGING)
            result.diffs = DiskDict((str(change.path), contents.difference(change)) for change in changing)
        if job.folder and destination and not job.dry_run and not result.refused(strict=job.settings.strict):
            progress.begin("writing")
            destination.prepare(job.settings if job.remember else None)
            failures = apply(planned, contents, downloads.staged, job.folder)
            result.notes.extend(failures)
            if not (job.only_some or built.failed or any(note.loss for note in chain(store.notes, failures))):
                unfinished = unfinished_posts(chain(built.unchanged, wanted), planned.state)
                _save_caches(job, job.folder, blog_read, result, unfinished)
        progress.end()
        fetches = job.settings.images and job.folder is not None
        strict = job.settings.strict
        report = result.report(job.folder, progress, dry_run=job.dry_run, strict=strict, images=fetches)
        return Outcome(report, tuple(sample_documents(job.samples, store, images, built.entries)), planned)


def _save_caches(job: Job, folder: Path, blog_read: ReadResult, result: RunResult, unfinished: frozenset[str]) -> None:
    """Save the snapshot that the next sync reads and, where nothing changed or is to be told, the stat cache."""
    save_snapshot(job, blog_read.store, blog_read.index, blog_read.last_run, unfinished)
    unchanged = all(change.action is Action.KEEP for change in result.plan.changes)
    if job.brief and unchanged and not any(note.pressing for note in result.notes):
        statcache.save(folder, result.plan.state.files.values())


def _folder_view(job: Job, contents: Contents) -> FolderView:
    if not job.folder:
        return FolderView(disk(job))
    return FolderView(disk(job), PostFiles(job.folder).of, contents.merge)


def inspect(job: Job, listener: ProgressListener | None = None) -> Inspection:
    """Count what is in the sources."""
    progress = Progress(listener)
    with Store() as store:
        read_sources(job, store, progress)
        posts = (localised(post, store.blog.zone) for post in store.posts())
        inspection = inspect_posts(posts, store.blog, store.notes)
    if job.cache:
        job.cache.done()
    return inspection


def _image_resolver(job: Job, profile: Profile, known: State) -> AbstractContextManager[ImageResolver]:
    settings = job.settings
    options = ImageOptions(
        images=settings.images and job.folder is not None,
        max_size=settings.max_size,
        layout=ImageLayout(settings.image_layout),
        attachments=settings.attachments,
        rescue=settings.rescue,
        max_bytes=settings.max_bytes,
        concurrency=settings.concurrency,
    )
    return open_images(
        profile.images,
        known.images,
        job.folder,
        options,
        writes=not job.dry_run,
        allow_private=job.allow_private,
        cache=job.cache,
    )


def _document_builder(
    job: Job, profile: Profile, store: Store, images: ImageResolver, index: BlogIndex
) -> DocumentBuilder:
    settings = job.settings
    return DocumentBuilder(
        blog=store.blog,
        profile=profile,
        permalinks=index.permalinks,
        images=images,
        comments=settings.comments,
        targets=index.fingerprints.targets,
        verify=settings.verify,
        bold_headings=settings.bold_headings,
        keep_html=settings.keep_html,
    )


def _wanted_documents(
    store: Store, images: ImageResolver, built: BuildResult, retried: Set[str]
) -> tuple[DiskList[Wanted], int]:
    """The new documents as they should be on disk, and their size in bytes.

    `retried` are ids of posts with an image that did not come this time, but may in the next run.
    """
    wanted: DiskList[Wanted] = DiskList()
    size = 0
    for document in store.documents():
        text = images.settled(document.text)
        provenance = built.provenance[document.id]
        if document.id.rpartition(":")[2] in retried:
            provenance = replace(provenance, source="")  # so that the next run builds it again
        wanted.append(Wanted(document.id, document.path, digest(text), provenance))
        size += len(text.encode())
    return wanted, size
