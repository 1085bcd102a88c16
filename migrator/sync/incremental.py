"""Incremental sync: of a blog that was read before, only what may have changed is fetched.

The other posts come from the snapshot, without their bodies, so that the rest of a run needn't know the difference.
A post whose document depends on what changed is fetched too, unchanged as it is.  In any doubt everything is read.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from migrator import __version__
from migrator.converter.addresses import body_links
from migrator.errors import FullReadNeeded, SourceError
from migrator.fetcher.export.source import EXPORT
from migrator.fetcher.http.errors import FetchError
from migrator.fetcher.source import Source, Update
from migrator.job import Job
from migrator.model import Kind, Post, State, Status
from migrator.progress import Progress
from migrator.storage.store import Store
from migrator.sync.fingerprints import BlogIndex, index_blog
from migrator.sync.references import references_of
from migrator.sync.snapshot import Snapshot, SnapshotEntry, line_of, load, save, updated_line
from migrator.sync.statcache import is_untouched
from migrator.writer.plan.decisions import Wanted

MOST_ROUNDS = 3
_NO_MATTER = frozenset({"sources", "concurrency", "strict"})
"""Settings that change nothing about what a run makes of the blog."""


class LastRun:
    """The blog as the snapshot has it.  Its posts are in the store, until a source tells them anew."""

    def __init__(self, snapshot: Snapshot, store: Store) -> None:
        self.snapshot = snapshot
        self.blog = snapshot.blog
        self.count = snapshot.count
        self.latest: datetime | None = None
        self.counts: Counter[tuple[Kind, Status]] = Counter()
        self.pages: dict[str, datetime] = {}
        self.targets: dict[str, tuple[str, ...]] = {}
        """By id, the names of anchors that links in a post lead to."""
        self._store = store
        store.add(self.blog)
        now = datetime.now(UTC)
        for entry in snapshot.posts():
            self._recall(entry, now)

    def _recall(self, entry: SnapshotEntry, now: datetime) -> None:
        post = entry.post
        if post.status is Status.SCHEDULED and post.published <= now:
            raise FullReadNeeded("the time of a scheduled post has come")
        self.counts[post.kind, post.status] += 1
        if post.kind is Kind.PAGE:
            self.pages[post.id] = post.updated
        elif post.status is Status.LIVE:
            self.latest = max(self.latest or post.updated, post.updated)
        if entry.references.targets:
            self.targets[post.id] = entry.references.targets
        self._store.recall(post, entry.comments)

    @property
    def is_all(self) -> bool:
        """Whether no source told a post or a comment anew."""
        return len(self._store.unread) == len(self._store.uncounted) == self.count

    def post(self, post_id: str) -> Post | None:
        """A post as it was then, without its body; None if there was none."""
        return self._store.post(post_id)

    def comments(self, post_id: str) -> int:
        """How many comments a post had."""
        return self._store.comments(post_id)


@dataclass(frozen=True, slots=True)
class IncrementalRead:
    """The blog as it is now."""

    store: Store
    last_run: LastRun
    index: BlogIndex | None
    """None where nothing is to be done: neither the blog nor the folder has changed."""


def read_incrementally(
    job: Job, known: Callable[[], State], sources: Sequence[Source], progress: Progress, held: ExitStack
) -> IncrementalRead | None:
    """The blog, of which only what may have changed is read; None where it has to be read as a whole."""
    if job.folder is None or job.full or job.force or job.rewrite or job.samples:
        return None
    if job.only_some or (job.cache is not None and job.cache.offline):
        return None
    store = held.enter_context(Store(body_links))
    try:
        return _read_changes(job, job.folder, known, sources, store, progress)
    except (FullReadNeeded, FetchError, SourceError):
        return None


def _read_changes(
    job: Job, folder: Path, known: Callable[[], State], sources: Sequence[Source], store: Store, progress: Progress
) -> IncrementalRead:
    snapshot = load(folder)
    if snapshot.settings != _settings_digest(job) or len(snapshot.cursors) != len(sources):
        raise FullReadNeeded("something else was to be done then")
    if len(sources) > 1 and any(cursor.position.get("of") != EXPORT for cursor in snapshot.cursors):
        raise FullReadNeeded("what a live blog and others tell of a post was put together")
    last_run = LastRun(snapshot, store)
    with ExitStack() as held:
        updates = [
            held.enter_context(source.since(cursor, last_run))
            for source, cursor in zip(sources, snapshot.cursors, strict=True)
        ]
        for update in updates:
            for item in update.changed():
                store.add(item)
                progress.reach(last_run.count)
        if job.brief and tuple(store.cursors) == snapshot.cursors and last_run.is_all and is_untouched(folder):
            return IncrementalRead(store, last_run, None)
        return IncrementalRead(store, last_run, _complete_index(job, known(), updates, store, last_run))


def _complete_index(job: Job, known: State, updates: Sequence[Update], store: Store, last_run: LastRun) -> BlogIndex:
    """The index, once everything is read that is needed for it."""
    old_targets = frozenset(chain.from_iterable(last_run.targets.values()))
    for _ in range(MOST_ROUNDS):
        still = (targets for post_id, targets in last_run.targets.items() if post_id in store.unread)
        index = index_blog(job, store, known, store.targets.union(*still))
        if index.fingerprints.displaced:
            raise FullReadNeeded("images have moved, and any post may show them")
        posts, comments = [], []
        for entry in last_run.snapshot.posts():
            post_id = entry.post.id
            if post_id not in index.selected:
                continue
            if post_id in store.unread and _is_post_due(entry, index, old_targets, job):
                posts.append(post_id)
            if post_id in store.uncounted and _are_comments_due(entry, index, job):
                comments.append(post_id)
        if not (posts or comments):
            return index
        if len(updates) > 1:
            raise FullReadNeeded("it isn't known which source has the posts that have to be read again")
        for item in updates[0].refetch(posts, comments):
            store.add(item)
    raise FullReadNeeded("it changes faster than it can be read")


def _is_post_due(entry: SnapshotEntry, index: BlogIndex, old_targets: frozenset[str], job: Job) -> bool:
    """Whether a post that didn't change has to be read all the same, since its documents have to be made again."""
    post_id, fingerprints = entry.post.id, index.fingerprints
    if (
        entry.again
        or fingerprints.dependencies(post_id, entry.references) != entry.dependencies
        or entry.references.may_hold(old_targets ^ fingerprints.targets)
    ):
        return True
    if job.settings.keep_html and not fingerprints.still(f"html:{post_id}"):
        return True
    return not fingerprints.still(post_id, index.permalinks.path(post_id))


def _are_comments_due(entry: SnapshotEntry, index: BlogIndex, job: Job) -> bool:
    """Whether its comments have to be read, since their document has to be made again."""
    if not (job.settings.comments and entry.comments):
        return False
    return entry.again or not index.fingerprints.still(f"comments:{entry.post.id}")


def save_snapshot(
    job: Job, store: Store, index: BlogIndex, last_run: LastRun | None, unfinished: frozenset[str]
) -> None:
    """Write the snapshot that the next incremental sync starts from.

    `unfinished` are the posts of which not all documents are as they should be.
    """
    if job.folder is None or index.fingerprints.displaced:
        return
    snapshot = Snapshot(_settings_digest(job), store.blog, tuple(store.cursors))
    with suppress(FullReadNeeded):  # somebody took it away meanwhile: then all is read the next time
        save(job.folder, snapshot, _snapshot_lines(store, index, last_run, unfinished))


def _snapshot_lines(
    store: Store, index: BlogIndex, last_run: LastRun | None, unfinished: frozenset[str]
) -> Iterator[str]:
    before = last_run.snapshot.lines() if last_run else iter(())
    for post_id in store.ids():
        again, comments = post_id in unfinished, store.comments(post_id)
        if post_id in store.unread:
            line = next((line for known, line in before if known == post_id), "")
            if not line:
                raise FullReadNeeded("the snapshot isn't what it was")
            yield updated_line(line, comments=comments, again=again)
        elif post := store.post(post_id):
            references = references_of(store.links(post_id), index.permalinks.short_link)
            yield line_of(
                SnapshotEntry(post, comments, references, index.fingerprints.dependencies(post_id, references), again)
            )


def unfinished_posts(wanted: Iterable[Wanted], state: State) -> frozenset[str]:
    """Posts one of whose documents isn't, by the state that was reached, what it was to be."""
    return frozenset(want.id.rpartition(":")[2] for want in wanted if not _is_settled(want, state))


def _is_settled(want: Wanted, state: State) -> bool:
    written = state.files.get(want.id)
    return written is not None and bool(want.provenance.source) and written.provenance.source == want.provenance.source


def _settings_digest(job: Job) -> str:
    """Digest of everything but the sources that a run is told."""
    told = {name: value for name, value in job.settings.values().items() if name not in _NO_MATTER}
    asked_as = "" if job.credentials is None else "author" if job.credentials.author else "reader"
    return hashlib.sha256(json.dumps([__version__, told, asked_as], default=str).encode()).hexdigest()[:16]
