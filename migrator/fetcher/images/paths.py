"""The paths of new images: they depend on the images and on the output folder, never on the order of downloads."""

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
"""Addresses of an image that are remembered beside those of the first post."""
LONGEST_STEM = 60
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(slots=True)
class ImageRequest:
    """One image that posts show, and everything that they say about it."""

    image: Image
    """As the first post named it."""
    kind: FileKind
    folder: PurePosixPath
    """In which the first post wants it."""
    day: str
    """When the first post was published, as 20140331, or ''."""
    posts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    more: dict[str, None] = field(default_factory=dict)
    """Addresses that only later posts named."""

    @property
    def subject(self) -> str:
        """How to name it in a message."""
        source = self.image.source
        return source if len(source) <= 200 else f"{source[:200]}..."

    def add(self, image: Image, post_id: str) -> None:
        """Remember what another post says, or the same post elsewhere."""
        self.posts.add(post_id)
        self.names.add(image.name)
        if len(self.more) < MOST_MORE and image.candidates != self.image.candidates:
            self.more |= dict.fromkeys(each for each in image.candidates if each not in self.image.candidates)


@dataclass(frozen=True, slots=True)
class ImagePaths:
    """The images of the output folder, and which paths new ones get beside them."""

    root: Path
    known: Mapping[str, StoredImage]
    """By key, the images that earlier runs stored."""
    there: frozenset[str]
    """The keys of those whose file is still there with its size."""

    @classmethod
    def look(cls, root: Path, known: Mapping[str, StoredImage]) -> ImagePaths:
        """Compare the known images with the files in the output folder `root`."""
        return cls(root, known, frozenset(key for key, image in known.items() if _is_stored(root, image)))

    def holds(self, sha256: str, key: str) -> bool:
        """Whether an earlier run stored this content as another image than `key`."""
        return any(one.sha256 == sha256 for one in self.known.values() if one.key != key)

    def paths(self, files: Mapping[str, StagedFile], requests: Mapping[str, ImageRequest]) -> dict[str, PurePosixPath]:
        """The path of each content, by SHA-256: where it is, else where it was, else a new one."""
        paths = {self.known[key].sha256: self.known[key].path for key in self.there}
        for key, file in files.items():
            before = self.known.get(key)
            if before is not None and before.sha256 == file.sha256:
                paths.setdefault(file.sha256, before.path)
        new = {key: file for key, file in files.items() if file.sha256 not in paths}
        owners = {image.path: image.sha256 for image in self.known.values()}
        for folder, images in _by_folder(new, requests).items():
            names = file_names(images, partial(self._is_taken, owners, folder))
            paths |= {sha256: folder / name for sha256, name in names.items()}
        return paths

    def _is_taken(self, owners: Mapping[PurePosixPath, str], folder: PurePosixPath, name: str, sha256: str) -> bool:
        """Whether the name in the folder belongs to another content, known or found there."""
        path = folder / name
        return owners[path] != sha256 if path in owners else _holds_other(self.root / path, sha256)


def _by_folder(
    files: Mapping[str, StagedFile], requests: Mapping[str, ImageRequest]
) -> Mapping[PurePosixPath, Iterable[UnnamedImage]]:
    """The new contents by folder: that of the first post that shows them."""
    folders: dict[str, PurePosixPath] = {}
    for key, request in requests.items():
        if key in files:
            folders.setdefault(files[key].sha256, request.folder)
    images: defaultdict[PurePosixPath, list[UnnamedImage]] = defaultdict(list)
    for key, file in files.items():
        for name in requests[key].names:
            images[folders[file.sha256]].append(UnnamedImage(file.sha256, name, file.ending))
    return images


def _is_stored(root: Path, image: StoredImage) -> bool:
    path = root / image.path
    return path.is_file() and path.stat().st_size == image.size


def _holds_other(path: Path, sha256: str) -> bool:
    """Whether there is anything other than a file of this content."""
    if not path.exists():
        return False
    if not path.is_file():
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() != sha256


@dataclass(frozen=True, slots=True)
class UnnamedImage:
    """An image that needs a file name."""

    sha256: str
    name: str
    """The file name of the upload, or ''."""
    ending: str
    """Without the dot, by the first bytes of the content."""


def stem(name: str, sha256: str) -> str:
    """The name without its ending, in plain letters; the beginning of the content's digest if it has none."""
    plain: str = slugify(_ENDING.sub("", name), max_length=LONGEST_STEM, word_boundary=True)
    if not plain:
        return sha256[:16]
    return f"{plain}-image" if _WINDOWS_DEVICE.fullmatch(plain) else plain


def file_names(images: Iterable[UnnamedImage], is_taken: Callable[[str, str], bool]) -> Mapping[str, str]:
    """A file name for each content (by SHA-256), independent of their order.

    Contents that would share a name all get a piece of their digest into it, as does one for which
    `is_taken(name, sha256)`.
    """
    by_name: dict[str, list[UnnamedImage]] = defaultdict(list)
    for one in _best_named(images):
        by_name[f"{stem(one.name, one.sha256)}.{one.ending}"].append(one)
    names: dict[str, str] = {}
    for name, sharers in by_name.items():
        for one in sharers:
            clash = len(sharers) > 1 or is_taken(name, one.sha256)
            names[one.sha256] = (
                f"{name.removesuffix(f'.{one.ending}')}-{one.sha256[:10]}.{one.ending}" if clash else name
            )
    return names


def _best_named(images: Iterable[UnnamedImage]) -> Iterable[UnnamedImage]:
    """One for each content, with the alphabetically first of its names that isn't empty."""
    best: dict[str, UnnamedImage] = {}
    for one in images:
        before = best.get(one.sha256)
        if before is None or (one.name and (not before.name or one.name < before.name)):
            best[one.sha256] = one
    return best.values()
