"""What Google changes in the body of a post that nobody touched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.blogger import PHOTO_HOST, TRACKER, UPLOAD_HOST, UPLOAD_PATH

_VIDEO = re.compile(r"""(BLOGGER-video-[0-9a-f]+)-\d+""")
_VIDEO_TOKEN = re.compile(r"""(\bvideo\.g\?(?:[^"'\s<>]*?(?:&amp;|&))?token=)[^"'\s<>&]*""")
_TRACKER = re.compile(
    rf"""<img\b[^<>]*?\bsrc\s*=\s*["'](?:https?:)?//(?:{TRACKER}"""
    r"""|feeds\.feedburner\.com/~r/)[^"'<>]*["'][^<>]*>""",
    re.IGNORECASE,
)
_REPLACED = re.compile(r"<!--\s*Blogger automated replacement:(?:(?!<!--).)*?-->", re.DOTALL)
_FOOTER = re.compile(r"""<div\s+class\s*=\s*["']blogger-post-footer["']\s*>""", re.IGNORECASE)
_DIV = re.compile(r"<(/?)div\b[^<>]*>", re.IGNORECASE)
_STORED = re.compile(
    # bp.blogspot.com and its kin: four parts that say which image; since 2024 one token in their place.  Without the
    # scheme, so that the search is one for two slashes.
    rf"""//(?:{PHOTO_HOST}(?:/[\w.~%-]+){{4}}|{UPLOAD_HOST}{UPLOAD_PATH}/[\w~%-]+)"""
    r"""(?=(?:/[\w-]+)?/[^/"'\s<>?]+["'\s<>?])"""
)
_HOSTS = (".bp.blogspot.com", "//bp", "googleusercontent.com", "ggpht.com")
_STANDS_FOR_IMAGE = "picture:"
"""Every fingerprint was taken of a text with this in it: another word would make posts look changed in all folders."""


def normalised(html: str) -> str:
    """The body without what differs between two fetches of a post that its author left alone.

    Equal for bodies that differ in nothing else: numbers and tokens of uploaded videos, tracking
    pixels, what the feed puts below a post, notes of replacements made by Google, and the hosts that
    stored images moved to.  For comparing only, never for writing.  Of an image, size and file name
    are kept: another one of the same name and size looks the same, so take this for unchanged only
    where `updated` says nothing else, or `stored_images` are the same.
    """
    text = _without_footer(html)
    for marks, pattern, replacement in _STEPS:
        if any(mark in text for mark in marks):
            text = pattern.sub(replacement, text)
    return _without_images(text).rstrip()


def stored_images(html: str) -> list[str]:
    """Which images of Google's the body shows, by address: another one after each time Google moves them."""
    return [html[start:end] for start, end in _image_spans(html)]


def _without_images(html: str) -> str:
    """The body with one and the same in place of all addresses of stored images, but their sizes and file names."""
    pieces, rest = [], 0
    for start, end in _image_spans(html):
        pieces += [html[rest:start], _STANDS_FOR_IMAGE]
        rest = end
    return "".join(pieces) + html[rest:]


def _image_spans(html: str) -> Iterator[tuple[int, int]]:
    """Where the addresses of stored images begin and end."""
    for found in _STORED.finditer(html) if any(host in html for host in _HOSTS) else ():
        start, end = found.span()
        scheme = next((name for name in ("https:", "http:") if html.endswith(name, 0, start)), "")
        yield start - len(scheme), end


def _without_footer(html: str) -> str:
    """The body without the feed's footer, whatever is nested in it."""
    found = _FOOTER.search(html)
    if not found:
        return html
    depth = 1
    for tag in _DIV.finditer(html, found.end()):
        depth += -1 if tag[1] else 1
        if not depth:
            return html[: found.start()] + html[tag.end() :]
    return html[: found.start()]


_STEPS: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    (("automated replacement",), _REPLACED, ""),
    (("tracker/", "/~r/"), _TRACKER, ""),
    (("BLOGGER-video",), _VIDEO, r"\1"),
    (("video.g?",), _VIDEO_TOKEN, r"\1"),
)
"""What a text must hold for a pattern to be worth a search, the pattern, and what takes its place."""
