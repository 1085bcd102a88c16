"""What a run did: counts, notes by post, what the plan decided, times; as values and as JSON."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from migrator import __version__
from migrator.errors import OutputError
from migrator.model import Action, Change, Finding, Kind, Note, Status

CHANGING = frozenset({Action.CREATE, Action.UPDATE, Action.MERGE, Action.RENAME, Action.DELETE})
"""Actions that change files."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One post or page of the run, and where it went."""

    id: str
    title: str
    url: str
    kind: Kind
    status: Status
    path: PurePosixPath
    findings: tuple[Finding, ...] | None = None
    """In what the Markdown differs from the post: () where nothing was lost, None where nobody looked."""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run.  The exit code follows from it."""

    folder: str
    """The output folder as the user named it; '' for a preview without one."""
    dry_run: bool
    entries: tuple[Entry, ...]
    comments: int
    """Comments of the posts written."""
    pictures: int
    """Different pictures that the posts show and that lie, or will lie, in the folder."""
    fetched: int
    """Bytes of pictures that this run fetched."""
    written: int
    """Bytes of text in all documents that were made in this run, changed or not."""
    changes: tuple[Change, ...]
    notes: tuple[Note, ...]
    refused: bool = False
    """Whether nothing was written because something would have been lost, as `--strict` asks."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """By stage, in their order."""
    converted: int = 0
    """Posts and pages that were converted; all others are still as an earlier run made them."""
    served: tuple[Mapping[str, object], ...] = ()
    """Every picture that the posts of this run show: its file, what served it, what was tried in vain before."""
    diffs: Mapping[str, str] = field(default_factory=dict)
    """What changes in every file, by its path, where somebody asked for that."""

    @property
    def exit_code(self) -> int:
        """1 where something was lost or is in conflict, else 0."""
        conflict = any(change.action is Action.CONFLICT for change in self.changes)
        return int(conflict or any(note.loss for note in self.notes))

    @property
    def detailed_exit_code(self) -> int:
        """The same, but 4 where all is well and changes are waiting to be carried out."""
        return self.exit_code or (4 if self.dry_run and not self.changes_nothing else 0)

    @property
    def changes_nothing(self) -> bool:
        """Whether the folder already was as the blog is."""
        return not any(change.action in CHANGING for change in self.changes)

    def count(self, kind: Kind, status: Status) -> int:
        """How many entries are of this kind and status."""
        return sum(entry.kind is kind and entry.status is status for entry in self.entries)

    @property
    def checked(self) -> int:
        """How many entries were compared with their posts."""
        return sum(entry.findings is not None for entry in self.entries)

    @property
    def differing(self) -> list[Entry]:
        """The entries that differ from their posts, those that lost most first."""
        return sorted((entry for entry in self.entries if entry.findings), key=_weight, reverse=True)

    def actions(self) -> dict[Action, int]:
        """How many changes there are of each action, in the actions' order."""
        counted = Counter(change.action for change in self.changes)
        return {action: counted[action] for action in Action if counted[action]}

    def notes_by_code(self) -> dict[str, int]:
        """How many notes there are of each code, the most frequent first."""
        return dict(Counter(note.code for note in self.notes).most_common())


def _weight(entry: Entry) -> tuple[bool, int]:
    findings = entry.findings or ()
    return any(found.kind != "added" for found in findings), sum(found.count for found in findings)


def as_json(report: Report) -> str:
    """The whole report for machines: every note under the post that it belongs to."""
    by_post: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    known = {entry.id for entry in report.entries}
    for note in report.notes:
        by_post[note.post_id if note.post_id in known else ""].append(asdict(note))
    document = {
        "migrator": __version__,
        "folder": report.folder,
        "dry_run": report.dry_run,
        "exit_code": report.exit_code,
        "counts": _counts(report),
        "actions": report.actions(),
        "notes_by_code": report.notes_by_code(),
        "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
        "posts": [_plain(asdict(entry)) | {"notes": by_post[entry.id]} for entry in report.entries],
        "notes": by_post[""],
        "pictures": list(report.served),
        "plan": [_plain(asdict(change)) for change in report.changes],
    }
    if report.diffs:
        document["diffs"] = dict(report.diffs)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _counts(report: Report) -> dict[str, int]:
    return {
        "posts": report.count(Kind.POST, Status.LIVE),
        "pages": report.count(Kind.PAGE, Status.LIVE),
        "drafts": sum(entry.status is Status.DRAFT for entry in report.entries),
        "scheduled": sum(entry.status is Status.SCHEDULED for entry in report.entries),
        "comments": report.comments,
        "pictures": report.pictures,
        "converted": report.converted,
        "bytes_fetched": report.fetched,
        "bytes_of_text": report.written,
        "verified": report.checked - len(report.differing),
        "differing": len(report.differing),
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


def write_text(text: str, file: Path) -> None:
    """Write what a report file is to hold."""
    try:
        file.write_text(text, encoding="utf-8", newline="\n", errors="backslashreplace")
    except OSError as error:
        raise OutputError(str(file), f"the report can't be written: {error.strerror}") from error
