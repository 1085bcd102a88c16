"""What becomes of the pictures that posts show: fetched into the folder, or left where they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeAlias
from urllib.parse import quote

from migrator.errors import OutputError
from migrator.fetcher.album import Album, AlbumResult
from migrator.fetcher.client import Client
from migrator.fetcher.images import TOKEN_PREFIX, picture, same_picture
from migrator.model import Picture, StoredPicture
from migrator.writer.profiles import Profile

_TOKEN = re.compile(re.escape(TOKEN_PREFIX) + "[0-9a-f]{16}")
_SAFE = ":/?#[]@!$&'*+,;=%~"
"""What may stand unencoded in an address, within Markdown and quotes; blanks, parentheses, braces may not."""


Progress: TypeAlias = Callable[[int, int], None]


class Pictures(Protocol):
    """Gives posts the addresses of their pictures, and documents the final ones."""

    def ask(self, src: str, link: str, post_id: str) -> tuple[str, bool]:
        """What to write as the picture's address, and whether the link around it can go."""

    def finish(self, progress: Progress) -> AlbumResult:
        """What became of all that was asked for; `progress` is told how many of how many are there."""

    def settled(self, text: str) -> str:
        """A document's text with every picture's final address in it; only after `finish`."""


class Remote:
    """Pictures that stay where they are: `--no-images`."""

    def ask(self, src: str, link: str, post_id: str) -> tuple[str, bool]:  # noqa: ARG002 - it has to fit
        """The address as it is; the link may be the only way to the large picture, so it stays."""
        return src, False

    def finish(self, progress: Progress) -> AlbumResult:  # noqa: ARG002 - it has to fit
        """Nothing was fetched."""
        return AlbumResult({}, {}, (), 0)

    def settled(self, text: str) -> str:
        """There is nothing to put in."""
        return text


class Local:
    """Pictures that are fetched in the background while posts are converted."""

    def __init__(self, album: Album, profile: Profile) -> None:
        self._album = album
        self._profile = profile
        self._wanted: dict[str, Picture] = {}
        self._addresses: dict[str, str] = {}

    def ask(self, src: str, link: str, post_id: str) -> tuple[str, bool]:
        """A token; what is no address of a picture stays as it is."""
        found = picture(src, link)
        if found is None:
            return src, False
        self._wanted.setdefault(found.token, found)
        self._album.want(found, post_id)
        return found.token, bool(link) and same_picture(src, link)

    def finish(self, progress: Progress) -> AlbumResult:
        """Wait for the last picture."""
        result = self._album.finish(progress)
        self._addresses = {token: self._address(one, result.stored) for token, one in self._wanted.items()}
        return result

    def _address(self, wanted: Picture, stored: Mapping[str, StoredPicture]) -> str:
        if wanted.key in stored:
            return self._profile.picture_address(stored[wanted.key].path)
        return quote(wanted.source, safe=_SAFE)

    def settled(self, text: str) -> str:
        """The text with an address for every token: a dead picture's is the one it had."""
        return _TOKEN.sub(lambda found: self._addresses.get(found[0], found[0]), text)


@contextmanager
def opened_pictures(
    profile: Profile,
    known: Mapping[str, StoredPicture],
    root: Path,
    *,
    allow_private: bool = False,
) -> Iterator[Local]:
    """Pictures for `root`, fetched into the system's place for temporary files; emptied afterwards."""
    try:
        staging = TemporaryDirectory(prefix="migrator-", ignore_cleanup_errors=True)
    except OSError as error:
        advice = "Let TMPDIR name a folder that can be written"
        raise OutputError("temporary files", f"there is no place for them ({error})", advice) from error
    with (
        staging as folder,
        Client(allow_private=allow_private) as client,
        Album(client, Path(folder), known, root, profile.pictures) as album,
    ):
        yield Local(album, profile)
