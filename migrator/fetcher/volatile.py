"""What Google changes in bodies that nobody touched: the same body with that left out, for comparing only."""

from __future__ import annotations

import re

from migrator.fetcher.addresses import IMAGE_ENDING, understand

_REPLACED = re.compile(r'<!--\s*Blogger automated replacement: ".*?" with ".*?"\s*-->', re.DOTALL)
_TRACKER = re.compile(r"<img\b[^<>]*//[\w.-]+/tracker/\d[^<>]*>", re.IGNORECASE)
_FOOTER = re.compile(r"""<div\s+class=["']blogger-post-footer["'].*\Z""", re.DOTALL | re.IGNORECASE)
_VIDEO = re.compile(r"(BLOGGER-video-[0-9a-f]+)-\d+")
_VIDEO_ADDRESS = re.compile(r"(/video\.g\?)[^\"'<>\s]*", re.IGNORECASE)
_ADDRESS = re.compile(r"""(?:https?:)?//[^\s"'<>()\\]+""", re.IGNORECASE)
_GENERIC = re.compile(r"(?:images?|img|unnamed|untitled|picture|photo|screenshot|clip_image\d*)?\W*\d{0,2}\W*\d?")
"""Names that editors give: two different pictures often share one."""


def normalised(html: str) -> str:
    """The body without what differs between two looks at one post; it is fit for comparing, not for reading.

    A picture goes by its file's name, since Google moved all old ones to new addresses; where the name says
    nothing (`image.png`) by its address.
    """
    text = _FOOTER.sub("", _TRACKER.sub("", _REPLACED.sub("", html)))
    text = _VIDEO_ADDRESS.sub(r"\1", _VIDEO.sub(r"\1", text))
    text = _ADDRESS.sub(lambda found: _picture(found[0]), text)
    return text.replace("\r\n", "\n").strip()


def _picture(written: str) -> str:
    address = understand(written.replace("&amp;", "&"))
    if address is None or not address.at_google:
        return written
    stem = IMAGE_ENDING.sub("", address.name).casefold()
    return f"picture:{address.key if _GENERIC.fullmatch(stem) else address.name}"
