"""A three-way merge of what the blog and what a person changed in one file.

Each part by its nature: the body by lines, the front matter by fields, a field that is a list as a set.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from merge3 import Merge3

from migrator.frontmatter import SplitText, split
from migrator.writer.disk.newlines import plain_bytes
from migrator.writer.documents.frontmatter import field_lines


def merge(base: str, ours: str, theirs: str) -> str | None:
    """`ours` with what changed from `base` to `theirs`; None where both changed the same thing differently."""
    base, ours, theirs = (plain_bytes(text.encode()).decode() for text in (base, ours, theirs))
    if ours in (base, theirs):
        return theirs
    before, mine, new = (_closed_parts(split(text)) for text in (base, ours, theirs))
    fields = merge_fields(before.fields, mine.fields, new.fields)
    body = merge_lines(before.body, mine.body, new.body)
    if fields is None or body is None:
        return None
    fences = mine if bool(mine.fields) == bool(fields) else new
    closing = _with_last_newline(fences.closing) if body else fences.closing
    return fences.opening + fields + closing + body


def merge_lines(base: str, ours: str, theirs: str) -> str | None:
    """The text with both sides' changed lines; None where they overlap."""
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    first, mine, new = (_with_last_newline(text).splitlines(keepends=True) for text in (base, ours, theirs))
    groups = list(Merge3(first, mine, new).merge_groups())
    if any(group[0] == "conflict" for group in groups):
        return None
    merged = "".join(line for group in groups for line in group[1])
    return merged if ours.endswith("\n") or not ours else merged.removesuffix("\n")


def _with_last_newline(text: str) -> str:
    """The text with an end to its last line: an editor that leaves it out has changed no line."""
    return text if text.endswith("\n") or not text else text + "\n"


def _closed_parts(parts: SplitText) -> SplitText:
    """The parts; where front matter never ends, all of the text is body."""
    return SplitText("", "", "", parts.head) if parts.is_open else parts


_FIELD_START = re.compile(r"[^\s#\-][^\n]*?:(?:\s|$)")


def merge_fields(base: str, ours: str, theirs: str) -> str | None:
    """The fields of `ours` with what changed from `base` to `theirs`.

    None where both changed one field differently, or where a side is no list of fields that can be read.
    """
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    if not ours:
        return None  # a person removed all front matter
    values = [_values(text) for text in (base, ours, theirs)]
    if not all(isinstance(each, dict) for each in values):
        return None
    blocks = [_blocks(text) for text in (base, ours, theirs)]
    if any(set(block) - {""} != set(value) for block, value in zip(blocks, values, strict=True)):
        return None  # fields that are written in a way this module doesn't know
    merged: dict[str, str] = {}
    for name in _merged_order(blocks[1], blocks[2]):
        field = _merge_field(name, blocks, values)
        if field is None:
            return None
        merged[name] = field
    text = "".join(merged.values())
    return text if isinstance(_values(text), dict) else None


def _merge_field(name: str, blocks: list[dict[str, str]], values: list[dict[str, Any]]) -> str | None:
    """The lines of one field, '' if it goes, None where the sides are at odds."""
    missing = object()
    base, ours, theirs = (value.get(name, missing) for value in values)
    mine = blocks[1].get(name, "")
    if _same(ours, theirs) or _same(theirs, base):
        return mine
    if _same(ours, base):
        return blocks[2].get(name, "")
    if isinstance(ours, list) and isinstance(theirs, list):
        return _merge_lists(name, base if isinstance(base, list) else [], ours, theirs)
    return None


def _merge_lists(name: str, base: list[Any], ours: list[Any], theirs: list[Any]) -> str:
    """The lines of a list field: our items without those that they removed, and with those that they added."""
    remaining = [item for item in ours if item in theirs or item not in base]
    merged = remaining + [item for item in theirs if item not in base and item not in remaining]
    if all(isinstance(item, str) for item in merged):
        return "".join(f"{line}\n" for line in field_lines(name, tuple(merged)))
    return str(yaml.safe_dump({name: merged}, allow_unicode=True, sort_keys=False, width=10**6))


def _same(one: Any, other: Any) -> bool:
    """Whether values and types are equal: in YAML true is not 1."""
    return type(one) is type(other) and bool(one == other)


def _merged_order(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """The names of our fields in our order, each of their new ones after the field that it follows there."""
    order = list(ours)
    before = ""
    for name in theirs:
        if name not in ours:
            order.insert(order.index(before) + 1 if before in order else len(order), name)
        before = name
    return order


def _values(text: str) -> Any:
    try:
        return yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError):
        return None


def _blocks(text: str) -> dict[str, str]:
    """The lines of every field by its name; comments belong to the field below them."""
    blocks: dict[str, str] = {}
    waiting: list[str] = []
    name = ""
    for line in text.splitlines(keepends=True):
        if line.startswith("#") or (not line.strip() and waiting):
            waiting.append(line)
            continue
        if _FIELD_START.match(line):
            name = _field_name(line)
        blocks[name] = blocks.get(name, "") + "".join(waiting) + line
        waiting = []
    if waiting:
        blocks[name] = blocks.get(name, "") + "".join(waiting)
    return blocks


def _field_name(line: str) -> str:
    key = line.split(":")[0].strip()
    return key[1:-1] if key[:1] in {'"', "'"} and key[-1:] == key[:1] else key
