"""Which path every post gets, and what becomes of links between posts.

Given out before any body is converted, since a link can be rewritten only when its target's place is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from slugify import slugify

from migrator.model import Blog, Kind, Note, Post, Status, WrittenFile
from migrator.storage.disk import DiskDict, DiskList
from migrator.writer.documents.dates import localise
from migrator.writer.permalinks.links import PostLinks, fits_a_file, old_path
from migrator.writer.profiles.profile import Profile

_LONGEST_SLUG = 100
# Windows can't hold a file of such a name, whatever its ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Permalink:
    """Where one post goes."""

    path: str
    address: str
    slug: str
    former: tuple[str, ...] = ()


class Permalinks:
    """The path and address of every post, and what links to them become."""

    def __init__(
        self, places: Mapping[str, Permalink], names: PostLinks, profile: Profile, notes: Sequence[Note]
    ) -> None:
        self._places = places
        self._place = lru_cache(8)(places.__getitem__)  # several things are asked of one post, then of the next
        self._names = names
        self._profile = profile
        self.notes = notes
        """Posts that can't all keep their old address."""

    @classmethod
    def build(
        cls, posts: Iterable[Post], profile: Profile, blog: Blog, known: Mapping[str, WrittenFile] | None = None
    ) -> Permalinks:
        """The map of all `posts`, whose bodies are not looked at.

        Who comes first keeps the plain name where two posts would share one, so give them in order of
        publication: then a later post moves no earlier one.  `known` says where earlier runs found them.
        """
        places: DiskDict[Permalink] = DiskDict()
        taken: DiskDict[None] = DiskDict()
        holders: DiskDict[str] = DiskDict()
        names = PostLinks(blog)
        earlier = known or {}
        notes: DiskList[Note] = DiskList()
        moved: list[tuple[str, tuple[str, ...]]] = []
        for post in posts:
            address = old_path(post.url)
            if address in names:
                notes.append(_shared(post, address))
                address = ""
            if address and (other := holders.setdefault(folded(address), address)) != address:
                notes.append(_alike(post, address, other))
            if not fits_a_file(address):
                address = f"{address.rpartition('/')[0]}/{_slug(post)}-{_safe(post.id)}.html"
                notes.append(_long(post, address))
            former = _former(earlier.get(post.id), address)
            places[post.id] = place = replace(_permalink(post, address, profile, blog, taken), former=former)
            taken[folded(place.path)] = None
            names.add(post.id, post.url, address)
            if former:
                moved.append((address, former))
        for address, former in moved:  # last: where a post lives now counts more than where one lived
            names.add_former(address, former)
        return cls(places, names, profile, notes)

    def path(self, post_id: str) -> PurePosixPath:
        """The post's file, relative to the output folder."""
        return PurePosixPath(self._place(post_id).path)

    def address(self, post_id: str) -> str:
        """`/2014/03/slug.html`, exactly as Blogger had it; '' for a draft that never had an address.

        Only where the name is too long to be a file's does the post get a shorter one.
        """
        return self._place(post_id).address

    def image_address(self, path: PurePosixPath) -> str:
        """The address, from the root of the site, of an image that lies at `path` in the output folder."""
        address = self._bundles.get(str(path.parent), "")
        served = address.rpartition(".")[0] or address
        return f"{served}/{quote(path.name)}" if served else self._profile.image_address(path)

    @cached_property
    def _bundles(self) -> Mapping[str, str]:
        """By the folder of each post that has one of its own, the post's address."""
        ending = "/index.md"
        bundles = (place for place in self._places.values() if place.path.endswith(ending))
        return DiskDict((place.path.removesuffix(ending), place.address) for place in bundles)

    def former(self, post_id: str) -> tuple[str, ...]:
        """Addresses that the post had before and nobody has now, the oldest first."""
        return tuple(old for old in self._place(post_id).former if self._names.leads(old, self.address(post_id)))

    def has_moved(self, post_id: str, address: str) -> bool:
        """Whether a post that had this address has another one by now."""
        place = self._places.get(post_id)
        return place is not None and place.address != address

    def slug(self, post_id: str) -> str:
        """The stem that the post's file is named by: `[a-z0-9-]+`."""
        return self._place(post_id).slug

    def own(self, href: str) -> str:
        """What has to be kept of a link to resolve it in a later run; '' where it can never lead to a post."""
        return self._names.own(href)

    def resolve(self, href: str) -> str:
        """The new address of a link to one of the blog's posts, fragment kept; other links as they are."""
        return self._names.resolve(href)


def folded(path: str) -> str:
    """Equal for two paths that some file system would take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _former(known: WrittenFile | None, address: str) -> tuple[str, ...]:
    """What a post's addresses were, if it has one at all by now."""
    if known is None or not address:
        return ()
    provenance = known.provenance
    return tuple(old for old in dict.fromkeys((*provenance.former, provenance.address)) if old and old != address)


def _permalink(post: Post, address: str, profile: Profile, blog: Blog, taken: Container[str]) -> Permalink:
    pattern = _pattern(post, profile)
    date = localise(post.published, blog.zone).date().isoformat()
    slug = _slug(post)
    path = pattern.format(date=date, slug=slug)
    number = 1
    while folded(path) in taken:
        ending = _safe(post.id) if number == 1 else f"{_safe(post.id)}-{number}"
        path = pattern.format(date=date, slug=f"{slug}-{ending}")
        number += 1
    return Permalink(path, address, slug)


def _pattern(post: Post, profile: Profile) -> str:
    if post.kind is Kind.PAGE:
        return profile.pages
    return profile.drafts if post.status is Status.DRAFT else profile.posts


def _slug(post: Post) -> str:
    stem = unquote(old_path(post.url).rpartition("/")[2])
    slug = _safe(re.sub(r"\.html?$", "", stem)) or _safe(post.title)
    if not slug:
        return f"untitled-{_safe(post.id)}"
    return f"{slug}-{_safe(post.id)}" if _RESERVED.fullmatch(slug) else slug


def _safe(text: str) -> str:
    """A stem for a file name out of any text; '' where no letter or digit is in it."""
    if len(text) <= _LONGEST_SLUG and _PLAIN.fullmatch(text):
        return text
    return slugify(text, max_length=_LONGEST_SLUG, word_boundary=True)


def _shared(post: Post, address: str) -> Note:
    message = f"another post has the address {address} already; this one is written without an address of its own"
    return Note("address-shared", post.name, message, "Give it another address in its front matter", post.id)


def _alike(post: Post, address: str, other: str) -> Note:
    message = f"its address {address} differs from {other} by capital letters only"
    advice = "Build the site on a disk that tells them apart, as Linux does"
    return Note("address-case", post.name, message, advice, post.id)


def _long(post: Post, address: str) -> Note:
    message = f"its old address is too long to be a file's name; it is now {address}"
    return Note("address-too-long", post.name, message, "Redirect the old one if your host can", post.id)
