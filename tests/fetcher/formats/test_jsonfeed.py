from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.feeds import FeedPage, feed, json_feed
from migrator.errors import SourceError
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions
from migrator.model import Kind, Status, SyncCursor
from tests.fetcher.feeds import blogs, codes, comments, ids, items, notes, post, posts, public


@pytest.fixture(scope="module")
def sample() -> SampleBlog:
    return read_blog()


def text(*entries: str, total: int | str = "") -> str:
    """A public feed of these entries, as JSON."""
    return json.dumps(json_feed(public(*entries, total=total)), ensure_ascii=False)


def api_post(**values: Any) -> Mapping[str, Any]:
    """A post as the API gives it."""
    return {
        "kind": "blogger#post",
        "id": "1",
        "blog": {"id": "77"},
        "published": "2017-06-20T00:32:00-04:00",
        "updated": "2017-06-20T00:32:57-04:00",
        "url": "http://garden.blogspot.com/2017/06/roses.html",
        "title": "Roses",
        "content": "<p>Body</p>",
        "author": {"displayName": "Ann &amp; Co.", "url": "https://www.blogger.com/profile/1"},
        "replies": {"totalItems": "0"},
    } | values


def api_comment(**values: Any) -> Mapping[str, Any]:
    return {
        "kind": "blogger#comment",
        "id": "5",
        "post": {"id": "1"},
        "blog": {"id": "77"},
        "published": "2017-06-21T00:32:00-04:00",
        "content": "Nice",
        "author": {"displayName": "Bob", "url": "https://bob.example"},
    } | values


def api(*values: Mapping[str, Any]) -> str:
    return json.dumps({"kind": "blogger#postList", "items": values})


@pytest.mark.parametrize("kind", ["posts", "pages", "comments"])
def test_a_json_feed_says_what_the_atom_feed_says(sample: SampleBlog, kind: str) -> None:
    written = feed(sample, FeedPage(kind, size=500))
    found, expected = (
        [item for item in items(text) if not isinstance(item, SyncCursor)]
        for text in (json.dumps(json_feed(written)), written)
    )
    assert found == expected
    assert len(found) > 2


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "\n  {}\n",
        "\ufeff{}",
        "// API callback\ngdata.io.handleScriptsLoaded({});",
        "callback({});",
        "/**/cb({})",
    ],
    ids=["plain", "blanks", "mark", "gdata", "call", "comment"],
)
def test_json_in_a_script_is_read_too(wrapped: str) -> None:
    assert ids(items(wrapped.replace("{}", text(post(1), post(2))))) == ["1", "2"]


def test_one_entry_alone() -> None:
    whole = json_feed(public(post(1)))
    assert ids(items(json.dumps({"entry": whole["feed"]["entry"][0]}))) == ["1"]


def test_a_feed_without_entries_has_none() -> None:
    found = items(text())
    assert posts(found) == []
    assert blogs(found)[0].title == "A garden"


@pytest.mark.parametrize("cut", [40, 300])
def test_a_file_that_breaks_off_gives_its_whole_entries(cut: int) -> None:
    found = items(text(post(1), post(2), post(3))[:-cut])
    assert ids(found) == ["1", "2"]
    assert codes(found) == ["feed-partial", "feed-truncated"]
    assert all(note.loss for note in notes(found))
    assert blogs(found)[0].title == "A garden"


def test_bodies_cannot_be_taken_for_the_list_of_entries() -> None:
    body = 'see {"entry":[1,2]} and "items": [3]'
    found = items(text(post(1, html=body), post(2))[:-40])
    assert [one.html for one in posts(found)] == [body]


def test_one_page_of_many_says_so() -> None:
    assert codes(items(text(post(1), total=253))) == ["feed-partial"]


def test_characters_that_xml_forbids_are_left_out() -> None:
    found = items(text(post(1, html="a@b")).replace("@", "\\u000b\\ud83d\\u0000"))
    assert [one.html for one in posts(found)] == ["ab"]


def test_what_is_not_utf_8_is_read_as_windows_1252_and_told() -> None:
    found = items(text(post(1, title="Caf@")).encode().replace(b"@", b"\xe9"))
    assert posts(found)[0].title == "Café"
    assert codes(found) == ["feed-encoding"]


def test_short_feeds_are_refused() -> None:
    short = text(post(1)).replace('"content"', '"summary"')
    with pytest.raises(SourceError, match="summary"):
        items(short)


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", "[1]", '{"feed": 3}', '{"error": {"code": 403}}', '{"a": ', "{" * 9, "[" * 100_000, "cb(1", '"x"'],
)
def test_other_json_is_refused(content: str) -> None:
    with pytest.raises(SourceError, match=r"JSON|nested|not XML"):
        items(content)


@pytest.mark.parametrize(
    "value",
    [
        [1, "x", None, [], {"$t": 3, "link": 7, "category": ["x", {"term": 4}], "1bad name": {"$t": "x"}}],
        {"id": {"$t": {"$t": "x"}}, "content": [[[[[[[[[[[]]]]]]]]]]]},
        "text",
    ],
)
def test_strange_values_do_no_harm(value: object) -> None:
    whole: dict[str, Any] = json_feed(public(post(1)))
    whole["feed"]["entry"] = [*whole["feed"]["entry"], *(value if isinstance(value, list) else [value])]
    assert ids(items(json.dumps(whole))) == ["1"]


def test_an_answer_of_the_api() -> None:
    found = items(
        api(api_post(labels=["This & That", "Good &amp; Bad"], location={"name": "Kyoto", "lat": 35, "lng": 1}))
    )
    (one,) = posts(found)
    assert (one.id, one.kind, one.status, one.title, one.html) == ("1", Kind.POST, Status.LIVE, "Roses", "<p>Body</p>")
    assert one.url == "http://garden.blogspot.com/2017/06/roses.html"
    assert one.published.isoformat() == "2017-06-20T00:32:00-04:00"
    assert one.author == "Ann & Co."
    assert one.labels == ("This & That", "Good & Bad")
    assert one.location is not None
    assert (one.location.name, one.location.latitude, one.location.longitude) == ("Kyoto", 35, 1)
    assert blogs(found)[0].id == "77"
    assert codes(found) == []


@pytest.mark.parametrize("whole", [json.dumps([api_post()]), json.dumps(api_post()), api(api_post())])
def test_a_list_or_a_single_post_out_of_an_answer(whole: str) -> None:
    assert ids(items(whole)) == ["1"]


def test_pages_drafts_and_scheduled_posts_of_the_api() -> None:
    found = items(
        api(
            api_post(id="2", kind="blogger#page"),
            api_post(id="3", status="DRAFT", url="http://garden.blogspot.com/"),
            api_post(id="4", status="SCHEDULED", published="2999-01-01T00:00:00Z"),
            api_post(id="5", status="SOFT_TRASHED"),
            api_post(id="6", status="NEW"),
            {"kind": "blogger#user"},
        )
    )
    assert [(one.id, one.kind, one.status) for one in posts(found)] == [
        ("2", Kind.PAGE, Status.LIVE),
        ("3", Kind.POST, Status.DRAFT),
        ("4", Kind.POST, Status.SCHEDULED),
    ]
    assert posts(found)[1].url == ""
    assert codes(found) == ["api-trashed", "api-unknown-status", "entry-unknown"]


def test_comments_of_the_api() -> None:
    found = items(api(api_comment(), api_comment(id="6", inReplyTo={"id": "5"}), api_comment(id="7", status="SPAM")))
    assert [(one.id, one.post_id, one.parent_id, one.author) for one in comments(found)] == [
        ("5", "1", "", "Bob"),
        ("6", "1", "5", "Bob"),
    ]
    assert codes(found) == ["comment-spam"]


def test_posts_of_the_api_without_bodies_are_refused() -> None:
    without = {key: value for key, value in api_post().items() if key != "content"}
    with pytest.raises(SourceError, match="fetchBodies=true"):
        items(api(without))


@pytest.mark.parametrize("name", ["feed.json", "default@alt=json", "feed.js", "x.txt"])
def test_the_name_of_the_file_says_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(text(post(1)), encoding="utf-8")
    (source,) = open_sources([str(tmp_path / name)], FetchOptions())
    assert source.label == f"saved feed {tmp_path / name}"
    assert ids(list(source.read())) == ["1"]


def test_a_folder_with_a_json_feed(tmp_path: Path) -> None:
    (tmp_path / "image.jpg.json").write_text('{"filename": "image.jpg"}', encoding="utf-8")
    (tmp_path / "feed.json").write_text(text(post(1)), encoding="utf-8")
    (source,) = open_sources([str(tmp_path)], FetchOptions())
    assert ids(list(source.read())) == ["1"]
