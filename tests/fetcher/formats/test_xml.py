from __future__ import annotations

from io import BytesIO

import pytest

from migrator.errors import SourceError
from migrator.fetcher.formats.xml import FeedReader
from tests.fetcher.feeds import classic, codes, ids, items, notes, post, posts, takeout, took


def refusal(text: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        items(text)
    assert caught.value.subject == "blog.xml"
    return caught.value.problem


def test_a_sound_feed_gives_every_entry_and_no_note() -> None:
    found = items(classic(*(post(n) for n in range(1, 6))))
    assert ids(found) == ["1", "2", "3", "4", "5"]
    assert codes(found) == []


def test_bodies_come_out_as_they_were_written() -> None:
    body = "<p>a &amp; b &lt;tag&gt;</p>\n  <pre>x\n\ty</pre> 한국어 😀 </p>\n"
    assert posts(items(classic(post(html=body))))[0].html == body


def test_a_body_larger_than_the_parsers_usual_bound() -> None:
    body = "<p>" + "x" * 11_000_000 + "</p>"
    assert posts(items(classic(post(html=body))))[0].html == body


def test_cdata_may_hold_what_looks_like_the_end_of_an_entry() -> None:
    tricky = "<pre><entry></entry></pre>"
    entry = post().replace("&lt;p&gt;Body&lt;/p&gt;", f"<![CDATA[{tricky}]]>")
    found = items(classic(entry, post(2)))
    assert [one.html for one in posts(found)] == [tricky, "<p>Body</p>"]
    assert codes(found) == []


def test_a_feed_whose_elements_have_a_prefix() -> None:
    text = classic(post(1), post(2)).replace("xmlns=", "xmlns:a=")
    for name in (
        "feed",
        "entry",
        "id",
        "title",
        "content",
        "published",
        "updated",
        "category",
        "link",
        "author",
    ):
        text = text.replace(f"<{name}", f"<a:{name}").replace(f"</{name}", f"</a:{name}")
    found = items(text)
    assert ids(found) == ["1", "2"]
    assert posts(found)[0].title == "Roses"


def test_double_quotes_comments_and_line_breaks_between_are_no_matter() -> None:
    text = classic(post(1), post(2)).replace("'", '"').replace("<entry>", "\n<!-- x -->\n<entry\n>")
    assert ids(items(text)) == ["1", "2"]


@pytest.mark.parametrize("cut", [3, 20, 100, 400])
def test_a_file_that_breaks_off_keeps_its_whole_entries(cut: int) -> None:
    whole = classic(post(1), post(2), post(3))
    found = items(whole[: whole.rindex("</entry>") + 8 - cut])
    assert ids(found) == ["1", "2"]
    assert codes(found) == ["feed-truncated"]
    assert "2 whole entries" in notes(found)[0].message


def test_a_file_that_breaks_off_between_entries_says_so() -> None:
    found = items(classic(post(1), post(2)).removesuffix("</feed>"))
    assert (ids(found), codes(found)) == (["1", "2"], ["feed-truncated"])


def test_what_comes_after_the_feed_is_no_trouble() -> None:
    assert codes(items(classic(post(1)) + "\n\n<!-- saved by a browser -->" + " " * 1_000_000)) == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(("</title>", ""), id="an end tag is missing"),
        pytest.param(("</title>", "</titel>"), id="an end tag is misspelt"),
        pytest.param(("Roses", "Roses & thorns"), id="a bare ampersand"),
        pytest.param(("Roses", "Roses &nbsp; thorns"), id="an entity that XML does not know"),
        pytest.param(("Roses", "Roses < thorns"), id="a bare less-than sign"),
        pytest.param(("</entry>", ""), id="the end of an entry is missing"),
        pytest.param(("<title ", "<x:title "), id="an undeclared prefix"),
        pytest.param(("Roses", "Ros&#11;es"), id="a character that XML does not know"),
    ],
)
def test_damage_in_one_entry_is_told_and_costs_no_other(damage: tuple[str, str]) -> None:
    found = items(classic(post(1), post(2).replace(*damage, 1), post(3)))
    assert ids(found) == ["1", "2", "3"]
    assert [note.code for note in notes(found) if note.code == "feed-damaged"] == ["feed-damaged"]
    assert posts(found)[2].html == "<p>Body</p>"


def test_an_unknown_entity_in_a_body_stays_for_the_html_parser() -> None:
    found = items(classic(post(1, html="a@b").replace("a@b", "a&nbsp;b")))
    assert posts(found)[0].html == "a&nbsp;b"


def test_depth_is_bounded() -> None:
    deep = "<x>" * 5000 + "</x>" * 5000
    found = items(classic(post(1).replace("</author>", f"</author>{deep}"), post(2)))
    assert ids(found)[-1] == "2"
    assert codes(found) == ["feed-damaged"]


def test_an_entry_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.fetcher.formats.xml.MOST_ENTRY", 1_000_000)
    with pytest.raises(SourceError, match="larger"):
        items(classic(post(1, html="x" * 2_000_000)))


def test_a_document_type_is_never_read() -> None:
    bomb = '<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    text = classic(post(1, title="x")).replace("<feed", bomb + "<feed").replace(">x<", ">&b;&c;<")
    assert "document type" in refusal(text)


def test_a_document_type_behind_a_comment_is_found_too() -> None:
    text = classic(post(1)).replace("<feed", '<!-- <feed> --><!DOCTYPE x [<!ENTITY a "b">]><feed')
    assert "document type" in refusal(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"),
        ("\n<html><body>Sign in</body></html>", "an HTML page"),
        ("<?xml version='1.0'?><!DOCTYPE html><html xmlns:b='http://www.google.com/2005/gml/b'/>", "theme"),
        ("<?xml version='1.0'?><opml/>", "its root is <opml>"),
        ("hello", "it is not XML"),
        ("", "it is not XML"),
        (b"\xff\xd8\xff\xe0" + bytes(1000), "it is not XML"),
        ("<!--" + "x" * 3_000_000, "it is not XML"),
        ("<feed", "not"),
    ],
)
def test_what_is_no_feed_is_named(text: str | bytes, what: str) -> None:
    assert what in refusal(text)


def test_latin_1_in_a_file_that_says_utf_8_is_read_as_windows_1252() -> None:
    data = classic(post(1, title="Café – 한")).encode().replace("é –".encode(), b"\xe9 \x96")
    found = items(data)
    assert posts(found)[0].title == "Café – 한"
    assert codes(found) == ["feed-encoding"]
    assert f"byte {data.index(0xE9):,}" in notes(found)[0].message


def test_a_file_full_of_latin_1_is_read_in_reasonable_time() -> None:
    data = classic(post(1, html="é" * 300_000)).encode().replace("é".encode(), b"\xe9")
    assert posts(items(data))[0].html == "é" * 300_000


def test_characters_over_the_border_of_two_chunks_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.fetcher.formats.encoding.CHUNK", 1)
    found = items(classic(post(1, title="한국어 😀")))
    assert (posts(found)[0].title, codes(found)) == ("한국어 😀", [])


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16", "utf-8-sig", "euc-kr"])
def test_other_encodings(encoding: str) -> None:
    title = "한국어" if encoding == "euc-kr" else "Crème brûlée"
    text = classic(post(1, title=title))
    if not encoding.startswith("utf"):
        text = text.replace("UTF-8", encoding)
    assert posts(items(text.encode(encoding)))[0].title == title


@pytest.mark.parametrize("encoding", ["utf-7", "no-such-thing", "base64", "cp037"])
def test_encodings_in_which_markup_could_hide_are_not_believed(encoding: str) -> None:
    assert ids(items(classic(post(1)).replace("UTF-8", encoding))) == ["1"]


def test_control_characters_are_left_out_and_told() -> None:
    found = items(classic(post(1, title="a\x0bb\x00c")))
    assert posts(found)[0].title == "abc"
    assert codes(found) == ["feed-control-characters"]


def test_a_file_that_stops_being_readable_keeps_what_came() -> None:
    class Failing(BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("the disk is gone")
            return super().read(400)

    reader = FeedReader(Failing(takeout(took(1)).encode()), "blog.xml")
    assert list(reader.entries()) == []
    assert "the disk is gone" in next(reader.notes()).message


def test_memory_holds_one_entry_at_a_time() -> None:
    class Endless(BytesIO):
        given = 0

        def read(self, _size: int | None = -1, /) -> bytes:
            self.given += 1
            if self.given == 1:
                return classic().removesuffix("</feed>").encode()
            return post(self.given).encode() * 20

    reader = FeedReader(Endless(), "blog.xml")
    entries = reader.entries()
    for _ in range(2000):
        next(entries)
    assert len(reader._buffer) < 100_000
