"""File names for pictures that every system, generator and web server takes: `[a-z0-9-]` and an ending."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from slugify import slugify

LONGEST_STEM = 60
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class Nameless:
    """A picture that needs a file name."""

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
    return f"{plain}-picture" if _WINDOWS_DEVICE.fullmatch(plain) else plain


def name_all(pictures: Iterable[Nameless], taken: Callable[[str, str], bool]) -> Mapping[str, str]:
    """A file name for each content (by SHA-256), whatever order they come in.

    Contents that would share a name all get a piece of their digest into it, as does one whose name
    `taken(name, sha256)` says to hold something else.
    """
    by_name: dict[str, list[Nameless]] = defaultdict(list)
    for one in _best_named(pictures):
        by_name[f"{stem(one.name, one.sha256)}.{one.ending}"].append(one)
    names: dict[str, str] = {}
    for name, sharers in by_name.items():
        for one in sharers:
            clash = len(sharers) > 1 or taken(name, one.sha256)
            names[one.sha256] = (
                f"{name.removesuffix(f'.{one.ending}')}-{one.sha256[:10]}.{one.ending}" if clash else name
            )
    return names


def _best_named(pictures: Iterable[Nameless]) -> Iterable[Nameless]:
    """One for each content: with the first of its names in the alphabet that isn't empty."""
    best: dict[str, Nameless] = {}
    for one in pictures:
        before = best.get(one.sha256)
        if before is None or (one.name and (not before.name or one.name < before.name)):
            best[one.sha256] = one
    return best.values()
