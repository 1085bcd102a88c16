"""The query of a feed: labels and times that filter its posts and comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from migrator.demo.blog import SampleBlog, SamplePost
from migrator.demo.entries import changed

TimeFilter = Callable[[datetime, datetime], bool]
"""Whether an entry that was published and updated then is in the feed."""


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """The query of one feed, without its page."""

    kind: str
    """posts, pages or comments."""
    query: Mapping[str, str]
    labels: str = ""
    post: str = ""
    """The id of the post in a feed of one post's comments."""
    unordered: bool = False
    """Whether `orderby` is ignored."""

    @property
    def by_updated(self) -> bool:
        """Whether the last change is first."""
        return self.query.get("orderby") == "updated" and not self.unordered

    def filtered(self, blog: SampleBlog, dropped: frozenset[str]) -> SampleBlog:
        """The blog with only the entries of this query; posts that are `dropped` only in one with `published-min`."""
        wanted = {label for label in self.labels.split("/") if label}
        left_out = frozenset() if "published-min" in self.query else dropped
        passes = self._time_filter()

        def with_comments(post: SamplePost) -> SamplePost:
            return replace(post, comments=tuple(one for one in post.comments if passes(one.published, changed(one))))

        if self.kind == "comments":
            posts = (with_comments(post) for post in blog.posts if self.post in ("", post.id))
            return replace(blog, posts=tuple(posts))
        return replace(
            blog,
            posts=tuple(
                post
                for post in blog.posts
                if wanted <= set(post.labels) and post.id not in left_out and passes(post.published, post.updated)
            ),
        )

    def _time_filter(self) -> TimeFilter:
        bounds = {name: _moment(self.query.get(name, "")) for name in _BOUNDS}
        if not self.by_updated:  # Blogger ignores them without a word
            bounds |= {"updated-min": None, "updated-max": None}

        def within(moment: datetime, name: str) -> bool:
            earliest, latest = bounds[f"{name}-min"], bounds[f"{name}-max"]
            return (earliest is None or earliest <= moment) and (latest is None or moment < latest)

        return lambda published, updated: within(published, "published") and within(updated, "updated")


_BOUNDS = ("published-min", "published-max", "updated-min", "updated-max")


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
