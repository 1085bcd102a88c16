"""Front matter written so that every YAML reader reads it alike: 1.1 and 1.2, Ruby, Go, JavaScript and Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import TypeAlias


class Folded(str):
    """A text to be written as a folded block (`>`), which ends in one newline when it is read."""

    __slots__ = ()


Scalar: TypeAlias = str | bool | int | float | datetime
Value: TypeAlias = Scalar | tuple[str, ...] | Mapping[str, Scalar]

# What YAML can't hold literally: control characters, lone surrogates and two non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Line breaks and marks that some readers act on inside a quoted string, and the two that end or change it.
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\t": "\\t",
        "\x85": "\\u0085",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
        "\ufeff": "\\uFEFF",
    }
)
_UNFOLDABLE = re.compile("[\x85\u2028\u2029\ufeff]|^[ \t\n]|[ \t]$|\n[ \t]|[ \t]\n")


def printable(text: str) -> str:
    """`text` without the characters that no YAML or JSON reader is sure to take; newlines become `\\n`."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def render(meta: Mapping[str, Value], body: str) -> str:
    """A whole file: `meta` between `---` lines in the given order, a blank line, `body`.

    Strings are always double-quoted, so that `yes`, `2014` and `1.50` stay strings; times are RFC 3339.
    """
    lines = ["---", *(line for key, value in meta.items() for line in field_lines(key, value)), "---"]
    head = "\n".join(lines) + "\n"
    return f"{head}\n{body}" if body else head


def field_lines(key: str, value: Value) -> Iterator[str]:
    """The lines of one field, without their ends."""
    if isinstance(value, tuple):
        yield f"{key}:" if value else f"{key}: []"
        yield from (f"  - {_quoted(item)}" for item in value)
    elif isinstance(value, Mapping):
        yield f"{key}:" if value else f"{key}: {{}}"
        yield from (f"  {name}: {_scalar(item)}" for name, item in value.items())
    elif isinstance(value, Folded) and _foldable(value):
        yield f"{key}: >"
        yield from _block(printable(value))
    else:
        yield f"{key}: {_scalar(value)}"


def _scalar(value: Scalar) -> str:
    match value:
        case Folded():
            return _quoted(value.rstrip("\n") + "\n")
        case str():
            return _quoted(value)
        case bool():
            return "true" if value else "false"
        case datetime():
            return _timestamp(value)
        case float():
            # Python's own 1e-05 is a string to a YAML 1.1 reader, which asks for a point.
            digits = f"{value:.6f}".rstrip("0")
            return digits + "0" if digits.endswith(".") else digits
        case _:
            return str(value)


def _quoted(text: str) -> str:
    return '"' + printable(text).translate(_ESCAPES) + '"'


def _timestamp(moment: datetime) -> str:
    """RFC 3339 to the second.  Offsets of solar time, which have seconds, are cut to the minute it allows."""
    moment = moment.replace(microsecond=0)
    offset = moment.utcoffset()
    if offset is not None and offset.seconds % 60:
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=round(offset.total_seconds() / 60))))
    return moment.isoformat()


def _foldable(text: str) -> bool:
    """Whether a folded block gives `text` back: no edge blanks, no line that YAML would keep apart."""
    body = printable(text).rstrip("\n")
    return bool(body) and not _UNFOLDABLE.search(body)


def _block(text: str) -> Iterator[str]:
    """The lines of a folded block; a newline of the text becomes a blank line, which YAML folds into one newline."""
    for number, line in enumerate(text.rstrip("\n").split("\n")):
        if number:
            yield ""
        if line:
            yield f"  {line}"
