"""What the blog and a person changed, in one text; and when that can't be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.writer.plan.merge import merge

BASE = """---
title: "Radishes"
date: 2014-03-31T23:30:00+09:00
tags:
  - "garden"
  - "spring"
blogger_id: "1"
---

First paragraph.

Second paragraph.

Third paragraph.
"""


def changed(*pairs: tuple[str, str], text: str = BASE) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


MINE = ("First", "My first")
THEIRS = ("Third", "Their third")
MERGED = {
    "nobody changed anything": (BASE, BASE, BASE),
    "only the person": (changed(MINE), BASE, changed(MINE)),
    "only the blog": (BASE, changed(THEIRS), changed(THEIRS)),
    "both the same": (changed(MINE), changed(MINE), changed(MINE)),
    "different paragraphs": (changed(MINE), changed(THEIRS), changed(MINE, THEIRS)),
    "body and front matter": (
        changed(("Radishes", "Radishes!")), changed(THEIRS), changed(("Radishes", "Radishes!"), THEIRS)
    ),
    "different fields": (
        changed(("Radishes", "Radishes!")),
        changed(("23:30", "23:45")),
        changed(("Radishes", "Radishes!"), ("23:30", "23:45")),
    ),
    "fields that the person wrote in another way": (
        changed(('title: "Radishes"', "title: Radishes")),
        changed(("23:30", "23:45")),
        changed(('title: "Radishes"', "title: Radishes"), ("23:30", "23:45")),
    ),
    "a field more on each side": (
        changed(("date:", "pin: true\ndate:")),
        changed(("blogger_id", 'author: "Ann"\nblogger_id')),
        changed(("date:", "pin: true\ndate:"), ("blogger_id", 'author: "Ann"\nblogger_id')),
    ),
    "a field that the person took out": (
        changed(('title: "Radishes"\n', "")),
        changed(("23:30", "23:45")),
        changed(('title: "Radishes"\n', ""), ("23:30", "23:45")),
    ),
    "labels as a set": (
        changed(('  - "spring"\n', '  - "mine"\n')),
        changed(('  - "garden"\n', ""), ('  - "spring"\n', '  - "spring"\n  - "theirs"\n')),
        changed(('  - "garden"\n  - "spring"\n', '  - "mine"\n  - "theirs"\n')),
    ),
    "labels that the person put on one line": (
        changed(('tags:\n  - "garden"\n  - "spring"\n', "tags: [garden, spring, mine]\n")),
        changed(('  - "garden"\n', "")),
        changed(('  - "garden"\n  - "spring"\n', '  - "spring"\n  - "mine"\n')),
    ),
    "a comment stays with its field": (
        changed(("tags:", "# what it is about\ntags:")),
        changed(("23:30", "23:45")),
        changed(("tags:", "# what it is about\ntags:"), ("23:30", "23:45")),
    ),
    "Windows line ends": (changed(MINE).replace("\n", "\r\n"), changed(THEIRS), changed(MINE, THEIRS)),
    "an editor that leaves out the last line's end": (
        changed(MINE).rstrip("\n"),
        changed(("Second", "Their second")),
        changed(MINE, ("Second", "Their second")).rstrip("\n"),
    ),
    "a file without front matter": ("a\n\nmine\n\nc\n", "a\n\nb\n\ntheirs\n", "a\n\nmine\n\ntheirs\n"),
}  # fmt: skip
AT_ODDS = {
    "the same paragraph": (changed(MINE), changed(("First", "Their first"))),
    "the same field": (changed(("Radishes", "Mine")), changed(("Radishes", "Theirs"))),
    "a field gone and changed": (changed(('title: "Radishes"\n', "")), changed(("Radishes", "Theirs"))),
    "front matter that can't be read": (changed(('"Radishes"', '"Radishes')), changed(("23:30", "23:45"))),
    "front matter that is gone": (BASE.split("---\n")[2], changed(("23:30", "23:45"))),
    "a paragraph gone and changed": (changed(("Third paragraph.\n", "")), changed(THEIRS)),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in MERGED.items()])
def test_merged(case: tuple[str, str, str]) -> None:
    ours, theirs, merged = case
    base = BASE if ours.startswith("---") else "a\n\nb\n\nc\n"
    assert merge(base, ours, theirs) == merged


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in AT_ODDS.items()])
def test_at_odds(case: tuple[str, str]) -> None:
    assert merge(BASE, *case) is None


LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d"]), max_size=8).map(
    lambda lines: "".join(f"{x}\n" for x in lines)
)


@given(LINES, LINES, LINES)
def test_merging_twice_is_merging_once(base: str, ours: str, theirs: str) -> None:
    """A run that was cut short behind the file and before the state merges the merged text again."""
    merged = merge(base, ours, theirs)
    if merged is not None:
        assert merge(base, merged, theirs) in (merged, None)


@given(LINES, LINES, LINES)
def test_no_line_of_a_person_is_lost(base: str, ours: str, theirs: str) -> None:
    merged = merge(base, ours, theirs)
    if merged is not None:
        added = set(ours.splitlines()) - set(base.splitlines())
        assert added <= set(merged.splitlines())


SHORT = "---\na: 1\nb: 1\n---\n\nx\n\ny\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ("--- \na: 2\nb: 1\n... \n\nx\n\ny\n", SHORT.replace("b: 1", "b: 2"), "--- \na: 2\nb: 2\n... \n\nx\n\ny\n"),
        (SHORT.replace("x\n", "mine\n"), "\nx\n\nnew\n", "\nmine\n\nnew\n"),
        ("---\n---\n\nx\n\ny\n", SHORT.replace("y\n", "new\n"), "---\n---\n\nx\n\nnew\n"),
        ("---\nnever ends\n", SHORT.replace("b: 1", "b: 2"), None),
    ],
    ids=["fences stay as a person wrote them", "no longer theirs", "emptied here", "no end here"],
)
def test_merging_keeps_fences(ours: str, theirs: str, merged: str | None) -> None:
    assert merge(SHORT, ours, theirs) == merged


def test_a_fence_at_the_end_of_the_file_gets_a_line_of_its_own() -> None:
    assert merge("---\na: 1\n---\n", "---\na: 2\n---", "---\na: 1\n---\nx\n") == "---\na: 2\n---\nx\n"
