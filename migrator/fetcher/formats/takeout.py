"""An entry of a Google Takeout's feed.atom -> a post, comment or note.  Unset elements are there, empty."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.blogger import blog_in_id
from migrator.fetcher.formats.entry import Entry, FeedFacts, decimal
from migrator.model import Blog, Comment, Kind, Location, Note, Post, Status

NAMESPACE = "http://schemas.google.com/blogger/2018"

_STATUSES = {
    "LIVE": Status.LIVE,
    "": Status.LIVE,
    "DRAFT": Status.DRAFT,
    "SCHEDULED": Status.SCHEDULED,
}
_LEFT_OUT = {
    "SOFT_TRASHED": ("trashed", "it lies in Blogger's trash and was left out"),
    "SPAM_COMMENT": ("spam", "Blogger holds it for spam; it was left out"),
    "SPAM": ("spam", "Blogger holds it for spam; it was left out"),
    "GHOSTED_COMMENT": ("ghosted", "Blogger shows it to nobody but its author; it was left out"),
    "EMPTIED": ("emptied", "its text was deleted; it was left out"),
    "PENDING": ("pending", "it waits for approval and was left out"),
}


def read_feed_head(head: Entry, base_url: str) -> Blog:
    """The blog's id and title."""
    return Blog(id=blog_in_id(head.text("id")), title=head.text("title"), url=base_url)


def is_takeout(entry: Entry) -> bool:
    """Whether an entry, or the head of a feed, declares Takeout's namespace."""
    return NAMESPACE in entry.element.nsmap.values()


def read_entry(entry: Entry, feed: FeedFacts) -> Iterator[Post | Comment | Note]:
    """The item of an entry, or a note if it is left out."""
    kind = entry.text("type").upper()
    if kind == "COMMENT":
        yield _comment(entry, feed)
    elif kind in {"POST", "PAGE"}:
        yield from _post(entry, Kind(kind.lower()), feed)
    else:
        yield Note("entry-unknown", _name(entry), f"it is of the unknown type {kind!r} and was left out", loss=True)


def _post(entry: Entry, kind: Kind, feed: FeedFacts) -> Iterator[Post | Note]:
    status = _STATUSES.get(entry.text("status").upper())
    post_id = entry.number()
    if status is None or not post_id:
        yield _left_out(entry, "takeout")
        return
    published = entry.moment("published", "created", "updated")
    if published is None:
        message = "it has no date that can be read; the date of the export stands in for it"
        yield Note("date-missing", _name(entry), message, "Set its date by hand.", post_id)
    published = published or feed.written
    guessed = feed.guessed_paths.get(post_id, "")
    path = entry.text("filename") or guessed
    if guessed:
        message = f"the export tells no permalinks; {guessed} was made of its title and date, as Blogger makes them"
        advice = "Compare it with the blog if old links have to go on working."
        yield Note("permalink-made", _name(entry), message, advice, post_id)
    yield Post(
        id=post_id,
        kind=kind,
        status=status,
        title=entry.text("title"),
        url=f"{feed.base_url}/{path.lstrip('/')}" if path else "",
        published=published,
        updated=entry.moment("updated") or published,
        author=entry.inner("author").text("name"),
        labels=entry.labels(),
        html=entry.html("content") or "",
        description=entry.text("metaDescription"),
        location=_location(entry.inner("location")),
    )


def _comment(entry: Entry, feed: FeedFacts) -> Comment | Note:
    if entry.text("status").upper() not in {"LIVE", ""}:
        return _left_out(entry, "comment")
    published = entry.moment("published", "created", "updated")
    if not (entry.number() and entry.number("parent") and published):
        message = "it does not say which post it belongs to or when it was written, and was left out"
        return Note("comment-stray", f"{_name(entry)} in {feed.subject}", message, loss=True)
    author = entry.inner("author")
    return Comment(
        id=entry.number(),
        post_id=entry.number("parent"),
        parent_id=entry.number("inReplyTo"),
        author=author.text("name"),
        author_url=author.text("uri"),
        published=published,
        html=entry.html("content") or "",
    )


def _left_out(entry: Entry, prefix: str) -> Note:
    """The note for an entry that is not public."""
    post_id = entry.number("parent") or entry.number()
    if not entry.number():
        return Note("entry-without-id", _name(entry), "it has no id and was left out", loss=True)
    status = entry.text("status").upper()
    if status in _LEFT_OUT:
        code, message = _LEFT_OUT[status]
        return Note(f"{prefix}-{code}", _name(entry), message, post_id=post_id)
    message = f"its status {status!r} is unknown, and it was left out"
    return Note(f"{prefix}-unknown-status", _name(entry), message, "Look it up in Blogger.", post_id, loss=True)


def _name(entry: Entry) -> str:
    """The title of a post, or the author of a comment, for messages."""
    if entry.text("type").upper() == "COMMENT":
        return f"comment by {entry.inner('author').text('name') or 'someone'}"
    return entry.text("title") or entry.number() or "an entry"


def _location(place: Entry) -> Location | None:
    found = Location(place.text("name"), decimal(place.text("latitude")), decimal(place.text("longitude")))
    return found if found.name or found.latitude is not None else None
