"""The download of one image, or other file: the first of its addresses that answers with one."""

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
from migrator.fetcher.images.urls import parse_image_url
from migrator.model import Image


class ByteLimit:
    """How many bytes a run may fetch; safe to share between threads.

    A download that began before they are used up is finished.
    """

    def __init__(self, most: int = 0) -> None:
        self.most = most
        """0 for no limit."""
        self._used = 0
        self._lock = Lock()

    @property
    def used_up(self) -> bool:
        """Whether nothing more may be begun."""
        return 0 < self.most <= self._used

    def use(self, size: int) -> None:
        """Count bytes that were fetched."""
        with self._lock:
            self._used += size

    @property
    def problem(self) -> str:
        """Why a file is left out once they are used up."""
        return f"this run may fetch {self.most:,} bytes, and they are used up"


MOST_PAGE = 2**20
"""How many bytes of an HTML page are searched for the image that it shows."""
MOST_FAILURES = 3
"""Images that may fail for want of a connection before their host is given up for the run."""
_NOT_FINAL = frozenset({FailureKind.NO_HOST, FailureKind.NOT_KEPT})
"""Failures that say nothing about the image itself."""


class FileClient(Protocol):
    """The part of `migrator.fetcher.http.client.Client` that downloads use."""

    def fetch_to(self, url: str, path: Path, max_bytes: int, total: float | None = None, /) -> Fetched:
        """Put the answer into the file, within `total` seconds; raises `FetchError`."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its name in messages, how it is recognised, and the limits of its download."""

    word: str
    ending: Callable[[bytes, str], str]
    """First bytes and file name ending -> the right ending, without a dot; '' for a file of another kind."""
    most_bytes: int
    seconds: float | None = None
    """How long one address may take; None for the client's usual bound."""
    certain: bool = True
    """Whether a link to it proves the kind; if not, what turns out to be of another kind is no loss."""


def _image_ending(head: bytes, _named: str) -> str:
    return image_ending(head)


IMAGE = FileKind("image", _image_ending, 64 * 2**20)
"""Larger ones are no images for a web page."""
ATTACHMENT = FileKind("file", attachment_ending, 2 * 2**30, 3600)
MAYBE = FileKind("document, archive, audio or video file", attachment_ending, 2 * 2**30, 3600, certain=False)


@dataclass(frozen=True, slots=True)
class Unavailable:
    """An image that could not be fetched."""

    tried: tuple[Attempt, ...]
    left_out: bool = False
    """Whether the byte limit kept it from being asked for."""

    @property
    def reason(self) -> str:
        """Every problem of the attempts, each once."""
        return "; ".join(dict.fromkeys(one.problem for one in self.tried)) or "it has no address"


class Downloader:
    """Fetches images into a folder; safe to share between threads."""

    def __init__(self, client: FileClient, staging: Staging, limit: ByteLimit | None = None) -> None:
        self._client = client
        self._limit = limit or ByteLimit()
        self._staging = staging
        self._failures: Counter[str] = Counter()
        self._unknown: set[str] = set()
        """Hosts that the name server does not know."""
        self._answered = False
        """Whether any host answered, so that names can be looked up at all."""
        self._lock = threading.Lock()

    def fetch(self, image: Image, kind: FileKind = IMAGE, before: Iterable[Attempt] = ()) -> StagedFile | Unavailable:
        """The file of the first candidate that answers with one of this kind; `before` are earlier attempts."""
        tried = list(before)
        silent: set[str] = set()
        for address in image.candidates:
            if self._limit.used_up:
                return Unavailable((*tried, Attempt(address, self._limit.problem, passing=True)), left_out=True)
            host = urlsplit(address).netloc
            if host in silent:
                continue
            if self._failures[host] >= MOST_FAILURES:
                tried.append(Attempt(address, f"{host} does not answer", passing=True))
                silent.add(host)
                continue
            try:
                outcome = self._try(image, address, kind, tried)
            except FetchError as error:
                outcome = Attempt(address, error.problem, error.passing or error.kind in _NOT_FINAL)
                self._answered = self._answered or error.status > 0
                if error.kind in {FailureKind.NO_HOST, FailureKind.CONNECTION, FailureKind.SLOW}:
                    silent.add(host)
                    self._count_failure(host, unknown=error.kind is FailureKind.NO_HOST)
            if isinstance(outcome, StagedFile):
                return outcome
            tried.append(outcome)
        self._staging.drop(image.token)
        return Unavailable(tuple(tried))

    def may_pass(self, dead: Unavailable) -> bool:
        """Whether a later run may get the image; right only after all downloads.

        A host that the name server does not know is gone for good, unless no host answered: then it may be our own
        connection.
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
        self._limit.use(fetched.size)
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
            in_page = _image_in_page(file, image)
            if in_page:
                return self._try(image, in_page, kind, tried, inside_page=True)
        return Attempt(address, f"a web page came instead of the {kind.word}")


def _image_in_page(file: Path, image: Image) -> str:
    """The address of the same image in an HTML page that Blogger shows it in; '' if it is not there."""
    with file.open("rb") as opened:
        page = opened.read(MOST_PAGE)
    try:
        tree = lxml.html.document_fromstring(page)
    except lxml.etree.LxmlError:
        return ""
    for tag in tree.iter("img"):
        address = parse_image_url(tag.get("src", ""))
        if address is not None and address.key == image.key and address.written not in image.candidates:
            return address.written
    return ""


def decode(image: Image, staging: Staging) -> StagedFile | Unavailable:
    """The file of an image whose address is a data: URL."""
    content = _data_bytes(image.source)
    ending = image_ending(content[:HEAD])
    if not ending:
        return Unavailable((Attempt("data:", "its data: address is damaged"),))
    staging.begin(image.token).write_bytes(content)
    return staging.keep(image.token, hashlib.sha256(content).hexdigest(), len(content), ending, "", ())


def _data_bytes(source: str) -> bytes:
    header, _, text = source.partition(",")
    content = unquote_to_bytes(text)
    if not header.casefold().endswith(";base64"):
        return content
    content = b"".join(content.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4), validate=True)
    except binascii.Error:
        return b""
