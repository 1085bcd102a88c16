"""One post of a live blog, found without reading all the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from migrator.blogger import entry_url, feed_url, is_page, month_in_path, post_path
from migrator.fetcher.feed.pages import PAGE_SIZE, FeedPages, PageReader
from migrator.fetcher.feed.sitemap import plain_path
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.entry import Entry
from migrator.fetcher.http.errors import FetchError

MOST_OF_A_MONTH = 100
"""Pages; nobody wrote more."""


def entries_of_month(wire: PageReader, root: str, path: str) -> Iterator[Entry]:
    """The entries that were published when the address `path` says, if it says so, and a day around that.

    The feed can't be asked for an address, but for a time; the month in an address is that of the
    blog's own clock, and of the first publication, so the post need not be among them.
    """
    found = month_in_path(path)
    if not found:
        return
    try:
        first = datetime(*found, 1, tzinfo=UTC)
    except ValueError:
        return
    query: dict[str, object] = {
        "published-min": _stamp(first - timedelta(days=1)),
        "published-max": _stamp(first + timedelta(days=32)),
        "orderby": "published",
        "max-results": PAGE_SIZE,
    }
    start = 1
    for _ in range(MOST_OF_A_MONTH):
        try:
            page = wire.page(feed_url(root, "posts"), {**query, "start-index": start})
        except FetchError:
            return
        yield from page.entries
        if not page.entries:
            return
        start += len(page.entries)


def entries_of_post(wire: PageReader, root: str, wanted: str) -> Iterator[Entry]:
    """The entry of the post or page of this address or number, if it can be had by itself."""
    path = plain_path(post_path(wanted))
    if is_page(path):
        found: Iterator[Entry] = FeedPages(wire, feed_url(root, "pages"), wanted).entries()
    elif path:
        found = entries_of_month(wire, root, path)
    else:
        found = _numbered(wire, root, wanted) if wanted.isdecimal() else iter(())
    try:
        yield from (entry for entry in found if not path or plain_path(atom.address(entry)) == path)
    except FetchError:
        return  # who wants it reads everything instead


def _numbered(wire: PageReader, root: str, number: str) -> Iterator[Entry]:
    for kind in ("posts", "pages"):
        try:
            yield from wire.single(entry_url(root, kind, number))
        except FetchError:
            continue
        return


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
