"""One post of a live blog, found without reading all the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from migrator.fetcher.entry import Entry
from migrator.fetcher.paging import PAGE_SIZE
from migrator.fetcher.trouble import FetchError
from migrator.fetcher.wire import Wire

_MONTH = re.compile(r"/(\d{4})/(\d{2})/")
MOST_OF_A_MONTH = 100
"""Pages; nobody wrote more."""


def entries_of_month(wire: Wire, root: str, path: str) -> Iterator[Entry]:
    """The entries that were published when the address `path` says, if it says so, and a day around that.

    The feed can't be asked for an address, but for a time; the month in an address is that of the
    blog's own clock, and of the first publication, so the post need not be among them.
    """
    found = _MONTH.match(path)
    if not found:
        return
    try:
        first = datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC)
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
            page = wire.page(f"{root}/posts/default", {**query, "start-index": start})
        except FetchError:
            return
        yield from page.entries
        if not page.entries:
            return
        start += len(page.entries)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
