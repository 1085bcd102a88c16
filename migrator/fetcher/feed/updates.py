"""What changed in the feeds of a live blog since they were read, for a handful of requests.

The server is asked what was touched since the last change that is known, without bodies.  Whether it understood
shows in its answer; whether anything vanished, in its totals, which are trusted only if they were right when all
was read.  Whatever doesn't fit is a `FullReadNeeded`: then all of it is read again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterator
from datetime import UTC, datetime

from migrator.blogger import blog_host, comments_url, entry_url, feed_url
from migrator.errors import FullReadNeeded
from migrator.fetcher.feed.comments import DAY, RecentComments
from migrator.fetcher.feed.pages import PAGE_SIZE, FeedPages, PageReader, ReadPage
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.entry import Entry, FeedFacts, moment
from migrator.fetcher.refetch import MOST_ALONE, again, check_number
from migrator.fetcher.source import FetchOptions, Item, Known
from migrator.model import Blog, Post, SyncCursor

MOST_COMMENTS = 1_500
"""Comments of a day; a blog that has more is read as a whole."""
FEED = "feed"


def moment_said(found: datetime | None) -> str:
    """A moment as a mark holds it."""
    return found.isoformat() if found else ""


def told_of_blog(blog: Blog) -> str:
    """What the head of a feed says of its blog, as a mark holds it."""
    return json.dumps([blog.id, blog.title, blog.url, sorted(blog.hosts)])


class FeedUpdate:
    """The feeds of a blog as far as they changed."""

    def __init__(self, wire: PageReader, address: str, mark: SyncCursor, known: Known, options: FetchOptions) -> None:
        if (mark.position.get("of"), mark.position.get("address")) != (FEED, address):
            raise FullReadNeeded("not this feed was read then")
        self._wire = wire
        self._was = mark.position
        self._root = mark.position["root"]
        self._known = known
        self._options = options

    def changed(self) -> Iterator[Item]:
        """The posts and pages that were touched, and all comments of posts that may have other ones."""
        total = self._total()
        touched = {"posts": self._touched(), "pages": self._touched_pages()}
        check_number(sum(map(len, touched.values())), self._known)
        new = {kind: [one for one in ids if self._known.post(one) is None] for kind, ids in touched.items()}
        if total != int(self._was["posts"]) + len(new["posts"]):
            raise FullReadNeeded("some posts are gone, or the total is wrong")
        for kind, ids in touched.items():
            for post_id, updated in ids.items():
                yield self._post(kind, post_id, updated)
        said = {**self._was, "posts": str(total)}
        if self._options.comments:
            said |= yield from self._comments(new["posts"])
        yield SyncCursor(said)

    def again(self, posts: Collection[str], comments: Collection[str]) -> Iterator[Item]:
        """These posts and the comments of those, as they are."""
        return again(self._known, posts, comments, self._as_known, self._comments_of)

    def _as_known(self, known: Post) -> Post:
        return self._post(f"{known.kind}s", known.id, known.updated)

    def _total(self) -> int:
        """How many posts there are, if it still is the same blog."""
        page = self._wire.page(feed_url(self._root, "posts"), {"max-results": 0})
        head = Entry.of(page.head)
        if told_of_blog(atom.read_feed_head(head)) != self._was["blog"] or not page.url.startswith(f"{self._root}/"):
            raise FullReadNeeded("it is another blog, or lives elsewhere now")
        return _total(page)

    def _touched(self) -> dict[str, datetime]:
        """When each post was touched that was since."""
        if self._known.latest is None:
            raise FullReadNeeded("no posts are known")
        start = self._known.latest - DAY
        query = {"orderby": "updated", "updated-min": _stamp(start), "max-results": PAGE_SIZE}
        touched: dict[str, datetime] = {}
        seen = 0
        while len(touched) <= MOST_ALONE:
            page = self._wire.page(feed_url(self._root, "posts", "summary"), {**query, "start-index": seen + 1})
            entries = _by_updated(page, start)
            changes = {one: updated for one, updated in entries if self._is_news(one, updated)}
            if not (entries or seen):
                raise FullReadNeeded("not even what is known comes back")
            touched |= changes
            seen += len(entries)
            if not changes or seen >= _total(page):
                break
        return touched

    def _touched_pages(self) -> dict[str, datetime]:
        """The same of pages: all are looked at, since there never are many."""
        listed: dict[str, datetime] = {}
        total = 1
        while len(listed) < total:
            query = {"max-results": PAGE_SIZE, "start-index": len(listed) + 1}
            page = self._wire.page(feed_url(self._root, "pages", "summary"), query)
            total, before = _total(page), len(listed)
            listed |= dict(map(_dated, page.entries))
            if len(listed) == before and total != before:
                raise FullReadNeeded("there are not as many pages as are said to be")
        if len(listed) != total:
            raise FullReadNeeded("there are more pages than are said to be")
        if not self._known.pages.keys() <= listed.keys():
            raise FullReadNeeded("a page is gone")
        return {page_id: updated for page_id, updated in listed.items() if self._is_news(page_id, updated)}

    def _is_news(self, post_id: str, updated: datetime) -> bool:
        known = self._known.post(post_id)
        return known is None or known.updated != updated

    def _post(self, kind: str, post_id: str, updated: datetime) -> Post:
        """One post, as it was listed."""
        now = self._options.now()
        entries = self._wire.single(entry_url(self._root, kind, post_id))
        items = [item for entry in entries for item in atom.read_entry(entry, FeedFacts(self._root, now, now))]
        match items:
            case [Post() as post] if (post.id, post.updated) == (post_id, updated):
                host = blog_host(post.url)
                if host and host not in self._known.blog.hosts:
                    raise FullReadNeeded("a post lives under another name")
                return post
        raise FullReadNeeded("a post isn't what was listed")

    def _comments(self, new: Collection[str]) -> Generator[Item, None, dict[str, str]]:
        """All comments of the posts that may have other ones; what comes back is for the mark."""
        recent = RecentComments()
        total, posts = self._recent_comments(recent)
        said = {"comments": str(total), "recent": recent.digest(), "newest": moment_said(recent.newest)}
        if not new and total == int(self._was["comments"]) and said["recent"] == self._was["recent"]:
            return said
        expected = int(self._was["comments"])
        due = dict.fromkeys([*posts, *new])
        check_number(len(due), self._known)
        for post_id in due:
            found = list(self._comments_of(post_id))
            before = self._known.comments(post_id)
            if before and not found:
                raise FullReadNeeded("the comments of a post are gone")
            expected += len(found) - before
            yield from found
        if total != expected:
            raise FullReadNeeded("some comments are gone, or the total is wrong")
        return said

    def _recent_comments(self, recent: RecentComments) -> tuple[int, list[str]]:
        """How many comments there are, and the posts that the last ones are of."""
        newest = moment(self._was["newest"])
        posts: list[str] = []
        seen = 0
        while seen <= MOST_COMMENTS:
            query = {"orderby": "updated", "max-results": PAGE_SIZE if seen else 25, "start-index": seen + 1}
            page = self._wire.page(feed_url(self._root, "comments", "summary"), query)
            dated = [(entry, _dated(entry)[1]) for entry in page.entries]
            late = [entry for entry, touched in dated if newest is None or touched >= newest - DAY]
            for entry in late:
                recent.add(entry)
                posts.append(_post_of(entry))
            seen += len(dated)
            if len(late) < len(dated) or not dated or seen >= _total(page):
                return _total(page), posts
        raise FullReadNeeded("many comments came")

    def _comments_of(self, post_id: str) -> Iterator[Item]:
        now = self._options.now()
        pages = FeedPages(self._wire, comments_url(self._root, post_id), self._root)
        for entry in pages.entries():
            yield from atom.read_entry(entry, FeedFacts(self._root, now, now))
        if not pages.whole:
            raise FullReadNeeded("the comments of a post are not all there")


def _total(page: ReadPage) -> int:
    total = Entry.of(page.head).text("totalResults")
    if not total.isdecimal():
        raise FullReadNeeded("it isn't said how many there are")
    return int(total)


def _by_updated(page: ReadPage, start: datetime) -> list[tuple[str, datetime]]:
    """When each post of a page was touched, if the server gave them in that order and none from before."""
    dated = list(map(_dated, page.entries))
    moments = [updated for _, updated in dated]
    if moments != sorted(moments, reverse=True) or any(updated < start for updated in moments):
        raise FullReadNeeded("the server passes over the order that was asked for")
    return dated


def _dated(entry: Entry) -> tuple[str, datetime]:
    updated = entry.moment("updated")
    if updated is None or not entry.number():
        raise FullReadNeeded("an entry doesn't say what it is, or when it was touched")
    return entry.number(), updated


def _post_of(entry: Entry) -> str:
    post_id = atom.post_commented(entry)
    if not post_id:
        raise FullReadNeeded("a comment doesn't say which post it is on")
    return post_id


def _stamp(start: datetime) -> str:
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
