"""One feed of a live blog, page after page, the way its server really behaves."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlencode

from lxml import etree

from migrator.fetcher.client import Answer, Client
from migrator.fetcher.entry import Entry
from migrator.fetcher.trouble import FetchError, Trouble
from migrator.fetcher.xml import FeedReader
from migrator.model import Note

PAGE_SIZE = 150
"""What to ask for; the server gives what it likes, without a word."""
MOST_PAGES = 20_000
MOST_STEPS_BACK = 50
ACCEPT = "application/atom+xml, application/xml;q=0.9, text/xml;q=0.8"


class FeedPages:
    """The entries of one feed, each once.

    The next page starts where the last one that came ended, not where it was asked to end; the
    server's total and its `next` links are no help.  Pages overlap by one entry: if that entry is not
    there again, posts were deleted meanwhile and the rest moved up, so the stretch is read again.
    """

    def __init__(self, client: Client, url: str, subject: str, first: Answer | None = None) -> None:
        self._client = client
        self._url = url
        self._subject = subject
        self._first = first
        self._seen: set[str] = set()
        self._total = 0
        self._notes: list[Note] = []

    def entries(self) -> Iterator[etree._Element]:
        """Every entry of the feed."""
        start, overlap, steps_back, read_up_to = 1, "", 0, 1
        for _ in range(MOST_PAGES):
            known = len(self._seen)
            ids: list[str] = []
            for entry in self._page(start):
                ids.append(entry.text("id"))
                if ids[-1] not in self._seen:
                    self._seen.add(ids[-1])
                    yield entry.element
            if ids and overlap and overlap not in ids and steps_back < MOST_STEPS_BACK:
                start, overlap, steps_back, read_up_to = max(1, start - len(ids)), "", steps_back + 1, start
                continue
            nothing_new = len(self._seen) == known and start > read_up_to
            if not ids or nothing_new:
                return
            start, overlap = start + max(1, len(ids) - 1), ids[-1] if len(ids) > 1 else ""

    def notes(self) -> Iterator[Note]:
        """What was odd, once all was read."""
        yield from dict.fromkeys(self._notes)
        if len(self._seen) < self._total:
            message = f"its feed speaks of {self._total} entries, but gave {len(self._seen)}"
            advice = "The number is often wrong; if posts are missing, use a Google Takeout."
            yield Note("feed-total", self._subject, message, advice)

    def _page(self, start: int) -> Iterator[Entry]:
        reader = FeedReader(BytesIO(self._content(start)), self._subject)
        total = Entry.of(reader.head).text("totalResults")
        if not self._total and total.isdecimal():
            self._total = int(total)
        yield from map(Entry.of, reader.entries())
        # A page that broke off is no loss: the next one starts where it ended.
        self._notes += [note for note in reader.notes() if not reader.count or note.code != "feed-truncated"]

    def _content(self, start: int) -> bytes:
        if self._first is not None and start == 1:
            first, self._first = self._first, None
            return first.content
        answer = self._client.get(page_address(self._url, start), accept=ACCEPT)
        if answer.content_type == "text/html":
            raise FetchError(Trouble.STATUS, self._url, "an HTML page came in place of the feed")
        return answer.content


def page_address(url: str, start: int) -> str:
    """The address of a page of a feed.  `redirect=false` keeps it from leading to FeedBurner."""
    query = {"redirect": "false", "start-index": start, "max-results": PAGE_SIZE}
    return f"{url}?{urlencode(query)}"
