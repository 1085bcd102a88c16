"""Which posts and comments of the blog the query of a feed asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from migrator.demo.blog import SampleBlog, SamplePost
from migrator.demo.entries import changed

Moments = Callable[[datetime, datetime], bool]
"""Whether something of that time of publication, and of the last change, is asked for."""


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """What a request for a feed says beside the part of it that it wants."""

    kind: str
    """posts, pages or comments."""
    query: Mapping[str, str]
    labels: str = ""
    post: str = ""
    """The id of the only post whose comments are meant."""
    unordered: bool = False
    """Whether `orderby` is passed over."""

    @property
    def by_updated(self) -> bool:
        """Whether what changed last comes first."""
        return self.query.get("orderby") == "updated" and not self.unordered

    def of(self, blog: SampleBlog, dropped: frozenset[str]) -> SampleBlog:
        """The blog with only what is asked for; posts that are `dropped` are there only if their time is asked for."""
        wanted = {label for label in self.labels.split("/") if label}
        lost = frozenset() if "published-min" in self.query else dropped
        moments = self._moments()

        def said(post: SamplePost) -> SamplePost:
            return replace(post, comments=tuple(one for one in post.comments if moments(one.published, changed(one))))

        if self.kind == "comments":
            return replace(blog, posts=tuple(said(post) for post in blog.posts if self.post in ("", post.id)))
        return replace(
            blog,
            posts=tuple(
                post
                for post in blog.posts
                if wanted <= set(post.labels) and post.id not in lost and moments(post.published, post.updated)
            ),
        )

    def _moments(self) -> Moments:
        bounds = {name: _moment(self.query.get(name, "")) for name in _BOUNDS}
        if not self.by_updated:  # Blogger says nothing of it
            bounds |= {"updated-min": None, "updated-max": None}

        def within(moment: datetime, name: str) -> bool:
            earliest, latest = bounds[f"{name}-min"], bounds[f"{name}-max"]
            return (earliest is None or earliest <= moment) and (latest is None or moment < latest)

        return lambda published, updated: within(published, "published") and within(updated, "updated")


_BOUNDS = ("published-min", "published-max", "updated-min", "updated-max")


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
