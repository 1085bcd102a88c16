"""The addresses of images in posts: of files in the output folder, or those that they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import TemporaryDirectory
from urllib.parse import quote

from migrator import layout
from migrator.errors import OutputError
from migrator.fetcher.http.cache import Cache
from migrator.fetcher.http.caching import open_client
from migrator.fetcher.http.throttle import MOST_AT_ONCE
from migrator.fetcher.images.candidates import STANDS_FOR, attachment_of, image_of, is_same_image
from migrator.fetcher.images.downloader import ATTACHMENT, IMAGE, MAYBE, ByteLimit, FileKind
from migrator.fetcher.images.downloads import DownloadResult, Downloads, ProgressCallback
from migrator.fetcher.images.takeout import TakeoutImages
from migrator.fetcher.images.urls import leads_to_googles
from migrator.fetcher.images.wayback import AVAILABILITY, Wayback
from migrator.model import Image, StoredImage

ATTACHMENTS = "files"
"""The folder of other files, beside that of the images."""

_TOKEN = re.compile(re.escape(STANDS_FOR) + "[0-9a-f]{16}")
_SAFE = ":/?#[]@!$&'*+,;=%~"
"""Characters that stay unencoded in an address within Markdown and quotes; not blanks, parentheses and braces."""
_DATA = "data:"


class ImageLayout(StrEnum):
    """In which folders images lie."""

    FLAT = "flat"
    BY_POST = "by-post"
    BY_DATE = "by-date"
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class ImageOptions:
    """The settings of images."""

    images: bool = True
    """Whether they are fetched; data: URLs become files anyway."""
    max_size: int = 0
    """How many pixels their longer side may have, 0 for the originals."""
    layout: ImageLayout = ImageLayout.FLAT
    attachments: bool = False
    """Whether documents, archives, audio and video that posts link to or play are fetched too."""
    rescue: bool = False
    """Whether the Internet Archive is asked for images that are gone."""
    max_bytes: int = 0
    """How much a run may fetch, 0 for no limit."""
    concurrency: int = MOST_AT_ONCE
    """Concurrent requests to one host."""


@dataclass(frozen=True, slots=True)
class ImageContext:
    """The post that shows an image."""

    id: str
    path: PurePosixPath
    """Of its file in the output folder."""
    published: datetime

    def folder(self, base: PurePosixPath, layout: ImageLayout) -> PurePosixPath:
        """The folder of its images, where those without a layout go into `base`."""
        match layout:
            case ImageLayout.BY_POST:
                return base / (self.path.parent.name if self.path.stem == "index" else self.path.stem)
            case ImageLayout.BY_DATE:
                return base / f"{self.published:%Y}" / f"{self.published:%m}"
            case ImageLayout.BUNDLE:
                return self.path.parent
        return base


class ImageResolver:
    """Requests images, puts tokens into the posts for them, and in the end addresses for the tokens."""

    def __init__(self, downloads: Downloads, folder: PurePosixPath, options: ImageOptions) -> None:
        """`folder` is the path of the image folder in the output folder."""
        self._downloads = downloads
        self._folder = folder
        self._options = options
        self._wanted: dict[str, tuple[str, str]] = {}
        """By token, the image's key and the address that it had."""
        self._addresses: dict[str, str] = {}

    def use(self, takeout: TakeoutImages) -> None:
        """Take images from an export rather than from the network; call it before any is asked for."""
        if self._options.images and not self._options.max_size:
            self._downloads.use(takeout)

    def ask(self, src: str, link: str, asker: ImageContext) -> tuple[str, bool]:
        """A token for the image of an `<img>`, and whether the link around it can go; `src` if it is no image.

        Where images are not fetched, the link may be the only way to the large one: it goes only if it leads to `src`.
        """
        is_data = src.lstrip()[: len(_DATA)].lower() == _DATA
        found = image_of(src, link, self._options.max_size) if self._options.images or is_data else None
        if found is None:
            return src, link.strip() == src.strip()
        return self._token(found, asker, IMAGE), bool(link) and is_same_image(src, link)

    def follow(self, href: str, asker: ImageContext) -> str:
        """A token for the image or file that a link leads to, if it is to be fetched; else the link as it is."""
        if self._options.images and leads_to_googles(href):
            found = image_of(href, max_size=self._options.max_size)
            return self._token(found, asker, IMAGE) if found else href
        return self._file_token(href, asker, MAYBE)

    def play(self, source: str, asker: ImageContext) -> str:
        """A token for the audio or video of a player, if it is to be fetched; else the address as it is."""
        return self._file_token(source, asker, ATTACHMENT)

    def _file_token(self, href: str, asker: ImageContext, on_drive: FileKind) -> str:
        found = attachment_of(href) if self._options.images and self._options.attachments else None
        if found is None:
            return href
        return self._token(found, asker, on_drive if found.key.startswith("file:drive:") else ATTACHMENT)

    def _token(self, found: Image, asker: ImageContext, kind: FileKind) -> str:
        source = _DATA + "," if found.source[: len(_DATA)].lower() == _DATA else found.source
        self._wanted.setdefault(found.token, (found.key, source))
        base = self._folder if kind is IMAGE else self._folder.with_name(ATTACHMENTS)
        folder = asker.folder(base, self._options.layout)
        self._downloads.want(found, asker.id, folder, kind, f"{asker.published:%Y%m%d}")
        return found.token

    def finish(self, progress: ProgressCallback, served: Callable[[PurePosixPath], str]) -> DownloadResult:
        """Wait for all downloads, calling `progress(done, all)`; `served` gives the address of a stored file."""
        result = self._downloads.finish(progress)
        self._addresses = {
            token: served(result.stored[key].path) if key in result.stored else quote(source, safe=_SAFE)
            for token, (key, source) in self._wanted.items()
        }
        return result

    def settled(self, text: str) -> str:
        """The text with an address for every token, after `finish`; a dead image keeps the one it had."""
        return _TOKEN.sub(lambda found: self._addresses.get(found[0], found[0]), text)


@contextmanager
def open_images(
    folder: PurePosixPath,
    known: Mapping[str, StoredImage],
    root: Path | None,
    options: ImageOptions,
    *,
    writes: bool = True,
    allow_private: bool = False,
    cache: Cache | None = None,
    availability: str = AVAILABILITY,
) -> Iterator[ImageResolver]:
    """The image resolver of the output folder `root`, where images go into `folder`.

    Until the run ends, downloads lie in `root` if it `writes`, else in a temporary folder.
    """
    name = f"{layout.IMAGES.name}-{options.max_size}" if options.max_size else layout.IMAGES.name
    at_once = options.concurrency
    with (
        _staging(root if writes else None) as staging,
        open_client(cache, allow_private=allow_private, per_host=at_once) as client,
        Downloads(
            client,
            staging / name,
            known,
            root or staging,
            folder,
            at_once,
            wayback=Wayback(client, availability) if options.rescue else None,
            limit=ByteLimit(options.max_bytes),
        ) as downloads,
    ):
        yield ImageResolver(downloads, folder, options)


@contextmanager
def _staging(root: Path | None) -> Iterator[Path]:
    if root is not None:
        yield root / layout.CACHE
        _tidy(root)
        return
    try:
        temporary = TemporaryDirectory(prefix="migrator-", ignore_cleanup_errors=True)
    except OSError as error:
        advice = "Let TMPDIR name a folder that can be written"
        raise OutputError("temporary files", f"there is no place for them ({error})", advice) from error
    with temporary as folder:
        yield Path(folder)


def _tidy(root: Path) -> None:
    """The run is done: nothing that was put aside is needed any more."""
    for folder in (root / layout.CACHE).glob(f"{layout.IMAGES.name}*"):
        rmtree(folder, ignore_errors=True)
    for parent in (layout.CACHE, layout.FOLDER):
        try:
            (root / parent).rmdir()
        except OSError:
            return  # not empty: others keep things there
