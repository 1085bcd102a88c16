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

from migrator.fetcher.images.resolver import Layout, Pictures, Wishes, opened_pictures
from migrator.fetcher.opening import originals_of
from migrator.inspection import Overview, survey
from migrator.job import Job as Job  # who runs the pipeline makes its jobs
from migrator.model import Action, Document, State
from migrator.pipeline.build import Tally, make
from migrator.pipeline.contents import Wording
from migrator.pipeline.destination import Destination, opened
from migrator.pipeline.outcome import Outcome, nothing_done, samples
from migrator.pipeline.posting import Desk
from migrator.pipeline.read import Gathered, Idle, gather, read
from migrator.progress import Stages, Watch
from migrator.report import CHANGING, Report
from migrator.storage.disk import Pile, Shelf
from migrator.storage.store import Store
from migrator.sync import statcache
from migrator.sync.briefing import Briefing, disk, localised
from migrator.sync.incremental import remember, unsettled
from migrator.writer.disk.apply import apply
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.postfiles import Whereabouts
from migrator.writer.documents.documents import digest
from migrator.writer.plan.decisions import Wanted
from migrator.writer.plan.plan import plan
from migrator.writer.plan.world import World
from migrator.writer.profiles import get
from migrator.writer.profiles.profile import Profile


def migrate(job: Job, watch: Watch | None = None) -> tuple[Report, tuple[Document, ...]]:
    """Do the whole run; what is handed out besides the report are the samples."""
    stages = Stages(watch)
    place = opened(job.folder, dry_run=job.dry_run) if job.folder else nullcontext()
    with place as destination, ExitStack() as held:
        gathered = gather(job, lambda: destination.known if destination else State(), stages, held)
        if isinstance(gathered, Idle):
            if destination:
                destination.prepare(job.settings if job.remember else None)
            stages.end()
            done: tuple[Report, tuple[Document, ...]] = nothing_done(job.folder, gathered.count, stages), ()
        else:
            done = _made(job, gathered, destination, stages)
        if job.cache:
            job.cache.done(still=gathered.nothing_new)
        return done


def _made(
    job: Job, gathered: Gathered, destination: Destination | None, stages: Stages
) -> tuple[Report, tuple[Document, ...]]:
    """Make documents of what was gathered, plan, and carry the plan out."""
    profile = get(job.settings.profile, bundles=job.settings.bundles)
    known = destination.known if destination else State()
    with _pictures(job, profile, known) as pictures:
        store, made = gathered.store, gathered.briefing
        if not job.selection.partial:
            # Of some posts alone it can't be said which of two uploads of one name they mean.
            pictures.use(originals_of(gathered.sources))
        tally = make(store, _desk(job, profile, store, pictures, made), made.ledger, made.selected, stages)
        stages.begin("pictures")
        album = pictures.finish(stages.reach, made.sitemap.picture_address)
        stages.begin("planning")
        wording = Wording(store, pictures, Folder(job.folder) if job.folder else None)
        missing = {note.post_id for note in album.notes if note.passing}
        wanted, size = _wanted(store, pictures, tally, missing)
        planned = plan(
            chain(tally.standing, wanted),
            known,
            _world(job, wording),
            pictures=album.stored,
            bases={made.ledger.basis_key: made.ledger.basis},
            force=job.force,
            complete=not (job.selection.partial or tally.failed or any(note.loss for note in store.notes)),
            prune=job.prune,
        )
        tally.notes.extend(album.notes)
        done = Outcome(planned, album, tally, size, tally.notes)
        if job.diff:
            changing = (change for change in planned.changes if change.action in CHANGING)
            done.diffs = Shelf((str(change.path), wording.difference(change)) for change in changing)
        if job.folder and destination and not job.dry_run and not done.refused(strict=job.settings.strict):
            stages.begin("writing")
            destination.prepare(job.settings if job.remember else None)
            late = apply(planned, wording, album.staged, job.folder)
            done.notes.extend(late)
            if not (job.only_some or tally.failed or any(note.loss for note in chain(store.notes, late))):
                _remember(job, job.folder, gathered, done, unsettled(chain(tally.standing, wanted), planned.state))
        stages.end()
        report = done.report(job.folder, stages, dry_run=job.dry_run, strict=job.settings.strict)
        return report, tuple(samples(job.samples, store, pictures, tally.entries))


def _remember(job: Job, folder: Path, gathered: Gathered, done: Outcome, unsettled: frozenset[str]) -> None:
    """Put down what the next run can go by, now that this one has come to a good end."""
    remember(job, gathered.store, gathered.briefing, gathered.recalled, unsettled)
    calm = all(change.action is Action.KEEP for change in done.plan.changes)
    if job.brief and calm and not any(note.pressing for note in done.notes):
        statcache.note(folder, done.plan.state.files.values())


def _world(job: Job, wording: Wording) -> World:
    """The folder as the plan may ask it."""
    if not job.folder:
        return World(disk(job))
    return World(disk(job), Whereabouts(job.folder).of, wording.merge)


def inspect(job: Job, watch: Watch | None = None) -> Overview:
    """What is in the sources."""
    stages = Stages(watch)
    with Store() as store:
        read(job, store, stages)
        posts = (localised(post, store.blog.zone) for post in store.posts())
        seen = survey(posts, store.blog, store.notes)
    if job.cache:
        job.cache.done()
    return seen


def _pictures(job: Job, profile: Profile, known: State) -> AbstractContextManager[Pictures]:
    told = job.settings
    wishes = Wishes(
        images=told.images and job.folder is not None,
        max_size=told.max_size,
        layout=Layout(told.image_layout),
        attachments=told.attachments,
        rescue=told.rescue,
        max_bytes=told.max_bytes,
        concurrency=told.concurrency,
    )
    return opened_pictures(
        profile,
        known.pictures,
        job.folder,
        wishes,
        writes=not job.dry_run,
        allow_private=job.allow_private,
        cache=job.cache,
    )


def _desk(job: Job, profile: Profile, store: Store, pictures: Pictures, made: Briefing) -> Desk:
    told = job.settings
    return Desk(
        blog=store.blog,
        profile=profile,
        sitemap=made.sitemap,
        pictures=pictures,
        comments=told.comments,
        targets=made.ledger.targets,
        verify=told.verify,
        bold_headings=told.bold_headings,
        keep_html=told.keep_html,
    )


def _wanted(store: Store, pictures: Pictures, tally: Tally, lasting: Set[str]) -> tuple[Pile[Wanted], int]:
    """What the documents made in this run should be on disk, and how many bytes they are."""
    wanted: Pile[Wanted] = Pile()
    size = 0
    for document in store.documents():
        text = pictures.settled(document.text)
        facts = tally.facts[document.id]
        if document.id.rpartition(":")[2] in lasting:
            facts = replace(facts, source="")  # so that the next run makes it again
        wanted.append(Wanted(document.id, document.path, digest(text), facts))
        size += len(text.encode())
    return wanted, size
