"""Which image an `<img>` means: one key for all its sizes and hosts, and the addresses to try for it."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urlsplit

from migrator.fetcher.filetypes import IMAGE_ENDING
from migrator.fetcher.images.urls import understand
from migrator.model import Image

STANDS_FOR = "migrator-image-"

ATTACHMENT_ENDING = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|epub|rtf|zip|7z|rar|t?gz|tar|bz2|xz|mp3|m4a|oga|ogg|opus|flac|wav|aac|aiff?|midi?|amr|wma"
    r"|mp4|m4v|webm|mkv|mov|avi|wmv|mpe?g|ogv|flv|3gp)$",
    re.IGNORECASE,
)
_THUMBNAIL_MARK = re.compile(r"(?:[ _-](?:thumb|thumbnail|small|tn))?(?:\[\d+\])*(?:\.\d)?$", re.IGNORECASE)
_WRAPPER = re.compile(r"/[swh]\d+(?:-\w+)*-h(?:-\w+)*/")
"""A size that asks for an HTML page around the image: what old posts link to, and never the image."""


def image_of(src: str, link: str = "", max_size: int = 0) -> Image | None:
    """The image that an `<img>` with this `src` shows, inside a link to `link`.

    None where `src` is no absolute address of an image: empty, relative, `javascript:`, `about:`, `file:`.
    A link that only shows the image larger gives further candidates, and the better name.  With `max_size`
    a version is asked for first of which no side has more pixels.
    """
    shown = understand(src)
    if shown is None:
        return None
    larger = understand(link) if is_same_image(src, link) else None
    best = larger or shown
    capped = best.sized(f"s{max_size}") if max_size else ""
    addresses = [capped, *best.originals] if capped else [*best.originals]
    if larger is not None and not _WRAPPER.search(larger.written):
        addresses.append(larger.written)
    if best.key != shown.key:
        addresses += shown.originals
    addresses.append(shown.written)
    return Image(
        key=best.key,
        token=token(best.key),
        candidates=tuple(dict.fromkeys(addresses)),
        name=best.name or shown.name,
        source=shown.written,
    )


def attachment_of(href: str) -> Image | None:
    """The document, archive, audio or video that a link leads to by its ending, or may: Drive tells no kinds."""
    found = understand(href)
    if found is None or found.place == "data:":
        return None
    drive = found.key.removeprefix("drive:") if found.key.startswith("drive:") and not found.at_google else ""
    if not drive and not ATTACHMENT_ENDING.search(urlsplit(found.written).path):
        return None
    download = [f"https://drive.google.com/uc?export=download&id={quote(drive, safe='')}"] if drive else []
    key = f"file:{found.key}"
    return Image(key, token(key), tuple(dict.fromkeys([*download, found.written])), found.name, found.written)


def is_same_image(src: str, link: str) -> bool:
    """Whether `link` leads only to the image itself, in whatever size, or to a file of the same name there.

    A name alone proves little (`image.png` is everywhere), so it counts only on the same host or when both
    lie on Google's image hosts.
    """
    shown, target = understand(src), understand(link)
    if shown is None or target is None:
        return False
    if shown.key == target.key:
        return True
    return (
        shown.place == target.place
        and bool(IMAGE_ENDING.search(target.name))
        and _plain_name(shown.name) == _plain_name(target.name)
    )


def token(key: str) -> str:
    """What stands for the image's address in a document until its local path is known."""
    return STANDS_FOR + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain_name(name: str) -> str:
    """The name without what others add to a thumbnail's: `cat_thumb[2].png` (Live Writer), `cat.0.png` (2004)."""
    return _THUMBNAIL_MARK.sub("", IMAGE_ENDING.sub("", name)).casefold()
