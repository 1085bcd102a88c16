"""The summary of a run: notes, counts, what was verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrator.console.console import Output, sentence
from migrator.console.plan import print_changes, print_plan, print_skipped
from migrator.model import Action, Kind, Note, Status

if TYPE_CHECKING:
    from migrator.report import ImageCounts, Report

_SHOWN = 10
"""Notes of one kind that are printed unless all are asked for."""


def print_run(report: Report, *, quiet: bool = False, verbose: bool = False) -> None:
    """Print what came of a run: one line where nothing changed, else plan or summary.

    With `quiet` only what went wrong, and that to stderr.
    """
    conflicts = [change for change in report.changes if change.action is Action.CONFLICT]
    if quiet:
        out = Output(stderr=True)
        print_notes(out, report.notes)
        print_changes(out, conflicts)
        return
    out = Output()
    if report.dry_run:
        print_plan(out, report.changes, everything=verbose)
    else:
        print_changes(out, report.changes if verbose else conflicts)
    if report.changes_nothing and not (report.dry_run or report.refused or verbose):
        print_notes(out, report.notes)
        if Action.SKIP in report.actions:
            print_skipped(out, report.changes)
        count = len(report.entries) + report.passed_by
        out.say(f"Nothing new: {count:,} posts and pages looked at, nothing to write.")
        return
    print_report(out, report, everything=verbose)
    if report.refused:
        out.say("Nothing was written: something would be lost, and --strict forbids that.")
    else:
        out.say("Nothing was written: this was a dry run." if report.dry_run else f"Written to {report.folder}")


def print_report(out: Output, report: Report, *, everything: bool = False) -> None:
    """Print the notes worth reading and the summary table of a run."""
    print_notes(out, report.notes, everything=everything)
    rows = [
        ("posts", str(report.counts[Kind.POST, Status.LIVE])),
        ("pages", str(report.counts[Kind.PAGE, Status.LIVE])),
        ("drafts", str(report.with_status(Status.DRAFT))),
        ("scheduled", str(report.with_status(Status.SCHEDULED))),
        ("comments", str(report.comments)),
        ("images", _images(report)),
        ("text", _bytes(report.written)),
        ("verified", _verified(report)),
        ("files", ", ".join(f"{count} {action}" for action, count in report.actions.items()) or "none"),
        ("notes", ", ".join(f"{count} {code}" for code, count in report.notes_by_code.items()) or "none"),
        ("time", f"{sum(report.seconds.values()):.2f} s"),
    ]
    out.grid([row for row in rows if row[1] not in ("", "0")])
    for entry in report.worst(None if everything else _SHOWN):
        kinds = ", ".join(f"{found.kind} {found.count:,}" for found in entry.findings or ())
        out.say(f"  differs: {entry.path} ({kinds})")


def _images(report: Report) -> str:
    if report.shown is None:
        return f"not fetched, but for {report.images:,} that posts hold themselves" if report.images else "not fetched"
    return f"{report.images:,} ({_bytes(report.fetched)} fetched)" if report.images else "0"


def _verified(report: Report) -> str:
    """What was compared, and what of it is whole."""
    if not report.checked:
        return ""
    whole = report.checked - report.differing
    posts = f"{whole:,} of {report.checked:,}" if report.differing else f"{whole:,}"
    text = f"text of {posts} posts and pages"
    images = _images_verified(report.shown) if report.shown else "images not fetched"
    return "; ".join(filter(None, (text, images))) + (": nothing lost" if report.lossless else "")


def _images_verified(shown: ImageCounts) -> str:
    count = shown.here + shown.gone + shown.waiting
    if shown.here == count:
        return f"all {count:,} images" if count > 1 else "1 image" if count else ""
    missing = [
        f"{number:,} {what}"
        for number, what in ((shown.gone, "gone"), (shown.waiting, "left to the next run"))
        if number
    ]
    return ", ".join((f"images {shown.here:,} of {count:,} here", *missing))


def print_notes(out: Output, notes: Iterable[Note], *, everything: bool = False) -> None:
    """Print notes by kind: all of them with `everything`, else the first few of those that matter.

    Those tell of a loss, or ask for something to be done about the run as a whole.
    """
    kinds: dict[str, list[Note]] = {}
    counts: Counter[str] = Counter()
    for note in notes:
        if everything or note.pressing:
            counts[note.code] += 1
            if everything or counts[note.code] <= _SHOWN:
                kinds.setdefault(note.code, []).append(note)
    for code, shown in kinds.items():
        for note in shown:
            out.say(f"{code}: {note.subject}: {sentence(note.message)}", "yellow" if note.loss else "")
        advice = dict.fromkeys(note.advice for note in shown if note.advice)
        for what_to_do in advice:
            out.say(f"  {sentence(what_to_do)}")
        if len(shown) < counts[code]:
            out.say(f"  ... and {counts[code] - len(shown)} more: -v or --report FILE.json names them")


def _bytes(size: int) -> str:
    from rich.filesize import decimal

    return decimal(size)
