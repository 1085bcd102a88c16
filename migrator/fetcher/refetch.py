"""Posts that are read one by one when the others are known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime

from migrator.blogger import blog_host
from migrator.errors import FullReadNeeded
from migrator.fetcher.source import Item, Known
from migrator.model import Post

LEAST_SINGLE, MOST_SINGLE = 8, 100
"""Bounds of how many posts are read one by one, which is a 50th of all; for more of them a full read is as cheap."""


def check_number(posts: int, known: Known) -> None:
    """Raise `FullReadNeeded` for so many posts that a full read is as cheap."""
    if posts > min(MOST_SINGLE, max(LEAST_SINGLE, known.count // 50)):
        raise FullReadNeeded("many posts have to be read")


def listed_post(items: Sequence[Item], post_id: str, updated: datetime, known: Known) -> Post:
    """The only one of the items, if it is the post that was listed; raises `FullReadNeeded` if it isn't."""
    match items:
        case [Post() as post] if (post.id, post.updated) == (post_id, updated):
            host = blog_host(post.url)
            if host and host not in known.blog.hosts:
                raise FullReadNeeded("a post lives under another name")
            return post
    raise FullReadNeeded("a post isn't what was listed")


def refetch(
    known: Known,
    posts: Collection[str],
    comments: Collection[str],
    read: Callable[[Post], Post],
    comments_of: Callable[[str], Iterable[Item]],
) -> Iterator[Item]:
    """These posts, and the comments of those; raises `FullReadNeeded` if they are not as many as are known.

    `read` gets a post by what is known of it, `comments_of` the comments of a post by its id.
    """
    check_number(len(posts) + len(comments), known)
    for post_id in posts:
        before = known.post(post_id)
        if before is None:
            raise FullReadNeeded("a post came up in between")
        yield read(before)
    for post_id in comments:
        found = list(comments_of(post_id))
        if len(found) != known.comments(post_id):
            raise FullReadNeeded("comments came or went in between")
        yield from found
