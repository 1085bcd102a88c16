"""What has to be known of the blog as a whole before any of its posts becomes a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from migrator.job import Job
from migrator.model import Post, State
from migrator.storage.store import Store
from migrator.sync.fingerprints import Ledger
from migrator.writer.disk.folder import Folder
from migrator.writer.documents.dates import localise
from migrator.writer.permalinks.permalinks import SiteMap
from migrator.writer.profiles import get


@dataclass(frozen=True, slots=True)
class Briefing:
    """Where every post goes, which ones are wanted, and what earlier runs made of them."""

    ledger: Ledger
    selected: Set[str]

    @property
    def sitemap(self) -> SiteMap:
        """The path and address of every post."""
        return self.ledger.sitemap


def briefing(job: Job, store: Store, known: State, targets: Iterable[str]) -> Briefing:
    """The briefing for the posts in the store; `targets` are names of places that links in any post lead to."""
    zone = store.blog.zone
    profile = get(job.settings.profile, bundles=job.settings.bundles)
    ledger = Ledger(
        known=known,
        blog=store.blog,
        settings=job.settings,
        sitemap=SiteMap.build(store.headers(), profile, store.blog, known.files),
        targets=frozenset(targets),
        disk=disk(job),
        force=job.force,
        rewrite=job.rewrite or bool(job.samples),
    )
    return Briefing(ledger, job.selection.ids(localised(post, zone) for post in store.headers()))


def disk(job: Job) -> Callable[[PurePosixPath], str | None]:
    """What tells the digest of each file of the folder."""
    return Folder(job.folder).digest if job.folder else lambda _path: None


def localised(post: Post, zone: str) -> Post:
    """The post with its date on the blog's clock."""
    return replace(post, published=localise(post.published, zone))
