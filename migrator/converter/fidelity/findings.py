"""The kinds of findings, and what a finding says."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.converter.fidelity.layout import Layout
from migrator.model import Finding

KINDS: dict[str, tuple[str, str]] = {
    "words": ("lost-words", "Not in the Markdown: {count} of its words"),
    "added": ("words-added", "{count} words or signs in the Markdown are not in the post"),
    "order": ("lost-order", "{count} of its words stand in another place in the Markdown"),
    "links": ("lost-links", "Not in the Markdown: {count} of its links"),
    "linked words": ("lost-linked-words", "{count} of its words are a link on one side only"),
    "images": ("lost-images", "Not in the Markdown: {count} of its images"),
    "embeds": ("lost-embeds", "Not in the Markdown: {count} of its embeds"),
    "moved images": ("images-moved", "{count} of its images and embeds stand in another place in the Markdown"),
    "emphasis": ("lost-emphasis", "{count} of its words are emphasised on one side only"),
    "monospace": ("lost-monospace", "{count} of its words are in a typewriter's letters on one side only"),
    "indents": ("lost-indents", "{count} of its lines are no longer indented"),
    "nesting": ("lost-nesting", "{count} of its words are at another level of lists or quotes"),
    "list items": ("lost-list-items", "Not in the Markdown: {count} of its list items"),
    "list numbers": ("lost-list-numbers", "{count} of its list items have another number"),
    "headings": ("lost-headings", "Not in the Markdown: {count} of its headings"),
    "added headings": ("headings-added", "{count} words in headings of the Markdown are in none of the post"),
    "code blocks": ("lost-code-blocks", "Not in the Markdown: {count} of its code blocks"),
    "tables": ("lost-tables", "Not in the Markdown: {count} of its tables"),
}
"""Of each kind the code of its note, and the sentence that a person reads before the details."""

SHOWN = 200
"""At most so many characters of what was lost are told."""

Ranges = list[tuple[int, int]]
"""From and to which place."""


def finding(kind: str, details: Sequence[str], count: int | None = None) -> Finding | None:
    """A finding of this kind, of as many things as there are details unless `count` says another number."""
    if not details:
        return None
    shown = "; ".join(" ".join(each.split()) for each in details)
    shown = shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"
    return Finding(kind, len(details) if count is None else count, shown)


def finding_of_ranges(kind: str, layout: Layout, ranges: dict[str, Ranges]) -> Finding | None:
    """A finding of the words in some ranges, by what is the matter with them."""
    details: list[str] = []
    count = 0
    for what, places in ranges.items():
        details += [f"{what}: {layout.around(start, end)}" for start, end in places]
        count += sum(layout.count(start, end) for start, end in places)
    return finding(kind, details, count)


def add_range(ranges: dict[str, Ranges], what: str, start: int, end: int) -> None:
    """Add a range, which may only go on where the last one ended."""
    places = ranges.setdefault(what, [])
    if places and places[-1][1] == start:
        start = places.pop()[0]
    places.append((start, end))
