"""One post of a live blog, without reading all the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from migrator.blogger import entry_url, feed_url, is_page, month_in_path, post_path
from migrator.fetcher.feed.pages import PAGE_SIZE, FeedPages, PageReader, query_time
from migrator.fetcher.feed.sitemap import plain_path
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.entry import Entry
from migrator.fetcher.http.errors import FetchError

MOST_OF_A_MONTH = 100
"""Pages of a feed."""


def entries_of_month(reader: PageReader, root: str, path: str) -> Iterator[Entry]:
    """The entries of the month in the path of a post, and of a day before and after it.

    Feeds can be filtered by time, not by address.  The month in a path is by the blog's clock, and that of the first
    publication, so the post need not be among them.
    """
    found = month_in_path(path)
    if not found:
        return
    try:
        first = datetime(*found, 1, tzinfo=UTC)
    except ValueError:
        return
    query: dict[str, object] = {
        "published-min": query_time(first - timedelta(days=1)),
        "published-max": query_time(first + timedelta(days=32)),
        "orderby": "published",
        "max-results": PAGE_SIZE,
    }
    start = 1
    for _ in range(MOST_OF_A_MONTH):
        try:
            page = reader.page(feed_url(root, "posts"), {**query, "start-index": start})
        except FetchError:
            return
        yield from page.entries
        if not page.entries:
            return
        start += len(page.entries)


def entries_of_post(reader: PageReader, root: str, wanted: str) -> Iterator[Entry]:
    """The entry of the post or page of this address or number; nothing if a full read is needed to find it."""
    path = plain_path(post_path(wanted))
    if is_page(path):
        found: Iterator[Entry] = FeedPages(reader, feed_url(root, "pages"), wanted).entries()
    elif path:
        found = entries_of_month(reader, root, path)
    else:
        found = _entries_by_number(reader, root, wanted) if wanted.isdecimal() else iter(())
    try:
        yield from (entry for entry in found if not path or plain_path(atom.address(entry)) == path)
    except FetchError:
        return


def _entries_by_number(reader: PageReader, root: str, number: str) -> Iterator[Entry]:
    for kind in ("posts", "pages"):
        try:
            yield from reader.single(entry_url(root, kind, number))
        except FetchError:
            continue
        return
