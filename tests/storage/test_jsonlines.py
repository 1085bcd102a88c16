"""Frozen dataclasses as lines of JSON: what goes in comes out, and of damage nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath

import pytest

from migrator.model import Kind, Location, Post, Provenance, Status, WrittenFile
from migrator.storage.jsonlines import JsonLines
from tests.make import PLAIN, comment

FILES = JsonLines(WrittenFile)
POSTS = JsonLines(Post)
WHOLE = replace(
    PLAIN,
    title="한글 [b] 🎉",
    published=datetime(2014, 3, 31, 23, 30, 1, 234000, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    kind=Kind.PAGE,
    status=Status.DRAFT,
    labels=("a, b", "C#"),
    location=Location("Seoul", 37.5),
    comments=(comment("7"),),
)


@pytest.mark.parametrize("post", [PLAIN, WHOLE])
def test_a_value_comes_back(post: Post) -> None:
    assert POSTS.unpack(POSTS.pack(post)) == post


def test_fields_stand_in_their_order_and_defaults_are_left_out() -> None:
    plain = WrittenFile("1", PurePosixPath("한.md"), "d")
    assert FILES.pack(plain) == '{"id":"1","path":"\\ud55c.md","digest":"d"}'
    moved = replace(plain, moved=True, provenance=Provenance(status="live", source="s"))
    assert FILES.pack(moved).endswith('"d","provenance":{"source":"s","status":"live"},"moved":true}')


def test_what_is_not_unicode_comes_back_too() -> None:
    odd = WrittenFile("1", PurePosixPath("a\udcff.md"), "d", Provenance(former=("/\ud800",)))
    assert FILES.pack(odd).isascii()
    assert FILES.unpack(FILES.pack(odd)) == odd


def test_fields_can_be_left_out() -> None:
    heads = JsonLines(Post, without={"html", "comments"})
    assert heads.unpack(heads.pack(WHOLE)) == replace(WHOLE, html="", comments=())
    moved = JsonLines(WrittenFile, without={"provenance": {"source"}})
    file = WrittenFile("1", PurePosixPath("a"), "d", Provenance("s", "b"))
    assert moved.unpack(moved.pack(file)) == replace(file, provenance=Provenance(basis="b"))


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "3", "{}", '{"id": "1", "path": 3, "digest": "d"}', '{"id": 1, "path": "a", "digest": "d"}',
     '{"id": "1", "path": "a", "digest": "d", "provenance": {"former": "x"}}'],
)  # fmt: skip
def test_a_damaged_line_is_a_value_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        FILES.unpack(line)
