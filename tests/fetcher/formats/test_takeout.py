from __future__ import annotations

from datetime import UTC, datetime

import pytest

from migrator.fetcher.source import FetchOptions
from migrator.model import Kind, Location, Post, Status
from tests.fetcher.feeds import (
    ID,
    SETTINGS,
    blogs,
    codes,
    comments,
    ids,
    items,
    notes,
    posts,
    takeout,
    took,
)


def only(entry: str, settings: str = SETTINGS) -> Post:
    return posts(items(takeout(entry), settings=settings))[0]


def test_a_post_is_all_there() -> None:
    category = " scheme='tag:blogger.com,1999:blog-77' term='Wien'"
    place = "".join(
        f"<blogger:{name}>{value}</blogger:{name}>"
        for name, value in (("name", "서울"), ("latitude", "37.5"), ("longitude", "127"))
    )
    found = only(
        took(
            5,
            category=category,
            location=place,
            metaDescription="About roses",
            filename="/2014/03/roses.html",
        )
    )
    assert found == Post(
        id="5",
        kind=Kind.POST,
        status=Status.LIVE,
        title="Roses",
        url="https://garden.blogspot.com/2014/03/roses.html",
        published=datetime(2014, 3, 24, 14, 47, 42, 345000, UTC),
        updated=datetime(2016, 1, 1, tzinfo=UTC),
        author="Ann",
        labels=("Wien",),
        html="<p>Body</p>",
        description="About roses",
        location=Location("서울", 37.5, 127.0),
    )


def test_a_page_has_an_id_like_a_post() -> None:
    assert only(took(kind="PAGE")).kind is Kind.PAGE


@pytest.mark.parametrize("status", [Status.LIVE, Status.DRAFT, Status.SCHEDULED])
def test_statuses(status: Status) -> None:
    assert only(took(status=status.upper())).status is status


def test_a_draft_that_was_never_published_has_no_address() -> None:
    assert only(took(status="DRAFT", filename="", title="")).url == ""


def test_what_lies_in_the_trash_is_left_out_and_told() -> None:
    found = items(takeout(took(1, status="SOFT_TRASHED", trashed="2020-01-01T00:00:00Z"), took(2)), settings=SETTINGS)
    assert ids(found) == ["2"]
    assert [(note.code, note.subject, note.post_id, note.loss) for note in notes(found)] == [
        ("takeout-trashed", "Roses", "1", False)
    ]


def test_a_status_that_nobody_knows_is_told_as_lost() -> None:
    found = items(takeout(took(status="HALF_LIVE")), settings=SETTINGS)
    assert (ids(found), codes(found)) == ([], ["takeout-unknown-status"])
    assert notes(found)[0].loss


def test_a_type_that_nobody_knows_is_told_as_lost() -> None:
    found = items(takeout(took(kind="STORY")), settings=SETTINGS)
    assert (codes(found), notes(found)[0].loss) == (["entry-unknown"], True)


def test_comments_come_before_their_posts_and_know_them() -> None:
    answer = took(3, kind="COMMENT", parent=f"{ID}.post-1", inReplyTo=f"{ID}.post-2", content="Yes")
    found = comments(items(takeout(answer, took(1)), settings=SETTINGS))
    assert [(c.id, c.post_id, c.parent_id, c.html) for c in found] == [("3", "1", "2", "Yes")]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("SPAM_COMMENT", "comment-spam"),
        ("GHOSTED_COMMENT", "comment-ghosted"),
        ("EMPTIED", "comment-emptied"),
        ("PENDING", "comment-pending"),
        ("ODD", "comment-unknown-status"),
    ],
)
def test_comments_that_readers_do_not_see_are_left_out(status: str, code: str) -> None:
    found = items(takeout(took(3, kind="COMMENT", status=status, parent=f"{ID}.post-1")), settings=SETTINGS)
    assert (comments(found), codes(found)) == ([], [code])
    assert notes(found)[0].post_id == "1"


def test_a_comment_without_post_is_told() -> None:
    assert codes(items(takeout(took(3, kind="COMMENT")), settings=SETTINGS)) == ["comment-stray"]


def test_the_layout_of_2021_has_no_paths_and_no_title() -> None:
    entry = f"""<entry><id>{ID}.post-1</id><blogger:type>POST</blogger:type>
    <blogger:status>LIVE</blogger:status>
    <author><name>Ann</name></author><title>Roses</title><content type='html'>x</content>
    <blogger:created>2010-01-01T00:00:00Z</blogger:created><published>2010-01-01T00:00:00Z</published>
    <updated>2010-01-01T00:00:00Z</updated></entry>"""
    found = posts(items(takeout(entry).replace("<title>A garden</title>", ""), settings=SETTINGS))
    assert [(one.url, one.status, one.labels) for one in found] == [
        ("https://garden.blogspot.com/2010/01/roses.html", Status.LIVE, ())
    ]


def test_settings_tell_the_blog() -> None:
    found = blogs(items(takeout(took()), settings=SETTINGS))
    assert any(
        (blog.zone, blog.locale, blog.line_breaks, blog.url)
        == ("Asia/Seoul", "ko", True, "https://garden.blogspot.com")
        for blog in found
    )


def test_without_settings_the_path_is_all_that_is_known() -> None:
    found = items(takeout(took()))
    assert posts(found)[0].url == "/2014/03/roses.html"
    assert codes(found) == ["address-unknown"]


def test_a_blog_with_its_own_domain_does_not_say_which() -> None:
    found = items(takeout(took()), settings=SETTINGS.replace("BLOGSPOT", "HOSTED"))
    assert posts(found)[0].url == "/2014/03/roses.html"
    assert "--base-url" in notes(found)[0].advice
    assert any("garden.blogspot.com" in blog.hosts for blog in blogs(found))


def test_the_address_that_the_user_gives_is_used() -> None:
    options = FetchOptions(base_url="https://www.garden.example/")
    found = items(takeout(took()), options, SETTINGS)
    assert posts(found)[0].url == "https://www.garden.example/2014/03/roses.html"
    assert blogs(found)[0].url == "https://www.garden.example"


@pytest.mark.parametrize("settings", ["\n", "a,b\n", "blog_time_zone\nNo/Such\n", 'blog_time_zone\n"open', "a\n\0\n"])
def test_settings_that_say_nothing_do_no_harm(settings: str) -> None:
    found = items(takeout(took()), settings=settings)
    assert ids(found) == ["1"]
    assert {blog.zone for blog in blogs(found)} == {""}


@pytest.mark.parametrize(("written", "meant"), [("in", "id"), ("iw_IL", "he-IL"), ("zh_TW", "zh-TW"), ("", "")])
def test_languages_get_the_names_of_today(written: str, meant: str) -> None:
    found = blogs(items(takeout(took()), settings=SETTINGS.replace(",ko,", f",{written},")))
    assert meant in {blog.locale for blog in found}
