"""An incremental read of the public feeds of a live blog, with few requests.

The entries that were updated since the last known change are requested without bodies.  The order of the answer shows
whether the server filtered it, and its totals whether posts were deleted: there is a sync cursor only if the totals
were right in the full read.  Every contradiction raises `FullReadNeeded`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterator
from datetime import datetime

from migrator.blogger import comments_url, entry_url, feed_url
from migrator.errors import FullReadNeeded
from migrator.fetcher.feed.comments import DAY, RecentComments
from migrator.fetcher.feed.pages import PAGE_SIZE, FeedPages, PageReader, ReadPage, query_time
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.entry import Entry, FeedFacts, moment
from migrator.fetcher.refetch import MOST_SINGLE, check_number, listed_post, refetch
from migrator.fetcher.source import FetchOptions, Item, Known
from migrator.model import Blog, Post, SyncCursor

MOST_COMMENTS = 1_500
"""Comments of a day; a blog that has more is read as a whole."""
FEED = "feed"


def moment_text(moment: datetime | None) -> str:
    """A moment for a sync cursor."""
    return moment.isoformat() if moment else ""


def blog_text(blog: Blog) -> str:
    """The head of a feed for a sync cursor: another text for another blog."""
    return json.dumps([blog.id, blog.title, blog.url, sorted(blog.hosts)])


class FeedUpdate:
    """The incremental read of one blog's feeds."""

    def __init__(
        self, reader: PageReader, address: str, cursor: SyncCursor, known: Known, options: FetchOptions
    ) -> None:
        if (cursor.position.get("of"), cursor.position.get("address")) != (FEED, address):
            raise FullReadNeeded("not this feed was read then")
        self._reader = reader
        self._before = cursor.position
        self._root = cursor.position["root"]
        self._known = known
        self._options = options

    def changed(self) -> Iterator[Item]:
        """The posts and pages that were updated, and all comments of posts that may have other ones."""
        total = self._total()
        updates = {"posts": self._updated_posts(), "pages": self._updated_pages()}
        check_number(sum(map(len, updates.values())), self._known)
        new = {kind: [one for one in ids if self._known.post(one) is None] for kind, ids in updates.items()}
        if total != int(self._before["posts"]) + len(new["posts"]):
            raise FullReadNeeded("some posts are gone, or the total is wrong")
        for kind, ids in updates.items():
            for post_id, updated in ids.items():
                yield self._post(kind, post_id, updated)
        position = {**self._before, "posts": str(total)}
        if self._options.comments:
            position |= yield from self._comments(new["posts"])
        yield SyncCursor(position)

    def refetch(self, posts: Collection[str], comments: Collection[str]) -> Iterator[Item]:
        """These posts, and all comments of those."""
        return refetch(self._known, posts, comments, self._unchanged_post, self._comments_of)

    def _unchanged_post(self, known: Post) -> Post:
        return self._post(f"{known.kind}s", known.id, known.updated)

    def _total(self) -> int:
        """The number of posts; raises `FullReadNeeded` if it is another blog."""
        page = self._reader.page(feed_url(self._root, "posts"), {"max-results": 0})
        head = Entry.of(page.head)
        if blog_text(atom.read_feed_head(head)) != self._before["blog"] or not page.url.startswith(f"{self._root}/"):
            raise FullReadNeeded("it is another blog, or lives elsewhere now")
        return _total(page)

    def _updated_posts(self) -> dict[str, datetime]:
        """The `updated` of each new or changed post, by id."""
        if self._known.latest is None:
            raise FullReadNeeded("no posts are known")
        start = self._known.latest - DAY
        query = {"orderby": "updated", "updated-min": query_time(start), "max-results": PAGE_SIZE}
        updated: dict[str, datetime] = {}
        seen = 0
        while len(updated) <= MOST_SINGLE:
            page = self._reader.page(feed_url(self._root, "posts", "summary"), {**query, "start-index": seen + 1})
            entries = _by_updated(page, start)
            changes = {one: moment for one, moment in entries if self._is_changed(one, moment)}
            if not (entries or seen):
                raise FullReadNeeded("not even what is known comes back")
            updated |= changes
            seen += len(entries)
            if not changes or seen >= _total(page):
                break
        return updated

    def _updated_pages(self) -> dict[str, datetime]:
        """The same for pages, of which all are listed, since there are never many."""
        listed: dict[str, datetime] = {}
        total = 1
        while len(listed) < total:
            query = {"max-results": PAGE_SIZE, "start-index": len(listed) + 1}
            page = self._reader.page(feed_url(self._root, "pages", "summary"), query)
            total, before = _total(page), len(listed)
            listed |= dict(map(_id_and_update, page.entries))
            if len(listed) == before and total != before:
                raise FullReadNeeded("there are not as many pages as are said to be")
        if len(listed) != total:
            raise FullReadNeeded("there are more pages than are said to be")
        if not self._known.pages.keys() <= listed.keys():
            raise FullReadNeeded("a page is gone")
        return {page_id: updated for page_id, updated in listed.items() if self._is_changed(page_id, updated)}

    def _is_changed(self, post_id: str, updated: datetime) -> bool:
        known = self._known.post(post_id)
        return known is None or known.updated != updated

    def _post(self, kind: str, post_id: str, updated: datetime) -> Post:
        """One post; raises `FullReadNeeded` if it is not the one that was listed."""
        now = self._options.now()
        entries = self._reader.single(entry_url(self._root, kind, post_id))
        items = [item for entry in entries for item in atom.read_entry(entry, FeedFacts(self._root, now, now))]
        return listed_post(items, post_id, updated, self._known)

    def _comments(self, new: Collection[str]) -> Generator[Item, None, dict[str, str]]:
        """All comments of the posts that may have other ones; returns the part of the cursor about comments."""
        recent = RecentComments()
        total, posts = self._recent_comments(recent)
        position = {"comments": str(total), "recent": recent.digest(), "newest": moment_text(recent.newest)}
        if not new and total == int(self._before["comments"]) and position["recent"] == self._before["recent"]:
            return position
        expected = int(self._before["comments"])
        affected = dict.fromkeys([*posts, *new])
        check_number(len(affected), self._known)
        for post_id in affected:
            found = list(self._comments_of(post_id))
            before = self._known.comments(post_id)
            if before and not found:
                raise FullReadNeeded("the comments of a post are gone")
            expected += len(found) - before
            yield from found
        if total != expected:
            raise FullReadNeeded("some comments are gone, or the total is wrong")
        return position

    def _recent_comments(self, recent: RecentComments) -> tuple[int, list[str]]:
        """The number of comments, and the posts that the recent ones are on."""
        newest = moment(self._before["newest"])
        posts: list[str] = []
        seen = 0
        while seen <= MOST_COMMENTS:
            query = {"orderby": "updated", "max-results": PAGE_SIZE if seen else 25, "start-index": seen + 1}
            page = self._reader.page(feed_url(self._root, "comments", "summary"), query)
            dated = [(entry, _id_and_update(entry)[1]) for entry in page.entries]
            late = [entry for entry, updated in dated if newest is None or updated >= newest - DAY]
            for entry in late:
                recent.add(entry)
                posts.append(_commented_post(entry))
            seen += len(dated)
            if len(late) < len(dated) or not dated or seen >= _total(page):
                return _total(page), posts
        raise FullReadNeeded("many comments came")

    def _comments_of(self, post_id: str) -> Iterator[Item]:
        now = self._options.now()
        pages = FeedPages(self._reader, comments_url(self._root, post_id), self._root)
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
    """Id and `updated` of each entry; raises `FullReadNeeded` if they are not in that order, or before `start`."""
    dated = list(map(_id_and_update, page.entries))
    moments = [updated for _, updated in dated]
    if moments != sorted(moments, reverse=True) or any(updated < start for updated in moments):
        raise FullReadNeeded("the server passes over the order that was asked for")
    return dated


def _id_and_update(entry: Entry) -> tuple[str, datetime]:
    updated = entry.moment("updated")
    if updated is None or not entry.number():
        raise FullReadNeeded("an entry doesn't say what it is, or when it was touched")
    return entry.number(), updated


def _commented_post(entry: Entry) -> str:
    post_id = atom.post_commented(entry)
    if not post_id:
        raise FullReadNeeded("a comment doesn't say which post it is on")
    return post_id
