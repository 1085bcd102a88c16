from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from migrator.errors import SourceError
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions
from tests.fetcher.feeds import ID, LABEL, blogs, codes, ids, items, notes, post, posts, public


def item(
    number: int = 1,
    *,
    title: str = "Roses & thorns",
    html: str = "<p>Body</p>",
    date: str = "Mon, 24 Mar 2014 14:47:42 +0000",
    more: str = "",
) -> str:
    """A post as Blogger's RSS has it."""
    return (
        f"<item><guid isPermaLink='false'>{ID}.post-{number}</guid><pubDate>{date}</pubDate>"
        f"<atom:updated>2015-01-02T03:04:05.006-07:00</atom:updated>"
        f"<category domain='{LABEL}'>spring</category><title>{escape(title)}</title>"
        f"<description>{escape(html)}</description>"
        "<link>http://garden.blogspot.com/2014/03/roses.html</link>"
        f"<author>noreply@blogger.com (Ann (of the garden))</author>{more}</item>"
    )


def rss(*written: str, total: int | None = None, blog: str = ID) -> str:
    """A page of Blogger's RSS feed."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss xmlns:atom='http://www.w3.org/2005/Atom'"
        " xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
        " xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' version='2.0'><channel>"
        f"<atom:id>{blog}</atom:id><lastBuildDate>Fri, 29 Dec 2023 07:13:36 +0000</lastBuildDate>"
        "<category>spring</category><title>A garden</title><description></description>"
        "<atom:link rel='self' href='http://garden.blogspot.com/feeds/posts/default?alt=rss'/>"
        "<link>http://garden.blogspot.com/</link><managingEditor>noreply@blogger.com (Ann)</managingEditor>"
        f"<openSearch:totalResults>{len(written) if total is None else total}</openSearch:totalResults>"
        f"{''.join(written)}</channel></rss>"
    )


def test_says_what_the_atom_feed_says_but_for_the_clock() -> None:
    (one,) = posts(items(rss(item())))
    (atom,) = posts(items(public(post(1, title="Roses & thorns", date="2014-03-24T14:47:42Z"))))
    assert one == replace(atom, labels=("spring",), author="Ann (of the garden)", updated=one.updated)
    assert one.updated.isoformat() == "2015-01-02T03:04:05.006000-07:00"


def test_tells_the_blog_and_what_rss_lacks() -> None:
    found = items(rss(item()))
    (blog,) = blogs(found)
    assert (blog.id, blog.title, blog.url) == ("77", "A garden", "http://garden.blogspot.com")
    assert codes(found) == ["rss-lacks"]
    assert not notes(found)[0].loss


def test_posts_without_any_markup_are_only_beginnings() -> None:
    found = items(rss(item(1, html="Roses are"), item(2, html="Violets are")))
    assert codes(found) == ["rss-short", "rss-lacks"]
    assert notes(found)[0].loss


def test_one_page_of_many_says_so() -> None:
    assert "feed-partial" in codes(items(rss(item(), total=30)))


def test_feedburner_s_detour_is_cut_short() -> None:
    more = "<feedburner:origLink>http://garden.blogspot.com/2014/03/true.html</feedburner:origLink>"
    found = items(rss(item(more=more)))
    assert posts(found)[0].url == "http://garden.blogspot.com/2014/03/true.html"


def test_a_file_that_breaks_off_gives_its_whole_items() -> None:
    found = items(rss(item(1), item(2))[:-200])
    assert ids(found) == ["1"]
    assert "feed-truncated" in codes(found)


def test_a_damaged_item_costs_no_other() -> None:
    found = items(rss(item(1), item(2, title="A").replace("<title>A", "<title>A & B &nope;"), item(3)))
    assert ids(found) == ["1", "2", "3"]
    assert "feed-damaged" in codes(found)


def test_a_body_in_cdata() -> None:
    body = "<p>a</p></item><item>"
    found = items(rss(item().replace(escape("<p>Body</p>"), f"<![CDATA[{body}]]>"), item(2)))
    assert [one.html for one in posts(found)] == [body, "<p>Body</p>"]


@pytest.mark.parametrize("date", ["", "yesterday", "32 Foo 2014"])
def test_a_date_that_is_none_is_told(date: str) -> None:
    found = items(rss(item(date=date).replace("2015-01-02T03:04:05.006-07:00", "")))
    assert ids(found) == ["1"]
    assert "date-missing" in codes(found)


def test_an_empty_feed_is_a_blog_without_posts() -> None:
    assert codes(items(rss())) == ["rss-lacks"]


@pytest.mark.parametrize("content", ["<rss version='2.0'><channel/></rss>", rss(item(), blog="http://wp.example")])
def test_rss_of_others_is_refused(content: str) -> None:
    with pytest.raises(SourceError, match="not one of Blogger's"):
        items(content)


def test_a_saved_file_of_any_name(tmp_path: Path) -> None:
    path = tmp_path / "default@alt=rss"
    path.write_text(rss(item()), encoding="utf-8")
    (source,) = open_sources([str(path)], FetchOptions())
    assert ids(list(source.read())) == ["1"]
