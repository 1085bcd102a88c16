"""The interface of the sources of a blog, and the options of fetching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from migrator.blogger import API, BLOGGER
from migrator.fetcher.http.cache import Cache
from migrator.fetcher.http.retry import Timeouts
from migrator.model import Blog, Comment, Kind, Note, Post, Status, SyncCursor

Item: TypeAlias = Blog | Post | Comment | Note | SyncCursor


def _now() -> datetime:
    return datetime.now(UTC)


class Credentials(Protocol):
    """What proves to Blogger's API who sends a request.  No message ever has the secret in it."""

    @property
    def author(self) -> bool:
        """Whether drafts and scheduled posts may be requested."""
        ...

    def headers(self) -> Mapping[str, str]:
        """The headers that prove it, for the API's host alone."""
        ...


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """The settings of the sources."""

    base_url: str = ""
    """The blog's address, for a source that does not have it."""
    blog: str = ""
    """Which blog of several: its title, folder, number or host."""
    post: str = ""
    """The address or number of the only post that is wanted; a source may give others as well."""
    comments: bool = True
    """Whether the public comments are requested; exports have them anyway."""
    allow_private: bool = False
    """Whether requests to loopback and private addresses are allowed: for the demo and the tests."""
    timeouts: Timeouts = field(default_factory=Timeouts)
    now: Callable[[], datetime] = _now
    credentials: Credentials | None = None
    """With these, the blog at an address is read through Blogger's API instead of its feeds."""
    api_root: str = API
    cache: Cache | None = None
    """For the answers of the network."""
    blogger_root: str = BLOGGER
    """The site that has every blog's feeds by number."""


class Known(Protocol):
    """The blog as an earlier run read it."""

    blog: Blog
    latest: datetime | None
    """The last `updated` of a public post."""
    count: int
    """Of posts and pages."""

    counts: Counter[tuple[Kind, Status]]
    """Of posts and pages, by kind and status."""

    @property
    def pages(self) -> Mapping[str, datetime]:
        """The `updated` of each page, by id."""
        ...

    def post(self, post_id: str) -> Post | None:
        """A post without its body; None if there was none."""
        ...

    def comments(self, post_id: str) -> int:
        """How many comments a post had."""
        ...


class Update(Protocol):
    """An incremental read of a source.  Raises `FullReadNeeded` if something may be missed."""

    def changed(self) -> Iterator[Item]:
        """Whatever may have changed, and the new sync cursor."""
        ...

    def refetch(self, posts: Collection[str], comments: Collection[str]) -> Iterator[Item]:
        """These posts, which didn't change, and all comments of those."""
        ...


class Source(Protocol):
    """Something that a blog can be read from."""

    @property
    def label(self) -> str:
        """Its kind and place, for messages: `backup blog.xml`."""
        ...

    def read(self) -> Iterator[Item]:
        """The whole blog, as a stream; trouble with one entry is a note among the items.

        The last item is a `SyncCursor`, if later runs can be incremental.
        """
        ...

    def since(self, cursor: SyncCursor, known: Known, /) -> AbstractContextManager[Update]:
        """An incremental read from the cursor on, by a run that has `known`."""
        ...
