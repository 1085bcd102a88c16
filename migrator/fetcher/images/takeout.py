"""The images in a Takeout: the uploaded bytes, so that they need not be fetched.

Each has a sidecar beside it, `cat.jpg.json`, with the whole name of the upload: the image's own name is cut to 47
characters, and of two equal ones the second is `cat(1).jpg`, with the sidecar `cat.jpg(1).json`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from migrator.errors import SourceError
from migrator.fetcher.export.archive import Tree
from migrator.fetcher.filetypes import HEAD, IMAGE_ENDING, image_ending
from migrator.fetcher.formats.encoding import CHUNK, UNREADABLE
from migrator.fetcher.images.staging import StagedFile, Staging
from migrator.fetcher.images.urls import file_name

LONGEST_STEM = 47
MOST_SIDECAR = 64 * 2**10
DAYS_BEFORE, DAYS_AFTER = 3, 1
"""How many days before or after its post an image may have been uploaded."""

_NUMBERED = re.compile(r"(?P<name>.+\.\w{1,5})\((?P<number>\d+)\)\.json$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TakeoutImage:
    """One image in an export."""

    tree: Tree
    path: str
    size: int
    """As its sidecar says; 0 where there is none."""
    uploaded: str
    """The day, as 20140331; '' if it has no sidecar."""


@dataclass(frozen=True, slots=True)
class ImageLookup:
    """An image of a post that might be in a Takeout."""

    name: str
    day: str
    """When the first post that shows it was published, as 20140331, or ''."""


class TakeoutImages:
    """The images of all exports of a run, by the names of their uploads."""

    def __init__(self, trees: Iterable[Tree] = ()) -> None:
        self._by_name: defaultdict[str, list[TakeoutImage]] = defaultdict(list)
        for tree in trees:
            for name, image in _images(tree):
                self._by_name[name].append(image)

    def of(self, name: str) -> list[TakeoutImage]:
        """The images that may be the upload of this name."""
        if not name:
            return []
        whole = self._by_name.get(_plain(name), [])
        return whole or self._by_name.get(_cut(name), [])

    def chosen(self, lookups: Mapping[str, ImageLookup]) -> dict[str, TakeoutImage]:
        """The image that each lookup (by key) means, without those that are ambiguous.

        A name is unambiguous if one lookup and one upload have it; else their days must decide.
        """
        sharers: defaultdict[str, list[str]] = defaultdict(list)
        for key, lookup in lookups.items():
            sharers[_plain(lookup.name)].append(key)
        chosen: dict[str, TakeoutImage] = {}
        for keys in sharers.values():
            uploads = _distinct(self.of(lookups[keys[0]].name))
            if len(keys) == 1 and len(uploads) == 1:
                chosen[keys[0]] = uploads[0]
            else:
                chosen |= _by_day({key: lookups[key].day for key in keys}, uploads)
        return chosen


def copy(image: TakeoutImage, token: str, staging: Staging) -> StagedFile | None:
    """A copy in the staging folder; None if the image can't be read, or is none."""
    digest, size, head, whole = hashlib.sha256(), 0, b"", True
    with staging.begin(token).open("wb") as file:
        for chunk in _chunks(image):
            whole = chunk is not None
            file.write(chunk or b"")
            digest.update(chunk or b"")
            size += len(chunk or b"")
            head = head or (chunk or b"")[:HEAD]
    ending = image_ending(head)
    if not whole or not ending or image.size not in {0, size}:
        staging.drop(token)
        return None
    return staging.keep(token, digest.hexdigest(), size, ending, image.tree.path_of(image.path), ())


def _chunks(image: TakeoutImage) -> Iterator[bytes | None]:
    """The content; None at its end if it breaks off."""
    try:
        with image.tree.open(image.path) as source:
            while chunk := source.read(CHUNK):
                yield chunk
    except (SourceError, *UNREADABLE):
        yield None


def _images(tree: Tree) -> Iterator[tuple[str, TakeoutImage]]:
    """The images of an export's albums and the names of their uploads; a folder with any sidecar is an album."""
    names = set(tree.names)
    described: dict[str, TakeoutImage] = {}
    for sidecar in (name for name in tree.names if name.lower().endswith(".json")):
        path = _image_path(sidecar)
        facts = _sidecar(tree, sidecar) if path in names else {}
        if facts and path not in described:
            described[path] = TakeoutImage(
                tree, path, _number(facts.get("sizeBytes")), _day(facts.get("creationTimestampMs"))
            )
            yield _plain(str(facts["filename"])), described[path]
    albums = {PurePosixPath(path).parent for path in described}
    for name in tree.names:
        here = PurePosixPath(name)
        if name not in described and here.parent in albums and IMAGE_ENDING.search(name):
            yield _own_name(here, names), TakeoutImage(tree, name, 0, "")


def _image_path(sidecar: str) -> str:
    """The image that a sidecar describes: `cat.jpg(1).json` -> `cat(1).jpg`."""
    numbered = _NUMBERED.match(sidecar)
    if not numbered:
        return sidecar[: -len(".json")]
    stem, _, ending = numbered["name"].rpartition(".")
    return f"{stem}({numbered['number']}).{ending}"


def _own_name(path: PurePosixPath, names: set[str]) -> str:
    """The upload's name for an image without a sidecar: its file name without the number of a copy."""
    stem = re.sub(r"\(\d+\)$", "", path.stem)
    first = str(path.with_name(stem + path.suffix))
    name = stem + path.suffix if first in names else path.name
    return _cut(name) if len(stem) >= LONGEST_STEM else _plain(name)


def _sidecar(tree: Tree, name: str) -> dict[str, object]:
    try:
        with tree.open(name) as file:
            facts = json.loads(file.read(MOST_SIDECAR))
    except (SourceError, ValueError, RecursionError, *UNREADABLE):
        return {}
    return facts if isinstance(facts, dict) and isinstance(facts.get("filename"), str) and "sizeBytes" in facts else {}


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _day(milliseconds: object) -> str:
    seconds = _number(milliseconds) // 1000
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%d") if 0 < seconds < 2**33 else ""


def _plain(name: str) -> str:
    """The name as image URLs and sidecars have it in common."""
    return file_name(name)


def _cut(name: str) -> str:
    """The key for an image whose long name was cut by Takeout; '' for a shorter name."""
    stem, dot, ending = _plain(name).rpartition(".")
    return f"cut:{stem[:LONGEST_STEM]}{dot}{ending}" if len(stem) >= LONGEST_STEM else ""


def _distinct(uploads: list[TakeoutImage]) -> list[TakeoutImage]:
    """The uploads without copies: the same bytes may be in two albums."""
    seen: dict[object, TakeoutImage] = {}
    sizes = [upload.size for upload in uploads]
    for upload in uploads:
        twin = upload.size and sizes.count(upload.size) > 1
        seen.setdefault(_digest(upload) if twin else upload.path, upload)
    return list(seen.values())


def _digest(image: TakeoutImage) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(image):
        digest.update(chunk or image.path.encode())
    return digest.hexdigest()


def _by_day(days: Mapping[str, str], uploads: list[TakeoutImage]) -> dict[str, TakeoutImage]:
    """The uploads that match the day of one image only, which matches no other upload."""
    matches = {key: [upload for upload in uploads if _matches(upload, day)] for key, day in days.items()}
    matched = [upload for found in matches.values() for upload in found]
    return {key: found[0] for key, found in matches.items() if len(found) == 1 and matched.count(found[0]) == 1}


def _matches(upload: TakeoutImage, day: str) -> bool:
    if not upload.uploaded or not day:
        return False
    apart = (datetime.strptime(day, "%Y%m%d") - datetime.strptime(upload.uploaded, "%Y%m%d")).days
    return -DAYS_AFTER <= apart <= DAYS_BEFORE
