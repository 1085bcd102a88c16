"""Where new images go.  It depends on what was fetched and on what is there, never on the order in which it came."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from slugify import slugify

from migrator.fetcher.images.downloader import FileKind
from migrator.fetcher.images.staging import StagedFile
from migrator.model import Image, StoredImage

MOST_MORE = 8


@dataclass(slots=True)
class ImageRequest:
    """One image that posts ask for, and everything they say about it."""

    image: Image
    """As the first of them named it."""
    kind: FileKind
    folder: PurePosixPath
    """Where the first of them would have it."""
    day: str
    """When the first of them was published, as 20140331, or ''."""
    posts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    more: dict[str, None] = field(default_factory=dict)
    """Addresses that only others of them know."""

    @property
    def subject(self) -> str:
        """How to name it in a message."""
        source = self.image.source
        return source if len(source) <= 200 else f"{source[:200]}..."

    def add(self, image: Image, post_id: str) -> None:
        """Another post, or the same once more, asks for it."""
        self.posts.add(post_id)
        self.names.add(image.name)
        if len(self.more) < MOST_MORE and image.candidates != self.image.candidates:
            self.more |= dict.fromkeys(each for each in image.candidates if each not in self.image.candidates)


@dataclass(frozen=True, slots=True)
class ImagePaths:
    """What lies in the output folder."""

    root: Path
    known: Mapping[str, StoredImage]
    """By key, what earlier runs stored."""
    there: frozenset[str]
    """The keys of those that still are as they were stored, by their size."""

    @classmethod
    def look(cls, root: Path, known: Mapping[str, StoredImage]) -> ImagePaths:
        """See what is there."""
        return cls(root, known, frozenset(key for key, image in known.items() if _lies(root, image)))

    def holds(self, sha256: str, key: str) -> bool:
        """Whether an earlier run stored this content as another image than `key`."""
        return any(one.sha256 == sha256 for one in self.known.values() if one.key != key)

    def paths(self, caught: Mapping[str, StagedFile], asked: Mapping[str, ImageRequest]) -> dict[str, PurePosixPath]:
        """Where each content goes, by SHA-256: where it already is, where it was, or under a new name."""
        paths = {self.known[key].sha256: self.known[key].path for key in self.there}
        for key, catch in caught.items():
            before = self.known.get(key)
            if before is not None and before.sha256 == catch.sha256:
                paths.setdefault(catch.sha256, before.path)
        new = {key: catch for key, catch in caught.items() if catch.sha256 not in paths}
        owners = {image.path: image.sha256 for image in self.known.values()}
        for folder, images in _by_folder(new, asked).items():
            names = name_all(images, partial(self._taken, owners, folder))
            paths |= {sha256: folder / name for sha256, name in names.items()}
        return paths

    def _taken(self, owners: Mapping[PurePosixPath, str], folder: PurePosixPath, name: str, sha256: str) -> bool:
        """Whether something other than this content has the name in the folder."""
        path = folder / name
        return owners[path] != sha256 if path in owners else _holds_other(self.root / path, sha256)


def _by_folder(
    caught: Mapping[str, StagedFile], asked: Mapping[str, ImageRequest]
) -> Mapping[PurePosixPath, Iterable[UnnamedImage]]:
    """The new contents under the folder of the first post that shows them."""
    folders: dict[str, PurePosixPath] = {}
    for key, one in asked.items():
        if key in caught:
            folders.setdefault(caught[key].sha256, one.folder)
    sorted_out: defaultdict[PurePosixPath, list[UnnamedImage]] = defaultdict(list)
    for key, catch in caught.items():
        for name in asked[key].names:
            sorted_out[folders[catch.sha256]].append(UnnamedImage(catch.sha256, name, catch.ending))
    return sorted_out


def _lies(root: Path, image: StoredImage) -> bool:
    path = root / image.path
    return path.is_file() and path.stat().st_size == image.size


def _holds_other(path: Path, sha256: str) -> bool:
    """Whether something other than this content lies there."""
    if not path.exists():
        return False
    if not path.is_file():
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() != sha256


LONGEST_STEM = 60


_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class UnnamedImage:
    """An image that needs a file name."""

    sha256: str
    name: str
    """What the upload was called, or ''."""
    ending: str
    """Without the dot, as its bytes say."""


def stem(name: str, sha256: str) -> str:
    """The name without its ending, in plain letters; the content's digest where nothing is left of it."""
    plain: str = slugify(_ENDING.sub("", name), max_length=LONGEST_STEM, word_boundary=True)
    if not plain:
        return sha256[:16]
    return f"{plain}-image" if _WINDOWS_DEVICE.fullmatch(plain) else plain


def name_all(images: Iterable[UnnamedImage], taken: Callable[[str, str], bool]) -> Mapping[str, str]:
    """A file name for each content (by SHA-256), whatever order they come in.

    Contents that would share a name all get a piece of their digest into it, as does one whose name
    `taken(name, sha256)` says to hold something else.
    """
    by_name: dict[str, list[UnnamedImage]] = defaultdict(list)
    for one in _best_named(images):
        by_name[f"{stem(one.name, one.sha256)}.{one.ending}"].append(one)
    names: dict[str, str] = {}
    for name, sharers in by_name.items():
        for one in sharers:
            clash = len(sharers) > 1 or taken(name, one.sha256)
            names[one.sha256] = (
                f"{name.removesuffix(f'.{one.ending}')}-{one.sha256[:10]}.{one.ending}" if clash else name
            )
    return names


def _best_named(images: Iterable[UnnamedImage]) -> Iterable[UnnamedImage]:
    """One for each content: with the first of its names in the alphabet that isn't empty."""
    best: dict[str, UnnamedImage] = {}
    for one in images:
        before = best.get(one.sha256)
        if before is None or (one.name and (not before.name or one.name < before.name)):
            best[one.sha256] = one
    return best.values()
