"""What a blog holds, to be looked at in the terminal."""

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
"""Lines of a list that are shown unless all are asked for."""


def print_inspection(out: Output, seen: Inspection, *, everything: bool = False) -> None:
    """Print counts, dates, labels, images and embeds by host, and what is unusual."""
    print_notes(out, seen.notes, everything=everything)
    out.grid([row for row in _facts(seen) if row[1]])
    for title, counted in (
        ("Labels", seen.labels),
        ("Images by host", seen.image_hosts),
        ("Embeds", seen.embeds),
    ):
        _print_counts(out, title, counted, everything=everything)
    if seen.unusual:
        out.say("\nUnusual", "bold")
    for finding, names in seen.unusual.items():
        out.say(f"  {finding}: {len(names):,}")
        _print_list(out, names, _MOST if not everything else len(names))


def _facts(seen: Inspection) -> Iterable[tuple[str, str]]:
    """Label and value of each fact; '' where it is unknown or none."""
    blog = seen.blog
    yield "blog", blog.title
    yield "address", blog.url
    yield "time zone", blog.zone
    yield "language", blog.locale
    for kind in Kind:
        for status in Status:
            count = seen.kinds[kind, status]
            yield f"{kind}s" if status is Status.LIVE else f"{kind}s, {status}", f"{count:,}" if count else ""
    yield "comments", f"{seen.comments:,}" if seen.comments else ""
    if seen.first and seen.last:
        yield "posts from", f"{seen.first.date()} to {seen.last.date()}"
        yield "by year", ", ".join(f"{year}: {count}" for year, count in sorted(seen.years.items()))
    counts = Counter(note.code for note in seen.notes)
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
