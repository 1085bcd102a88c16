"""One feed of a live blog, page after page, the way its server really behaves."""

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


_HELPLESS = frozenset({401, 403, 429, 503})
"""Statuses that say nothing about the form that was asked for."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page of a feed, whatever form it came in."""

    url: str
    """Where it came from in the end."""
    head: etree._Element
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]

    @property
    def damaged(self) -> bool:
        """Whether entries had to be repaired."""
        return any(note.code == "feed-damaged" for note in self.notes)


class PageReader:
    """Asks for pages of a blog's feeds in the form that worked last."""

    def __init__(self, client: Client, subject: str) -> None:
        self._client = client
        self._subject = subject
        self._forms = ("atom", "json")

    def page(self, url: str, query: Mapping[str, object]) -> ReadPage:
        """A page of the feed at `url`; raises what the first form raised if no form helps."""
        first, second = self._forms
        try:
            page = self._in_form(first, url, query)
        except FetchError as error:
            if _helpless(error):
                raise
            page = self._instead(second, url, query, error)
            self._forms = (second, first)
            return page
        return self._undamaged(second, url, query, page) if page.damaged else page

    def single(self, url: str) -> tuple[Entry, ...]:
        """The entry at `url`, in JSON: as Atom it would come without a feed around it."""
        return self._in_form("json", url, {}).entries

    def _instead(self, form: str, url: str, query: Mapping[str, object], error: FetchError) -> ReadPage:
        try:
            return self._in_form(form, url, query)
        except FetchError:
            raise error from None

    def _undamaged(self, form: str, url: str, query: Mapping[str, object], page: ReadPage) -> ReadPage:
        """The page in another form if it is whole there."""
        try:
            other = self._in_form(form, url, query)
        except FetchError:
            return page
        return other if len(other.entries) >= len(page.entries) and not other.damaged else page

    def _in_form(self, form: str, url: str, query: Mapping[str, object]) -> ReadPage:
        alt = {"alt": "json"} if form == "json" else {}
        # `redirect=false` keeps it from leading to FeedBurner.
        answer = self._client.get(f"{url}?{urlencode({'redirect': 'false', **alt, **query})}", accept=ACCEPT[form])
        if answer.content_type == "text/html":
            raise FetchError(FailureKind.STATUS, answer.url, "an HTML page came in place of the feed")
        try:
            reader = open_reader(BytesIO(answer.content), self._subject)
        except SourceError as error:
            raise FetchError(FailureKind.STATUS, answer.url, error.problem, error.advice) from error
        entries = tuple(map(Entry.of, reader.entries()))
        return ReadPage(answer.url, reader.head, entries, tuple(reader.notes()))


def _helpless(error: FetchError) -> bool:
    """Whether asking for another form can't help."""
    return (
        error.kind not in {FailureKind.STATUS, FailureKind.ENCODING, FailureKind.NOT_KEPT} or error.status in _HELPLESS
    )


PAGE_SIZE = 150
"""What to ask for; the server gives what it likes, without a word."""
MOST_PAGES = 20_000
MOST_STEPS_BACK = 50
FIRST = {"start-index": 1, "max-results": PAGE_SIZE}
"""What to ask of a feed for its first page."""


class FeedPages:
    """The entries of one feed, each once.

    The next page starts where the last one that came ended, not where it was asked to end; the
    server's total and its `next` links are no help.  Pages overlap by one entry: if that entry is not
    there again, posts were deleted meanwhile and the rest moved up, so the stretch is read again.
    Where that ends before the total or breaks off, what is older is asked for by its date.
    """

    def __init__(self, wire: PageReader, url: str, subject: str, first: ReadPage | None = None) -> None:
        self._wire = wire
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
            yield from self._by_number()
        except FetchError as error:
            if not self._seen:
                raise
            broken = error
        known = len(self._seen)
        if broken or known < self._total:
            yield from self._by_date()
        if broken and len(self._seen) == known and known < max(self._total, 1):
            raise broken

    @property
    def total(self) -> int:
        """How many entries the server speaks of."""
        return self._total

    @property
    def whole(self) -> bool:
        """Once all was read: whether that was as much as the server speaks of, and undamaged."""
        return len(self._seen) == self._total and not self._notes

    def notes(self) -> Iterator[Note]:
        """What was odd, once all was read."""
        yield from dict.fromkeys(self._notes)
        if len(self._seen) < self._total:
            message = f"its feed speaks of {self._total} entries, but gave {len(self._seen)}"
            advice = "The number is often wrong; if posts are missing, use a Google Takeout."
            yield Note("feed-total", self._subject, message, advice)

    def _by_number(self) -> Iterator[Entry]:
        start, overlap, steps_back, read_up_to = 1, "", 0, 1
        for _ in range(MOST_PAGES):
            known = len(self._seen)
            page = self._page({**FIRST, "start-index": start})
            yield from self._new(page)
            ids = [entry.text("id") for entry in page.entries]
            if ids and overlap and overlap not in ids and steps_back < MOST_STEPS_BACK:
                start, overlap, steps_back, read_up_to = max(1, start - len(ids)), "", steps_back + 1, start
                continue
            nothing_new = len(self._seen) == known and start > read_up_to
            if not ids or nothing_new:
                return
            start, overlap = start + max(1, len(ids) - 1), ids[-1] if len(ids) > 1 else ""

    def _by_date(self) -> Iterator[Entry]:
        """What is older than all that was seen.  The last second is asked for again: posts may share it."""
        again = True
        for _ in range(MOST_PAGES):
            if self._oldest is None:
                return
            known = len(self._seen)
            before = self._oldest + timedelta(seconds=1 if again else 0)
            query = {"published-max": f"{before.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "orderby": "published"}
            yield from self._new(self._page({"max-results": PAGE_SIZE, **query}))
            if len(self._seen) > known:
                again = True
            elif not again:
                return
            else:
                again = False

    def _new(self, page: ReadPage) -> Iterator[Entry]:
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
        page = first or self._wire.page(self._url, query)
        total = Entry.of(page.head).text("totalResults")
        if not self._total and total.isdecimal():
            self._total = int(total)
        # A page that broke off is no loss: the next one starts where it ended.
        self._notes += [note for note in page.notes if not page.entries or note.code != "feed-truncated"]
        return page
