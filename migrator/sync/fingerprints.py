"""Fingerprints of what documents are made from: by them a run knows which it has to make again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from migrator import __version__
from migrator.converter.addresses import body_links
from migrator.fetcher.images.candidates import image_of
from migrator.job import Job
from migrator.model import Blog, BodyLinks, Comment, Post, Provenance, State, WrittenFile
from migrator.settings import Settings
from migrator.storage.store import Store
from migrator.sync.normalise import normalised, stored_images
from migrator.sync.references import References
from migrator.writer.disk.folder import Folder
from migrator.writer.documents.dates import localise, localised
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.plan.decisions import ADOPTED, Wanted
from migrator.writer.profiles import get

_SHORT = 32
"""Digits of a digest: enough that two versions of one post never share it."""

_NOT_SHAPING = frozenset(
    "sources profile base_url blog drafts comments labels since verify strict keep_html concurrency rescue "
    "max_bytes".split()
)
"""Settings that say which documents there are or how they are got, not what stands in one."""

Disk = Callable[[PurePosixPath], str | None]


@dataclass(frozen=True)
class Fingerprints:
    """Takes fingerprints, and compares them with those in the state of the last run."""

    known: State
    blog: Blog
    settings: Settings
    permalinks: Permalinks
    targets: frozenset[str]
    """Names of anchors in posts that links of the blog lead to."""
    disk: Disk
    force: bool = False
    rewrite: bool = False
    """Whether everything is made again."""

    @cached_property
    def basis(self) -> dict[str, str]:
        """All that shapes documents besides their posts: profile, version, settings."""
        defaults = Settings().values()
        told = {name: value for name, value in self.settings.values().items() if name not in _NOT_SHAPING}
        return {
            "profile": self.settings.profile,
            "version": __version__,
            "time zone": self.blog.zone,
            "line breaks": _setting_text(bool(self.blog.line_breaks)),
        } | {name: _setting_text(value) for name, value in told.items() if value != defaults[name]}

    @cached_property
    def basis_key(self) -> str:
        """Digest of the basis, by which documents name it."""
        return _digest(self.basis)[:8]

    def of_post(self, post: Post, body: BodyLinks) -> Provenance:
        """How the document of a post with these links in its body would come to be now."""
        permalink = self.permalinks.permalink(post.id)
        former = self.permalinks.former(post.id)
        place = post.location and [post.location.name, post.location.latitude, post.location.longitude]
        published = localise(post.published, self.blog.zone).isoformat()
        texts = [post.title, published, post.author, post.description, normalised(post.html)]
        parts = [
            post.kind,
            post.status,
            permalink,
            former,
            texts,
            post.labels,
            place,
            *self._displaced_permalinks(post),
        ]
        return Provenance(
            source=_digest([*parts, sorted(self.targets & body.anchors), self._resolved_links(body)]),
            basis=self.basis_key,
            status=post.status,
            permalink=permalink,
            former=former,
            **_image_provenance(post),
        )

    def of_comments(self, post: Post) -> Provenance:
        """How the document of its comments would come to be now."""
        source = _digest([[_comment_fields(comment) for comment in post.comments], self.blog.zone])
        return Provenance(source=source, basis=self.basis_key)

    def dependencies(self, post_id: str, references: References) -> str:
        """Digest of what a post takes from others: its permalink, those it had, and where its links lead."""
        own = [self.permalinks.permalink(post_id), self.permalinks.former(post_id)]
        return _digest([own, [self.permalinks.resolve(link) for link in references.links]])[:8]

    def still(self, document: str, path: PurePosixPath | None = None) -> Wanted | None:
        """The document of a post that the sources say nothing new of; None where it has to be made again."""
        was = self.known.files.get(document)
        if was is None:
            return None
        return self.standing(document, replace(was.provenance, basis=self.basis_key), path)

    def standing(self, document: str, provenance: Provenance, path: PurePosixPath | None = None) -> Wanted | None:
        """The document as it was made before, `path` being where it would go; None where it has to be made again."""
        was = self.known.files.get(document)
        if was is None or self.rewrite or not _is_made_of_the_same(provenance, was.provenance):
            return None
        provenance = replace(
            provenance, updated=was.provenance.updated
        )  # a mere touch is no change of the state either
        if was.digest == ADOPTED or self.known.interrupted.get(document, was) != was:
            return None
        elsewhere = path is not None and path != was.path
        if self.force and self.disk(was.path) != was.digest:
            return None
        if not was.digest and any(self.disk(place) is not None for place in {was.path, path or was.path}):
            return None  # it was deleted here, and something is there again
        if was.provenance.basis == provenance.basis:
            if elsewhere and was.digest and not was.moved:
                return None
            return Wanted(document, path or was.path, was.digest, provenance)
        kept = replace(provenance, basis=was.provenance.basis)
        return Wanted(document, was.path, was.digest, kept, outdated=self._outdated_reason(was))

    def _outdated_reason(self, was: WrittenFile) -> str:
        """What of the basis changed since a document was made, as a sentence."""
        before = self.known.bases.get(was.provenance.basis)
        if before is None:
            return "would be written anew: it isn't known how it was made; --rewrite does it"
        defaults = {name: _setting_text(value) for name, value in Settings().values().items()}
        sides = ((name, before.get(name), self.basis.get(name)) for name in sorted({*before, *self.basis}))
        changed = [
            f"{name} ({one or defaults.get(name, '')} -> {other or defaults.get(name, '')})"
            for name, one, other in sides
            if one != other
        ]
        return f"would be written anew: changed {', '.join(changed)}; --rewrite does it"

    def _displaced_permalinks(self, post: Post) -> list[str]:
        """The new addresses of images it shows that lie beside a post whose permalink isn't what it was."""
        if not self.displaced:
            return []
        shown = {found.key for each in body_links(post.html).images if (found := image_of(each))}
        return sorted(self.displaced[key] for key in shown if key in self.displaced)

    @cached_property
    def displaced(self) -> Mapping[str, str]:
        """By key, the addresses of images that lie beside a post whose permalink isn't what it was."""
        folders = {
            file.path.parent
            for file in self.known.files.values()
            if file.path.name == "index.md" and self.permalinks.has_moved(file.id, file.provenance.permalink)
        }
        lying = (image for image in self.known.images.values() if image.path.parent in folders)
        return {image.key: self.permalinks.image_address(image.path) for image in lying}

    def _resolved_links(self, body: BodyLinks) -> list[str]:
        """Where links to the blog's own posts lead now."""
        resolved = ((link, self.permalinks.resolve(link)) for link in {*body.links, *body.other_links})
        return sorted(permalink for link, permalink in resolved if permalink != link)


def _is_made_of_the_same(now: Provenance, before: Provenance) -> bool:
    """Whether both are of the same source, and the images too: their addresses count only if the post was touched."""
    replaced = now.images != before.images and now.updated != before.updated
    return bool(now.source) and now.source == before.source and not replaced


def _image_provenance(post: Post) -> dict[str, str]:
    """The part of a provenance by which replaced images are seen."""
    images = stored_images(post.html)
    return {"images": _digest(list(images))[:8], "updated": post.updated.isoformat()} if images else {}


def _comment_fields(comment: Comment) -> list[str]:
    moment = comment.published.isoformat()
    return [comment.id, comment.parent_id, comment.author, comment.author_url, moment, comment.html]


def _setting_text(value: object) -> str:
    """A setting's value as the basis has it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _digest(value: Mapping[str, str] | list[object]) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:_SHORT]


@dataclass(frozen=True, slots=True)
class BlogIndex:
    """Where every post goes, which ones are wanted, and what earlier runs made of them."""

    fingerprints: Fingerprints
    selected: Set[str]

    @property
    def permalinks(self) -> Permalinks:
        """The path and address of every post."""
        return self.fingerprints.permalinks


def index_blog(job: Job, store: Store, known: State, targets: Iterable[str]) -> BlogIndex:
    """The index for the posts in the store; `targets` are names of anchors that links in any post lead to."""
    zone = store.blog.zone
    profile = get(job.settings.profile, bundles=job.settings.bundles)
    fingerprints = Fingerprints(
        known=known,
        blog=store.blog,
        settings=job.settings,
        permalinks=Permalinks.build(store.headers(), profile, store.blog, known.files),
        targets=frozenset(targets),
        disk=disk(job),
        force=job.force,
        rewrite=job.rewrite or bool(job.samples),
    )
    return BlogIndex(fingerprints, job.selection.ids(localised(post, zone) for post in store.headers()))


def disk(job: Job) -> Callable[[PurePosixPath], str | None]:
    """A function from a path in the output folder to the digest of what lies there."""
    return Folder(job.folder).digest if job.folder else lambda _path: None
