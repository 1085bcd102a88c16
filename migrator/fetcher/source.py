"""What every source of a blog looks like to the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from migrator.fetcher.cache import Cache
from migrator.fetcher.credentials import Credentials
from migrator.fetcher.patience import Patience
from migrator.model import Blog, Comment, Note, Post

Item: TypeAlias = Blog | Post | Comment | Note


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
    patience: Patience = field(default_factory=Patience)
    now: Callable[[], datetime] = _now
    credentials: Credentials | None = None
    """With these, blogs named by their address are read through Blogger's API in place of their feeds."""
    api_root: str = "https://blogger.googleapis.com/v3"
    cache: Cache | None = None
    """Where to remember what the network answers."""
    blogger_root: str = "https://www.blogger.com"
    """Where Blogger keeps every blog's feeds by number."""


class Source(Protocol):
    """Something that a blog can be read from."""

    @property
    def label(self) -> str:
        """What it is and where, for messages: `backup blog.xml`."""
        ...

    def read(self) -> Iterator[Item]:
        """Everything it tells, as a stream.  What is wrong with one entry is a note among the items."""
        ...
