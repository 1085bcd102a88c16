"""Which of a blog's posts a run is about."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from migrator.model import Post, Status


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
