"""How lines end: git and editors on Windows turn `\\n` into `\\r\\n` and set a mark at the start, which is no edit."""

from __future__ import annotations

import hashlib

_MARK = "\ufeff".encode()


def plain_bytes(data: bytes) -> bytes:
    """A text's bytes with Unix line ends and no mark."""
    return data.removeprefix(_MARK).replace(b"\r\n", b"\n")


def digest_of(data: bytes) -> str:
    """What plan and state know a text by: the SHA-256 of its plain bytes."""
    return hashlib.sha256(plain_bytes(data)).hexdigest()


def like(text: str, found: bytes) -> bytes:
    """The bytes of `text`, its lines ending as those of what was found in the file before."""
    windows = found.count(b"\r\n") * 2 > found.count(b"\n")
    return text.replace("\n", "\r\n").encode() if windows else text.encode()
