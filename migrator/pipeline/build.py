"""Posts become documents: those that an earlier run made are left as they are."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePosixPath

from migrator.errors import OutputError
from migrator.model import Document, Facts, Note, Post
from migrator.pipeline.posting import Desk, Posted
from migrator.progress import Stages
from migrator.report import Entry
from migrator.storage.disk import Pile, Shelf
from migrator.storage.store import Store
from migrator.sync.fingerprints import Ledger
from migrator.writer.plan.decisions import Wanted


@dataclass(slots=True)
class Tally:
    """What piles up while posts are looked at."""

    notes: Pile[Note]
    entries: Pile[Entry] = field(default_factory=Pile)
    standing: Pile[Wanted] = field(default_factory=Pile)
    """Documents that were not made again."""
    facts: Shelf[Facts] = field(default_factory=Shelf)
    """How each document that was made came to be."""
    comments: int = 0
    converted: int = 0
    failed: bool = False


def make(store: Store, desk: Desk, ledger: Ledger, selected: Set[str], stages: Stages) -> Tally:
    """Stage the documents of all selected posts; their pictures are being fetched from now on."""
    tally = Tally(Pile(chain(store.notes, desk.sitemap.notes)))
    stages.begin("converting")
    for post in store.posts():
        if post.id not in selected:
            continue
        posted = _made(post, store, desk, ledger, tally)
        if desk.comments:
            _comments(post, store, desk, ledger, tally)
        findings = posted.findings if posted else None
        path = desk.sitemap.path(post.id)
        tally.entries.append(Entry(post.id, post.title, post.url, post.kind, post.status, path, findings))
        stages.reach(len(tally.entries), len(selected))
    return tally


def _made(post: Post, store: Store, desk: Desk, ledger: Ledger, tally: Tally) -> Posted | None:
    """What the post became in this run; None where it is still as it was made before."""
    path = desk.sitemap.path(post.id)
    if post.id in store.unread:
        tally.standing.append(_still(post.id, ledger, path))
        if desk.keep_html:
            tally.standing.append(_still(f"html:{post.id}", ledger))
        return None
    facts = ledger.of_post(post)
    standing = [ledger.standing(post.id, facts, path)]
    if desk.keep_html:
        standing.append(ledger.standing(f"html:{post.id}", facts))
    if all(standing):
        tally.standing.extend(filter(None, standing))
        return None
    posted = desk.post(post)
    for document in posted.documents:
        _stage(document, facts, store, tally)
    tally.notes.extend(posted.notes)
    tally.converted += 1
    tally.failed |= not posted.documents
    return posted


def _comments(post: Post, store: Store, desk: Desk, ledger: Ledger, tally: Tally) -> None:
    count = store.uncounted.get(post.id, len(post.comments))
    tally.comments += count
    if not count:
        return
    if post.id in store.uncounted:
        tally.standing.append(_still(f"comments:{post.id}", ledger))
        return
    facts = ledger.of_comments(post)
    standing = ledger.standing(f"comments:{post.id}", facts)
    if standing:
        tally.standing.append(standing)
        return
    posted = desk.comments_of(post)
    tally.notes.extend(posted.notes)
    for document in posted.documents:
        _stage(document, facts, store, tally)


def _still(document: str, ledger: Ledger, path: PurePosixPath | None = None) -> Wanted:
    """The document of a post that needn't be read again, as was seen before it came to this."""
    found = ledger.still(document, path)
    if found is None:
        raise OutputError(document, "its file was changed while this run was under way", "Run again")
    return found


def _stage(document: Document, facts: Facts, store: Store, tally: Tally) -> None:
    store.stage(document)
    tally.facts[document.id] = facts
