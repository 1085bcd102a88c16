"""One image: the first of its addresses that answers with an image, put into a file."""

from __future__ import annotations

import base64
import binascii
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Protocol
from urllib.parse import unquote_to_bytes, urlsplit

import lxml.etree
import lxml.html

from migrator.fetcher.filetypes import HEAD, attachment_ending, image_ending, is_page
from migrator.fetcher.http.client import Fetched
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.images.staging import Attempt, StagedFile, Staging
from migrator.fetcher.images.urls import understand
from migrator.model import Image


class ByteLimit:
    """Bytes to fetch; safe to share between threads.  What was begun before they are used up comes to its end."""

    def __init__(self, most: int = 0) -> None:
        self.most = most
        """0 for as many as there are."""
        self._used = 0
        self._lock = Lock()

    @property
    def used_up(self) -> bool:
        """Whether nothing more may be begun."""
        return 0 < self.most <= self._used

    def use(self, size: int) -> None:
        """Note down what was fetched."""
        with self._lock:
            self._used += size

    @property
    def problem(self) -> str:
        """What is in the way of whatever is left out."""
        return f"this run may fetch {self.most:,} bytes, and they are used up"


MOST_PAGE = 2**20
"""How much of a page is looked through for the image that it shows."""
MOST_FAILURES = 3
"""Images that may fail for want of a connection before their host is given up for the run."""
_LATER = frozenset({FailureKind.NO_HOST, FailureKind.NOT_KEPT})
"""Troubles that say nothing about the image itself."""


class Fetches(Protocol):
    """What the album needs of `migrator.fetcher.http.client.Client`."""

    def fetch_to(self, url: str, path: Path, max_bytes: int, total: float | None = None, /) -> Fetched:
        """Put the answer into the file, within `total` seconds; raises `FetchError`."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What is fetched: how it is told, and how much of it is reasonable."""

    word: str
    ending: Callable[[bytes, str], str]
    """The file name ending that these first bytes ask for, of a file with that ending; '' if not of this kind."""
    most_bytes: int
    seconds: float | None = None
    """How long one address may take; None for the client's usual bound."""
    certain: bool = True
    """Whether it is sure to be of this kind: what only may be is no loss."""


def _image_ending(head: bytes, _named: str) -> str:
    return image_ending(head)


IMAGE = FileKind("image", _image_ending, 64 * 2**20)
"""Larger ones are no images for a web page."""
ATTACHMENT = FileKind("file", attachment_ending, 2 * 2**30, 3600)
MAYBE = FileKind("document, archive, audio or video file", attachment_ending, 2 * 2**30, 3600, certain=False)


@dataclass(frozen=True, slots=True)
class Unavailable:
    """An image that could not be had."""

    tried: tuple[Attempt, ...]
    left_out: bool = False
    """Whether it was not even asked for, to be fetched by another run."""

    @property
    def reason(self) -> str:
        """Everything that was in the way."""
        return "; ".join(dict.fromkeys(one.problem for one in self.tried)) or "it has no address"


class Downloader:
    """Fetches images into a folder; safe to share between threads."""

    def __init__(self, client: Fetches, staging: Staging, allowance: ByteLimit | None = None) -> None:
        self._client = client
        self._allowance = allowance or ByteLimit()
        self._staging = staging
        self._failures: Counter[str] = Counter()
        self._unknown: set[str] = set()
        """Hosts of which the name server knew nothing."""
        self._answered = False
        """Whether any host answered, so that names can be looked up at all."""
        self._lock = threading.Lock()

    def fetch(self, image: Image, kind: FileKind = IMAGE, before: Iterable[Attempt] = ()) -> StagedFile | Unavailable:
        """The first candidate that answers with an image; `before` are those that were tried already."""
        tried = list(before)
        silent: set[str] = set()
        for address in image.candidates:
            if self._allowance.used_up:
                return Unavailable((*tried, Attempt(address, self._allowance.problem, passing=True)), left_out=True)
            host = urlsplit(address).netloc
            if host in silent:
                continue
            if self._failures[host] >= MOST_FAILURES:
                tried.append(Attempt(address, f"{host} does not answer", passing=True))
                silent.add(host)
                continue
            try:
                got = self._try(image, address, kind, tried)
            except FetchError as error:
                got = Attempt(address, error.problem, error.passing or error.kind in _LATER)
                self._answered = self._answered or error.status > 0
                if error.kind in {FailureKind.NO_HOST, FailureKind.CONNECTION, FailureKind.SLOW}:
                    silent.add(host)
                    self._count_failure(host, unknown=error.kind is FailureKind.NO_HOST)
            if isinstance(got, StagedFile):
                return got
            tried.append(got)
        self._staging.drop(image.token)
        return Unavailable(tuple(tried))

    def may_pass(self, dead: Unavailable) -> bool:
        """Whether another run may get it; to be asked when all is done.

        A host that isn't known any more won't come back, but where no other answered it may be our own connection.
        """
        gone = self._unknown if self._answered else ()
        return dead.left_out or any(one.passing and urlsplit(one.address).netloc not in gone for one in dead.tried)

    def _count_failure(self, host: str, *, unknown: bool) -> None:
        with self._lock:
            self._failures[host] += 1
            if unknown:
                self._unknown.add(host)

    def _try(
        self, image: Image, address: str, kind: FileKind, tried: list[Attempt], *, inside_page: bool = False
    ) -> StagedFile | Attempt:
        file = self._staging.begin(image.token)
        fetched = self._client.fetch_to(address, file, kind.most_bytes, kind.seconds)
        self._answered = True
        self._allowance.use(fetched.size)
        with file.open("rb") as opened:
            head = opened.read(HEAD)
        ending = kind.ending(head, PurePosixPath(image.name).suffix[1:].lower())
        if ending:
            return self._staging.keep(image.token, fetched.sha256, fetched.size, ending, address, tried)
        if not head:
            return Attempt(address, "the answer was empty")
        if not is_page(head):
            return Attempt(address, f"the answer is no {kind.word} ({fetched.content_type or 'of no stated type'})")
        if not inside_page and kind is IMAGE:
            inside = _image_in_page(file, image)
            if inside:
                return self._try(image, inside, kind, tried, inside_page=True)
        return Attempt(address, f"a web page came instead of the {kind.word}")


def _image_in_page(file: Path, image: Image) -> str:
    """The address of the same image inside a page that Blogger wraps around it, or ''."""
    with file.open("rb") as opened:
        page = opened.read(MOST_PAGE)
    try:
        tree = lxml.html.document_fromstring(page)
    except lxml.etree.LxmlError:
        return ""
    for tag in tree.iter("img"):
        address = understand(tag.get("src", ""))
        if address is not None and address.key == image.key and address.written not in image.candidates:
            return address.written
    return ""


def unpack(image: Image, staging: Staging) -> StagedFile | Unavailable:
    """The image whose bytes its data: address holds."""
    content = _data_of(image.source)
    ending = image_ending(content[:HEAD])
    if not ending:
        return Unavailable((Attempt("data:", "its data: address is damaged"),))
    staging.begin(image.token).write_bytes(content)
    return staging.keep(image.token, hashlib.sha256(content).hexdigest(), len(content), ending, "", ())


def _data_of(source: str) -> bytes:
    header, _, text = source.partition(",")
    content = unquote_to_bytes(text)
    if not header.casefold().endswith(";base64"):
        return content
    content = b"".join(content.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4), validate=True)
    except binascii.Error:
        return b""
