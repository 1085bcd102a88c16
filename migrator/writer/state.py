"""What earlier runs wrote, as text: one line for each file and picture, sorted, so that git can merge it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from migrator.errors import OutputError
from migrator.model import State, StoredPicture, Written

STATE = PurePosixPath(".migrator/state")
NEXT = PurePosixPath(".migrator/state.next")
"""The state that a run is about to reach.  It becomes the state when the run ends, so one that is found
lying about tells what a run that was cut short may already have written."""

_VERSION = 1
_WAY_OUT = (
    "Restore it from a backup, or delete it and run again: files that are as migrator would write them are "
    "taken over, all others are left alone and reported"
)


def load(root: Path) -> State:
    """The state of an output folder; an empty one where migrator never ran.

    Raises `OutputError` where the file is there but can't be understood.
    """
    state = _read(root / STATE)
    unfinished = _read(root / NEXT)
    return State(state.files, state.pictures, interrupted=unfinished.files)


def dump(state: State) -> str:
    """The state file's text.  What was interrupted isn't part of it."""
    files = sorted(_line(file=each.id, path=str(each.path), digest=each.digest) for each in state.files.values())
    pictures = sorted(
        _line(
            picture=each.key,
            path=str(each.path),
            sha256=each.sha256,
            size=each.size,
            served_by=each.served_by,
        )
        for each in state.pictures.values()
    )
    return "".join([_line(migrator="state", version=_VERSION), *files, *pictures])


def parse(text: str, subject: str) -> State:
    """The state that a state file tells.  Raises `OutputError`, about `subject`, where it is damaged."""
    lines = text.removesuffix("\n").split("\n")
    _check_version(_entry(lines[0], 1, subject), subject)
    files: dict[str, Written] = {}
    pictures: dict[str, StoredPicture] = {}
    for number, item in _items(lines[1:], subject):
        known = files if isinstance(item, Written) else pictures
        key = item.id if isinstance(item, Written) else item.key
        if key in known:
            raise OutputError(subject, f"line {number} is a second entry for {key}", _WAY_OUT)
        if isinstance(item, Written):
            files[key] = item
        else:
            pictures[key] = item
    return State(files, pictures)


def _read(path: Path) -> State:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return State()
    except UnicodeDecodeError as error:
        raise OutputError(str(path), "it is damaged: this is no UTF-8 text", _WAY_OUT) from error
    except OSError as error:
        raise OutputError(str(path), f"it can't be read ({error.strerror})") from error
    return parse(text, str(path))


def _line(**entry: str | int) -> str:
    return json.dumps(entry) + "\n"


def _entry(line: str, number: int, subject: str) -> dict[str, Any]:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise OutputError(subject, f"line {number} is the mark of a merge conflict", _WAY_OUT)
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise OutputError(subject, f"line {number} is damaged", _WAY_OUT)
    return entry


def _check_version(entry: dict[str, Any], subject: str) -> None:
    version = entry.get("version")
    if entry.get("migrator") != "state" or not isinstance(version, int):
        raise OutputError(subject, "this is no state file of migrator", _WAY_OUT)
    if version > _VERSION:
        raise OutputError(subject, "a newer migrator wrote it", "Update migrator: pip install -U blogger-migrator")


def _items(lines: Iterable[str], subject: str) -> Iterator[tuple[int, Written | StoredPicture]]:
    for number, line in enumerate(lines, start=2):
        entry = _entry(line, number, subject)
        try:
            yield number, _item(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise OutputError(subject, f"line {number} is damaged", _WAY_OUT) from error


def _item(entry: dict[str, Any]) -> Written | StoredPicture:
    path = PurePosixPath(entry["path"])
    if "file" in entry:
        return Written(str(entry["file"]), path, str(entry["digest"]))
    return StoredPicture(str(entry["picture"]), path, str(entry["sha256"]), int(entry["size"]), str(entry["served_by"]))
