"""The bytes of a feed file in any encoding -> UTF-8 without control characters."""

from __future__ import annotations

import codecs
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

CHUNK = 256 * 2**10

UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
"""What reading a damaged file or archive raises."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
"""Characters that XML 1.0 forbids: a parser stops there."""


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """An error handler for UTF-8 that decodes invalid bytes as windows-1252, which they nearly always are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error("migrator-windows-1252", _as_windows_1252)


class Readable(Protocol):
    """A file that is read once, from its beginning."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; b"" at the end."""
        ...


class CleanText:
    """The text of a file as UTF-8, in chunks; after it, what had to be repaired."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self.repaired_at: int | None = None
        """About the position of the first bytes that are not UTF-8."""
        self.control_characters = 0
        """How many forbidden characters were left out."""
        self.failure = ""
        """Why reading broke off; '' if it did not."""

    def __iter__(self) -> Iterator[bytes]:
        first, encoding = self._start()
        raw = self._raw(first)
        for chunk in self._repaired(raw) if encoding == "utf-8" else self._recoded(raw, encoding):
            clean = chunk.translate(None, _CONTROL)
            self.control_characters += len(chunk) - len(clean)
            yield clean

    def _start(self) -> tuple[bytes, str]:
        first = self._read()
        for bom, encoding in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if first.startswith(bom):
                return first[len(bom) :], encoding
        return first, _declared(first)

    def _read(self) -> bytes:
        try:
            return self._file.read(CHUNK)
        except UNREADABLE as error:
            self.failure = str(error) or type(error).__name__
            return b""

    def _raw(self, first: bytes) -> Iterator[bytes]:
        chunk = first
        while chunk:
            yield chunk
            chunk = self._read()

    def _repaired(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Chunks of UTF-8, in which other bytes are decoded as windows-1252."""
        tail = b""
        at = 0
        for chunk in chunks:
            data = tail + chunk
            good, tail = self._repaired_chunk(data, at, final=False)
            at += len(data) - len(tail)
            yield good
        if tail:
            yield self._repaired_chunk(tail, at, final=True)[0]

    def _repaired_chunk(self, data: bytes, at: int, *, final: bool) -> tuple[bytes, bytes]:
        """The valid UTF-8 of some bytes, and the bytes of a character that may go on in the next chunk."""
        try:
            _, used = codecs.utf_8_decode(data, "strict", final)
        except UnicodeDecodeError as error:
            if self.repaired_at is None:
                self.repaired_at = at + error.start
            text, used = codecs.utf_8_decode(data, "migrator-windows-1252", final)
            return text.encode(), data[used:]
        return data[:used], data[used:]

    def _recoded(self, chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _declared(first: bytes) -> str:
    """The encoding of the XML declaration; UTF-8 if it names none, or none in which ASCII is ASCII."""
    found = _DECLARED.match(first.lstrip())
    name = found.group(1).decode() if found else "utf-8"
    try:
        info = codecs.lookup(name)
        usable = "<?xml".encode(info.name) == b"<?xml"
    except (LookupError, UnicodeError):
        return "utf-8"
    if not usable or info.name == "utf-8":
        return "utf-8"
    # Browsers, too, read Latin-1 as windows-1252: bytes 80 to 9F are never meant as control characters.
    return "windows-1252" if info.name in {"iso8859-1", "ascii", "cp1252"} else info.name
