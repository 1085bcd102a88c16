"""What a run is about, fully told: settings, sources, folder, and what the flags of one run say."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import unquote, urlsplit

from migrator.blogger import post_path
from migrator.fetcher.export.find import SeveralBlogsError
from migrator.fetcher.http.auth import Credentials
from migrator.fetcher.http.cache import Cache
from migrator.fetcher.opening import is_address, open_sources
from migrator.fetcher.source import FetchOptions
from migrator.model import Post, Status
from migrator.settings import Settings

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user asked for."""

    drafts: bool = True
    """Whether drafts and scheduled posts are wanted."""
    labels: tuple[str, ...] = ()
    """Posts with any of these labels; empty means all."""
    since: date | None = None
    """Published on this day or later."""
    limit: int | None = None
    """The newest ones only."""
    posts: tuple[str, ...] = ()
    """Posts that are called so: by number, address, path or the last part of it; empty means all."""

    @property
    def partial(self) -> bool:
        """Whether posts that aren't selected may still be wanted in the folder."""
        return bool(self.labels or self.since or self.posts or self.limit is not None)

    def ids(self, headers: Iterable[Post]) -> frozenset[str]:
        """The ids of the selected ones of posts, whose dates are on the blog's clock, oldest first."""
        return frozenset(deque((post.id for post in headers if self._wants(post)), maxlen=self.limit))

    def _wants(self, post: Post) -> bool:
        return (
            (not self.posts or any(is_called(post, name) for name in self.posts))
            and (self.drafts or post.status is Status.LIVE)
            and (not self.labels or any(label in post.labels for label in self.labels))
            and (self.since is None or post.published.date() >= self.since)
        )


def is_called(post: Post, name: str) -> bool:
    """Whether somebody means this post by its number, an address in any form, or its slug."""
    if name == post.id:
        return True
    path, wanted = _path(post.url), _path(name)
    slug = path.rpartition("/")[2].removesuffix(".html")
    return bool(slug) and (wanted == path or name.removesuffix(".html").casefold() == slug.casefold())


def _path(address: str) -> str:
    try:
        return unquote(urlsplit(address.strip()).path)
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Job:
    """One run, fully told."""

    settings: Settings
    sources: tuple[str, ...]
    """The sources as they can be opened from here."""
    folder: Path | None = None
    """The output folder; None for a preview, of what would be written into an empty one, without images."""
    limit: int | None = None
    """Only the newest so many posts."""
    dry_run: bool = False
    force: bool = False
    """Write anew what a person edited or deleted."""
    rewrite: bool = False
    """Make every post again, and write what changed settings or versions make of it."""
    full: bool = False
    """Read all of the blog, also what can't have changed."""
    prune: bool = False
    """Put away the files of what is no longer on the blog."""
    remember: bool = True
    """Whether migrator.toml is written where there is none."""
    allow_private: bool = False
    """Whether addresses of this machine and its network may be fetched from: for the demo only."""
    diff: bool = False
    """Whether to hand out what changes in every file."""
    brief: bool = False
    """Whether nobody wants to hear of single posts and files where there is nothing to do."""
    samples: int = 0
    """How many finished documents of posts to hand out, the newest."""
    posts: tuple[str, ...] = ()
    """Only the posts that are called so, by number, address or slug."""
    credentials: Credentials | None = None
    """What is shown to Blogger's API; without it, blogs are read by their public feeds."""

    cache: Cache | None = None
    """Where what the network answers is kept until the run is done."""

    @property
    def selection(self) -> Selection:
        """Which posts it is about."""
        told = self.settings
        return Selection(told.drafts, tuple(told.labels), told.since, self.limit, self.posts)

    @property
    def only_some(self) -> bool:
        """Whether this run alone is about some posts only, whatever the settings say."""
        return bool(self.posts) or self.limit is not None

    @property
    def options(self) -> FetchOptions:
        """What the sources are told."""
        told = self.settings
        return FetchOptions(
            base_url=told.base_url,
            blog=told.blog,
            # Links to other posts can be rewritten only where all are known, so this is for a look only.
            post=self.posts[0] if len(self.posts) == 1 and not self.folder else "",
            comments=told.comments,
            allow_private=self.allow_private,
            credentials=self.credentials,
            cache=self.cache,
        )


class JobOptions(TypedDict, total=False):
    """The fields of a `Job` that a program may set besides settings, sources and folder."""

    limit: int | None
    posts: tuple[str, ...]
    dry_run: bool
    force: bool
    rewrite: bool
    full: bool
    prune: bool
    diff: bool
    allow_private: bool
    credentials: Credentials | None
    cache: Cache | None


def each_blog(job: Job) -> tuple[Job, ...]:
    """A run for each blog of an export that holds several, each into a folder of its own; else the run itself."""
    try:
        open_sources(job.sources, job.options)
    except SeveralBlogsError as several:
        return tuple(_of_blog(job, choice, name) for choice, name in several.folders().items())
    return (job,)


def _of_blog(job: Job, choice: str, name: str) -> Job:
    folder = job.folder and job.folder / name
    sources = remembered_sources(list(job.sources), folder) if folder else job.settings.sources
    return replace(job, settings=replace(job.settings, blog=choice, sources=sources), folder=folder)


def posts_meant(sources: Sequence[str]) -> tuple[str, ...]:
    """The post whose own address was given in place of a blog's; nothing where a whole blog is meant."""
    (first, *others) = sources
    return (first,) if not others and is_address(first) and post_path(first) else ()


def remembered_sources(sources: list[str], folder: Path) -> list[str]:
    """The sources as migrator.toml in `folder` should say them: relative paths start there."""
    return [_from_folder(source, folder) for source in sources]


def _from_folder(source: str, folder: Path) -> str:
    path = Path(source)
    if path.is_absolute() or not _lies_there(path):  # an address, even one without https://, is no file
        return source
    try:
        return PurePath(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Windows: on another drive
        return str(path.absolute())


def found_sources(settings: Settings, folder: Path) -> list[str]:
    """The sources that migrator.toml in `folder` names, as paths and addresses that work from here."""
    return [str(folder / source) if _lies_there(folder / source) else source for source in settings.sources]


def _lies_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no name that a file could have
        return False
