"""The store: what comes in, in any order and twice, comes out once and in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath

import pytest

from migrator.errors import OutputError
from migrator.model import Blog, BodyLinks, Document, Location, Note, Status
from migrator.storage.store import Store
from tests.make import MOMENT, PLAIN, comment


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        yield opened


def test_a_post_comes_out_as_it_went_in(store: Store) -> None:
    zone = timezone(timedelta(hours=9))
    post = replace(
        PLAIN,
        title="한글 [b] 🎉",
        published=datetime(2014, 3, 31, 23, 30, 1, 234000, tzinfo=zone),
        labels=("a, b", "C#"),
        status=Status.DRAFT,
        location=Location("Seoul", 37.5, 127.0),
        comments=(comment("7"),),
    )
    store.add(post)
    assert list(store.posts()) == [post]


def test_links_and_anchors_of_a_body_are_found_once_for_all_who_ask() -> None:
    read: list[str] = []

    def found(html: str) -> BodyLinks:
        read.append(html)
        return BodyLinks((html,), ("/map",), images=("i",), anchors=frozenset("b"), heading_ids=frozenset("h"))

    with Store(found) as store:
        store.recall(replace(PLAIN, id="0"), 0)
        store.add(replace(PLAIN, html="/a.html#x"))
        assert store.targets == {"x"}
        assert (store.links("0"), store.links("1")) == (
            BodyLinks(), BodyLinks(("/a.html#x",), ("/map",), anchors=frozenset("b"))
        )  # fmt: skip
        store.add(replace(PLAIN, html="/a.html#y", updated=MOMENT + timedelta(1)))
        assert store.links("1").links == ("/a.html#y",)
    assert read == ["/a.html#x", "/a.html#y"]


def test_headers_have_neither_body_nor_comments(store: Store) -> None:
    store.add(replace(PLAIN, comments=(comment("7"),)))
    assert list(store.headers()) == [replace(PLAIN, html="", comments=())]


def test_posts_come_by_moment_then_id_whatever_their_offset(store: Store) -> None:
    east = MOMENT.astimezone(timezone(timedelta(hours=9)))
    for number, moment in (("3", MOMENT), ("2", east), ("1", MOMENT + timedelta(seconds=1))):
        store.add(replace(PLAIN, id=number, published=moment))
    assert [post.id for post in store.posts()] == ["2", "3", "1"]


def test_a_post_that_comes_twice_is_there_once(store: Store) -> None:
    store.add(PLAIN)
    store.add(PLAIN)
    assert list(store.posts()) == [PLAIN]


@pytest.mark.parametrize("newer_first", [True, False])
def test_of_two_versions_the_newer_stays_and_the_older_fills_its_gaps(store: Store, newer_first: bool) -> None:
    old = replace(PLAIN, html="old", description="only here", labels=("a",))
    new = replace(PLAIN, html="new", url="/2014/03/title.html", updated=MOMENT + timedelta(1))
    for post in (new, old) if newer_first else (old, new):
        store.add(post)
    assert list(store.posts()) == [replace(new, url=old.url, description="only here", labels=("a",))]


def test_of_two_equally_old_versions_the_first_source_wins(store: Store) -> None:
    store.add(replace(PLAIN, html="first"))
    store.add(replace(PLAIN, html="second"))
    assert [post.html for post in store.posts()] == ["first"]


def test_comments_find_their_post_whichever_comes_first_and_stand_by_date(store: Store) -> None:
    later = comment("8", published=MOMENT + timedelta(1))
    store.add(later)
    store.add(PLAIN)
    store.add(comment("9"))
    store.add(comment("9"))
    assert [post.comments for post in store.posts()] == [(comment("9"), later)]


def test_comments_whose_post_is_not_there_are_counted(store: Store) -> None:
    store.add(PLAIN)
    for one in (comment("7"), comment("8", "gone"), comment("9", "gone")):
        store.add(one)
    assert list(store.stray_comments()) == [("gone", 2)]


def test_what_sources_know_of_the_blog_is_united_and_the_first_wins(store: Store) -> None:
    store.add(Blog(title="One", hosts=frozenset({"a"})))
    store.add(Blog(title="Two", zone="Asia/Seoul", hosts=frozenset({"b"}), line_breaks=False))
    store.add(Blog(line_breaks=True))
    assert store.blog == Blog(title="One", zone="Asia/Seoul", hosts=frozenset({"a", "b"}), line_breaks=False)


def test_two_blogs_in_one_run_are_told(store: Store) -> None:
    for blog in (Blog(id="1", title="One"), Blog(id="1"), Blog(title="?"), Blog(id="2", title="Two")):
        store.add(blog)
    assert [(note.code, note.subject) for note in store.notes] == [("several-blogs", "Two")]


def test_notes_are_kept_in_order(store: Store) -> None:
    notes = [Note("b", "s", "m"), Note("a", "s", "m")]
    for note in notes:
        store.add(note)
    assert list(store.notes) == notes


def test_a_lone_surrogate_is_no_reason_to_stop(store: Store) -> None:
    store.add(replace(PLAIN, html="a\ud800b"))
    assert [post.html for post in store.posts()] == ["a?b"]


def test_documents_can_be_staged_while_posts_are_read_and_come_by_path(store: Store) -> None:
    store.add(PLAIN)
    store.add(replace(PLAIN, id="2"))
    for post in store.posts():
        store.stage(Document(post.id, PurePosixPath(f"{9 - int(post.id)}.md"), f"text {post.id}"))
    assert [document.id for document in store.documents()] == ["2", "1"]
    assert store.text("1") == "text 1"
    with pytest.raises(KeyError):
        store.text("3")


def test_no_room_for_temporary_files_is_told_as_such() -> None:
    with pytest.raises(OutputError, match="TMPDIR"), Store():
        raise sqlite3.OperationalError("database or disk is full")
