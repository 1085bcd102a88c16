"""Links with their words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from migrator.converter.constructs.footnotes import place_in_body
from migrator.converter.context import Context
from migrator.converter.fidelity.findings import Ranges, add_range, finding, finding_of_ranges
from migrator.converter.fidelity.layout import Alignment, Layout
from migrator.converter.fidelity.seen import LINK, SeenLink
from migrator.model import Finding

_NO_LINK = ("javascript:", "vbscript:", "about:", "data:", "#")


def comparable(address: str) -> str:
    """An address as it is compared: however it is encoded."""
    if address.startswith("data:"):
        return "".join(unquote(address[:3000]).split())[:200]
    return "".join(unquote(address).split()).replace("&amp;", "&").rstrip("/").lower()


def link_findings(alignment: Alignment, context: Context) -> Iterator[Finding | None]:
    """Links that are gone, and words that are a link on one side only."""
    before, after = alignment.before, alignment.after
    wanted = [link for link in before.view.links if not _is_nothing(link, before, context)]
    targets = [context.link(" ".join(link.address.split())) for link in wanted]
    theirs = [link for link in after.view.links if not _is_nothing(link, after, None)]
    if alignment.equal and _spans(before, wanted, targets) == _spans(after, theirs, [each.address for each in theirs]):
        return
    kept: dict[str, Ranges] = {}
    for link in after.view.links:
        kept.setdefault(comparable(link.address), []).append((after.places[link.part], after.places[link.end]))
    missing: list[str] = []
    ranges: dict[str, Ranges] = {}
    for link, target in zip(wanted, targets, strict=True):
        there = kept.get(comparable(target))
        text = "".join(before.parts[link.part : link.end]).strip()
        if there is None:
            if link.address not in after.text:
                missing.append(f"{link.address} ({text[:40]})" if text else link.address)
            continue
        for start, end in _outside(alignment, before.places[link.part], before.places[link.end], there):
            add_range(ranges, "not linked", start, end)
    for start, end in _gained(alignment):
        add_range(ranges, "linked", start, end)
    yield finding("links", missing)
    yield finding_of_ranges("linked words", before, ranges)


def _spans(layout: Layout, links: list[SeenLink], targets: list[str]) -> list[tuple[str, int, int]]:
    """The address of each link and the places of its words."""
    places = layout.places
    return [(target, places[link.part], places[link.end]) for link, target in zip(links, targets, strict=True)]


def _is_nothing(link: SeenLink, layout: Layout, context: Context | None) -> bool:
    """Whether nobody can see or follow a link, or, in the post, it only shows an image in its own size."""
    href = " ".join(link.address.split())
    worded = layout.places[link.part] < layout.places[link.end]
    if not (worded or link.images) or href.lower().startswith(_NO_LINK) or ("#" in href and place_in_body(href)):
        return True
    return not worded and context is not None and all(context.image(each, href)[1] for each in link.images)


def _outside(alignment: Alignment, start: int, end: int, there: Ranges) -> Iterator[tuple[int, int]]:
    """The words between two places that both have, but that aren't between these places of the second."""
    letters = alignment.before.letters
    for place in range(start, end):
        at = alignment.letter_after(place)
        if at is not None and letters[place].isalnum() and not any(first <= at < last for first, last in there):
            yield place, place + 1


def _gained(alignment: Alignment) -> Iterator[tuple[int, int]]:
    """Words that only the second shows as a link, but for addresses, which are links by themselves."""
    own = [
        (alignment.after.places[link.part], alignment.after.places[link.end])
        for link in alignment.after.view.links
        if _is_own_text(link, alignment.after)
    ]
    for start, end, ours, theirs in alignment.differing_states():
        if theirs & LINK and not ours & LINK and any(map(str.isalnum, alignment.before.letters[start:end])):
            at = alignment.letter_after(start)
            if at is not None and not any(first <= at < last for first, last in own):
                yield start, end


def _is_own_text(link: SeenLink, layout: Layout) -> bool:
    text = layout.letters[layout.places[link.part] : layout.places[link.end]]
    return comparable(text) == comparable(link.address.removeprefix("mailto:"))
