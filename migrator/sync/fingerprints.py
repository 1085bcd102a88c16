"""Which posts have to be made again, and which are still as an earlier run made them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from migrator import __version__
from migrator.converter.addresses import addresses
from migrator.fetcher.images.candidates import picture
from migrator.model import Blog, Comment, Facts, Post, State, Written
from migrator.settings import Settings
from migrator.sync.normalise import normalised, stored_pictures
from migrator.sync.references import Ties, links_in, places_in
from migrator.writer.documents.dates import localise
from migrator.writer.permalinks.permalinks import SiteMap
from migrator.writer.plan.decisions import ADOPTED, Wanted

_SHORT = 32
"""Digits of a digest: enough that two versions of one post never share it."""

_NOT_SHAPING = frozenset(
    "sources profile base_url blog drafts comments labels since verify strict keep_html concurrency rescue "
    "max_bytes".split()
)
"""Settings that say which documents there are or how they are got, not what stands in one."""

Disk = Callable[[PurePosixPath], str | None]


@dataclass(frozen=True)
class Ledger:
    """What earlier runs made, against what this one was told and read."""

    known: State
    blog: Blog
    settings: Settings
    sitemap: SiteMap
    targets: frozenset[str]
    """Names of places in posts that links of the blog lead to."""
    disk: Disk
    force: bool = False
    rewrite: bool = False
    """Whether everything is made again."""

    @cached_property
    def basis(self) -> dict[str, str]:
        """All that shapes a document but its post."""
        defaults = Settings().model_dump()
        told = {name: value for name, value in self.settings.model_dump().items() if name not in _NOT_SHAPING}
        return {
            "profile": self.settings.profile,
            "version": __version__,
            "time zone": self.blog.zone,
            "line breaks": _said(bool(self.blog.line_breaks)),
        } | {name: _said(value) for name, value in told.items() if value != defaults[name]}

    @cached_property
    def basis_key(self) -> str:
        """What documents name the basis by."""
        return _digest(self.basis)[:8]

    def of_post(self, post: Post) -> Facts:
        """How the post's document would come to be now."""
        address = self.sitemap.address(post.id)
        former = self.sitemap.former(post.id)
        place = post.location and [post.location.name, post.location.latitude, post.location.longitude]
        published = localise(post.published, self.blog.zone).isoformat()
        texts = [post.title, published, post.author, post.description, normalised(post.html)]
        parts = [post.kind, post.status, address, former, texts, post.labels, place, *self._moved(post)]
        return Facts(
            source=_digest([*parts, self._targets(post), self._links(post)]),
            basis=self.basis_key,
            status=post.status,
            address=address,
            former=former,
            **_shown(post),
        )

    def of_comments(self, post: Post) -> Facts:
        """How the document of its comments would come to be now."""
        source = _digest([[_told(comment) for comment in post.comments], self.blog.zone])
        return Facts(source=source, basis=self.basis_key)

    def leads(self, post_id: str, ties: Ties) -> str:
        """Digest of what about a post depends on others: its address, those it had, and where its links lead."""
        addresses = [self.sitemap.address(post_id), self.sitemap.former(post_id)]
        return _digest([addresses, [self.sitemap.resolve(link) for link in ties.links]])[:8]

    def still(self, document: str, path: PurePosixPath | None = None) -> Wanted | None:
        """The document of a post that is known not to have changed, where it needn't be made again."""
        was = self.known.files.get(document)
        if was is None:
            return None
        return self.standing(document, replace(was.facts, basis=self.basis_key), path)

    def standing(self, document: str, facts: Facts, path: PurePosixPath | None = None) -> Wanted | None:
        """The document as it was made before, where it needn't be made again; `path` is where it would go."""
        was = self.known.files.get(document)
        if was is None or self.rewrite or not _alike(facts, was.facts):
            return None
        facts = replace(facts, updated=was.facts.updated)  # a mere touch is no change of the state either
        if was.digest == ADOPTED or self.known.interrupted.get(document, was) != was:
            return None
        elsewhere = path is not None and path != was.path
        if self.force and self.disk(was.path) != was.digest:
            return None
        if not was.digest and any(self.disk(place) is not None for place in {was.path, path or was.path}):
            return None  # it was deleted here, and something is there again
        if was.facts.basis == facts.basis:
            if elsewhere and was.digest and not was.moved:
                return None
            return Wanted(document, path or was.path, was.digest, facts)
        kept = replace(facts, basis=was.facts.basis)
        return Wanted(document, was.path, was.digest, kept, outdated=self._why(was))

    def _why(self, was: Written) -> str:
        """What changed since a document was made."""
        before = self.known.bases.get(was.facts.basis)
        if before is None:
            return "would be written anew: it isn't known how it was made; --rewrite does it"
        defaults = {name: _said(value) for name, value in Settings().model_dump().items()}
        sides = ((name, before.get(name), self.basis.get(name)) for name in sorted({*before, *self.basis}))
        changed = [
            f"{name} ({one or defaults.get(name, '')} -> {other or defaults.get(name, '')})"
            for name, one, other in sides
            if one != other
        ]
        return f"would be written anew: changed {', '.join(changed)}; --rewrite does it"

    def _moved(self, post: Post) -> list[str]:
        """The new addresses of pictures it shows that lie beside a post whose address isn't what it was."""
        if not self.displaced:
            return []
        shown = {found.key for each in addresses(post.html).pictures if (found := picture(each))}
        return sorted(self.displaced[key] for key in shown if key in self.displaced)

    @cached_property
    def displaced(self) -> Mapping[str, str]:
        """By key, the addresses of pictures that lie beside a post whose address isn't what it was."""
        folders = {
            file.path.parent
            for file in self.known.files.values()
            if file.path.name == "index.md" and self.sitemap.has_moved(file.id, file.facts.address)
        }
        lying = (picture for picture in self.known.pictures.values() if picture.path.parent in folders)
        return {picture.key: self.sitemap.picture_address(picture.path) for picture in lying}

    def _targets(self, post: Post) -> list[str]:
        return sorted(self.targets & places_in(post.html)) if self.targets else []

    def _links(self, post: Post) -> list[str]:
        """Where links to the blog's own posts lead now."""
        leads = {link: self.sitemap.resolve(link) for link in links_in(post.html)}
        return sorted(place for link, place in leads.items() if place != link)


def _alike(now: Facts, before: Facts) -> bool:
    """Whether a document was made from the same; pictures at new addresses on a day that nobody touched it are."""
    replaced = now.pictures != before.pictures and now.updated != before.updated
    return bool(now.source) and now.source == before.source and not replaced


def _shown(post: Post) -> dict[str, str]:
    """Facts that tell whether its pictures were replaced."""
    pictures = stored_pictures(post.html)
    return {"pictures": _digest(list(pictures))[:8], "updated": post.updated.isoformat()} if pictures else {}


def _told(comment: Comment) -> list[str]:
    moment = comment.published.isoformat()
    return [comment.id, comment.parent_id, comment.author, comment.author_url, moment, comment.html]


def _said(value: object) -> str:
    """A setting's value in a word."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _digest(value: Mapping[str, str] | list[object]) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:_SHORT]
