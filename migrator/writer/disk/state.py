"""What earlier runs wrote, as text: one line for each file and image, sorted, so that git can merge it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import chain, zip_longest
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from migrator import layout
from migrator.errors import OutputError
from migrator.model import Provenance, State, StoredImage, WrittenFile
from migrator.storage.disk import DiskDict
from migrator.writer.disk.folder import Folder

_VERSION = 2
"""1: files had no provenance.  Such a state is read as it is: its posts are made again once."""
_WAY_OUT = "`migrator adopt DIR` makes it anew from the files that are there; no file is touched by that"

_FOR_GIT = {
    ".gitattributes": "# Lines of two branches are put together; migrator sorts it out.\n"
    "state merge=union text eol=lf\nsnapshot merge=union text eol=lf\ntexts/** binary\n",
    ".gitignore": "lock\nlooks\nstate.next\n*.part\n",
}

OnDisk = Callable[[WrittenFile], bool]
"""Whether a file lies where, and as, an entry says."""


def next_of(path: PurePosixPath) -> PurePosixPath:
    """Where a run puts what a state file is about to hold."""
    return path.with_name(f"{path.name}.next")


def load(root: Path, path: PurePosixPath = layout.STATE) -> State:
    """The state of an output folder; an empty one where migrator never ran.

    Raises `OutputError` where the file is there but can't be understood.
    """
    state = _read(root / path, lambda entry: _lies(root, entry))
    unfinished = _read(root / next_of(path), lambda _entry: True)
    return State(state.files, state.images, interrupted=unfinished.files, bases={**unfinished.bases, **state.bases})


def save(folder: Folder, state: State, begun: Iterable[WrittenFile] = (), path: PurePosixPath = layout.STATE) -> None:
    """Put down the state that a run is about to reach; `begun` is what only an unfinished one has to tell."""
    folder.write_parts(next_of(path), (line.encode() for line in lines_of(state, begun)))


def is_current(folder: Folder, state: State, path: PurePosixPath = layout.STATE) -> bool:
    """Whether the state is already so, and no run was cut short."""
    if folder.digest(next_of(path)) is not None:
        return False
    try:
        with folder.full(path).open(encoding="utf-8") as lines:
            return all(line == other for line, other in zip_longest(lines, lines_of(state)))
    except FileNotFoundError:
        return False


def lines_of(state: State, begun: Iterable[WrittenFile] = ()) -> Iterator[str]:
    """The state file, line by line.  What was interrupted isn't part of it."""
    used: set[str] = set()
    files: DiskDict[None] = DiskDict()
    for each in chain(state.files.values(), begun):
        used.add(each.provenance.basis)
        files[line_of(each)] = None
    yield _header()
    yield from sorted(line_of(Basis(key, parts)) for key, parts in state.bases.items() if key in used)
    yield from files
    yield from sorted(map(line_of, state.images.values()))


def dump(state: State) -> str:
    """The state file's text."""
    return "".join(lines_of(state))


def parse(text: str, subject: str) -> State:
    """The state that the text of a state file tells.  Raises `OutputError`, about `subject`, where it is damaged."""
    return _parsed(StringIO(text), subject, lambda _entry: True)


def _parsed(lines: Iterable[str], subject: str, on_disk: OnDisk) -> State:
    """The state that a state file tells.

    Where git has put together what two branches say of a file, the line that `on_disk` agrees to counts.
    Any of them would do: to take an older text for the last one at worst calls for a merge that wasn't due.
    """
    rest = iter(lines)
    _check_version(next(rest, ""), subject)
    files: DiskDict[WrittenFile] = DiskDict()
    images: dict[str, StoredImage] = {}
    bases: dict[str, Mapping[str, str]] = {}
    for item in _items(rest, subject):
        match item:
            case Basis():
                bases[item.key] = item.parts
            case StoredImage():
                images.setdefault(item.key, item)
            case WrittenFile():
                if item.id not in files or on_disk(item):
                    files[item.id] = item
    return State(files, images, bases=bases)


def salvage(root: Path) -> tuple[Item, ...]:
    """Everything that can still be understood of a state, damaged or not, of the unfinished one as well."""
    found: list[Item] = []
    for path in (layout.STATE, layout.NEXT_STATE):
        try:
            text = (root / path).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        found += [item for line in text.splitlines() if (item := _salvaged(line)) is not None]
    return tuple(found)


def _salvaged(line: str) -> Item | None:
    try:
        return item_of(entry_of(line))
    except (ValueError, KeyError, TypeError):
        return None


def _read(path: Path, on_disk: OnDisk) -> State:
    try:
        with path.open(encoding="utf-8") as lines:
            return _parsed(lines, str(path), on_disk)
    except FileNotFoundError:
        return State()
    except UnicodeDecodeError as error:
        raise OutputError(str(path), "it is damaged: this is no UTF-8 text", _WAY_OUT) from error
    except OSError as error:
        raise OutputError(str(path), f"it can't be read ({error.strerror})") from error


def _lies(root: Path, entry: WrittenFile) -> bool:
    found = Folder(root).digest(entry.path)
    return found == entry.digest if entry.digest else found is None


def _header() -> str:
    return json.dumps({"migrator": "state", "version": _VERSION}) + "\n"


def _check_version(line: str, subject: str) -> None:
    entry = _checked(line, 1, subject)
    version = entry.get("version")
    if entry.get("migrator") != "state" or not isinstance(version, int):
        raise OutputError(subject, "this is no state file of migrator", _WAY_OUT)
    if version > _VERSION:
        raise OutputError(subject, "a newer migrator wrote it", "Update migrator: pip install -U blogger-migrator")


def _checked(line: str, number: int, subject: str) -> dict[str, object]:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise OutputError(subject, f"line {number} is the mark of a merge conflict", _WAY_OUT)
    try:
        return entry_of(line)
    except (ValueError, TypeError) as error:
        raise OutputError(subject, f"line {number} is damaged", _WAY_OUT) from error


def _items(lines: Iterable[str], subject: str) -> Iterator[Item]:
    for number, line in enumerate(lines, start=2):
        entry = _checked(line, number, subject)
        try:
            yield item_of(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise OutputError(subject, f"line {number} is damaged", _WAY_OUT) from error


def make_state_folder(root: Path) -> None:
    """Make the folder of what is remembered, and tell git how to treat it; what is there stays."""
    for name, text in _FOR_GIT.items():
        file = root / layout.FOLDER / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
        except FileExistsError:
            continue
        except OSError as error:
            raise OutputError(str(file), f"it can't be written ({error.strerror})") from error


@dataclass(frozen=True, slots=True)
class Basis:
    """What documents were made under, by the key that their lines name."""

    key: str
    parts: Mapping[str, str]


Item: TypeAlias = WrittenFile | StoredImage | Basis


def line_of(item: Item) -> str:
    """The line that says all of it; what goes without saying is left out."""
    match item:
        case Basis():
            entry: dict[str, Any] = {"basis": item.key, **item.parts}
        case StoredImage():
            entry = {
                "image": item.key,
                "path": str(item.path),
                "sha256": item.sha256,
                "size": item.size,
                "served_by": item.served_by,
            }
        case WrittenFile():
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
        return WrittenFile(
            str(entry["file"]), path, str(entry["digest"]), _facts(entry), bool(entry.get("moved", False))
        )
    key = entry["image"] if "image" in entry else entry["picture"]  # as it was called up to now
    return StoredImage(str(key), path, str(entry["sha256"]), int(entry["size"]), str(entry["served_by"]))


def _said(file: WrittenFile) -> dict[str, Any]:
    provenance = file.provenance
    told = {
        "source": provenance.source,
        "basis": provenance.basis,
        "status": provenance.status,
        "address": provenance.permalink,
        "former": provenance.former,
        "images": provenance.images,
        "updated": provenance.updated,
        "moved": file.moved,
    }
    return {name: value for name, value in told.items() if value}


def _facts(entry: dict[str, Any]) -> Provenance:
    former = entry.get("former", [])
    if not isinstance(former, list):
        raise TypeError("no list")
    return Provenance(
        source=str(entry.get("source", "")),
        basis=str(entry.get("basis", "")),
        status=str(entry.get("status", "")),
        permalink=str(entry.get("address", "")),
        former=tuple(map(str, former)),
        images=str(entry.get("images", "")),
        updated=str(entry.get("updated", "")),
    )
