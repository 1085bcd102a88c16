"""The public feed of a live blog, read page by page the way its server really behaves."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

from migrator.blogger import absolute, blog_host, feed_url, feeds_root, feeds_root_in, home, is_atom_id
from migrator.errors import SourceError
from migrator.fetcher.feed.comments import RecentComments
from migrator.fetcher.feed.diagnosis import explain, number_on_home_page
from migrator.fetcher.feed.lookup import entries_of_month, entries_of_post
from migrator.fetcher.feed.pages import FIRST, FeedPages, PageReader, ReadPage
from migrator.fetcher.feed.sitemap import incomplete, listed_paths, plain_path
from migrator.fetcher.feed.updates import FEED, FeedUpdate, moment_said, told_of_blog
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.atom import new_host
from migrator.fetcher.formats.entry import Entry, FeedFacts
from migrator.fetcher.http.caching import open_client
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FetchError
from migrator.fetcher.source import FetchOptions, Item, Known
from migrator.model import Blog, Note, Post, SyncCursor

MOST_SOUGHT = 200
"""Posts that the feed dropped and that are sought one by one."""


class PublicFeed:
    """The posts, pages and comments that anybody can read."""

    def __init__(self, address: str, options: FetchOptions) -> None:
        self._address = absolute(address)
        self._options = options
        self.label = f"feed of {self._address}"

    def read(self) -> Iterator[Item]:
        """Everything that the blog's feeds tell; raises a clear error if there is no feed to read."""
        options = self._options
        with open_client(options.cache, allow_private=options.allow_private, timeouts=options.timeouts) as client:
            yield from _Reading(client, self._address, options).items()

    @contextmanager
    def since(self, mark: SyncCursor, known: Known, /) -> Iterator[FeedUpdate]:
        """What changed since; nothing of it is answered from a cache, and validators are not relied on."""
        options = self._options
        with open_client(None, allow_private=options.allow_private, timeouts=options.timeouts) as client:
            yield FeedUpdate(PageReader(client, self._address), self._address, mark, known, options)


class _Reading:
    """One time that a blog is read."""

    def __init__(self, client: Client, address: str, options: FetchOptions) -> None:
        self._client = client
        self._address = address
        self._options = options
        self._wire = PageReader(client, address)
        self._root = feeds_root(address)
        self._hosts: set[str] = set()
        self._paths: set[str] = set()
        """Of every post and page so far."""
        self._whole = True
        """Whether everything came that the server spoke of."""
        self._recent = RecentComments()

    def items(self) -> Iterator[Item]:
        """Everything that the feeds tell."""
        first = self._first_page()
        self._root = feeds_root_in(first.url) or self._root
        blog = atom.read_feed_head(Entry.of(first.head))
        yield from self._told_of_blog(first, blog)
        if self._options.post:
            alone = list(self._read(entries_of_post(self._wire, self._root, self._options.post)))
            yield from alone
            if any(isinstance(item, Post) for item in alone):
                return
        posts = FeedPages(self._wire, feed_url(self._root, "posts"), self._address, first)
        yield from self._walk(posts)
        yield from self._aside("pages", loss=True)
        yield from self._dropped(blog)
        said = {"of": FEED, "address": self._address, "root": self._root, "blog": told_of_blog(blog)}
        said |= {"posts": str(posts.total)}
        if self._options.comments:
            total = yield from self._aside("comments", loss=False)
            newest = moment_said(self._recent.newest)
            said |= {"comments": str(total), "recent": self._recent.digest(), "newest": newest}
        if self._whole:
            yield SyncCursor(said)

    def _first_page(self) -> ReadPage:
        try:
            page = self._wire.page(feed_url(self._root, "posts"), FIRST)
        except FetchError as error:
            page = self._by_number(error)
        if not is_atom_id(Entry.of(page.head).text("id")):
            raise SourceError(self._address, "this is not a blog on Blogger", "Its feed comes from elsewhere.")
        return page

    def _by_number(self, error: FetchError) -> ReadPage:
        """The feed where Blogger itself keeps it, if the blog's own address gives none."""
        explained = explain(self._client, self._address, error)
        number = number_on_home_page(self._client, self._address) if isinstance(explained, SourceError) else ""
        if not number:
            raise explained from error
        try:
            return self._wire.page(feed_url(f"{self._options.blogger_root}/feeds/{number}", "posts"), FIRST)
        except FetchError:
            raise explained from error

    def _told_of_blog(self, first: ReadPage, blog: Blog) -> Iterator[Blog]:
        """What the addresses and the head of the feed say."""
        base_url = self._options.base_url.rstrip("/")
        hosts = frozenset(host for url in (base_url, self._address, first.url) if (host := blog_host(url)))
        yield Blog(url=base_url, hosts=hosts)
        yield blog

    def _aside(self, what: str, *, loss: bool) -> Generator[Item, None, int]:
        """A feed beside that of the posts; the migration goes on without it.  How much it holds comes back."""
        pages = FeedPages(self._wire, feed_url(self._root, what), self._address)
        try:
            yield from self._walk(pages, self._recent if what == "comments" else None)
        except (FetchError, SourceError) as error:
            message = f"its feed of {what} could not be read ({error.problem})"
            advice = f"A Google Takeout of the blog holds its {what}."
            absent = isinstance(error, FetchError) and error.status in {400, 403, 404, 410}
            yield Note(f"{what}-unavailable", self._address, message, advice, loss=loss or not absent)
            self._whole = False
        return pages.total

    def _walk(self, pages: FeedPages, recent: RecentComments | None = None) -> Iterator[Item]:
        """What the entries of one feed say."""
        entries = pages.entries()
        yield from self._read(recent.watching(entries) if recent else entries)
        yield from pages.notes()
        self._whole = self._whole and pages.whole

    def _read(self, entries: Iterable[Entry]) -> Iterator[Item]:
        now = self._options.now()
        facts = FeedFacts(self._address, now, now)
        for entry in entries:
            for item in atom.read_entry(entry, facts):
                yield item
                yield from new_host(item, self._hosts)
                if isinstance(item, Post):
                    self._paths.add(plain_path(item.url))

    def _dropped(self, blog: Blog) -> Iterator[Item]:
        """What the sitemap lists and the feed did not give, as far as it can be had."""
        place = home(blog.url if self._root.startswith(self._options.blogger_root) and blog.url else self._root)
        missing = [path for path in dict.fromkeys(listed_paths(self._client, place)) if path not in self._paths]
        self._whole = self._whole and not missing
        for path in missing[:MOST_SOUGHT]:
            if path not in self._paths:
                yield from self._read(entries_of_month(self._wire, self._root, path))
        still = [path for path in missing if path not in self._paths]
        if still:
            yield incomplete(self._address, still, place)
