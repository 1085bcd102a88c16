"""The type of a file by its first bytes: names and servers are often wrong."""

from __future__ import annotations

import re

import filetype

IMAGE_ENDING = re.compile(r"\.(?:jpe?g|jpe|png|gif|webp|bmp|svg|avif|tiff?|heic|ico)$", re.IGNORECASE)

HEAD = 8192
"""How many of the first bytes are needed."""

MAGIC = 512
"""How many of them the `filetype` library gets, which is slow with more."""

_IMAGES = {kind: kind for kind in ("jpg", "png", "gif", "webp", "avif", "heic", "tif", "ico", "bmp")} | {"apng": "png"}
_ATTACHMENTS = {
    kind: kind
    for kind in (
        *("pdf", "mp3", "m4a", "ogg", "flac", "wav", "aac", "amr", "aiff"),
        *("mp4", "m4v", "webm", "mkv", "mov", "avi", "wmv", "mpg", "flv", "3gp"),
        *("7z", "rar", "gz", "bz2", "xz", "tar", "rtf"),
    )
} | {"midi": "mid"}
"""The library's name of a type -> the file name ending."""

_SHARED = {
    b"PK\x03\x04": ("zip", frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"})),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("", frozenset({"doc", "xls", "ppt"})),
}
"""First bytes that many types share -> the ending for an unknown one, and the types."""

_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
# `BM` alone is the beginning of many texts.
_BITMAP = re.compile(rb"BM.{12}[\x0c-\xff]\x00\x00\x00", re.DOTALL)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)", re.DOTALL | re.IGNORECASE
)


def image_ending(head: bytes) -> str:
    """The file name ending (`png`) of an image with these first bytes; '' if it is no image."""
    ending = _IMAGES.get(_kind(head), "")
    if ending == "bmp" and not _BITMAP.match(head):
        return ""
    return ending or ("svg" if _SVG.match(head) else "")


def attachment_ending(head: bytes, named: str = "") -> str:
    """The same for a document, an archive, audio or video; `named` is the ending of its name."""
    for start, (unknown, kinds) in _SHARED.items():
        if head.startswith(start):
            guessed = named if named in kinds else _kind(head, HEAD)
            return guessed if guessed in kinds else unknown
    found = _ATTACHMENTS.get(_kind(head), "")
    return "tgz" if (found, named) == ("gz", "tgz") else found


def _kind(head: bytes, most: int = MAGIC) -> str:
    found = filetype.guess(head[:most])
    return str(found.extension) if found else ""


def is_page(head: bytes) -> bool:
    """Whether these are the first bytes of an HTML page."""
    return bool(_PAGE.match(head))
