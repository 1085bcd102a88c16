"""A run as values: its settings, sources and folder, and the flags that hold for it alone."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TypedDict
from urllib.parse import unquote, urlsplit

from migrator.blogger import post_path
from migrator.fetcher.export.find import SeveralBlogsError
from migrator.fetcher.http.cache import Cache
from migrator.fetcher.opening import is_address, open_sources
from migrator.fetcher.source import Credentials, FetchOptions
from migrator.model import Post, Status
from migrator.settings import Settings


@dataclass(frozen=True, slots=True)
class Selection:
    """The posts that a run is about, as the user chose them."""

    drafts: bool = True
    """Whether drafts and scheduled posts are wanted."""
    labels: tuple[str, ...] = ()
    """Posts with any of these labels; empty means all."""
    since: date | None = None
    """Published on this day or later."""
    limit: int | None = None
    """The newest ones only."""
    posts: tuple[str, ...] = ()
    """Posts with one of these ids, URLs, paths or slugs; empty means all."""

    @property
    def partial(self) -> bool:
        """Whether posts that aren't selected may still be wanted in the folder."""
        return bool(self.labels or self.since or self.posts or self.limit is not None)

    def ids(self, headers: Iterable[Post]) -> frozenset[str]:
        """The ids of those posts that are selected; `headers` come oldest first, dated in the blog's zone."""
        return frozenset(deque((post.id for post in headers if self._wants(post)), maxlen=self.limit))

    def _wants(self, post: Post) -> bool:
        return (
            (not self.posts or any(_is_called(post, name) for name in self.posts))
            and (self.drafts or post.status is Status.LIVE)
            and (not self.labels or any(label in post.labels for label in self.labels))
            and (self.since is None or post.published.date() >= self.since)
        )


def _is_called(post: Post, name: str) -> bool:
    """Whether `name` is the post's id, its URL or path in any form, or its slug."""
    if name == post.id:
        return True
    path = _url_path(post.url)
    slug = path.rpartition("/")[2].removesuffix(".html")
    return bool(slug) and (_url_path(name) == path or name.removesuffix(".html").casefold() == slug.casefold())


def _url_path(url: str) -> str:
    try:
        return unquote(urlsplit(url.strip()).path)
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that one run is given."""

    settings: Settings
    sources: tuple[str, ...]
    """Addresses, and paths relative to the working directory."""
    folder: Path | None = None
    """The output folder; None for a preview of an empty one, without images."""
    limit: int | None = None
    """The number of posts, the newest ones; None for all."""
    dry_run: bool = False
    force: bool = False
    """Write anew what a person edited or deleted."""
    rewrite: bool = False
    """Convert every post again, and write the files that other settings or versions change."""
    full: bool = False
    """Read all of the blog, also what can't have changed."""
    prune: bool = False
    """Move files of posts that are no longer on the blog into `.migrator/removed`."""
    remember: bool = True
    """Whether migrator.toml is written where there is none."""
    allow_private: bool = False
    """Whether addresses of this machine and its network may be fetched: for the demo only."""
    diff: bool = False
    """Whether the report has a diff of every changed file."""
    brief: bool = False
    """Whether the report may leave out posts and files where nothing is to be done."""
    samples: int = 0
    """How many documents the outcome has, of the newest posts."""
    posts: tuple[str, ...] = ()
    """Only the posts with these ids, URLs, paths or slugs; empty means all."""
    credentials: Credentials | None = None
    """For Blogger's API; without them, blogs are read from their public feeds."""
    cache: Cache | None = None
    """Answers of the network, kept until the run is done."""

    @property
    def selection(self) -> Selection:
        """The posts that the run is about."""
        chosen = self.settings
        return Selection(chosen.drafts, tuple(chosen.labels), chosen.since, self.limit, self.posts)

    @property
    def only_some(self) -> bool:
        """Whether a flag of this run, not its settings, chooses some posts."""
        return bool(self.posts) or self.limit is not None

    @property
    def options(self) -> FetchOptions:
        """The options that its sources are opened with."""
        return FetchOptions(
            base_url=self.settings.base_url,
            blog=self.settings.blog,
            # Links to other posts can be rewritten only where all are known, so only a preview reads a single one.
            post=self.posts[0] if len(self.posts) == 1 and not self.folder else "",
            comments=self.settings.comments,
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
    """The job itself, or, of an export with several blogs, a job for each, with a folder of its own."""
    try:
        open_sources(job.sources, job.options)
    except SeveralBlogsError as several:
        return tuple(_job_of_blog(job, choice, name) for choice, name in several.folders().items())
    return (job,)


def _job_of_blog(job: Job, choice: str, name: str) -> Job:
    folder = job.folder and job.folder / name
    sources = remembered_sources(list(job.sources), folder) if folder else job.settings.sources
    return replace(job, settings=replace(job.settings, blog=choice, sources=sources), folder=folder)


def posts_meant(sources: Sequence[str]) -> tuple[str, ...]:
    """The only source, where that is the URL of a single post; else ()."""
    (first, *others) = sources
    return (first,) if not others and is_address(first) and post_path(first) else ()


def remembered_sources(sources: list[str], folder: Path) -> list[str]:
    """The sources as migrator.toml in `folder` names them, paths relative to it."""
    return [_relative_source(source, folder) for source in sources]


def _relative_source(source: str, folder: Path) -> str:
    path = Path(source)
    if path.is_absolute() or not _exists(path):  # an address, even one without https://, is no file
        return source
    try:
        return PurePath(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Windows: on another drive
        return str(path.absolute())


def found_sources(settings: Settings, folder: Path) -> list[str]:
    """The sources of migrator.toml in `folder`, with paths relative to the working directory."""
    return [str(folder / source) if _exists(folder / source) else source for source in settings.sources]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no name that a file could have
        return False
