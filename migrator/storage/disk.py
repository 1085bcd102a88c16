"""Collections in temporary SQLite files: what there is one of for every post is never all in memory at once."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, MutableMapping, Sequence, ValuesView
from typing import Any, Generic, TypeVar, overload
from weakref import finalize

from migrator.errors import OutputError

T = TypeVar("T")

_SETTINGS = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -512;
"""


def no_room(error: sqlite3.OperationalError) -> OutputError:
    """The error of a temporary file that can't grow."""
    return OutputError(
        "temporary files",
        f"there is no room for what this run has to remember ({error})",
        "Make room, or let TMPDIR name a folder on a larger disk",
    )


class _Table:
    """A table in a file without a name: the system removes it, however the run ends.

    SQLite makes the file where TMPDIR says, once it is more than a few pages.  Nobody else can write to it,
    so what is unpickled is what was pickled here.
    """

    def __init__(self, columns: str) -> None:
        # Whichever thread finds that nobody has use for it any more closes it.
        connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, connection.close)
        connection.executescript(f"{_SETTINGS} CREATE TABLE kept ({columns}) WITHOUT ROWID; BEGIN;")
        self._connection = connection

    def do(self, query: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run a query.  Raises `OutputError` where the disk is full."""
        try:
            return self._connection.execute(query, values)
        except sqlite3.OperationalError as error:
            raise no_room(error) from error


class DiskDict(MutableMapping[str, T], Generic[T]):
    """Values by key, in the order of their keys.  Not to be changed while somebody goes through it."""

    def __init__(self, items: Iterable[tuple[str, T]] = ()) -> None:
        self._table = _Table("key BLOB PRIMARY KEY, value BLOB")
        self.update(items)

    def __getitem__(self, key: str) -> T:
        found = self._table.do("SELECT value FROM kept WHERE key = ?", (_key_bytes(key),)).fetchone()
        if found is None:
            raise KeyError(key)
        value: T = _unpickled(found[0])
        return value

    def __setitem__(self, key: str, value: T) -> None:
        self._table.do("INSERT OR REPLACE INTO kept VALUES (?, ?)", (_key_bytes(key), _pickled(value)))

    def __delitem__(self, key: str) -> None:
        if not self._table.do("DELETE FROM kept WHERE key = ?", (_key_bytes(key),)).rowcount:
            raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        query = "SELECT 1 FROM kept WHERE key = ?"
        return isinstance(key, str) and self._table.do(query, (_key_bytes(key),)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        for (key,) in self._table.do("SELECT key FROM kept ORDER BY key"):
            yield key.decode("utf-8", "surrogatepass")

    def values(self) -> ValuesView[T]:
        """All values, read in one go."""
        return _Values(self)

    def under(self, start: str) -> Iterator[T]:
        """The values whose keys start so."""
        first = _key_bytes(start)
        query = "SELECT value FROM kept WHERE key >= ? AND key < ? ORDER BY key"
        for (value,) in self._table.do(query, (first, first + b"\xff")):  # which no text has
            yield _unpickled(value)

    def __len__(self) -> int:
        (count,) = self._table.do("SELECT COUNT(*) FROM kept").fetchone()
        return int(count)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None


class _Values(ValuesView[T], Generic[T]):
    _mapping: DiskDict[T]

    def __iter__(self) -> Iterator[T]:
        return self._mapping.under("")


class DiskList(Sequence[T], Generic[T]):
    """Values in the order in which they came."""

    def __init__(self, values: Iterable[T] = ()) -> None:
        self._table = _Table("number INTEGER PRIMARY KEY, value BLOB")
        self._count = 0
        self.extend(values)

    def append(self, value: T) -> None:
        """Add one value at the end."""
        self._table.do("INSERT INTO kept VALUES (?, ?)", (self._count, _pickled(value)))
        self._count += 1

    def extend(self, values: Iterable[T]) -> None:
        """Add values at the end."""
        for value in values:
            self.append(value)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        numbers = range(self._count)[at]
        if isinstance(numbers, range):
            return [self[number] for number in numbers]
        (data,) = self._table.do("SELECT value FROM kept WHERE number = ?", (numbers,)).fetchone()
        value: T = _unpickled(data)
        return value

    def __iter__(self) -> Iterator[T]:
        for (value,) in self._table.do("SELECT value FROM kept ORDER BY number"):
            yield _unpickled(value)

    def __len__(self) -> int:
        return self._count


def _key_bytes(key: str) -> bytes:
    """A key that sorts as the text does, even one that isn't Unicode: names of files can be anything."""
    return key.encode("utf-8", "surrogatepass")


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _unpickled(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - from a nameless file that this process alone has open
