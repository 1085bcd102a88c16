"""Where new pictures go.  It depends on what was fetched and on what is there, never on the order in which it came."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from migrator.fetcher.images.downloader import Kind
from migrator.fetcher.images.filenames import Nameless, name_all
from migrator.fetcher.images.staging import Catch
from migrator.model import Picture, StoredPicture

MOST_MORE = 8


@dataclass(slots=True)
class Asked:
    """One picture that posts ask for, and everything they say about it."""

    picture: Picture
    """As the first of them named it."""
    kind: Kind
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
        source = self.picture.source
        return source if len(source) <= 200 else f"{source[:200]}..."

    def add(self, picture: Picture, post_id: str) -> None:
        """Another post, or the same once more, asks for it."""
        self.posts.add(post_id)
        self.names.add(picture.name)
        if len(self.more) < MOST_MORE and picture.candidates != self.picture.candidates:
            self.more |= dict.fromkeys(each for each in picture.candidates if each not in self.picture.candidates)


@dataclass(frozen=True, slots=True)
class Shelves:
    """What lies in the output folder."""

    root: Path
    known: Mapping[str, StoredPicture]
    """By key, what earlier runs stored."""
    there: frozenset[str]
    """The keys of those that still are as they were stored, by their size."""

    @classmethod
    def look(cls, root: Path, known: Mapping[str, StoredPicture]) -> Shelves:
        """See what is there."""
        return cls(root, known, frozenset(key for key, picture in known.items() if _lies(root, picture)))

    def holds(self, sha256: str, key: str) -> bool:
        """Whether an earlier run stored this content as another picture than `key`."""
        return any(one.sha256 == sha256 for one in self.known.values() if one.key != key)

    def paths(self, caught: Mapping[str, Catch], asked: Mapping[str, Asked]) -> dict[str, PurePosixPath]:
        """Where each content goes, by SHA-256: where it already is, where it was, or under a new name."""
        paths = {self.known[key].sha256: self.known[key].path for key in self.there}
        for key, catch in caught.items():
            before = self.known.get(key)
            if before is not None and before.sha256 == catch.sha256:
                paths.setdefault(catch.sha256, before.path)
        new = {key: catch for key, catch in caught.items() if catch.sha256 not in paths}
        owners = {picture.path: picture.sha256 for picture in self.known.values()}
        for folder, pictures in _by_folder(new, asked).items():
            names = name_all(pictures, partial(self._taken, owners, folder))
            paths |= {sha256: folder / name for sha256, name in names.items()}
        return paths

    def _taken(self, owners: Mapping[PurePosixPath, str], folder: PurePosixPath, name: str, sha256: str) -> bool:
        """Whether something other than this content has the name in the folder."""
        path = folder / name
        return owners[path] != sha256 if path in owners else _holds_other(self.root / path, sha256)


def _by_folder(caught: Mapping[str, Catch], asked: Mapping[str, Asked]) -> Mapping[PurePosixPath, Iterable[Nameless]]:
    """The new contents under the folder of the first post that shows them."""
    folders: dict[str, PurePosixPath] = {}
    for key, one in asked.items():
        if key in caught:
            folders.setdefault(caught[key].sha256, one.folder)
    sorted_out: defaultdict[PurePosixPath, list[Nameless]] = defaultdict(list)
    for key, catch in caught.items():
        for name in asked[key].names:
            sorted_out[folders[catch.sha256]].append(Nameless(catch.sha256, name, catch.ending))
    return sorted_out


def _lies(root: Path, picture: StoredPicture) -> bool:
    path = root / picture.path
    return path.is_file() and path.stat().st_size == picture.size


def _holds_other(path: Path, sha256: str) -> bool:
    """Whether something other than this content lies there."""
    if not path.exists():
        return False
    if not path.is_file():
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() != sha256
