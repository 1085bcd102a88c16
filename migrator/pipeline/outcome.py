"""What came of a run: values for the report, and finished documents to show."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrator.fetcher.images.downloads import AlbumResult
from migrator.fetcher.images.resolver import Pictures
from migrator.model import Document, Note, Plan, Status
from migrator.pipeline.build import Tally
from migrator.progress import Stages
from migrator.report import Entry, Report
from migrator.storage.disk import Pile
from migrator.storage.store import Store


@dataclass(slots=True)
class Outcome:
    """What came of a run."""

    plan: Plan
    album: AlbumResult
    tally: Tally
    size: int
    notes: Pile[Note]
    diffs: Mapping[str, str] = field(default_factory=dict)

    def refused(self, *, strict: bool) -> bool:
        """Whether nothing is written since something would be lost."""
        return strict and any(note.loss for note in self.notes)

    def report(self, folder: Path | None, stages: Stages, *, dry_run: bool, strict: bool) -> Report:
        """All of it, to be told."""
        return Report(
            folder=str(folder or ""),
            dry_run=dry_run,
            refused=self.refused(strict=strict),
            entries=self.tally.entries,
            comments=self.tally.comments,
            pictures=len(self.plan.state.pictures),
            converted=self.tally.converted,
            fetched=self.album.bytes,
            served=self.album.served,
            written=self.size,
            changes=self.plan.changes,
            notes=self.notes,
            diffs=self.diffs,
            seconds=stages.seconds,
        )


def nothing_done(folder: Path | None, count: int, stages: Stages) -> Report:
    """What there is to tell of a run that found a blog of so many posts, and the folder, as they were."""
    return Report(
        folder=str(folder or ""),
        dry_run=False,
        entries=(),
        comments=0,
        pictures=0,
        fetched=0,
        written=0,
        changes=(),
        notes=(),
        passed_by=count,
        seconds=stages.seconds,
    )


def samples(count: int, store: Store, pictures: Pictures, entries: Sequence[Entry]) -> Iterator[Document]:
    """The newest live posts' documents, as they are written; drafts only where there is nothing else."""
    if not count:
        return
    live = (entry for entry in entries if entry.status is Status.LIVE)
    for entry in reversed(deque(live, count) or deque(entries, count)):
        yield Document(entry.id, entry.path, pictures.settled(store.text(entry.id)))
