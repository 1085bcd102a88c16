"""Where images and embeds stand between the words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from selectolax.lexbor import LexborNode

from migrator.converter.context import Context
from migrator.converter.fidelity.findings import finding
from migrator.converter.fidelity.layout import Alignment, Layout
from migrator.converter.fidelity.links import comparable
from migrator.converter.fidelity.seen import (
    CAPTION,
    EDGE,
    GAP,
    HEADING,
    LINE,
    PREFORMATTED,
    SeenEmbed,
    SeenImage,
    SeenLink,
)
from migrator.converter.tree.styles import parse_style
from migrator.model import Finding

_VIDEO = re.compile(
    r"(?:youtube(?:-nocookie|\.googleapis)?\.com/(?:embed/|v/|watch\?v=|shorts/)|youtu\.be/)([\w-]{6,})"
    r"|vimeo\.com/(?:video/|moogaloop\.swf\?(?:[^\"']*&)?clip_id=)?(\d+)"
)
_CROSSED = HEADING | CAPTION | PREFORMATTED
"""States of words that an image may cross: headings, captions and code hold no images, so it stands next to them."""
_BLOCKS = frozenset("div table tbody tr td p figure center section".split())
_EDGES = frozenset({EDGE, GAP})
_HIGHEST_FLOAT = 8
"""A float is at most so many levels above its image."""


def image_findings(alignment: Alignment, context: Context) -> Iterator[Finding | None]:
    """Images and embeds that are gone or stand elsewhere."""
    moved: list[str] = []
    yield finding("images", list(_images(alignment, context, moved)))
    yield finding("embeds", list(_embeds(alignment, context, moved)))
    yield finding("moved images", moved)


def _images(alignment: Alignment, context: Context, moved: list[str]) -> Iterator[str]:
    """The images that are gone; what there is to tell of those that stand elsewhere is added to `moved`."""
    before, after = alignment.before, alignment.after
    images = before.view.images
    targets = [context.image(image.source, " ".join(image.link.split()))[0] for image in images]
    wanted = [(target, before.places[image.part]) for image, target in zip(images, targets, strict=True)]
    theirs = [(image.source, after.places[image.part]) for image in after.view.images]
    if alignment.equal and wanted == theirs:
        return
    left: dict[str, list[tuple[int, int]]] = {}
    for number, (source, place) in enumerate(theirs):
        left.setdefault(comparable(source), []).append((place, number))
    same = [left.get(comparable(target), []) for target, _ in wanted]
    last = -1
    elsewhere = []
    for image, (_, place), candidates in zip(images, wanted, same, strict=True):
        found = next((each for each in candidates if _stays(alignment, place, each[0], image)), None)
        if found is None:
            elsewhere.append((image, place, candidates))
            continue
        candidates.remove(found)
        if found[1] < last:
            moved.append(_moved(alignment, image.source, place, found[0]))
        last = max(last, found[1])
    for image, place, candidates in elsewhere:
        if candidates:
            moved.append(_moved(alignment, image.source, place, candidates.pop(0)[0]))
        else:
            yield image.source[:150]


def _moved(alignment: Alignment, address: str, place: int, there: int) -> str:
    return f"{address[-60:]} {alignment.after.before(there)}, not {alignment.before.before(place)}"


def _stays(alignment: Alignment, place: int, there: int, image: SeenImage | None = None) -> bool:
    """Whether a place of the second is that of an image in the first, as a reader sees it."""
    first, last = alignment.places_after(place)
    if first <= there <= last:
        return True
    low, high = (there, first) if there < first else (last, there)
    if not any(map(str.isalnum, alignment.after.letters[low:high])):
        return True
    origin = alignment.place_before(there)
    crossed = alignment.after.states_between(low, high)
    low, high = min(place, origin), max(place, origin)
    if all(state & _CROSSED for state in crossed) or all(
        state & _CROSSED for state in alignment.before.states_between(low, high)
    ):
        return True
    return origin < place and image is not None and _begins_its_paragraph(alignment.before, origin, image)


def _begins_its_paragraph(layout: Layout, place: int, image: SeenImage) -> bool:
    """Whether an image that text flows around stands in the paragraph that begins at a place."""
    edges = _edges_of_float(image.node)
    if edges is None:
        return False
    first = bisect_left(layout.places, place + 1) - 1  # the part that holds the letter at that place
    between = [*layout.parts[first : image.part]]
    while between and not between[-1].strip() and (edges or between[-1] not in _EDGES) and between[-1] != LINE:
        edges -= between.pop() in _EDGES
    return not _holds_break(between) and _ends_paragraph(layout.parts[:first])


def _ends_paragraph(parts: Sequence[str]) -> bool:
    """Whether there is the edge of a block or a blank line behind the last letter of these pieces, if there is one."""
    gap = list(takewhile(lambda part: not part.strip(), reversed(parts)))
    return len(gap) == len(parts) or not _EDGES.isdisjoint(gap) or gap.count(LINE) > 1


def _holds_break(parts: Sequence[str]) -> bool:
    """Whether a paragraph ends in these pieces of text: at the edge of a block or at a blank line."""
    filled = True
    for part in parts:
        if part in _EDGES or (part == LINE and not filled):
            return True
        filled = part != LINE and (filled or bool(part.strip()))
    return False


def _edges_of_float(node: LexborNode) -> int | None:
    """How many blocks there are from an image up to the element that floats; None where none does."""
    edges = 0
    at: LexborNode | None = node
    for _ in range(_HIGHEST_FLOAT):
        if at is None:
            return None
        attributes = at.attributes
        edges += at.tag in _BLOCKS
        aligned = (attributes.get("align") or "").lower() in ("left", "right") and at.tag in ("img", "table")
        if aligned or parse_style(attributes.get("style") or "").floats:
            return edges
        at = at.parent
    return None


def _embeds(alignment: Alignment, context: Context, moved: list[str]) -> Iterator[str]:
    """The embeds that are gone, as with images; one that Markdown can't hold may have become a link."""
    before, after = alignment.before, alignment.after
    ours, theirs = [
        [(embed.address, layout.places[embed.part]) for embed in layout.view.embeds if not _is_dead(embed)]
        for layout in (before, after)
    ]
    if alignment.equal and ours == theirs and len(ours) == len(before.view.embeds):
        return
    shown = [(seen.address, seen.part) for seen in after.view.embeds if not _is_dead(seen)]
    shown += [(link.address, link.part) for link in after.view.links]
    keys = [(_embed_key(address), part) for address, part in shown]
    for embed in before.view.embeds:
        wanted = _embed_keys(embed, context)
        there = [after.places[part] for key, part in keys if key in wanted]
        place = before.places[embed.part]
        if there and not any(_stays(alignment, place, each) for each in there):
            moved.append(_moved(alignment, embed.address, place, there[0]))
        elif not there and embed.address not in after.text:
            yield embed.address


def stand_ins(alignment: Alignment, context: Context) -> list[SeenLink]:
    """Links that stand where an embed stood that Markdown can't hold."""
    keys = {key for embed in alignment.before.view.embeds for key in _embed_keys(embed, context)}
    return [link for link in alignment.after.view.links if keys and _embed_key(link.address) in keys]


def _embed_keys(embed: SeenEmbed, context: Context) -> set[str]:
    return {_embed_key(each) for each in (embed.address, context.link(embed.address), context.media(embed.address))}


def _is_dead(embed: SeenEmbed) -> bool:
    """Whether it is the place of a video that was uploaded to Blogger, which only Blogger's own pages fill."""
    return embed.tag == "object" and "blogger.com/video-play" in embed.address


def _embed_key(address: str) -> str:
    """What two addresses of the same player have in common."""
    lower = address.lower()
    match = _VIDEO.search(lower) if "youtu" in lower or "vimeo" in lower else None
    if match:
        return address[match.start() : match.end()].rpartition("/")[2] if match[1] else match[2]
    address = comparable(address).removeprefix("https:").removeprefix("http:").removeprefix("//").removeprefix("www.")
    return address if "contentid=" in address else address.split("?")[0]
