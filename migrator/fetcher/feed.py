"""The public feed of a live blog, read page by page the way its server really behaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from migrator.errors import SourceError
from migrator.fetcher import atom
from migrator.fetcher.client import Answer, Client
from migrator.fetcher.diagnosis import explain
from migrator.fetcher.entry import Entry, FeedFacts
from migrator.fetcher.export import new_host
from migrator.fetcher.paging import ACCEPT, FeedPages, page_address
from migrator.fetcher.source import FetchOptions, Item
from migrator.fetcher.trouble import FetchError
from migrator.fetcher.whereabouts import absolute, feeds_root
from migrator.fetcher.xml import FeedReader
from migrator.model import Blog, Note

_FEEDS_ROOT = re.compile(r"https?://[^/]+/feeds(?:/\d+)?(?=/posts/)")


class PublicFeed:
    """The posts, pages and comments that anybody can read."""

    def __init__(self, address: str, options: FetchOptions) -> None:
        self._address = absolute(address)
        self._options = options
        self.label = f"feed of {self._address}"

    def read(self) -> Iterator[Item]:
        """Everything that the blog's feeds tell; raises a clear error if there is no feed to read."""
        options = self._options
        with Client(allow_private=options.allow_private, patience=options.patience) as client:
            root = feeds_root(self._address)
            first = self._first_page(client, root)
            found = _FEEDS_ROOT.match(first.url)
            root = found.group(0) if found else root
            yield from self._told_of_blog(first)
            yield from self._walk(FeedPages(client, f"{root}/posts/default", self._address, first))
            yield from self._aside(client, root, "pages", loss=True)
            if options.comments:
                yield from self._aside(client, root, "comments", loss=False)

    def _first_page(self, client: Client, root: str) -> Answer:
        try:
            answer = client.get(page_address(f"{root}/posts/default", 1), accept=ACCEPT)
            head = FeedReader(BytesIO(answer.content), self._address).head
        except FetchError as error:
            raise explain(client, self._address, error) from error
        except SourceError as error:
            raise explain(client, self._address, error, answer.url) from error
        if not Entry.of(head).text("id").startswith("tag:blogger.com"):
            raise SourceError(self._address, "this is not a blog on Blogger", "Its feed comes from elsewhere.")
        return answer

    def _told_of_blog(self, first: Answer) -> Iterator[Blog]:
        """What the addresses and the head of the feed say."""
        base_url = self._options.base_url.rstrip("/")
        addresses = (base_url, self._address, first.url)
        yield Blog(url=base_url, hosts=frozenset(host for url in addresses if (host := atom.blog_host(url))))
        yield atom.read_feed_head(Entry.of(FeedReader(BytesIO(first.content), self._address).head))

    def _aside(self, client: Client, root: str, what: str, *, loss: bool) -> Iterator[Item]:
        """A feed beside that of the posts; the migration goes on without it."""
        try:
            yield from self._walk(FeedPages(client, f"{root}/{what}/default", self._address))
        except (FetchError, SourceError) as error:
            message = f"its feed of {what} could not be read ({error.problem})"
            advice = f"A Google Takeout of the blog holds its {what}."
            absent = isinstance(error, FetchError) and error.status in {400, 403, 404, 410}
            yield Note(f"{what}-unavailable", self._address, message, advice, loss=loss or not absent)

    def _walk(self, pages: FeedPages) -> Iterator[Item]:
        """What the entries of one feed say."""
        now = self._options.now()
        facts = FeedFacts(self._address, now, now)
        hosts: set[str] = set()
        for element in pages.entries():
            for item in atom.read_entry(Entry.of(element), facts):
                yield item
                yield from new_host(item, hosts)
        yield from pages.notes()
