"""All that the sources tell, or what an earlier run knew of it and what changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import Source
from migrator.job import Job
from migrator.model import Note, Post, State
from migrator.progress import Stages
from migrator.storage.store import Store
from migrator.sync.briefing import Briefing, briefing
from migrator.sync.incremental import Recalled, catch_up
from migrator.sync.snapshot import SNAPSHOT


@dataclass(frozen=True, slots=True)
class Gathered:
    """A blog, ready to become documents."""

    store: Store
    sources: tuple[Source, ...]
    briefing: Briefing
    recalled: Recalled | None = None
    """What an earlier run knew, where not all was read again."""

    @property
    def nothing_new(self) -> bool:
        """Whether not a single post had to be read."""
        return self.recalled is not None and self.recalled.is_all


@dataclass(frozen=True, slots=True)
class Idle:
    """A blog and a folder that are as they were, with nothing left to do."""

    count: int
    """How many posts and pages there are."""
    nothing_new: bool = True


def gather(job: Job, known: Callable[[], State], stages: Stages, held: ExitStack) -> Gathered | Idle:
    """Everything that a run needs to know of the blog, in a store that is open as long as `held` is."""
    stages.begin("reading")
    sources = open_sources(job.sources, job.options)
    caught_up = catch_up(job, known, sources, stages, held)
    if caught_up:
        store, recalled, made = caught_up.store, caught_up.recalled, caught_up.briefing
        return Gathered(store, sources, made, recalled) if made else Idle(recalled.count)
    state = known()  # before anything is fetched: it may turn out to be damaged
    if job.cache and (job.full or (job.folder and (job.folder / SNAPSHOT).exists())):
        # Something doesn't fit: then a server isn't to say that what it gave before will do.
        job.cache.validators_count = False
    store = held.enter_context(Store())
    _pour(job, sources, store, stages)
    return Gathered(store, sources, briefing(job, store, state, store.targets))


def read(job: Job, store: Store, stages: Stages) -> None:
    """Pour everything that the sources tell into the store."""
    stages.begin("reading")
    _pour(job, open_sources(job.sources, job.options), store, stages)


def _pour(job: Job, sources: Iterable[Source], store: Store, stages: Stages) -> None:
    count = 0
    for source in sources:
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
