"""The result of a run, as a report and as sample documents."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrator.fetcher.images.downloads import DownloadResult
from migrator.fetcher.images.resolver import ImageResolver
from migrator.job import Job as Job  # who runs the pipeline makes its jobs
from migrator.model import Document, Note, Plan, Status
from migrator.pipeline.build import BuildResult
from migrator.progress import Progress
from migrator.report import ImageCounts, Report, ReportEntry
from migrator.storage.disk import DiskList
from migrator.storage.store import Store


@dataclass(slots=True)
class RunResult:
    """The plan of a run and everything that its report tells."""

    plan: Plan
    downloads: DownloadResult
    built: BuildResult
    size: int
    """Bytes of text in all new documents."""
    notes: DiskList[Note]
    diffs: Mapping[str, str] = field(default_factory=dict)
    """By path, where the job asks for them."""

    def refused(self, *, strict: bool) -> bool:
        """Whether nothing is written because something would be lost."""
        return strict and any(note.loss for note in self.notes)

    def report(self, folder: Path | None, progress: Progress, *, dry_run: bool, strict: bool, images: bool) -> Report:
        """The report of the run; `images` says whether it was to fetch any."""
        got = self.downloads
        return Report(
            folder=str(folder or ""),
            dry_run=dry_run,
            refused=self.refused(strict=strict),
            entries=self.built.entries,
            comments=self.built.comments,
            images=len(self.plan.state.images),
            converted=self.built.converted,
            fetched=got.bytes,
            served=got.served,
            shown=ImageCounts(got.here, got.gone, got.waiting) if images else None,
            written=self.size,
            changes=self.plan.changes,
            notes=self.notes,
            diffs=self.diffs,
            seconds=progress.seconds,
        )


def unchanged_report(folder: Path | None, count: int, progress: Progress) -> Report:
    """The report of a run that found a blog of `count` posts, and the folder, unchanged."""
    return Report(
        folder=str(folder or ""),
        dry_run=False,
        entries=(),
        comments=0,
        images=0,
        fetched=0,
        written=0,
        changes=(),
        notes=(),
        passed_by=count,
        seconds=progress.seconds,
    )


def sample_documents(
    count: int, store: Store, images: ImageResolver, entries: Sequence[ReportEntry]
) -> Iterator[Document]:
    """The documents of the newest live posts, as they are written; drafts only where there are no live posts."""
    if not count:
        return
    live = (entry for entry in entries if entry.status is Status.LIVE)
    for entry in reversed(deque(live, count) or deque(entries, count)):
        yield Document(entry.id, entry.path, images.settled(store.text(entry.id)))
