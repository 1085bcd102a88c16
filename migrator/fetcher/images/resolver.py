"""What becomes of the pictures that posts show: fetched into the folder, or left where they are."""

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
from typing import TypeAlias
from urllib.parse import quote

from migrator.errors import OutputError
from migrator.fetcher.http.cache import Cache
from migrator.fetcher.http.caching import opened
from migrator.fetcher.http.throttle import MOST_AT_ONCE
from migrator.fetcher.images.allowance import Allowance
from migrator.fetcher.images.candidates import STANDS_FOR, attachment, picture, same_picture
from migrator.fetcher.images.downloader import ATTACHMENT, MAYBE, PICTURE, Kind
from migrator.fetcher.images.downloads import Album, AlbumResult
from migrator.fetcher.images.hosts import leads_to_googles
from migrator.fetcher.images.takeout import Originals
from migrator.fetcher.images.wayback import AVAILABILITY, Rescue
from migrator.model import Picture, StoredPicture
from migrator.writer.profiles.profile import Profile

CACHE = PurePosixPath(".migrator/cache/pictures")
"""Where in the output folder pictures lie until a run ends; one that breaks off leaves them to the next."""

ATTACHMENTS = "files"
"""The folder of other files, beside that of the pictures."""

_TOKEN = re.compile(re.escape(STANDS_FOR) + "[0-9a-f]{16}")
_SAFE = ":/?#[]@!$&'*+,;=%~"
"""What may stand unencoded in an address, within Markdown and quotes; blanks, parentheses, braces may not."""
_DATA = "data:"

Progress: TypeAlias = Callable[[int, int], None]


class Layout(StrEnum):
    """How pictures are laid out under their folder."""

    FLAT = "flat"
    BY_POST = "by-post"
    BY_DATE = "by-date"
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user wants of pictures."""

    images: bool = True
    """Whether they are fetched; what the posts hold themselves (data: addresses) becomes files anyway."""
    max_size: int = 0
    """How many pixels a side may have, 0 for the originals."""
    layout: Layout = Layout.FLAT
    attachments: bool = False
    """Whether documents, archives, audio and video that posts link to or play are fetched too."""
    rescue: bool = False
    """Whether the Internet Archive is asked for what is gone."""
    max_bytes: int = 0
    """How much a run may fetch, 0 for all there is."""
    concurrency: int = MOST_AT_ONCE
    """How many requests a host gets at once."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The post that asks for a picture."""

    id: str
    path: PurePosixPath
    """Where its file goes."""
    published: datetime

    def folder(self, base: PurePosixPath, layout: Layout) -> PurePosixPath:
        """Where its pictures go, of all that go under `base`."""
        match layout:
            case Layout.BY_POST:
                return base / (self.path.parent.name if self.path.stem == "index" else self.path.stem)
            case Layout.BY_DATE:
                return base / f"{self.published:%Y}" / f"{self.published:%m}"
            case Layout.BUNDLE:
                return self.path.parent
        return base


class Pictures:
    """Gives posts the addresses of their pictures, and documents the final ones."""

    def __init__(self, album: Album, profile: Profile, wishes: Wishes) -> None:
        self._album = album
        self._profile = profile
        self._wishes = wishes
        self._wanted: dict[str, tuple[str, str]] = {}
        """By token, the picture's key and the address that it had."""
        self._addresses: dict[str, str] = {}

    def use(self, originals: Originals) -> None:
        """Take pictures from an export rather than from the network; to be said before any is asked for."""
        if self._wishes.images and not self._wishes.max_size:
            self._album.use(originals)

    def ask(self, src: str, link: str, asker: Asker) -> tuple[str, bool]:
        """What to write as the picture's address, and whether the link around it can go.

        A token while it is not known where the picture will lie; what is no address of a picture stays.  Where
        pictures are not fetched the link may be the only way to the large one, so it stays too.
        """
        in_post = src.lstrip()[: len(_DATA)].lower() == _DATA
        found = picture(src, link, self._wishes.max_size) if self._wishes.images or in_post else None
        if found is None:
            return src, False
        return self._want(found, asker, PICTURE), bool(link) and same_picture(src, link)

    def follow(self, href: str, asker: Asker) -> str:
        """What a link in the text should lead to: a picture at Google's is not left there."""
        if self._wishes.images and leads_to_googles(href):
            found = picture(href, max_size=self._wishes.max_size)
            return self._want(found, asker, PICTURE) if found else href
        return self._attached(href, asker, MAYBE)

    def play(self, source: str, asker: Asker) -> str:
        """Where a player in the text gets what it plays."""
        return self._attached(source, asker, ATTACHMENT)

    def _attached(self, href: str, asker: Asker, on_drive: Kind) -> str:
        found = attachment(href) if self._wishes.images and self._wishes.attachments else None
        if found is None:
            return href
        return self._want(found, asker, on_drive if found.key.startswith("file:drive:") else ATTACHMENT)

    def _want(self, found: Picture, asker: Asker, kind: Kind) -> str:
        source = _DATA + "," if found.source[: len(_DATA)].lower() == _DATA else found.source
        self._wanted.setdefault(found.token, (found.key, source))
        base = self._profile.pictures if kind is PICTURE else self._profile.pictures.with_name(ATTACHMENTS)
        folder = asker.folder(base, self._wishes.layout)
        self._album.want(found, asker.id, folder, kind, f"{asker.published:%Y%m%d}")
        return found.token

    def finish(self, progress: Progress, served: Callable[[PurePosixPath], str]) -> AlbumResult:
        """What became of all that was asked for; `progress` is told how many of how many are there.

        `served` tells the address of a file in the output folder.
        """
        result = self._album.finish(progress)
        self._addresses = {
            token: served(result.stored[key].path) if key in result.stored else quote(source, safe=_SAFE)
            for token, (key, source) in self._wanted.items()
        }
        return result

    def settled(self, text: str) -> str:
        """The text with an address for every token, after `finish`: a dead picture's is the one it had."""
        return _TOKEN.sub(lambda found: self._addresses.get(found[0], found[0]), text)


@contextmanager
def opened_pictures(
    profile: Profile,
    known: Mapping[str, StoredPicture],
    root: Path | None,
    wishes: Wishes,
    *,
    writes: bool = True,
    allow_private: bool = False,
    cache: Cache | None = None,
    archive: str = AVAILABILITY,
) -> Iterator[Pictures]:
    """Pictures for the folder `root`, put aside in it if the run `writes`, else in the system's temporary place."""
    name = f"{CACHE.name}-{wishes.max_size}" if wishes.max_size else CACHE.name
    at_once = wishes.concurrency
    with (
        _staging(root if writes else None) as staging,
        opened(cache, allow_private=allow_private, per_host=at_once) as client,
        Album(
            client,
            staging / name,
            known,
            root or staging,
            profile.pictures,
            at_once,
            rescue=Rescue(client, archive) if wishes.rescue else None,
            allowance=Allowance(wishes.max_bytes),
        ) as album,
    ):
        yield Pictures(album, profile, wishes)


@contextmanager
def _staging(root: Path | None) -> Iterator[Path]:
    if root is not None:
        yield root / CACHE.parent
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
    for folder in (root / CACHE.parent).glob(f"{CACHE.name}*"):
        rmtree(folder, ignore_errors=True)
    for parent in (CACHE.parent, CACHE.parent.parent):
        try:
            (root / parent).rmdir()
        except OSError:
            return  # not empty: others keep things there
