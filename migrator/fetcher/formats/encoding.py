"""Bytes of a feed file -> clean UTF-8, whatever encoding they really are in."""

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
"""How reading can break off in a damaged file or archive."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
"""What XML 1.0 allows nowhere, and a parser would stop at."""


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as what they are nearly always: Windows' Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error("migrator-windows-1252", _as_windows_1252)


class Readable(Protocol):
    """As much of a file as reading it once needs."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""
        ...


class CleanText:
    """Iterates over the bytes of a file as clean UTF-8, in chunks; afterwards says what had to be mended."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self.mended_at: int | None = None
        """Roughly where (in bytes) the first bytes lay that the file's own encoding does not allow."""
        self.control_characters = 0
        """How many characters were left out because XML does not allow them."""
        self.failure = ""
        """Why reading broke off, if it did."""

    def __iter__(self) -> Iterator[bytes]:
        first, encoding = self._start()
        raw = self._raw(first)
        for chunk in self._mend(raw) if encoding == "utf-8" else self._recode(raw, encoding):
            clean = chunk.translate(None, _CONTROL)
            self.control_characters += len(chunk) - len(clean)
            yield clean

    def _start(self) -> tuple[bytes, str]:
        first = self._read()
        for mark, encoding in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if first.startswith(mark):
                return first[len(mark) :], encoding
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

    def _mend(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """UTF-8 as it is, and any bytes in it that are not read as windows-1252."""
        tail = b""
        at = 0
        for chunk in chunks:
            data = tail + chunk
            good, tail = self._mended(data, at, final=False)
            at += len(data) - len(tail)
            yield good
        if tail:
            yield self._mended(tail, at, final=True)[0]

    def _mended(self, data: bytes, at: int, *, final: bool) -> tuple[bytes, bytes]:
        """The good text of some bytes and the bytes of a character that may go on in the next chunk."""
        try:
            _, used = codecs.utf_8_decode(data, "strict", final)
        except UnicodeDecodeError as error:
            if self.mended_at is None:
                self.mended_at = at + error.start
            text, used = codecs.utf_8_decode(data, "migrator-windows-1252", final)
            return text.encode(), data[used:]
        return data[:used], data[used:]

    def _recode(self, chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _declared(first: bytes) -> str:
    """The encoding that the XML declaration names; UTF-8 where it names none that text can be in."""
    found = _DECLARED.match(first.lstrip())
    name = found.group(1).decode() if found else "utf-8"
    try:
        info = codecs.lookup(name)
        usable = "<?xml".encode(info.name) == b"<?xml"
    except (LookupError, UnicodeError):
        return "utf-8"
    if not usable or info.name == "utf-8":
        return "utf-8"
    # Browsers read Latin-1 as windows-1252 too: what lies between is never meant as control characters.
    return "windows-1252" if info.name in {"iso8859-1", "ascii", "cp1252"} else info.name
