"""Pages of public feeds as they come over the network: Atom, or JSON where Atom fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode

from lxml import etree

from migrator.errors import SourceError
from migrator.fetcher.formats.entry import Entry
from migrator.fetcher.formats.reader import open_reader
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FetchError, Trouble
from migrator.model import Note

ACCEPT = {
    "atom": "application/atom+xml, application/xml;q=0.9, text/xml;q=0.8",
    "json": "application/json, text/javascript;q=0.9",
}
_HELPLESS = frozenset({401, 403, 429, 503})
"""Statuses that say nothing about the form that was asked for."""


@dataclass(frozen=True, slots=True)
class Page:
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


class Wire:
    """Asks for pages of a blog's feeds in the form that worked last."""

    def __init__(self, client: Client, subject: str) -> None:
        self._client = client
        self._subject = subject
        self._forms = ("atom", "json")

    def page(self, url: str, query: Mapping[str, object]) -> Page:
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

    def _instead(self, form: str, url: str, query: Mapping[str, object], error: FetchError) -> Page:
        try:
            return self._in_form(form, url, query)
        except FetchError:
            raise error from None

    def _undamaged(self, form: str, url: str, query: Mapping[str, object], page: Page) -> Page:
        """The page in another form if it is whole there."""
        try:
            other = self._in_form(form, url, query)
        except FetchError:
            return page
        return other if len(other.entries) >= len(page.entries) and not other.damaged else page

    def _in_form(self, form: str, url: str, query: Mapping[str, object]) -> Page:
        alt = {"alt": "json"} if form == "json" else {}
        # `redirect=false` keeps it from leading to FeedBurner.
        answer = self._client.get(f"{url}?{urlencode({'redirect': 'false', **alt, **query})}", accept=ACCEPT[form])
        if answer.content_type == "text/html":
            raise FetchError(Trouble.STATUS, answer.url, "an HTML page came in place of the feed")
        try:
            reader = open_reader(BytesIO(answer.content), self._subject)
        except SourceError as error:
            raise FetchError(Trouble.STATUS, answer.url, error.problem, error.advice) from error
        entries = tuple(map(Entry.of, reader.entries()))
        return Page(answer.url, reader.head, entries, tuple(reader.notes()))


def _helpless(error: FetchError) -> bool:
    """Whether asking for another form can't help."""
    return error.kind not in {Trouble.STATUS, Trouble.ENCODING, Trouble.NOT_KEPT} or error.status in _HELPLESS
