"""What earlier runs wrote, as text: one line for each file and image, sorted, so that git can merge it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from itertools import chain, zip_longest
from pathlib import Path, PurePosixPath

from migrator import layout
from migrator.errors import OutputError
from migrator.model import State, StoredImage, WrittenFile
from migrator.storage.disk import DiskDict
from migrator.storage.jsonlines import fields_of
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.statelines import HEADER_START, VERSION, Basis, Item, header, item_of, line_of

_WAY_OUT = "`migrator adopt DIR` makes it anew from the files that are there; no file is touched by that"

OnDisk = Callable[[WrittenFile], bool]
"""Whether a file lies where, and as, an entry says."""


def load(root: Path, path: PurePosixPath = layout.STATE) -> State:
    """The state of an output folder; an empty one where migrator never ran.

    Raises `OutputError` where the file is there but can't be understood.
    """
    state = _state_of_file(root / path, lambda entry: _is_on_disk(root, entry))
    unfinished = _state_of_file(root / layout.next_of(path), lambda _entry: True)
    return State(state.files, state.images, interrupted=unfinished.files, bases={**unfinished.bases, **state.bases})


def save(folder: Folder, state: State, begun: Iterable[WrittenFile] = (), path: PurePosixPath = layout.STATE) -> None:
    """Put down the state that a run is about to reach; `begun` is what only an unfinished one has to tell."""
    folder.write_parts(layout.next_of(path), (line.encode() for line in lines_of(state, begun)))


def is_current(folder: Folder, state: State, path: PurePosixPath = layout.STATE) -> bool:
    """Whether the state already says so, in whatever version, and no run was cut short."""
    if folder.digest(layout.next_of(path)) is not None:
        return False
    try:
        with folder.full(path).open(encoding="utf-8") as lines:
            return all(line == other for line, other in zip_longest(_current_lines(lines), lines_of(state)))
    except FileNotFoundError:
        return False


def _current_lines(lines: Iterator[str]) -> Iterator[str]:
    """The lines of a state file as this version writes them; those of an older one have to be whole."""
    first = next(lines, "")
    if first == header():
        return chain([first], lines)
    return lines_of(_state_of_lines(chain([first], lines), layout.STATE.name, lambda _entry: True))


def lines_of(state: State, begun: Iterable[WrittenFile] = ()) -> Iterator[str]:
    """The state file, line by line.  What was interrupted isn't part of it."""
    used: set[str] = set()
    files: DiskDict[None] = DiskDict()
    for each in chain(state.files.values(), begun):
        used.add(each.provenance.basis)
        files[line_of(each)] = None
    yield header()
    yield from sorted(line_of(Basis(key, parts)) for key, parts in state.bases.items() if key in used)
    yield from files
    yield from sorted(map(line_of, state.images.values()))


def dump(state: State) -> str:
    """The state file's text."""
    return "".join(lines_of(state))


def parse(text: str, subject: str) -> State:
    """The state that the text of a state file tells.  Raises `OutputError`, about `subject`, where it is damaged."""
    return _state_of_lines(StringIO(text), subject, lambda _entry: True)


def _state_of_lines(lines: Iterator[str], subject: str, on_disk: OnDisk) -> State:
    """The state that a state file tells.

    Where git has put together what two branches say of a file, the line that `on_disk` agrees to counts.
    Any of them would do: to take an older text for the last one at worst calls for a merge that wasn't due.
    """
    files: DiskDict[WrittenFile] = DiskDict()
    images: dict[str, StoredImage] = {}
    bases: dict[str, Mapping[str, str]] = {}
    for item in _items(lines, subject):
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
        found += [item for line in text.splitlines() if (item := _item_or_none(line)) is not None]
    return tuple(found)


def _item_or_none(line: str) -> Item | None:
    try:
        return item_of(line)
    except ValueError:
        return None


def _state_of_file(path: Path, on_disk: OnDisk) -> State:
    try:
        with path.open(encoding="utf-8") as lines:
            return _state_of_lines(lines, str(path), on_disk)
    except FileNotFoundError:
        return State()
    except UnicodeDecodeError as error:
        raise OutputError(str(path), "it is damaged: this is no UTF-8 text", _WAY_OUT) from error
    except OSError as error:
        raise OutputError(str(path), f"it can't be read ({error.strerror})") from error


def _is_on_disk(root: Path, entry: WrittenFile) -> bool:
    found = Folder(root).digest(entry.path)
    return found == entry.digest if entry.digest else found is None


def _check_version(fields: Mapping[str, object], subject: str) -> None:
    version = fields.get("version")
    if fields.get("migrator") != "state" or not isinstance(version, int):
        raise OutputError(subject, "this is no state file of migrator", _WAY_OUT)
    if version > VERSION:
        raise OutputError(subject, "a newer migrator wrote it", "Update migrator: pip install -U blogger-migrator")


def _items(lines: Iterator[str], subject: str) -> Iterator[Item]:
    """What the lines are about; git may have put together two files, each with its header."""
    for number, line in enumerate(chain([next(lines, "")], lines), start=1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            raise OutputError(subject, f"line {number} is the mark of a merge conflict", _WAY_OUT)
        try:
            if number == 1 or line.startswith(HEADER_START):
                _check_version(fields_of(line), subject)
            else:
                yield item_of(line)
        except ValueError as error:
            raise OutputError(subject, f"line {number} is damaged", _WAY_OUT) from error
