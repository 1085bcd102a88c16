"""Posts and comments for tests, with only what a test cares about said."""

from __future__ import annotations

from datetime import UTC, datetime

from migrator.model import Comment, Kind, Post, Status

MOMENT = datetime(2014, 3, 31, 23, 30, tzinfo=UTC)

PLAIN = Post(
    id="1",
    kind=Kind.POST,
    status=Status.LIVE,
    title="Title",
    url="https://x.blogspot.com/2014/03/title.html",
    published=MOMENT,
    updated=MOMENT,
    author="Mira",
    labels=(),
    html="<p>Text</p>",
)


def comment(number: str, post_id: str = "1", *, published: datetime = MOMENT) -> Comment:
    """A comment on a post."""
    return Comment(number, post_id, "", "Reader", "", published, f"<p>{number}</p>")
