"""The comments of the last day, by which it shows whether there are others since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from migrator.fetcher.formats.entry import Entry

DAY = timedelta(days=1)
"""How far to look back.  What changed while a feed was read page by page must not get lost, so what was the last
change then is no bound."""


class RecentComments:
    """Which comments are of the day before the last one, whatever the order in which they come."""

    def __init__(self) -> None:
        self.newest: datetime | None = None
        """When the last comment was written, or touched; None while there is none."""
        self._moments: dict[str, datetime] = {}
        self._due = 1000

    def watching(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries, unchanged."""
        for entry in entries:
            self.add(entry)
            yield entry

    def add(self, entry: Entry) -> None:
        """Take one comment into account."""
        moment = entry.moment("updated", "published")
        if moment is None:
            return
        self.newest = max(self.newest or moment, moment)
        if moment >= self.newest - DAY:
            self._moments[entry.text("id")] = moment
        if len(self._moments) > self._due:
            self._forget()
            self._due = 2 * max(len(self._moments), 500)

    def digest(self) -> str:
        """The same for the same comments, none of them touched."""
        self._forget()
        said = sorted(f"{name} {moment.astimezone(UTC).isoformat()}" for name, moment in self._moments.items())
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def _forget(self) -> None:
        if self.newest:
            start = self.newest - DAY
            self._moments = {name: moment for name, moment in self._moments.items() if moment >= start}
