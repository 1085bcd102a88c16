"""The public feeds of a live blog as a source."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

from migrator.blogger import absolute, blog_host, feed_url, feeds_root, feeds_root_in, home, is_atom_id
from migrator.errors import SourceError
from migrator.fetcher.feed.comments import RecentComments
from migrator.fetcher.feed.diagnosis import explain, number_on_home_page
from migrator.fetcher.feed.lookup import entries_of_month, entries_of_post
from migrator.fetcher.feed.pages import FIRST, FeedPages, PageReader, ReadPage
from migrator.fetcher.feed.sitemap import incomplete_note, listed_paths, plain_path
from migrator.fetcher.feed.updates import FEED, FeedUpdate, blog_text, moment_text
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.atom import new_host
from migrator.fetcher.formats.entry import Entry, FeedFacts
from migrator.fetcher.http.caching import open_client
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FetchError
from migrator.fetcher.source import FetchOptions, Item, Known
from migrator.model import Blog, Note, Post, SyncCursor

MOST_SEARCHED = 200
"""Posts that are missing in the feed and searched for one by one."""


class PublicFeed:
    """The posts, pages and comments that anybody can read."""

    def __init__(self, address: str, options: FetchOptions) -> None:
        self._address = absolute(address)
        self._options = options
        self.label = f"feed of {self._address}"

    def read(self) -> Iterator[Item]:
        """Everything in the blog's feeds; raises an error that says why if it has none."""
        options = self._options
        with open_client(options.cache, allow_private=options.allow_private, timeouts=options.timeouts) as client:
            yield from _FeedRun(client, self._address, options).items()

    @contextmanager
    def since(self, cursor: SyncCursor, known: Known, /) -> Iterator[FeedUpdate]:
        """An incremental read from the cursor on, without a cache."""
        options = self._options
        with open_client(None, allow_private=options.allow_private, timeouts=options.timeouts) as client:
            yield FeedUpdate(PageReader(client, self._address), self._address, cursor, known, options)


class _FeedRun:
    """One full read of a blog's feeds."""

    def __init__(self, client: Client, address: str, options: FetchOptions) -> None:
        self._client = client
        self._address = address
        self._options = options
        self._reader = PageReader(client, address)
        self._root = feeds_root(address)
        self._hosts: set[str] = set()
        self._paths: set[str] = set()
        """Of every post and page so far."""
        self._whole = True
        """Whether every feed had as many entries as the server says, and none is damaged."""
        self._recent = RecentComments()

    def items(self) -> Iterator[Item]:
        """Everything in the feeds."""
        first = self._first_page()
        self._root = feeds_root_in(first.url) or self._root
        blog = atom.read_feed_head(Entry.of(first.head))
        yield from self._blogs(first, blog)
        if self._options.post:
            single = list(self._items(entries_of_post(self._reader, self._root, self._options.post)))
            yield from single
            if any(isinstance(item, Post) for item in single):
                return
        posts = FeedPages(self._reader, feed_url(self._root, "posts"), self._address, first)
        yield from self._feed_items(posts)
        yield from self._optional_feed("pages", loss=True)
        yield from self._missing_items(blog)
        position = {"of": FEED, "address": self._address, "root": self._root, "blog": blog_text(blog)}
        position |= {"posts": str(posts.total)}
        if self._options.comments:
            total = yield from self._optional_feed("comments", loss=False)
            newest = moment_text(self._recent.newest)
            position |= {"comments": str(total), "recent": self._recent.digest(), "newest": newest}
        if self._whole:
            yield SyncCursor(position)

    def _first_page(self) -> ReadPage:
        try:
            page = self._reader.page(feed_url(self._root, "posts"), FIRST)
        except FetchError as error:
            page = self._first_page_on_blogger(error)
        if not is_atom_id(Entry.of(page.head).text("id")):
            raise SourceError(self._address, "this is not a blog on Blogger", "Its feed comes from elsewhere.")
        return page

    def _first_page_on_blogger(self, error: FetchError) -> ReadPage:
        """The first page of the same feed on Blogger's own host; raises why the blog's address has none."""
        explained = explain(self._client, self._address, error)
        number = number_on_home_page(self._client, self._address) if isinstance(explained, SourceError) else ""
        if not number:
            raise explained from error
        try:
            return self._reader.page(feed_url(f"{self._options.blogger_root}/feeds/{number}", "posts"), FIRST)
        except FetchError:
            raise explained from error

    def _blogs(self, first: ReadPage, blog: Blog) -> Iterator[Blog]:
        """The blog by its addresses, and by the head of the feed."""
        base_url = self._options.base_url.rstrip("/")
        hosts = frozenset(host for url in (base_url, self._address, first.url) if (host := blog_host(url)))
        yield Blog(url=base_url, hosts=hosts)
        yield blog

    def _optional_feed(self, what: str, *, loss: bool) -> Generator[Item, None, int]:
        """The items of the feed of pages or comments, or a note if it fails; returns the server's total."""
        pages = FeedPages(self._reader, feed_url(self._root, what), self._address)
        try:
            yield from self._feed_items(pages, self._recent if what == "comments" else None)
        except (FetchError, SourceError) as error:
            message = f"its feed of {what} could not be read ({error.problem})"
            advice = f"A Google Takeout of the blog holds its {what}."
            absent = isinstance(error, FetchError) and error.status in {400, 403, 404, 410}
            yield Note(f"{what}-unavailable", self._address, message, advice, loss=loss or not absent)
            self._whole = False
        return pages.total

    def _feed_items(self, pages: FeedPages, recent: RecentComments | None = None) -> Iterator[Item]:
        """The items of one feed and the notes about it."""
        entries = pages.entries()
        yield from self._items(recent.watched(entries) if recent else entries)
        yield from pages.notes()
        self._whole = self._whole and pages.whole

    def _items(self, entries: Iterable[Entry]) -> Iterator[Item]:
        now = self._options.now()
        facts = FeedFacts(self._address, now, now)
        for entry in entries:
            for item in atom.read_entry(entry, facts):
                yield item
                yield from new_host(item, self._hosts)
                if isinstance(item, Post):
                    self._paths.add(plain_path(item.url))

    def _missing_items(self, blog: Blog) -> Iterator[Item]:
        """The posts of the sitemap that were not in the feed, searched by their month; a note if any is not found."""
        site = home(blog.url if self._root.startswith(self._options.blogger_root) and blog.url else self._root)
        missing = [path for path in dict.fromkeys(listed_paths(self._client, site)) if path not in self._paths]
        self._whole = self._whole and not missing
        for path in missing[:MOST_SEARCHED]:
            if path not in self._paths:
                yield from self._items(entries_of_month(self._reader, self._root, path))
        left = [path for path in missing if path not in self._paths]
        if left:
            yield incomplete_note(self._address, left, site)
