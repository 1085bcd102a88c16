"""Catching up with a blog that was read before: only what may have changed is fetched.

Whatever an earlier run knew of the other posts comes from its snapshot, so that the rest of a run needn't know
the difference.  A post whose document depends on what changed is fetched too, unchanged as it is.  In any doubt
everything is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from migrator import __version__
from migrator.briefing import Briefing, briefing
from migrator.errors import DoubtError, SourceError
from migrator.fetcher import FetchError, Source, Update
from migrator.job import Job
from migrator.model import Blog, Post, State, Status
from migrator.snapshot import Seen, Snapshot, load, save
from migrator.stages import Stages
from migrator.store import Store
from migrator.ties import ties_of
from migrator.writer.decision import Wanted

MOST_ROUNDS = 3
_NO_MATTER = frozenset({"sources", "concurrency", "strict"})
"""Settings that change nothing about what a run makes of the blog."""


class Recalled:
    """What an earlier run knew of the blog."""

    def __init__(self, blog: Blog, seen: Iterable[Seen]) -> None:
        self.blog = blog
        self.seen = {one.post.id: one for one in seen}

    def post(self, post_id: str) -> Post | None:
        """A post as it was then, without its body; None if there was none."""
        seen = self.seen.get(post_id)
        return seen.post if seen else None

    def posts(self) -> Iterator[Post]:
        """All of them."""
        return (seen.post for seen in self.seen.values())

    def comments(self, post_id: str) -> int:
        """How many comments a post had."""
        seen = self.seen.get(post_id)
        return seen.comments if seen else 0


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The blog as it is now."""

    store: Store
    briefing: Briefing
    recalled: Recalled


def catch_up(job: Job, known: State, sources: Sequence[Source], stages: Stages, held: ExitStack) -> CaughtUp | None:
    """The blog, of which only what may have changed is read; None where it has to be read as a whole."""
    if job.folder is None or job.full or job.force or job.rewrite or job.samples or known.interrupted:
        return None
    if job.only_some or (job.cache is not None and job.cache.offline):
        return None
    store = held.enter_context(Store())
    try:
        return _caught_up(job, job.folder, known, sources, store, stages)
    except (DoubtError, FetchError, SourceError):
        return None


def _caught_up(
    job: Job, folder: Path, known: State, sources: Sequence[Source], store: Store, stages: Stages
) -> CaughtUp:
    snapshot, posts = load(folder)
    if snapshot.basis != _basis(job) or len(snapshot.marks) != len(sources):
        raise DoubtError("something else was to be done then")
    recalled = Recalled(snapshot.blog, posts)
    now = datetime.now(UTC)
    store.add(recalled.blog)
    for seen in recalled.seen.values():
        if seen.post.status is Status.SCHEDULED and seen.post.published <= now:
            raise DoubtError("the time of a scheduled post has come")
        store.recall(seen.post, seen.comments)
    with ExitStack() as held:
        updates = [
            held.enter_context(source.since(mark, recalled))
            for source, mark in zip(sources, snapshot.marks, strict=True)
        ]
        for update in updates:
            for item in update.changed():
                store.add(item)
                stages.reach(len(recalled.seen))
        return CaughtUp(store, _completed(job, known, updates, store, recalled), recalled)


def _completed(job: Job, known: State, updates: Sequence[Update], store: Store, recalled: Recalled) -> Briefing:
    """The briefing, once everything is read that is needed for it."""
    told = frozenset(target for seen in recalled.seen.values() for target in seen.ties.targets)
    for _ in range(MOST_ROUNDS):
        still = (target for post_id in store.unread for target in recalled.seen[post_id].ties.targets)
        made = briefing(job, store, known, store.targets.union(still))
        if made.ledger.displaced:
            raise DoubtError("pictures have moved, and any post may show them")
        posts = [one for one in store.unread if one in made.selected and _is_due(recalled.seen[one], made, told, job)]
        comments = [one for one in store.uncounted if one in made.selected and _are_due(recalled.seen[one], made, job)]
        if not (posts or comments):
            return made
        if len(updates) > 1:
            raise DoubtError("it isn't known which source has the posts that have to be read again")
        for item in updates[0].again(sorted(posts), sorted(comments)):
            store.add(item)
    raise DoubtError("it changes faster than it can be read")


def _is_due(seen: Seen, made: Briefing, told: frozenset[str], job: Job) -> bool:
    """Whether the documents of a post that didn't change have to be made again all the same."""
    post_id, ledger = seen.post.id, made.ledger
    if seen.again or ledger.leads(post_id, seen.ties) != seen.leads or seen.ties.may_hold(told ^ ledger.targets):
        return True
    if job.settings.keep_html and not ledger.still(f"html:{post_id}"):
        return True
    return not ledger.still(post_id, made.sitemap.path(post_id))


def _are_due(seen: Seen, made: Briefing, job: Job) -> bool:
    """The same of the document of its comments."""
    if not (job.settings.comments and seen.comments):
        return False
    return seen.again or not made.ledger.still(f"comments:{seen.post.id}")


def remember(job: Job, store: Store, made: Briefing, recalled: Recalled | None, unsettled: frozenset[str]) -> None:
    """Put down what the blog was, for the next run to catch up from.

    `unsettled` are the posts of which not all documents are as they should be.
    """
    if job.folder is None or made.ledger.displaced:
        return
    snapshot = Snapshot(_basis(job), store.blog, tuple(store.marks))
    save(job.folder, snapshot, _seen(store, made, recalled, unsettled))


def _seen(store: Store, made: Briefing, recalled: Recalled | None, unsettled: frozenset[str]) -> Iterator[Seen]:
    for post, comments in store.counted():
        again = post.id in unsettled
        if recalled and post.id in store.unread:
            before = recalled.seen[post.id]
            yield Seen(before.post, comments, before.ties, before.leads, again)
        else:
            ties = ties_of(post.html, made.sitemap.own)
            yield Seen(post, comments, ties, made.ledger.leads(post.id, ties), again)


def unsettled(wanted: Iterable[Wanted], state: State) -> frozenset[str]:
    """Posts one of whose documents isn't, by the state that was reached, what it was to be."""
    return frozenset(want.id.rpartition(":")[2] for want in wanted if not _is_settled(want, state))


def _is_settled(want: Wanted, state: State) -> bool:
    written = state.files.get(want.id)
    return written is not None and bool(want.facts.source) and written.facts.source == want.facts.source


def _basis(job: Job) -> str:
    """Digest of everything but the sources that a run is told."""
    told = {name: value for name, value in job.settings.model_dump(mode="json").items() if name not in _NO_MATTER}
    asked_as = "" if job.credentials is None else "author" if job.credentials.author else "reader"
    return hashlib.sha256(json.dumps([__version__, told, asked_as]).encode()).hexdigest()[:16]
