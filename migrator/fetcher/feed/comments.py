"""The comments of the last day: a digest of them differs as soon as there is a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from migrator.fetcher.formats.entry import Entry

DAY = timedelta(days=1)
"""How far an incremental sync looks back.  Entries may change while their feed is read page by page, so the last known
change is no safe bound."""


class RecentComments:
    """The comments of the day before the newest one, added in any order."""

    def __init__(self) -> None:
        self.newest: datetime | None = None
        """The last change of any comment; None if there is none."""
        self._moments: dict[str, datetime] = {}
        self._prune_at = 1000

    def watched(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries, each added on its way."""
        for entry in entries:
            self.add(entry)
            yield entry

    def add(self, entry: Entry) -> None:
        """Add one comment."""
        moment = entry.moment("updated", "published")
        if moment is None:
            return
        self.newest = max(self.newest or moment, moment)
        if moment >= self.newest - DAY:
            self._moments[entry.text("id")] = moment
        if len(self._moments) > self._prune_at:
            self._prune()
            self._prune_at = 2 * max(len(self._moments), 500)

    def digest(self) -> str:
        """A digest of the comments' ids and moments of change."""
        self._prune()
        lines = sorted(f"{name} {moment.astimezone(UTC).isoformat()}" for name, moment in self._moments.items())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def _prune(self) -> None:
        if self.newest:
            start = self.newest - DAY
            self._moments = {name: moment for name, moment in self._moments.items() if moment >= start}
