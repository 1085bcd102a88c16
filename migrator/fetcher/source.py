"""What every source of a blog looks like to the pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from migrator.blogger import API, BLOGGER
from migrator.fetcher.http.auth import Credentials
from migrator.fetcher.http.cache import Cache
from migrator.fetcher.http.retry import Timeouts
from migrator.model import Blog, Comment, Kind, Note, Post, Status, SyncCursor

Item: TypeAlias = Blog | Post | Comment | Note | SyncCursor


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What a user can say about the sources."""

    base_url: str = ""
    """The blog's address, where the source does not know it."""
    blog: str = ""
    """Which blog of several: its title, folder, number or host."""
    post: str = ""
    """The address or number of the only post that is wanted; other posts may be told all the same."""
    comments: bool = True
    """Whether the public comments are asked for; exports hold them anyway."""
    allow_private: bool = False
    """Whether loopback and private addresses may be visited: for the demo and the tests."""
    timeouts: Timeouts = field(default_factory=Timeouts)
    now: Callable[[], datetime] = _now
    credentials: Credentials | None = None
    """With these, blogs named by their address are read through Blogger's API in place of their feeds."""
    api_root: str = API
    cache: Cache | None = None
    """Where to remember what the network answers."""
    blogger_root: str = BLOGGER
    """Where Blogger keeps every blog's feeds by number."""


class Known(Protocol):
    """What an earlier run knew of the blog."""

    blog: Blog
    latest: datetime | None
    """When the public post that was touched last was touched."""
    count: int
    """How many posts and pages there were."""

    counts: Counter[tuple[Kind, Status]]
    """How many there were of each kind and status."""

    @property
    def pages(self) -> Mapping[str, datetime]:
        """When each page was touched last, by id."""
        ...

    def post(self, post_id: str) -> Post | None:
        """A post as it was then, without its body; None if there was none."""
        ...

    def comments(self, post_id: str) -> int:
        """How many comments a post had."""
        ...


class Update(Protocol):
    """A source that tells only a part of what it could.  Raises `DoubtError` where that isn't safe."""

    def changed(self) -> Iterator[Item]:
        """Whatever may have changed, and where the source stands now."""
        ...

    def again(self, posts: Collection[str], comments: Collection[str]) -> Iterator[Item]:
        """These posts, which didn't change, and all comments of those."""
        ...


class Source(Protocol):
    """Something that a blog can be read from."""

    @property
    def label(self) -> str:
        """What it is and where, for messages: `backup blog.xml`."""
        ...

    def read(self) -> Iterator[Item]:
        """Everything it tells, as a stream.  What is wrong with one entry is a note among the items.

        Last of all a `SyncCursor`, if a later run could catch up from here.
        """
        ...

    def since(self, mark: SyncCursor, known: Known, /) -> AbstractContextManager[Update]:
        """What changed since it stood there, when all was known that is `known`."""
        ...
