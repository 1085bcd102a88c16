"""What a run did and what a blog holds, as tables and lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrator.model import Kind, Note, Status
from migrator.preview.console import Output

if TYPE_CHECKING:
    from migrator.report import Report

_SHOWN = 10
"""Notes of one kind that are printed unless all are asked for."""


def print_report(out: Output, report: Report, *, everything: bool = False) -> None:
    """Print the notes worth reading and the summary table of a run."""
    print_notes(out, report.notes, everything=everything)
    rows = [
        ("posts", _number(report.count(Kind.POST, Status.LIVE))),
        ("pages", _number(report.count(Kind.PAGE, Status.LIVE))),
        ("drafts", _number(sum(entry.status is Status.DRAFT for entry in report.entries))),
        ("scheduled", _number(sum(entry.status is Status.SCHEDULED for entry in report.entries))),
        ("comments", _number(report.comments)),
        ("pictures", f"{_number(report.pictures)} ({_bytes(report.fetched)} fetched)"),
        ("text", _bytes(report.written)),
        ("files", ", ".join(f"{count} {action}" for action, count in report.actions().items()) or "none"),
        ("notes", ", ".join(f"{count} {code}" for code, count in report.notes_by_code().items()) or "none"),
        ("time", f"{sum(report.seconds.values()):.1f} s"),
    ]
    out.grid([row for row in rows if row[1] != "0"])


def print_notes(out: Output, notes: Iterable[Note], *, everything: bool = False) -> None:
    """Print notes by kind: all of them with `everything`, else the first few of those that tell of a loss."""
    kinds: dict[str, list[Note]] = {}
    for note in notes:
        if everything or note.loss:
            kinds.setdefault(note.code, []).append(note)
    for code, alike in kinds.items():
        shown = alike if everything else alike[:_SHOWN]
        for note in shown:
            out.say(f"{code}: {note.subject}: {note.message}", "yellow" if note.loss else "")
        advice = dict.fromkeys(note.advice for note in shown if note.advice)
        for sentence in advice:
            out.say(f"  {sentence}")
        if len(shown) < len(alike):
            out.say(f"  ... and {len(alike) - len(shown)} more: -v or --report FILE.json names them")


def _number(value: int) -> str:
    return f"{value:,}" if value else "0"


def _bytes(size: int) -> str:
    from rich.filesize import decimal

    return decimal(size)
