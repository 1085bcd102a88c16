"""Frozen dataclasses as JSON Lines and back: the one way in which values are packed, for the run and for the folder."""

from __future__ import annotations

import json
from typing import Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


class JsonLines(Generic[T]):
    """Packs values of one dataclass, each into one line of ASCII.

    The keys are the fields' names, in the fields' order; a field that has its default is left out.
    """

    def __init__(self, dataclass: type[T], *, without: frozenset[str] = frozenset()) -> None:
        """`without` are fields that are never packed: they have to have a default."""
        self._adapter = TypeAdapter(dataclass)
        self._without = set(without)

    def pack(self, value: T) -> str:
        """The line, without its end."""
        # Through Python's own JSON, which takes the lone surrogates that odd file names and old feeds hold.
        fields = self._adapter.dump_python(value, mode="json", exclude_defaults=True, exclude=self._without)
        return json.dumps(fields)

    def unpack(self, line: str, **others: object) -> T:
        """The value of a line, with the fields that are not in it.  Raises `ValueError` where it is none."""
        fields = json.loads(line)
        if others:
            fields |= others
        return self.of_fields(fields)

    def of_fields(self, fields: object) -> T:
        """The value that has these fields, as JSON has them.  Raises `ValueError` where none can have them."""
        return self._adapter.validate_python(fields)
