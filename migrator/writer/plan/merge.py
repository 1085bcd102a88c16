"""Two people changed one text: what the blog changed and what a person changed, in one.

Each part by its nature: the body by lines, the front matter by fields, a field that is a list as a set.
"""

from __future__ import annotations

from dataclasses import dataclass

from merge3 import Merge3

from migrator.writer.disk.newlines import plain_bytes
from migrator.writer.plan.frontmerge import merge_fields

_FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class _Parts:
    front: str
    body: str


def merge(base: str, ours: str, theirs: str) -> str | None:
    """`ours` with what changed from `base` to `theirs`; None where both changed the same thing differently."""
    base, ours, theirs = (plain_bytes(text.encode()).decode() for text in (base, ours, theirs))
    if ours in (base, theirs):
        return theirs
    parted = [_parted(text) for text in (base, ours, theirs)]
    front = merge_fields(*(parts.front for parts in parted))
    body = merge_lines(*(parts.body for parts in parted))
    if front is None or body is None:
        return None
    return f"{_FENCE}{front}{_FENCE}{body}" if front else body


def merge_lines(base: str, ours: str, theirs: str) -> str | None:
    """The text with both sides' changed lines; None where they overlap."""
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    first, mine, new = (_ended(text).splitlines(keepends=True) for text in (base, ours, theirs))
    groups = list(Merge3(first, mine, new).merge_groups())
    if any(group[0] == "conflict" for group in groups):
        return None
    merged = "".join(line for group in groups for line in group[1])
    return merged if ours.endswith("\n") or not ours else merged.removesuffix("\n")


def _ended(text: str) -> str:
    """An editor that leaves out the last line's end has changed no line."""
    return text if text.endswith("\n") or not text else text + "\n"


def _parted(text: str) -> _Parts:
    """Front matter without its fences, and the body; all is body where there are no fences."""
    if not text.startswith(_FENCE):
        return _Parts("", text)
    end = text.find(f"\n{_FENCE}", len(_FENCE) - 1)
    if end < 0:
        return _Parts(text[len(_FENCE) : -len(_FENCE)], "") if text.endswith("\n---\n") else _Parts("", text)
    return _Parts(text[len(_FENCE) : end + 1], text[end + 1 + len(_FENCE) :])
