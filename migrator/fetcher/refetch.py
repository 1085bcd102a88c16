"""Posts that are read one by one, because the others needn't be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from migrator.errors import FullReadNeeded
from migrator.fetcher.source import Item, Known
from migrator.model import Post

LEAST_ALONE, MOST_ALONE = 8, 100
"""How many posts are asked for one by one, at least and at most: a part of all of them.  Where it would be more,
reading everything costs no more."""


def check_number(posts: int, known: Known) -> None:
    """Raise `FullReadNeeded` where so many posts have to be read one by one that reading all of them costs no more."""
    if posts > min(MOST_ALONE, max(LEAST_ALONE, known.count // 50)):
        raise FullReadNeeded("many posts have to be read")


def again(
    known: Known,
    posts: Collection[str],
    comments: Collection[str],
    read: Callable[[Post], Post],
    comments_of: Callable[[str], Iterable[Item]],
) -> Iterator[Item]:
    """These posts, and the comments of those, as they are; a `FullReadNeeded` where they aren't what is known of them.

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
