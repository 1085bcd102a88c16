"""One line of the state file: a file, an image, or what documents were made under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from migrator.model import StoredImage, WrittenFile
from migrator.storage.jsonlines import JsonLines, fields_of

VERSION = 3
"""1: files had no provenance, so their posts are made again once.  2: all fields of a line stood side by side."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What documents were made under, by the key that their lines name."""

    key: str
    parts: Mapping[str, str]


Item: TypeAlias = WrittenFile | StoredImage | Basis


@dataclass(frozen=True, slots=True)
class _StateLine:
    """Exactly one of these."""

    basis: Basis | None = None
    file: WrittenFile | None = None
    image: StoredImage | None = None


_LINES = JsonLines(_StateLine)


HEADER_START = '{"migrator": '


def header() -> str:
    """The first line."""
    return f'{HEADER_START}"state", "version": {VERSION}}}\n'


def line_of(item: Item) -> str:
    """The line of an item; what goes without saying is left out."""
    match item:
        case Basis():
            line = _StateLine(basis=item)
        case WrittenFile():
            line = _StateLine(file=item)
        case StoredImage():
            line = _StateLine(image=item)
    return _LINES.pack(line) + "\n"


def item_of(text: str) -> Item:
    """What a line of any version is about.  Raises `ValueError` where it is damaged."""
    try:
        return _item(_LINES.unpack(text))
    except ValueError:
        return _item(_LINES.of_fields(_of_this_version(fields_of(text))))


def _item(line: _StateLine) -> Item:
    found = line.basis or line.file or line.image
    if found is None:
        raise ValueError("this is nothing that a state tells of")
    return found


def _of_this_version(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a line of version 1 or 2 as this version has them; those of this version as they are."""
    match fields:
        case {"file": str(key), **others}:
            provenance = {_NEW_NAMES.get(name, name): value for name, value in others.items()}
            return {"file": {**others, "id": key, "provenance": provenance}}
        case {"picture": str(key), **others}:
            return {"image": {**others, "key": key}}
        case {"basis": str(key), **parts}:
            return {"basis": {"key": key, "parts": parts}}
    return fields


_NEW_NAMES = {"address": "permalink", "pictures": "images"}
