"""All pages of one feed of a live blog, whatever the server's paging gets wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import urlencode

from lxml import etree

from migrator.errors import SourceError
from migrator.fetcher.formats.entry import Entry
from migrator.fetcher.formats.reader import open_reader
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.model import Note

ACCEPT = {
    "atom": "application/atom+xml, application/xml;q=0.9, text/xml;q=0.8",
    "json": "application/json, text/javascript;q=0.9",
}
PAGE_SIZE = 150
"""Entries to ask for; the server gives fewer without a word."""
MOST_PAGES = 20_000
MOST_STEPS_BACK = 50
FIRST = {"start-index": 1, "max-results": PAGE_SIZE}
"""The query for the first page of a feed."""
_ANY_FORMAT = frozenset({401, 403, 429, 503})
"""Statuses that are the same in every format."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page of a feed, as Atom."""

    url: str
    """After redirects."""
    head: etree._Element
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]

    @property
    def damaged(self) -> bool:
        """Whether entries had to be repaired."""
        return any(note.code == "feed-damaged" for note in self.notes)


class PageReader:
    """Fetches pages of a blog's feeds, as Atom or JSON, first in the format that worked last."""

    def __init__(self, client: Client, subject: str) -> None:
        self._client = client
        self._subject = subject
        self._formats = ("atom", "json")

    def page(self, url: str, query: Mapping[str, object]) -> ReadPage:
        """A page of the feed at `url`; raises the error of the first format if both fail."""
        first, second = self._formats
        try:
            page = self._page_in(first, url, query)
        except FetchError as error:
            if not _may_differ(error):
                raise
            page = self._page_instead(second, url, query, error)
            self._formats = (second, first)
            return page
        return self._better_page(second, url, query, page) if page.damaged else page

    def single(self, url: str) -> tuple[Entry, ...]:
        """The entry at `url`, fetched as JSON: as Atom it has no feed around it."""
        return self._page_in("json", url, {}).entries

    def _page_instead(self, format_: str, url: str, query: Mapping[str, object], error: FetchError) -> ReadPage:
        try:
            return self._page_in(format_, url, query)
        except FetchError:
            raise error from None

    def _better_page(self, format_: str, url: str, query: Mapping[str, object], page: ReadPage) -> ReadPage:
        """The page in another format if it is undamaged there, else the damaged one."""
        try:
            other = self._page_in(format_, url, query)
        except FetchError:
            return page
        return other if len(other.entries) >= len(page.entries) and not other.damaged else page

    def _page_in(self, format_: str, url: str, query: Mapping[str, object]) -> ReadPage:
        alt = {"alt": "json"} if format_ == "json" else {}
        # `redirect=false` keeps Blogger from redirecting to FeedBurner.
        response = self._client.get(f"{url}?{urlencode({'redirect': 'false', **alt, **query})}", accept=ACCEPT[format_])
        if response.content_type == "text/html":
            raise FetchError(FailureKind.STATUS, response.url, "an HTML page came in place of the feed")
        try:
            reader = open_reader(BytesIO(response.content), self._subject)
        except SourceError as error:
            raise FetchError(FailureKind.STATUS, response.url, error.problem, error.advice) from error
        entries = tuple(map(Entry.of, reader.entries()))
        return ReadPage(response.url, reader.head, entries, tuple(reader.notes()))


def query_time(moment: datetime) -> str:
    """A moment for a feed's query: in UTC, since the `+` of another offset would have to be encoded."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _may_differ(error: FetchError) -> bool:
    """Whether another format may not fail."""
    kinds = {FailureKind.STATUS, FailureKind.ENCODING, FailureKind.NOT_KEPT}
    return error.kind in kinds and error.status not in _ANY_FORMAT


class FeedPages:
    """The entries of one feed, each once.

    The next page starts at the last entry of the one before, which may be shorter than requested; the server's total
    and its `next` links are often wrong.  If the entry in which pages overlap is missing, posts were deleted meanwhile
    and the others moved up, so that part is read again.  If the pages end before the total, or with an error, older
    entries are requested by date.
    """

    def __init__(self, reader: PageReader, url: str, subject: str, first: ReadPage | None = None) -> None:
        self._reader = reader
        self._url = url
        self._subject = subject
        self._first = first
        self._seen: set[str] = set()
        self._oldest: datetime | None = None
        self._total = 0
        self._notes: list[Note] = []

    def entries(self) -> Iterator[Entry]:
        """Every entry of the feed."""
        broken: FetchError | None = None
        try:
            yield from self._entries_by_index()
        except FetchError as error:
            if not self._seen:
                raise
            broken = error
        known = len(self._seen)
        if broken or known < self._total:
            yield from self._entries_by_date()
        if broken and len(self._seen) == known and known < max(self._total, 1):
            raise broken

    @property
    def total(self) -> int:
        """How many entries there are, according to the server."""
        return self._total

    @property
    def whole(self) -> bool:
        """Once all is read: whether the total was right and no page damaged."""
        return len(self._seen) == self._total and not self._notes

    def notes(self) -> Iterator[Note]:
        """What was wrong, once all is read."""
        yield from dict.fromkeys(self._notes)
        if len(self._seen) < self._total:
            message = f"its feed speaks of {self._total} entries, but gave {len(self._seen)}"
            advice = "The number is often wrong; if posts are missing, use a Google Takeout."
            yield Note("feed-total", self._subject, message, advice)

    def _entries_by_index(self) -> Iterator[Entry]:
        start, overlap, steps_back, read_up_to = 1, "", 0, 1
        for _ in range(MOST_PAGES):
            known = len(self._seen)
            page = self._page({**FIRST, "start-index": start})
            yield from self._new_entries(page)
            ids = [entry.text("id") for entry in page.entries]
            if ids and overlap and overlap not in ids and steps_back < MOST_STEPS_BACK:
                start, overlap, steps_back, read_up_to = max(1, start - len(ids)), "", steps_back + 1, start
                continue
            nothing_new = len(self._seen) == known and start > read_up_to
            if not ids or nothing_new:
                return
            start, overlap = start + max(1, len(ids) - 1), ids[-1] if len(ids) > 1 else ""

    def _entries_by_date(self) -> Iterator[Entry]:
        """The entries older than all others.  The last second is requested again, since posts may share it."""
        overlap = True
        for _ in range(MOST_PAGES):
            if self._oldest is None:
                return
            known = len(self._seen)
            before = self._oldest + timedelta(seconds=1 if overlap else 0)
            query = {"published-max": query_time(before), "orderby": "published"}
            yield from self._new_entries(self._page({"max-results": PAGE_SIZE, **query}))
            if len(self._seen) > known:
                overlap = True
            elif not overlap:
                return
            else:
                overlap = False

    def _new_entries(self, page: ReadPage) -> Iterator[Entry]:
        """The entries of a page that were not seen before."""
        for entry in page.entries:
            moment = entry.moment("published")
            if moment and (self._oldest is None or moment < self._oldest):
                self._oldest = moment
            if entry.text("id") not in self._seen:
                self._seen.add(entry.text("id"))
                yield entry

    def _page(self, query: dict[str, object]) -> ReadPage:
        first, self._first = self._first, None
        page = first or self._reader.page(self._url, query)
        total = Entry.of(page.head).text("totalResults")
        if not self._total and total.isdecimal():
            self._total = int(total)
        # A truncated page is no loss: the next one starts where it ended.
        self._notes += [note for note in page.notes if not page.entries or note.code != "feed-truncated"]
        return page
