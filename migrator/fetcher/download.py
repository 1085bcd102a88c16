"""One picture: the first of its addresses that answers with a picture, put into a file."""

from __future__ import annotations

import base64
import binascii
import hashlib
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote_to_bytes, urlsplit

import lxml.etree
import lxml.html

from migrator.fetcher.addresses import understand
from migrator.fetcher.client import Fetched
from migrator.fetcher.filetypes import HEAD, is_page, picture_ending
from migrator.fetcher.trouble import FetchError, Trouble
from migrator.model import Picture

MOST_BYTES = 64 * 2**20
"""Larger ones are no pictures for a web page."""
MOST_FAILURES = 3
"""Pictures that may fail for want of a connection before their host is given up for the run."""


class Fetches(Protocol):
    """What the album needs of `migrator.fetcher.client.Client`."""

    def fetch_to(self, url: str, path: Path, max_bytes: int, /) -> Fetched:
        """Put the answer into the file; raises `FetchError`."""


@dataclass(frozen=True, slots=True)
class Catch:
    """A picture that was fetched."""

    file: Path
    sha256: str
    size: int
    ending: str
    served_by: str


@dataclass(frozen=True, slots=True)
class Dead:
    """A picture that could not be had."""

    reason: str


class Downloader:
    """Fetches pictures into a folder; safe to share between threads."""

    def __init__(self, client: Fetches, staging: Path) -> None:
        self._client = client
        self._staging = staging
        self._failures: Counter[str] = Counter()
        self._lock = threading.Lock()

    def fetch(self, picture: Picture) -> Catch | Dead:
        """The first candidate that answers with a picture."""
        file = self._staging / picture.token
        if picture.source[:5].casefold() == "data:":
            return _unpack(picture.source, file)
        reasons: list[str] = []
        silent: set[str] = set()
        for address in picture.candidates:
            host = urlsplit(address).netloc
            if host in silent:
                continue
            if self._failures[host] >= MOST_FAILURES:
                reasons.append(f"{host} does not answer")
                silent.add(host)
                continue
            try:
                got = self._try(picture, address, file)
            except FetchError as error:
                got = Dead(error.problem)
                if error.kind in {Trouble.NO_HOST, Trouble.CONNECTION, Trouble.SLOW}:
                    silent.add(host)
                    self._count_failure(host)
            if isinstance(got, Catch):
                return got
            reasons.append(got.reason)
        file.unlink(missing_ok=True)
        return Dead("; ".join(dict.fromkeys(reasons)) or "it has no address")

    def _count_failure(self, host: str) -> None:
        with self._lock:
            self._failures[host] += 1

    def _try(self, picture: Picture, address: str, file: Path, *, inside_page: bool = False) -> Catch | Dead:
        fetched = self._client.fetch_to(address, file, MOST_BYTES)
        with file.open("rb") as opened:
            head = opened.read(HEAD)
        ending = picture_ending(head)
        if ending:
            return Catch(file, fetched.sha256, fetched.size, ending, address)
        if not head:
            return Dead("the answer was empty")
        if not is_page(head):
            return Dead(f"the answer is no picture ({fetched.content_type or 'of no stated type'})")
        if not inside_page:
            inside = _picture_in_page(file.read_bytes(), picture)
            if inside:
                return self._try(picture, inside, file, inside_page=True)
        return Dead("a web page came instead of the picture")


def _picture_in_page(page: bytes, picture: Picture) -> str:
    """The address of the same picture inside a page that Blogger wraps around it, or ''."""
    try:
        tree = lxml.html.document_fromstring(page)
    except lxml.etree.LxmlError:
        return ""
    for image in tree.iter("img"):
        address = understand(image.get("src", ""))
        if address is not None and address.key == picture.key and address.written not in picture.candidates:
            return address.written
    return ""


def _unpack(source: str, file: Path) -> Catch | Dead:
    """Write the bytes of a data: address into the file."""
    header, comma, text = source.partition(",")
    content = unquote_to_bytes(text)
    if header.casefold().endswith(";base64"):
        content = b"".join(content.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        try:
            content = base64.b64decode(content + b"=" * (-len(content) % 4), validate=True)
        except binascii.Error:
            content = b""
    ending = picture_ending(content[:HEAD])
    if not comma or not ending:
        return Dead("its data: address is damaged")
    file.write_bytes(content)
    return Catch(file, hashlib.sha256(content).hexdigest(), len(content), ending, "")
