"""Which images an element shows by its attributes: its own, a video's poster, one that lies behind it.

The conversion and the check both ask here, so that what one shows the other looks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrator.blogger import TRACKER
from migrator.converter.tree.styles import BOX, parse_style

# Counters, feed decorations and badges: each of these is seen in real posts, and none is an image of the author's.
_TRACKER = re.compile(
    r"feeds\.wordpress\.com/1\.0/|pixel\.quantserve|stats\.wordpress|feedburner\.com/~|assoc-amazon|/b\.gif\?"
    rf"|{TRACKER}|zemanta\.com/(?:pixy|readsidebyside)|blogger\.com/img/blank\.gif"
    r"|photos1\.blogger\.com/pbp\.gif",
    re.IGNORECASE,
)
_SIGNS = ("feed", "pixel", "stat", "assoc", "b.gif", "tracker", "zemanta", "blank.gif", "pbp.gif")
"""One of these is in every such address; addresses of images are long, and the expression reads all of each."""
_PIXEL = frozenset({"0", "1", "0px", "1px"})
_LATE = ("data-src", "data-original", "data-lazy-src")
_SIZE = re.compile(r"\d{1,6}(?:\.\d{1,3})?(?=[wx])")
# A comma ends a candidate behind its size, and behind its address only at the end of that.
_CANDIDATE = re.compile(r"[\s,]*(?P<address>\S*[^\s,])(?:\s+(?P<size>[^\s,]*)[^,]*)?")

LIES_BEHIND = re.compile(r"url\(|\sbackground\s*=", re.IGNORECASE)
"""What a body must hold for an image to lie behind anything in it: most hold none, and need not be searched."""
_TEMPLATE = re.compile(r"//(?:resources|www|img\d)\.blogblog\.com/", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?:)?//|data:image/", re.IGNORECASE)

_CODE = frozenset({"pre", "code", "textarea", "xmp", "listing", "tt", "samp"})
_COVERED = frozenset("img iframe frame object embed video audio input button script body".split())
"""What lies before its own background, or is none of the post."""


def source_of(attributes: Mapping[str, object]) -> str:
    """The address of an <img>: the largest it names; where images load late, the one that comes then; '' for none."""
    source = str(attributes.get("src") or "").strip()
    late = next((str(attributes[name]).strip() for name in _LATE if attributes.get(name)), "")
    if late and (not source or source.startswith("data:image/gif") or "blank.gif" in source):
        source = late
    largest, size = _largest(str(attributes.get("srcset") or attributes.get("data-srcset") or ""))
    chosen = largest if largest and (not source or size > 1) else source
    return "" if is_local(chosen) else chosen


def _largest(srcset: str) -> tuple[str, float]:
    """The address with the largest width or density in a `srcset`, and that; '' if there is none."""
    best, most = "", 0.0
    for candidate in _CANDIDATE.finditer(srcset):
        found = _SIZE.match((candidate["size"] or "").strip())
        size = float(found[0]) if found else 1.0
        if size > most:
            best, most = candidate["address"], size
    return best, most


def is_local(source: str) -> bool:
    """Whether an image lies on the computer that its post was written on: Word leaves such addresses."""
    return source.strip().lower().startswith("file:")


def is_tracker(attributes: Mapping[str, object]) -> bool:
    """Whether the image is nothing to see: a counter's pixel, a feed's decoration, a service's badge."""
    width, height = str(attributes.get("width") or ""), str(attributes.get("height") or "")
    if width in _PIXEL and height in _PIXEL:
        return True
    source = str(attributes.get("src") or "").lower()
    return any(sign in source for sign in _SIGNS) and bool(_TRACKER.search(source))


def backgrounds(name: str, attributes: Mapping[str, object]) -> list[str]:
    """The addresses of what lies behind an element, in CSS or in the attribute of old tables."""
    style = parse_style(str(attributes.get("style") or ""))
    found = [*style.backgrounds]
    if attributes.get("background"):
        found.append(str(attributes["background"]).strip())
    unseen = name in _COVERED or style.hidden
    return [] if unseen else [address for address in dict.fromkeys(found) if _REMOTE.match(address)]


def is_pattern(name: str, attributes: Mapping[str, object], address: str) -> bool:
    """Whether a background only decorates: it repeats, lies under code, or is a part of Blogger's templates."""
    tiled = parse_style(str(attributes.get("style") or "")).tiled
    under_code = name in _CODE or bool(BOX.search(str(attributes.get("class") or "")))
    return tiled or under_code or bool(_TEMPLATE.search(address)) or is_tracker({"src": address})


def shown(name: str, attributes: Mapping[str, str | None]) -> list[Mapping[str, str | None]]:
    """The attributes of every image that a reader sees of an element, as an <img> would have them."""
    found: list[Mapping[str, str | None]] = []
    if name == "img" and source_of(attributes) and not is_tracker(attributes):
        found.append(dict(attributes))
    if name == "video" and attributes.get("poster"):
        found.append({"src": attributes["poster"]})
    behind = (each for each in backgrounds(name, attributes) if not is_pattern(name, attributes, each))
    return [*found, *({"src": address} for address in behind)]
