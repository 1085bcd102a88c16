from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from migrator.errors import SourceError
from migrator.fetcher.source import FetchOptions
from migrator.model import Kind, Location, Post, Status
from tests.fetcher.feeds import (
    ID,
    KIND,
    LABEL,
    blogs,
    classic,
    codes,
    comments,
    ids,
    items,
    notes,
    post,
    posts,
    public,
    setting,
)

DRAFT = "<app:control xmlns:app='{}'><app:draft>{}</app:draft></app:control>"
REPLY = "<thr:in-reply-to href='http://garden.blogspot.com/x.html' ref='{0}.post-1' type='text/html'/>"


def only(entry: str) -> Post:
    return posts(items(classic(entry)))[0]


def test_a_post_is_all_there() -> None:
    label = f"<category scheme='{LABEL}' term='{{}}'/>"
    found = only(post(5, more=label.format("Bäume") + label.format("Wien: 2014 &amp; so") + label.format("Bäume")))
    assert found == Post(
        id="5",
        kind=Kind.POST,
        status=Status.LIVE,
        title="Roses",
        url="http://garden.blogspot.com/2014/03/roses.html",
        published=datetime(2014, 3, 24, 7, 47, 42, 345000, timezone(timedelta(hours=-7))),
        updated=datetime(2014, 3, 24, 7, 47, 42, 345000, timezone(timedelta(hours=-7))),
        author="Ann",
        labels=("Bäume", "Wien: 2014 & so"),
        html="<p>Body</p>",
    )


def test_the_offset_that_the_blog_wrote_is_kept() -> None:
    assert only(post()).published.isoformat() == "2014-03-24T07:47:42.345000-07:00"


def test_a_page_is_a_page() -> None:
    assert only(post(kind="page", link="http://garden.blogspot.com/p/about.html")).kind is Kind.PAGE


@pytest.mark.parametrize("kind", [Kind.POST, Kind.PAGE])
def test_a_public_feed_tells_the_kind_only_in_the_id(kind: Kind) -> None:
    entry = post(kind=kind).replace(
        f"<category scheme='http://schemas.google.com/g/2005#kind' term='{KIND}{kind}'/>", ""
    )
    assert posts(items(public(entry)))[0].kind is kind


@pytest.mark.parametrize("namespace", ["http://purl.org/atom/app#", "http://www.w3.org/2007/app"])
def test_a_draft_has_no_address(namespace: str) -> None:
    found = only(post(link=None, more=DRAFT.format(namespace, "yes")))
    assert (found.status, found.url) == (Status.DRAFT, "")


def test_draft_no_is_no_draft() -> None:
    assert only(post(more=DRAFT.format("http://purl.org/atom/app#", "no"))).status is Status.LIVE


def test_what_is_published_after_the_backup_and_has_no_address_is_scheduled() -> None:
    assert only(post(date="2020-06-01T00:00:00.000+09:00", link=None)).status is Status.SCHEDULED


def test_what_has_an_address_was_published_though_the_feed_is_older() -> None:
    assert only(post(date="2020-06-01T00:00:00.000+09:00")).status is Status.LIVE


def test_what_is_published_in_the_future_is_scheduled() -> None:
    options = FetchOptions(now=lambda: datetime(2014, 1, 1, tzinfo=UTC))
    assert posts(items(classic(post()), options))[0].status is Status.SCHEDULED


def test_the_link_to_the_comment_form_tells_the_address_if_nothing_else_does() -> None:
    replies = "<link rel='replies' type='text/html' href='http://garden.blogspot.com/2014/03/x.html#comment-form'/>"
    assert only(post(link=None, more=replies)).url == "http://garden.blogspot.com/2014/03/x.html"


def test_a_form_with_blogger_is_no_address_of_a_draft() -> None:
    form = "https://www.blogger.com/comment.g?blogID=7&amp;postID=8"
    assert only(post(link=None, more=f"<link rel='replies' type='text/html' href='{form}'/>")).url == ""


def test_other_links_of_a_post_are_not_its_address() -> None:
    others = (
        "<link rel='related' href='http://example.org/' title='t'/><link rel='enclosure' href='http://e.org/a.mp3'/>"
    )
    assert only(post(link=None, more=others)).url == ""


def test_a_title_is_literal_text() -> None:
    assert only(post(title="<center>1 & 2</center> &amp;")).title == "<center>1 & 2</center> &amp;"


def test_no_title_and_no_body_are_no_trouble() -> None:
    found = only(post(title="", html=""))
    assert (found.title, found.html) == ("", "")


def test_a_place() -> None:
    more = "<georss:featurename>서울</georss:featurename><georss:point>37.5 127.0</georss:point>"
    assert only(post(more=more)).location == Location("서울", 37.5, 127.0)


def test_a_date_that_cannot_be_read_is_told() -> None:
    found = items(classic(post(date="last summer")))
    assert posts(found)[0].published.year == 2020
    assert codes(found) == ["date-missing"]


def test_an_entry_without_id_is_told_as_lost() -> None:
    found = items(classic(post(1).replace(f"<id>{ID}.post-1</id>", "<id>x</id>"), post(2)))
    assert ids(found) == ["2"]
    assert [note.loss for note in notes(found)] == [True]


def test_themes_and_unknown_entries_are_passed_over() -> None:
    theme = post(kind="template", html="<html/>")
    found = items(classic(theme, post(2), "<entry/>"))
    assert (ids(found), codes(found)) == (["2"], [])


def test_a_comment_knows_its_post_and_what_it_answers() -> None:
    links = "<link rel='related' href='http://www.blogger.com/feeds/77/1/comments/default/8'/>"
    entry = post(9, kind="comment", html="Nice!", more=REPLY.format(ID) + links).replace(".comment-9", ".post-9")
    found = comments(items(classic(entry)))[0]
    assert (found.id, found.post_id, found.parent_id) == ("9", "1", "8")
    assert (found.author, found.html) == ("Ann", "Nice!")


def test_a_comment_is_found_by_its_own_address_too() -> None:
    own = "<link rel='self' href='https://www.blogger.com/feeds/77/1/comments/default/9'/>"
    entry = post(9, kind="comment", more=own).replace(".comment-9", ".post-9")
    assert comments(items(classic(entry)))[0].post_id == "1"


def test_a_comment_on_nothing_is_told() -> None:
    found = items(classic(post(9, kind="comment").replace(".comment-9", ".post-9")))
    assert codes(found) == ["comment-stray"]


def test_what_the_settings_say() -> None:
    found = blogs(
        items(
            classic(
                setting("BLOG_TIME_ZONE", "Asia/Seoul"),
                setting("BLOG_LOCALE", "pt_BR"),
                setting("BLOG_CONVERT_LINE_BREAKS", "false"),
                setting("BLOG_SUBDOMAIN", "Garden"),
                setting("BLOG_NAME", "A garden"),
            )
        )
    )
    assert {blog.zone for blog in found} == {"", "Asia/Seoul"}
    assert {blog.locale for blog in found} == {"", "pt-BR"}
    assert {blog.line_breaks for blog in found} == {None, False}
    assert frozenset({"garden.blogspot.com"}) in {blog.hosts for blog in found}


def test_the_head_tells_the_blog() -> None:
    first = blogs(items(classic()))[0]
    assert (first.id, first.title, first.url) == ("77", "A garden", "http://garden.blogspot.com")
    assert first.hosts == {"garden.blogspot.com"}


def test_every_host_that_posts_lived_under_is_told_once() -> None:
    other = "http://www.garden.example/2014/03/{}.html"
    found = blogs(items(classic(post(1, link=other.format("a")), post(2, link=other.format("b")), post(3))))
    assert [blog.hosts for blog in found[1:]] == [{"www.garden.example"}]


def test_the_address_that_the_user_gives_comes_first() -> None:
    found = blogs(items(classic(), FetchOptions(base_url="https://garden.example/")))
    assert found[0].url == "https://garden.example"
    assert found[0].hosts == {"garden.example"}


def test_a_saved_page_of_a_longer_feed_says_so() -> None:
    found = items(public(post(1), post(2), total=40))
    assert ids(found) == ["1", "2"]
    assert codes(found) == ["feed-partial"]
    assert "2 of 40" in notes(found)[0].message


@pytest.mark.parametrize("total", [2, "many"])
def test_a_whole_saved_feed_has_nothing_to_say(total: int | str) -> None:
    assert codes(items(public(post(1), post(2), total=total))) == []


def test_a_feed_of_summaries_is_refused_and_names_the_setting() -> None:
    short = post(1).replace("<content type='html'>", "<summary type='text'>").replace("</content>", "</summary>")
    with pytest.raises(SourceError, match="Allow blog feed"):
        items(public(short))
