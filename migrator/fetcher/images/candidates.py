"""The image of an `<img>`: one key for all its sizes and hosts, and the candidates, the URLs to try for it."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urlsplit

from migrator.fetcher.filetypes import IMAGE_ENDING
from migrator.fetcher.images.urls import parse_image_url
from migrator.model import Image

STANDS_FOR = "migrator-image-"
"""What a token begins with."""

ATTACHMENT_ENDING = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|epub|rtf|zip|7z|rar|t?gz|tar|bz2|xz|mp3|m4a|oga|ogg|opus|flac|wav|aac|aiff?|midi?|amr|wma"
    r"|mp4|m4v|webm|mkv|mov|avi|wmv|mpe?g|ogv|flv|3gp)$",
    re.IGNORECASE,
)
_THUMBNAIL_MARK = re.compile(r"(?:[ _-](?:thumb|thumbnail|small|tn))?(?:\[\d+\])*(?:\.\d)?$", re.IGNORECASE)
_WRAPPER = re.compile(r"/[swh]\d+(?:-\w+)*-h(?:-\w+)*/")
"""A size that asks for an HTML page that shows the image: old posts link to it."""


def image_of(src: str, link: str = "", max_size: int = 0) -> Image | None:
    """The image that an `<img>` with this `src` shows, inside a link to `link`.

    None where `src` is no absolute URL of an image: empty, relative, `javascript:`, `about:`, `file:`.
    A link to the same image in another size gives further candidates, and the better name.  With `max_size` the first
    candidate is a size of which no side has more pixels.
    """
    shown = parse_image_url(src)
    if shown is None:
        return None
    larger = parse_image_url(link) if is_same_image(src, link) else None
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
    """The document, archive, audio or video that a link leads to by its ending; on Drive it may be of any kind."""
    found = parse_image_url(href)
    if found is None or found.scope == "data:":
        return None
    drive = found.key.removeprefix("drive:") if found.key.startswith("drive:") and not found.at_google else ""
    if not drive and not ATTACHMENT_ENDING.search(urlsplit(found.written).path):
        return None
    download = [f"https://drive.google.com/uc?export=download&id={quote(drive, safe='')}"] if drive else []
    key = f"file:{found.key}"
    return Image(key, token(key), tuple(dict.fromkeys([*download, found.written])), found.name, found.written)


def is_same_image(src: str, link: str) -> bool:
    """Whether `link` leads to the image of `src`, in any size, or to an image of the same name in the same scope.

    A name alone proves little (`image.png` is everywhere), so both have to be on one host, or both on Google's.
    """
    shown, target = parse_image_url(src), parse_image_url(link)
    if shown is None or target is None:
        return False
    if shown.key == target.key:
        return True
    return (
        shown.scope == target.scope
        and bool(IMAGE_ENDING.search(target.name))
        and _plain_name(shown.name) == _plain_name(target.name)
    )


def token(key: str) -> str:
    """The text in place of the image's address in a document until its path is known."""
    return STANDS_FOR + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain_name(name: str) -> str:
    """The name without a thumbnail's additions: `cat_thumb[2].png` (Live Writer), `cat.0.png` (2004)."""
    return _THUMBNAIL_MARK.sub("", IMAGE_ENDING.sub("", name)).casefold()
