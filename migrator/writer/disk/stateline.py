"""One line of the state file: what it says of a file, a picture or a basis."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from migrator.model import Facts, StoredPicture, Written


@dataclass(frozen=True, slots=True)
class Basis:
    """What documents were made under, by the key that their lines name."""

    key: str
    parts: Mapping[str, str]


Item: TypeAlias = Written | StoredPicture | Basis


def line_of(item: Item) -> str:
    """The line that says all of it; what goes without saying is left out."""
    match item:
        case Basis():
            entry: dict[str, Any] = {"basis": item.key, **item.parts}
        case StoredPicture():
            entry = {
                "picture": item.key,
                "path": str(item.path),
                "sha256": item.sha256,
                "size": item.size,
                "served_by": item.served_by,
            }
        case Written():
            entry = {"file": item.id, "path": str(item.path), "digest": item.digest, **_said(item)}
    return json.dumps(entry) + "\n"


def entry_of(line: str) -> dict[str, object]:
    """The fields of a line.  Raises `ValueError` where it is no JSON, `TypeError` where it is no object."""
    entry = json.loads(line)
    if not isinstance(entry, dict):
        raise TypeError("no object")
    return entry


def item_of(entry: dict[str, Any]) -> Item:
    """What a line is about.  Raises `KeyError`, `TypeError` or `ValueError` where it is damaged."""
    if "basis" in entry and "file" not in entry:
        return Basis(str(entry["basis"]), {name: str(value) for name, value in entry.items() if name != "basis"})
    path = PurePosixPath(entry["path"])
    if "file" in entry:
        return Written(str(entry["file"]), path, str(entry["digest"]), _facts(entry), bool(entry.get("moved", False)))
    return StoredPicture(str(entry["picture"]), path, str(entry["sha256"]), int(entry["size"]), str(entry["served_by"]))


def _said(file: Written) -> dict[str, Any]:
    facts = file.facts
    told = {
        "source": facts.source,
        "basis": facts.basis,
        "status": facts.status,
        "address": facts.address,
        "former": facts.former,
        "pictures": facts.pictures,
        "updated": facts.updated,
        "moved": file.moved,
    }
    return {name: value for name, value in told.items() if value}


def _facts(entry: dict[str, Any]) -> Facts:
    former = entry.get("former", [])
    if not isinstance(former, list):
        raise TypeError("no list")
    return Facts(
        source=str(entry.get("source", "")),
        basis=str(entry.get("basis", "")),
        status=str(entry.get("status", "")),
        address=str(entry.get("address", "")),
        former=tuple(map(str, former)),
        pictures=str(entry.get("pictures", "")),
        updated=str(entry.get("updated", "")),
    )
