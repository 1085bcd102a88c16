"""An entry of Blogger's Atom, in backups and public feeds -> a post, comment or note."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from migrator.blogger import blog_host, blog_in_id, comment_in_url, entry_in_id
from migrator.errors import SourceError
from migrator.fetcher.formats.entry import KIND_SCHEME, Entry, FeedFacts, decimal
from migrator.fetcher.formats.settings import from_settings
from migrator.fetcher.source import Item
from migrator.model import Blog, Comment, Kind, Location, Note, Post, Status

MOST_HOSTS = 20


def read_feed_head(head: Entry) -> Blog:
    """The blog's id, title, URL and hosts."""
    links = (head.link("alternate"), head.link("http://schemas.google.com/g/2005#feed"))
    hosts = frozenset(host for link in links if (host := blog_host(link)))
    alternate = links[0] if blog_host(links[0]) else ""
    parts = urlsplit(alternate)
    return Blog(
        id=blog_in_id(head.text("id")),
        title=head.text("title"),
        url=f"{parts.scheme}://{parts.netloc}" if alternate else "",
        hosts=hosts,
    )


def read_entry(entry: Entry, feed: FeedFacts) -> Iterator[Blog | Post | Comment | Note]:
    """The item of an entry, and a note if something is odd; nothing for a theme."""
    kind = _kind(entry)
    if kind == "settings":
        yield from_settings({entry.text("id").rpartition(".")[2]: entry.text("content")})
    elif kind == "comment":
        yield _comment(entry, feed)
    elif kind in {"post", "page"}:
        yield from _post(entry, Kind(kind), feed)


def _kind(entry: Entry) -> str:
    """`post`, `page`, `comment`, `settings`, `template`; '' for an entry that is not Blogger's."""
    for category in entry.children.get("category", []):
        if category.get("scheme") == KIND_SCHEME:
            return category.get("term", "").rpartition("#")[2]
    if "in-reply-to" in entry.children or any(comment_in_url(entry.link("self"))):
        return "comment"
    atom_id = entry.text("id")
    return next((kind for kind in ("post", "page") if f".{kind}-" in atom_id), "")


def _post(entry: Entry, kind: Kind, feed: FeedFacts) -> Iterator[Post | Note]:
    title = entry.text("title")
    html = entry.html("content")
    if html is None and "summary" in entry.children:
        raise short_feed(feed.subject)
    post_id = entry.number()
    if not post_id:
        yield Note("entry-without-id", title or feed.subject, "an entry has no id and was left out", loss=True)
        return
    published = entry.moment("published", "updated")
    if published is None:
        message = "it has no date that can be read; the date of the feed stands in for it"
        yield Note("date-missing", title or post_id, message, "Set its date by hand.", post_id)
    published = published or feed.written
    yield Post(
        id=post_id,
        kind=kind,
        status=_status(entry, published > feed.now, published > feed.written),
        title=title,
        url=address(entry),
        published=published,
        updated=entry.moment("updated") or published,
        author=entry.inner("author").text("name"),
        labels=entry.labels(),
        html=html or "",
        location=_location(entry),
    )


def short_feed(subject: str) -> SourceError:
    """The error for a feed of summaries, of which a migration would lose the rest."""
    return SourceError(
        subject,
        "its feed holds only a summary of each post",
        "In Blogger, set Settings > Site feed > Allow blog feed to Full, or give a Google Takeout of it.",
    )


def _status(entry: Entry, is_future: bool, after_feed: bool) -> Status:
    if entry.inner("control").text("draft").lower() == "yes":
        return Status.DRAFT
    # A backup marks scheduled posts in no other way.  One that has an address by now was published.
    if is_future or (after_feed and not entry.link("alternate")):
        return Status.SCHEDULED
    return Status.LIVE


def address(entry: Entry) -> str:
    """The post's address, if need be that of its comment form, which is on the same page unless it is on Blogger.

    FeedBurner replaces the link, and keeps Blogger's in `origLink`.
    """
    form = entry.link("replies", "text/html").partition("#")[0]
    return entry.text("origLink") or entry.link("alternate") or (form if blog_host(form) else "")


def _location(entry: Entry) -> Location | None:
    name = entry.text("featurename")
    latitude, _, longitude = entry.text("point").partition(" ")
    place = Location(name, decimal(latitude), decimal(longitude))
    return place if name or place.latitude is not None else None


def post_commented(entry: Entry) -> str:
    """The id of the post that a comment is on; '' if the entry does not name it."""
    post_id, _ = comment_in_url(entry.link("self") or entry.link("edit"))
    return entry_in_id(entry.attribute("in-reply-to", "ref")) or post_id


def _comment(entry: Entry, feed: FeedFacts) -> Comment | Note:
    post_id = post_commented(entry)
    comment_id = entry.number()
    author = entry.inner("author")
    published = entry.moment("published", "updated")
    if not (post_id and comment_id and published):
        name = author.text("name") or "someone"
        message = "it does not say which post it belongs to or when it was written, and was left out"
        return Note("comment-stray", f"comment by {name} in {feed.subject}", message, loss=True)
    _, parent_id = comment_in_url(entry.link("related"))
    return Comment(
        id=comment_id,
        post_id=post_id,
        parent_id=parent_id,
        author=author.text("name"),
        author_url=author.text("uri"),
        published=published,
        html=entry.html("content") or entry.html("summary") or "",
    )


def new_host(item: Item, hosts: set[str]) -> Iterator[Blog]:
    """A `Blog` with the host of a post, if it is a new one: a blog can have had several."""
    host = blog_host(item.url) if isinstance(item, Post) else ""
    if host and host not in hosts and len(hosts) < MOST_HOSTS:
        hosts.add(host)
        yield Blog(hosts=frozenset({host}))
