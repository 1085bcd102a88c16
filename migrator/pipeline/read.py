"""All that the sources tell, or what an earlier run knew of it and what changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from migrator import layout
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import Source
from migrator.job import Job
from migrator.model import Note, Post, State
from migrator.progress import Progress
from migrator.storage.store import Store
from migrator.sync.fingerprints import BlogIndex, index_blog
from migrator.sync.incremental import LastRun, read_incrementally


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A blog, ready to become documents."""

    store: Store
    sources: tuple[Source, ...]
    index: BlogIndex
    last_run: LastRun | None = None
    """What an earlier run knew, where not all was read again."""

    @property
    def nothing_new(self) -> bool:
        """Whether not a single post had to be read."""
        return self.last_run is not None and self.last_run.is_all


@dataclass(frozen=True, slots=True)
class NothingNew:
    """A blog and a folder that are as they were, with nothing left to do."""

    count: int
    """How many posts and pages there are."""
    nothing_new: bool = True


def read_blog(job: Job, known: Callable[[], State], progress: Progress, held: ExitStack) -> ReadResult | NothingNew:
    """Everything that a run needs to know of the blog, in a store that is open as long as `held` is."""
    progress.begin("reading")
    sources = open_sources(job.sources, job.options)
    incremental = read_incrementally(job, known, sources, progress, held)
    if incremental:
        store, last_run, made = incremental.store, incremental.last_run, incremental.index
        return ReadResult(store, sources, made, last_run) if made else NothingNew(last_run.count)
    state = known()  # before anything is fetched: it may turn out to be damaged
    if job.cache and (job.full or (job.folder and (job.folder / layout.SNAPSHOT).exists())):
        # Something doesn't fit: then a server isn't to say that what it gave before will do.
        job.cache.validators_count = False
    store = held.enter_context(Store())
    _pour(job, sources, store, progress)
    return ReadResult(store, sources, index_blog(job, store, state, store.targets))


def read_sources(job: Job, store: Store, progress: Progress) -> None:
    """Pour everything that the sources tell into the store."""
    progress.begin("reading")
    _pour(job, open_sources(job.sources, job.options), store, progress)


def _pour(job: Job, sources: Iterable[Source], store: Store, progress: Progress) -> None:
    count = 0
    for source in sources:
        for item in source.read():
            store.add(item)
            count += isinstance(item, Post)
            progress.reach(count)
    for post_id, comments in store.stray_comments():
        message = f"{comments} of its comments are there, but not the post itself; they are left out"
        store.add(Note("comment-without-post", f"post {post_id}", message))
    if next(store.headers(), None) is None:
        message = "there is not a single post or page in it"
        store.add(Note("blog-empty", ", ".join(job.sources), message, "Look whether it is the right one"))
