"""Reads the sources into a store: all of them, or only what changed since an earlier run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from migrator import layout
from migrator.converter.addresses import body_links
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
    """A blog in a store, with the index that its documents are built by."""

    store: Store
    sources: tuple[Source, ...]
    index: BlogIndex
    last_run: LastRun | None = None
    """The run that an incremental sync went on from; None where everything was read."""

    @property
    def nothing_new(self) -> bool:
        """Whether not a single post had to be read."""
        return self.last_run is not None and self.last_run.is_all


@dataclass(frozen=True, slots=True)
class NothingNew:
    """The result of reading where neither the blog nor the folder has changed, so that no document is built."""

    count: int
    """Posts and pages of the blog."""
    nothing_new: bool = True


def read_blog(job: Job, known: Callable[[], State], progress: Progress, held: ExitStack) -> ReadResult | NothingNew:
    """The blog, read incrementally where that is possible; its store is closed with `held`.

    `known` loads the folder's state.
    """
    progress.begin("reading")
    sources = open_sources(job.sources, job.options)
    incremental = read_incrementally(job, known, sources, progress, held)
    if incremental:
        store, last_run, index = incremental.store, incremental.last_run, incremental.index
        return ReadResult(store, sources, index, last_run) if index else NothingNew(last_run.count)
    state = known()  # before anything is fetched: it may turn out to be damaged
    if job.cache and (job.full or (job.folder and (job.folder / layout.SNAPSHOT).exists())):
        # Something doesn't fit, so no server may answer with 304 Not Modified.
        job.cache.validators_count = False
    store = held.enter_context(Store(body_links))
    _read_all(job, sources, store, progress)
    return ReadResult(store, sources, index_blog(job, store, state, store.targets))


def read_sources(job: Job, store: Store, progress: Progress) -> None:
    """Read all sources of the job into the store."""
    progress.begin("reading")
    _read_all(job, open_sources(job.sources, job.options), store, progress)


def _read_all(job: Job, sources: Iterable[Source], store: Store, progress: Progress) -> None:
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
