"""Lines of Markdown between blocks of HTML, written so that every renderer reads them as they were meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")


def settled(text: str, alone: Callable[[str], bool]) -> str:
    """The text with tables and lines that `alone` says stand for themselves set apart, and tags that begin a line
    at its edge, unless they belong to a list."""
    lines: list[str] = []
    in_list = False
    rows: list[str] = []
    for line in [*text.split("\n"), ""]:
        if _ROW.match(line):
            rows.append(line.strip())
            continue
        if rows:
            lines += ["", *_table(rows), ""]
            rows = []
        in_list = in_list or bool(_ITEM.match(line))
        if line.lstrip().startswith("<") and not in_list:
            line = line.lstrip()
        lines += ["", line, ""] if alone(line) and line[:1] not in " \t" else [line]
    return "\n".join(lines)


def _table(rows: Sequence[str]) -> Sequence[str]:
    """The rows; where none is a header, with an empty one."""
    if len(rows) > 1 and _RULE.match(rows[1]):
        return rows
    columns = rows[0].count("|") - rows[0].count("\\|") - 1
    if columns < 2:
        return rows
    if _RULE.match(rows[0]):
        rows = rows[1:]
    return ["|" + "  |" * columns, "|" + "---|" * columns, *rows]
