"""The snapshot: read as it was written, by this version and the one before, and written only where it says more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrator import layout
from migrator.errors import FullReadNeeded
from migrator.model import Blog, Kind, Post, Status, SyncCursor
from migrator.sync.references import References
from migrator.sync.snapshot import Snapshot, SnapshotEntry, line_of, load, save, updated_line
from migrator.writer.disk.folder import Folder
from tests.make import PLAIN, comment

VERSION_1 = """{"migrator": "snapshot", "version": 1, "state": null, "basis": "s", "posts": 2, "blog": {"id": "7", \
"title": "T", "url": "https://x.blogspot.com", "zone": "", "locale": "", "hosts": ["x.blogspot.com", "y.org"], \
"line_breaks": null}, "marks": [{"of": "feed", "latest": "2014"}]}
{"post": "1", "title": "Title", "url": "https://x.blogspot.com/2014/03/title.html", "published": \
"2014-03-31T23:30:00+00:00", "updated": "2014-03-31T23:30:00+00:00", "labels": ["a"], "comments": 2, "links": ["/b"], \
"targets": ["t"], "places": "12345", "leads": "d", "again": true}
{"post": "2", "kind": "page", "status": "draft", "published": "2014-03-31T23:30:00+00:00", \
"updated": "2014-03-31T23:30:00+00:00", "leads": "e"}
"""
BLOG = Blog(id="7", title="T", url="https://x.blogspot.com", hosts=frozenset({"y.org", "x.blogspot.com"}))
HEAD = replace(PLAIN, author="", html="", labels=("a",))
ENTRIES = [
    SnapshotEntry(HEAD, 2, References(("/b",), ("t",), "12345"), "d", again=True),
    SnapshotEntry(
        Post("2", "", "", HEAD.published, HEAD.updated, kind=Kind.PAGE, status=Status.DRAFT), dependencies="e"
    ),
]
SNAPSHOT = Snapshot("s", BLOG, (SyncCursor({"of": "feed", "latest": "2014"}),))


def written(root: Path) -> str:
    return (root / layout.SNAPSHOT).read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with a snapshot of version 1."""
    Folder(tmp_path).write(layout.SNAPSHOT, VERSION_1.encode())
    return tmp_path


def test_a_snapshot_comes_back(tmp_path: Path) -> None:
    save(tmp_path, SNAPSHOT, map(line_of, ENTRIES))
    found = load(tmp_path)
    assert (found.settings, found.blog, found.cursors, found.count) == ("s", BLOG, SNAPSHOT.cursors, 2)
    assert list(found.posts()) == ENTRIES
    assert [post_id for post_id, _ in found.lines()] == ["1", "2"]


def test_one_of_version_1_is_read(old: Path) -> None:
    found = load(old)
    assert (found.settings, found.blog, found.cursors, found.count) == ("s", BLOG, SNAPSHOT.cursors, 2)
    assert list(found.posts()) == ENTRIES


def test_what_says_the_same_is_left_as_it_is_in_whatever_version(old: Path) -> None:
    save(old, SNAPSHOT, (line for _, line in load(old).lines()))
    assert written(old) == VERSION_1
    save(old, SNAPSHOT, [line_of(each) for each in ENTRIES[:1]])
    assert '"version":2' in written(old)
    before = (old / layout.SNAPSHOT).stat()
    save(old, SNAPSHOT, [line_of(each) for each in ENTRIES[:1]])
    after = (old / layout.SNAPSHOT).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ('"version": 1', '"version": 3'),
        ('"migrator": "snapshot"', '"migrator": "state"'),
        ('"posts": 2', '"posts": "many"'),
        ('"marks": [', '"marks": ["x", '),
        ('"state": null', '"state": "d"'),
        (VERSION_1, ""),
        (VERSION_1, "[]\n"),
    ],
)
def test_what_cannot_be_read_calls_for_a_full_read(old: Path, part: str, instead: str) -> None:
    assert part in VERSION_1
    (old / layout.SNAPSHOT).write_text(VERSION_1.replace(part, instead), encoding="utf-8")
    with pytest.raises(FullReadNeeded):
        load(old)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ('"posts": 2', '"posts": 3'),
        ('"kind": "page"', '"kind": "x"'),
        ('"post": "2"', '"x": "2"'),
        ('"post": "2"', "3"),
    ],
)
def test_a_damaged_line_calls_for_a_full_read(old: Path, part: str, instead: str) -> None:
    (old / layout.SNAPSHOT).write_text(VERSION_1.replace(part, instead), encoding="utf-8")
    with pytest.raises(FullReadNeeded):
        list(load(old).posts())


def test_bodies_authors_and_comments_are_not_kept() -> None:
    whole = replace(PLAIN, description="d", comments=(comment("7"),))
    line = line_of(SnapshotEntry(whole, dependencies="d"))
    assert line == line_of(SnapshotEntry(replace(PLAIN, html="", author=""), dependencies="d"))


def test_hosts_stand_in_one_order(tmp_path: Path) -> None:
    hosts = [f"{name}.example.org" for name in "bca"]
    save(tmp_path, replace(SNAPSHOT, blog=replace(BLOG, hosts=frozenset(hosts))), ())
    assert f'"hosts":["{hosts[2]}","{hosts[0]}","{hosts[1]}"]' in written(tmp_path)


def test_only_what_is_news_is_put_into_a_line() -> None:
    line = line_of(ENTRIES[0])
    assert updated_line(line, comments=2, again=True) is line
    assert updated_line(line, comments=0, again=False) == line_of(replace(ENTRIES[0], comments=0, again=False))
