"""Posts for tests: everything ordinary, but for what a test names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from migrator.model import Comment, Kind, Post, Status

NOON = datetime(2014, 3, 5, 12, 0, tzinfo=UTC)


def post(**given: Any) -> Post:
    """A live post of 2014 with a permalink made from its id, changed by what is `given`."""
    number = given.get("id", "1")
    usual: dict[str, Any] = {
        "id": number,
        "kind": Kind.POST,
        "status": Status.LIVE,
        "title": f"Post {number}",
        "url": f"https://birds.blogspot.com/2014/03/post-{number}.html",
        "published": NOON,
        "updated": NOON,
        "author": "Ann",
        "labels": (),
        "html": "",
    }
    return Post(**{**usual, **given})


def comment(**given: Any) -> Comment:
    """A comment on post 1, changed by what is `given`."""
    usual: dict[str, Any] = {
        "id": "100",
        "post_id": "1",
        "parent_id": "",
        "author": "Bob",
        "author_url": "https://www.blogger.com/profile/7",
        "published": NOON,
        "html": "Nice",
    }
    return Comment(**{**usual, **given})
