"""What kind of file some bytes are: names and servers lie, the first bytes don't."""

from __future__ import annotations

import re

import filetype

HEAD = 8192
"""How many of the first bytes tell a kind."""

MAGIC = 512
"""How many of them the library looks at; it takes its time over more."""

_PICTURES = {kind: kind for kind in ("jpg", "png", "gif", "webp", "avif", "heic", "tif", "ico", "bmp")} | {
    "apng": "png"
}
_ATTACHMENTS = {
    kind: kind
    for kind in (
        *("pdf", "mp3", "m4a", "ogg", "flac", "wav", "aac", "amr", "aiff"),
        *("mp4", "m4v", "webm", "mkv", "mov", "avi", "wmv", "mpg", "flv", "3gp"),
    )
} | {"midi": "mid"}
"""What the library calls the kinds that are taken -> how their files are named."""

_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
# Two letters alone would make a picture of many a text.
_BITMAP = re.compile(rb"BM.{12}[\x0c-\xff]\x00\x00\x00", re.DOTALL)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)", re.DOTALL | re.IGNORECASE
)


def picture_ending(head: bytes) -> str:
    """The file name ending (`png`) that a picture with these first bytes should have; '' if it is none."""
    ending = _PICTURES.get(_kind(head), "")
    if ending == "bmp" and not _BITMAP.match(head):
        return ""
    return ending or ("svg" if _SVG.match(head) else "")


def attachment_ending(head: bytes) -> str:
    """The same for a PDF, audio or video file."""
    return _ATTACHMENTS.get(_kind(head), "")


def _kind(head: bytes) -> str:
    found = filetype.guess(head[:MAGIC])
    return str(found.extension) if found else ""


def is_page(head: bytes) -> bool:
    """Whether these first bytes begin an HTML page."""
    return bool(_PAGE.match(head))
