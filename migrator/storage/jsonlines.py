"""Frozen dataclasses as JSON Lines and back: the one way in which values are packed, for the run and for the folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

T = TypeVar("T")


class JsonLines(Generic[T]):
    """Packs values of one dataclass, each into one line of ASCII.

    The keys are the fields' names, in the fields' order; a field that has its default is left out.
    """

    def __init__(self, dataclass: type[T], *, without: set[str] | dict[str, set[str]] | None = None) -> None:
        """`without` are fields that are never packed, or those of a field: they have to have a default."""
        self._adapter = TypeAdapter(dataclass)
        self._without = without

    def pack(self, value: T) -> str:
        """The line, without its end."""
        try:
            return self._adapter.dump_json(
                value, ensure_ascii=True, exclude=self._without, exclude_defaults=True
            ).decode()
        except PydanticSerializationError:
            # Odd file names and old feeds hold lone surrogates, which only Python's own JSON takes.
            fields = self._adapter.dump_python(value, mode="json", exclude=self._without, exclude_defaults=True)
            return json.dumps(fields, separators=(",", ":"))

    def unpack(self, line: str) -> T:
        """The value of a line.  Raises `ValueError` where it is none."""
        try:
            return self._adapter.validate_json(line)
        except ValidationError:
            return self.of_fields(fields_of(line))

    def of_fields(self, fields: Mapping[str, object]) -> T:
        """The value that has these fields, as JSON has them.  Raises `ValueError` where none can have them."""
        return self._adapter.validate_python(fields)


def fields_of(line: str) -> dict[str, Any]:
    """The fields that a line has, whatever they are.  Raises `ValueError` where it is no JSON object."""
    match json.loads(line):
        case dict() as fields:
            return fields
    raise ValueError("this is no JSON object")
