"""What a run did: counts, notes by post, what the plan decided, times; as values and as JSON."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from heapq import nlargest
from pathlib import Path, PurePosixPath
from textwrap import indent
from typing import Any

from migrator import __version__
from migrator.errors import OutputError
from migrator.model import Action, Change, Finding, Kind, Note, Status

CHANGING = frozenset({Action.CREATE, Action.UPDATE, Action.MERGE, Action.RENAME, Action.DELETE})
"""Actions that change files."""


@dataclass(frozen=True, slots=True)
class ImageCounts:
    """How many different images the posts of a run show, by what became of them; attachments are none."""

    here: int = 0
    """Whose files lie in the output folder, or will once the plan is applied."""
    gone: int = 0
    """That no address gives any more: the posts show them from where they were."""
    waiting: int = 0
    """That were left to the next run."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One post or page of the run, and where it went."""

    id: str
    title: str
    url: str
    kind: Kind
    status: Status
    path: PurePosixPath
    findings: tuple[Finding, ...] | None = None
    """In what the Markdown differs from the post: () where nothing was lost, None where nobody looked."""


@dataclass(frozen=True)
class Report:
    """A whole run.  The exit code follows from it."""

    folder: str
    """The output folder as the user named it; '' for a preview without one."""
    dry_run: bool
    entries: Sequence[ReportEntry]
    comments: int
    """Comments of the posts written."""
    images: int
    """Different images that the posts show and that lie, or will lie, in the folder."""
    fetched: int
    """Bytes of images that this run fetched."""
    written: int
    """Bytes of text in all documents that were made in this run, changed or not."""
    changes: Collection[Change]
    notes: Sequence[Note]
    refused: bool = False
    """Whether nothing was written because something would have been lost, as `--strict` asks."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """By stage, in their order."""
    shown: ImageCounts | None = None
    """The images that the posts of this run show; None where they were left where they are."""
    passed_by: int = 0
    """Posts and pages that aren't among the entries: neither they nor their files have changed since the last run."""
    converted: int = 0
    """Posts and pages that were converted; all others are still as an earlier run made them."""
    served: tuple[Mapping[str, object], ...] = ()
    """Every image that the posts of this run show: its file, what served it, what was tried in vain before."""
    diffs: Mapping[str, str] = field(default_factory=dict)
    """What changes in every file, by its path, where somebody asked for that."""

    @cached_property
    def exit_code(self) -> int:
        """1 where something was lost or is in conflict, else 0."""
        return int(Action.CONFLICT in self.actions or any(note.loss for note in self.notes))

    @property
    def detailed_exit_code(self) -> int:
        """The same, but 4 where all is well and changes are waiting to be carried out."""
        return self.exit_code or (4 if self.dry_run and not self.changes_nothing else 0)

    @property
    def changes_nothing(self) -> bool:
        """Whether the folder already was as the blog is."""
        return not CHANGING & self.actions.keys()

    @cached_property
    def counts(self) -> Counter[tuple[Kind, Status]]:
        """How many entries there are of each kind and status."""
        return Counter((entry.kind, entry.status) for entry in self.entries)

    def with_status(self, status: Status) -> int:
        """How many posts and pages stand so on Blogger."""
        return sum(self.counts[kind, status] for kind in Kind)

    @property
    def lossless(self) -> bool:
        """Whether nothing is missing of the posts that were compared, neither text nor image."""
        return not self.differing and self.shown is not None and not (self.shown.gone or self.shown.waiting)

    @cached_property
    def checked(self) -> int:
        """How many entries were compared with their posts."""
        return sum(entry.findings is not None for entry in self.entries)

    @cached_property
    def differing(self) -> int:
        """How many entries differ from their posts."""
        return sum(bool(entry.findings) for entry in self.entries)

    def worst(self, count: int | None = None) -> list[ReportEntry]:
        """Entries that differ from their posts, those that lost most first: all of them, or so many."""
        differing = (entry for entry in self.entries if entry.findings)
        if count is None:
            return sorted(differing, key=_weight, reverse=True)
        return nlargest(count, differing, key=_weight)

    @cached_property
    def actions(self) -> dict[Action, int]:
        """How many changes there are of each action, in the actions' order."""
        counted = Counter(change.action for change in self.changes)
        return {action: counted[action] for action in Action if counted[action]}

    @cached_property
    def notes_by_code(self) -> dict[str, int]:
        """How many notes there are of each code, the most frequent first."""
        return dict(Counter(note.code for note in self.notes).most_common())


def _weight(entry: ReportEntry) -> tuple[bool, int]:
    findings = entry.findings or ()
    return any(found.kind != "added" for found in findings), sum(found.count for found in findings)


def as_json(report: Report) -> Iterator[str]:
    """The whole report for machines, piece by piece: every note under the post that it belongs to."""
    head = {
        "migrator": __version__,
        "folder": report.folder,
        "dry_run": report.dry_run,
        "exit_code": report.exit_code,
        "counts": _counts(report),
        "actions": report.actions,
        "notes_by_code": report.notes_by_code,
        "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
    }
    by_post: defaultdict[str, list[int]] = defaultdict(list)  # every post takes out its own; the rest is nobody's
    for number, note in enumerate(report.notes):
        by_post[note.post_id].append(number)
    yield _json(head).removesuffix("\n}")
    yield from _field(
        "posts", (_json(_post(entry, report.notes, by_post.pop(entry.id, ()))) for entry in report.entries)
    )
    yield from _field("notes", (_json(asdict(note)) for note in report.notes if note.post_id in by_post))
    yield from _field("images", map(_json, report.served))
    yield from _field("plan", (_json(_plain(asdict(change))) for change in report.changes))
    if report.diffs:
        yield from _field("diffs", (f"{_json(path)}: {_json(diff)}" for path, diff in report.diffs.items()), "{}")
    yield "\n}\n"


def _post(entry: ReportEntry, notes: Sequence[Note], numbers: Iterable[int]) -> dict[str, Any]:
    """A post with its own ones of the notes, by their numbers."""
    return _plain(asdict(entry)) | {"notes": [asdict(notes[number]) for number in numbers]}


def _field(name: str, items: Iterable[str], brackets: str = "[]") -> Iterator[str]:
    """A field of the report that holds many things, one after the other."""
    yield f',\n  "{name}": {brackets[0]}'
    separator = ""
    for item in items:
        yield f"{separator}\n{indent(item, '    ')}"
        separator = ","
    yield f"\n  {brackets[1]}" if separator else brackets[1]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _counts(report: Report) -> dict[str, int | None]:
    return {
        "posts": report.counts[Kind.POST, Status.LIVE],
        "pages": report.counts[Kind.PAGE, Status.LIVE],
        "drafts": report.with_status(Status.DRAFT),
        "scheduled": report.with_status(Status.SCHEDULED),
        "comments": report.comments,
        "images": report.images,
        "converted": report.converted,
        "bytes_fetched": report.fetched,
        "bytes_of_text": report.written,
        "images_here": report.shown.here if report.shown else None,
        "images_gone": report.shown.gone if report.shown else None,
        "verified": report.checked - report.differing,
        "differing": report.differing,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, PurePosixPath) else value for name, value in values.items()}


def check_file(file: Path, folder: Path | None) -> None:
    """Refuse a report file that can't be written, before the run and not after it.

    Its folder must be there already or be `folder`, the one that the run makes.
    """
    if file.is_dir():
        raise OutputError(str(file), "it is a folder", "Give --report the name of a file")
    if not file.parent.is_dir() and (folder is None or file.parent.absolute() != folder.absolute()):
        raise OutputError(str(file), "its folder does not exist", f"Make {file.parent} first")


def write(report: Report, file: Path) -> None:
    """Write the report as JSON."""
    write_text(as_json(report), file)


def write_text(parts: Iterable[str], file: Path) -> None:
    """Write what a report file is to hold."""
    try:
        with file.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
            out.writelines(parts)
    except OSError as error:
        raise OutputError(str(file), f"the report can't be written: {error.strerror}") from error
