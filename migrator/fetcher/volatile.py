"""What Google changes in the body of a post that nobody touched."""

from __future__ import annotations

import re
from collections.abc import Callable

_VIDEO = re.compile(r"""(BLOGGER-video-[0-9a-f]+)-\d+""")
_VIDEO_TOKEN = re.compile(r"""(\bvideo\.g\?(?:[^"'\s<>]*?(?:&amp;|&))?token=)[^"'\s<>&]*""")
_TRACKER = re.compile(
    r"""<img\b[^<>]*?\bsrc\s*=\s*["'](?:https?:)?//(?:blogger\.googleusercontent\.com/tracker/"""
    r"""|feeds\.feedburner\.com/~r/)[^"'<>]*["'][^<>]*>""",
    re.IGNORECASE,
)
_REPLACED = re.compile(r"<!--\s*Blogger automated replacement:(?:(?!<!--).)*?-->", re.DOTALL)
_FOOTER = re.compile(r"""<div\s+class\s*=\s*["']blogger-post-footer["']\s*>""", re.IGNORECASE)
_DIV = re.compile(r"<(/?)div\b[^<>]*>", re.IGNORECASE)
_STORED = re.compile(
    # bp.blogspot.com and its kin: four parts that say which picture; since 2024 one token in their place
    r"""(?:https?:)?//(?:(?:\d\.bp\.blogspot|bp\d\.blogger|lh\d(?:-\w+)?\.googleusercontent|lh\d\.ggpht)\.com"""
    r"""(?:/[\w.~%-]+){4}|blogger\.googleusercontent\.com/img/b/R29vZ2xl/[\w~%-]+)(?=(?:/[\w-]+)?/[^/"'\s<>?]+["'\s<>?])"""
)


def normalised(html: str) -> str:
    """The body without what differs between two fetches of a post that its author left alone.

    Equal for bodies that differ in nothing else: numbers and tokens of uploaded videos, tracking
    pixels, what the feed puts below a post, notes of replacements made by Google, and the hosts that
    stored pictures moved to.  For comparing only, never for writing.  Of a picture, size and file name
    are kept: another one of the same name and size looks the same, so take this for unchanged only
    where `updated` says nothing else.
    """
    text = _without_footer(html)
    for step in _STEPS:
        text = step(text)
    return text.rstrip()


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


_STEPS: tuple[Callable[[str], str], ...] = (
    lambda text: _REPLACED.sub("", text),
    lambda text: _TRACKER.sub("", text),
    lambda text: _VIDEO.sub(r"\1", text),
    lambda text: _VIDEO_TOKEN.sub(r"\1", text),
    lambda text: _STORED.sub("picture:", text),
)
