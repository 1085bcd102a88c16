"""Prints the inspection of a blog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrator.console.console import Output
from migrator.console.summary import print_notes
from migrator.model import Kind, Status

if TYPE_CHECKING:
    from migrator.inspection import Inspection

_MOST = 10
"""Lines of a list that are printed unless all are asked for."""


def print_inspection(out: Output, inspection: Inspection, *, everything: bool = False) -> None:
    """Print counts, dates, labels, images and embeds by host, and unusual findings."""
    print_notes(out, inspection.notes, everything=everything)
    out.grid([row for row in _rows(inspection) if row[1]])
    for title, counted in (
        ("Labels", inspection.labels),
        ("Images by host", inspection.image_hosts),
        ("Embeds", inspection.embeds),
    ):
        _print_counts(out, title, counted, everything=everything)
    if inspection.unusual:
        out.say("\nUnusual", "bold")
    for finding, names in inspection.unusual.items():
        out.say(f"  {finding}: {len(names):,}")
        _print_list(out, names, _MOST if not everything else len(names))


def _rows(inspection: Inspection) -> Iterable[tuple[str, str]]:
    """Label and value of each row; the value is '' where it is unknown or none."""
    blog = inspection.blog
    yield "blog", blog.title
    yield "address", blog.url
    yield "time zone", blog.zone
    yield "language", blog.locale
    for kind in Kind:
        for status in Status:
            count = inspection.kinds[kind, status]
            yield f"{kind}s" if status is Status.LIVE else f"{kind}s, {status}", f"{count:,}" if count else ""
    yield "comments", f"{inspection.comments:,}" if inspection.comments else ""
    if inspection.first and inspection.last:
        yield "posts from", f"{inspection.first.date()} to {inspection.last.date()}"
        yield "by year", ", ".join(f"{year}: {count}" for year, count in sorted(inspection.years.items()))
    counts = Counter(note.code for note in inspection.notes)
    yield "notes", ", ".join(f"{count} {code}" for code, count in counts.most_common())


def _print_counts(out: Output, title: str, counted: Counter[str], *, everything: bool) -> None:
    if not counted:
        return
    out.say(f"\n{title} ({len(counted):,})", "bold")
    shown = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    limit = len(shown) if everything else _MOST
    out.grid([(f"{count:,}", name) for name, count in shown[:limit]], right=(0,))
    if len(shown) > limit:
        out.say(f"  ... and {len(shown) - limit:,} more (-v shows them)")


def _print_list(out: Output, names: list[str], limit: int) -> None:
    for name in names[:limit]:
        out.say(f"    {name}")
    if len(names) > limit:
        out.say(f"    ... and {len(names) - limit:,} more (-v shows them)")
