"""The path and permalink of every post, and links between posts rewritten to them.

Built before any body is converted: a link can be rewritten only when the permalink of its target is known.
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
from migrator.writer.permalinks.links import PostLinks, fits_a_file, permalink_in
from migrator.writer.profiles.profile import Profile

_LONGEST_SLUG = 100
"""Characters."""
# Windows can't hold a file of such a name, whatever its ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class PostPaths:
    """The path and permalink of one post."""

    path: str
    """Of its file, relative to the output folder."""
    permalink: str
    slug: str
    former: tuple[str, ...] = ()
    """Permalinks that the post had before, the oldest first."""


class Permalinks:
    """The path and permalink of every post, and the resolver of links between them."""

    def __init__(
        self, paths: Mapping[str, PostPaths], links: PostLinks, profile: Profile, notes: Sequence[Note]
    ) -> None:
        self._paths = paths
        self._paths_of = lru_cache(8)(paths.__getitem__)  # several things are asked of one post, then of the next
        self._links = links
        self._profile = profile
        self.notes = notes
        """One for each post that can't keep its permalink as Blogger has it."""

    @classmethod
    def build(
        cls, posts: Iterable[Post], profile: Profile, blog: Blog, known: Mapping[str, WrittenFile] | None = None
    ) -> Permalinks:
        """Paths and permalinks for `posts`, whose bodies are not read.

        Where two posts would share a path or permalink the first keeps it, so give them by date of publication:
        then a later post moves no earlier one.  `known`, by post id, has the permalinks of earlier runs.
        """
        paths: DiskDict[PostPaths] = DiskDict()
        taken: DiskDict[None] = DiskDict()
        holders: DiskDict[str] = DiskDict()
        links = PostLinks(blog)
        written = known or {}
        notes: DiskList[Note] = DiskList()
        moved: list[tuple[str, tuple[str, ...]]] = []
        for post in posts:
            permalink = permalink_in(post.url)
            if permalink in links:
                notes.append(_shared_note(post, permalink))
                permalink = ""
            if permalink and (other := holders.setdefault(folded(permalink), permalink)) != permalink:
                notes.append(_case_note(post, permalink, other))
            if not fits_a_file(permalink):
                permalink = f"{permalink.rpartition('/')[0]}/{_slug(post)}-{_stem(post.id)}.html"
                notes.append(_too_long_note(post, permalink))
            former = _former(written.get(post.id), permalink)
            paths[post.id] = own = replace(_post_paths(post, permalink, profile, blog, taken), former=former)
            taken[folded(own.path)] = None
            links.add(post.id, post.url, permalink)
            if former:
                moved.append((permalink, former))
        for permalink, former in moved:  # last: a post's present permalink outranks another's former one
            links.add_former(permalink, former)
        return cls(paths, links, profile, notes)

    def path(self, post_id: str) -> PurePosixPath:
        """The post's file, relative to the output folder."""
        return PurePosixPath(self._paths_of(post_id).path)

    def permalink(self, post_id: str) -> str:
        """`/2014/03/slug.html`, exactly as Blogger has it; '' for a draft that never had one.

        A permalink too long to be a file's name is shortened.
        """
        return self._paths_of(post_id).permalink

    def image_address(self, path: PurePosixPath) -> str:
        """The address, from the root of the site, of an image that lies at `path` in the output folder."""
        permalink = self._bundles.get(str(path.parent), "")
        served = permalink.rpartition(".")[0] or permalink
        return f"{served}/{quote(path.name)}" if served else self._profile.image_address(path)

    @cached_property
    def _bundles(self) -> Mapping[str, str]:
        """The permalink of each post that is a page bundle, by the bundle's folder."""
        ending = "/index.md"
        bundles = (paths for paths in self._paths.values() if paths.path.endswith(ending))
        return DiskDict((paths.path.removesuffix(ending), paths.permalink) for paths in bundles)

    def former(self, post_id: str) -> tuple[str, ...]:
        """Permalinks that the post had before and no post has now, the oldest first."""
        permalink = self.permalink(post_id)
        return tuple(old for old in self._paths_of(post_id).former if self._links.leads_to(old, permalink))

    def has_moved(self, post_id: str, permalink: str) -> bool:
        """Whether a post that had this permalink has another one by now."""
        paths = self._paths.get(post_id)
        return paths is not None and paths.permalink != permalink

    def slug(self, post_id: str) -> str:
        """The stem that the post's file is named by: `[a-z0-9-]+`."""
        return self._paths_of(post_id).slug

    def short_link(self, href: str) -> str:
        """The part of a link that `resolve` goes by, for a later run; '' where it can never lead to a post."""
        return self._links.short_link(href)

    def resolve(self, href: str) -> str:
        """The permalink, with the fragment, of the post that a link leads to; any other link as it is."""
        return self._links.resolve(href)


def folded(path: str) -> str:
    """The path in NFC and without case: equal for two paths that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _former(written: WrittenFile | None, permalink: str) -> tuple[str, ...]:
    """The permalinks of earlier runs, but for the present one; () for a post that has none now."""
    if written is None or not permalink:
        return ()
    earlier = (*written.provenance.former, written.provenance.permalink)
    return tuple(old for old in dict.fromkeys(earlier) if old and old != permalink)


def _post_paths(post: Post, permalink: str, profile: Profile, blog: Blog, taken: Container[str]) -> PostPaths:
    pattern = _path_pattern(post, profile)
    date = localise(post.published, blog.zone).date().isoformat()
    slug = _slug(post)
    path = pattern.format(date=date, slug=slug)
    number = 1
    while folded(path) in taken:
        ending = _stem(post.id) if number == 1 else f"{_stem(post.id)}-{number}"
        path = pattern.format(date=date, slug=f"{slug}-{ending}")
        number += 1
    return PostPaths(path, permalink, slug)


def _path_pattern(post: Post, profile: Profile) -> str:
    if post.kind is Kind.PAGE:
        return profile.pages
    return profile.drafts if post.status is Status.DRAFT else profile.posts


def _slug(post: Post) -> str:
    name = unquote(permalink_in(post.url).rpartition("/")[2])
    slug = _stem(re.sub(r"\.html?$", "", name)) or _stem(post.title)
    if not slug:
        return f"untitled-{_stem(post.id)}"
    return f"{slug}-{_stem(post.id)}" if _RESERVED.fullmatch(slug) else slug


def _stem(text: str) -> str:
    """The text as `[a-z0-9-]*`, '' where no letter or digit is in it."""
    if len(text) <= _LONGEST_SLUG and _PLAIN.fullmatch(text):
        return text
    return slugify(text, max_length=_LONGEST_SLUG, word_boundary=True)


def _shared_note(post: Post, permalink: str) -> Note:
    message = f"another post has the permalink {permalink} already; this one is written without one of its own"
    return Note("permalink-shared", post.name, message, "Give it another permalink in its front matter", post.id)


def _case_note(post: Post, permalink: str, other: str) -> Note:
    message = f"its permalink {permalink} differs from {other} by capital letters only"
    advice = "Build the site on a disk that tells them apart, as Linux does"
    return Note("permalink-case", post.name, message, advice, post.id)


def _too_long_note(post: Post, permalink: str) -> Note:
    message = f"its old permalink is too long to be a file's name; it is now {permalink}"
    return Note("permalink-too-long", post.name, message, "Redirect the old one if your host can", post.id)
