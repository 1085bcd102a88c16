"""What kind of picture some bytes are: names and servers lie, the first bytes don't."""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), ending)
    for pattern, ending in (
        (rb"\xff\xd8\xff", "jpg"),
        (rb"\x89PNG\r\n\x1a\n", "png"),
        (rb"GIF8[79]a", "gif"),
        (rb"RIFF....WEBP", "webp"),
        (rb"....ftypavi[fs]", "avif"),
        (rb"....ftyp(?:hei[cfsx]|hev[cx]|mif1|msf1)", "heic"),
        (rb"BM.{12}[\x0c-\xff]\x00\x00\x00", "bmp"),
        (rb"II\*\x00|MM\x00\*", "tif"),
        (rb"\x00\x00\x01\x00[\x01-\xff]\x00", "ico"),
        (
            rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]",
            "svg",
        ),
    )
)
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)", re.DOTALL | re.IGNORECASE
)

HEAD = 1024
"""How many of the first bytes tell a kind."""


def picture_ending(head: bytes) -> str:
    """The file name ending (`png`) that a picture with these first bytes should have; '' if it is none."""
    return next((ending for magic, ending in _MAGIC if magic.match(head)), "")


def is_page(head: bytes) -> bool:
    """Whether these first bytes begin an HTML page."""
    return bool(_PAGE.match(head))
