"""The check finds what is really lost, names it, and is silent otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check, finding_note
from migrator.converter.fidelity.findings import KINDS
from migrator.model import Finding, Post

HTML = (
    "<h2>Beds</h2><p>North to <b>south</b>: <a href='https://example.org/a'>green</a> ones first.</p>"
    "<p><img src='https://example.org/bed.png' alt='Bed' /></p><ul><li>leeks</li><li>garlic</li></ul>"
    "<pre>x = 1\ny = 2</pre><table><tr><th>Crop</th><th>kg</th></tr><tr><td>Leeks</td><td>9</td></tr></table>"
    "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>"
)
POST = Post("1", "Beds", "", datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))
MARKDOWN = convert(HTML, Context()).markdown


def kinds(markdown: str, html: str = HTML) -> dict[str, int]:
    return {finding.kind: finding.count for finding in check(html, markdown, Context())}


def test_what_is_whole_is_whole() -> None:
    assert kinds(MARKDOWN) == {}


@pytest.mark.parametrize(
    ("there", "instead", "found"),
    [
        ("ones first", "first", {"words": 1}),
        ("ones first", "ones come first", {"added": 1}),
        ("[green](https://example.org/a)", "green", {"links": 1}),
        ("![Bed](https://example.org/bed.png)", "", {"images": 1}),
        ("## Beds", "Beds", {"headings": 1}),
        ("x = 1\n", "x = 2\n", {"words": 1, "added": 1, "code blocks": 1}),
        ("| 9 |", "| 8 |", {"words": 1, "added": 1, "tables": 1}),
        ("-   garlic", "    garlic", {"list items": 1}),
        ('<iframe src="https://www.youtube.com/embed/abcdefghijk"', "<iframe", {"embeds": 1}),
    ],
)
def test_what_is_taken_out_is_found(there: str, instead: str, found: dict[str, int]) -> None:
    assert there in MARKDOWN
    assert kinds(MARKDOWN.replace(there, instead)) == found


def test_a_finding_names_the_words_and_where_they_stood() -> None:
    (finding,) = check(HTML, MARKDOWN.replace("ones first", "first"), Context())
    assert finding.detail == "after “green”: ones"


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><div class='blogger-post-footer'>footer</div>",
        "<p>a</p><img src='https://x.org/p.gif' width='1' height='1' />",
        "<p>a</p><span style='display:none'>hidden</span>",
        "<p>a</p><script>alert(1)</script>",
    ],
)
def test_what_goes_on_purpose_is_no_loss(html: str) -> None:
    made = convert(html, Context())
    assert kinds(made.markdown, html) == {}
    assert made.notes


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h3><h3>A</h3>text</h3>", "## text\n\n## A"),
        ("<p>one two three four</p>", "three four one two"),
        ("<p>a</p><p>b</p><p>c</p>", "a\n\nc\n\nb"),
    ],
)
def test_words_in_another_order_are_found(html: str, markdown: str) -> None:
    found = kinds(markdown, html)
    assert found.pop("order") > 0
    assert not {"words", "added"} & found.keys()


def test_a_finding_of_order_names_the_words_that_moved() -> None:
    findings = check("<p>one two</p><p>three</p>", "three\n\none two", Context())
    assert [(found.kind, found.count, found.detail) for found in findings] == [("order", 1, "after “two”: three")]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            'One. If <table class="tr-caption-container" style="float: right;"><tr><td><img src="/a.png"></td></tr>'
            '<tr><td class="tr-caption">The saw</td></tr></table>you saw.',
            '<figure><img src="/a.png"><figcaption>The saw</figcaption></figure>\n\nOne. If you saw.',
        ),
        (
            '<p>Saw<a href="#n" name="b">[1]</a>.</p><p><a href="#b" name="n">[1]</a> The note.</p><p>By me.</p>',
            "Saw[^1].\n\n[^1]: The note.\n\nBy me.",
        ),
    ],
)
def test_captions_go_with_their_images_and_footnotes_to_the_end(html: str, markdown: str) -> None:
    assert kinds(markdown, html) == {}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>foo<img src='https://x.org/p.gif' width='1' height='1'>bar</p>", "foobar"),
        ("<p>foo<code><img src='https://x.org/p.gif' width='1' height='1'></code>bar</p>", "foobar"),
        ("<p>a</p><video>No film here</video><p>b</p>", "a\n\nNo film here\n\nb"),
        ("<h2><script>alert(1)</script></h2><p>a</p>", "a"),
        ("<p>a\u200bb</p>", "ab"),
        ("<p>a&nbsp;b</p>", "a b"),
        ("<p>e\u0301</p>", "\u00e9"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
    ],
)
def test_what_a_reader_takes_for_the_same_is_the_same(html: str, markdown: str) -> None:
    assert kinds(markdown, html) == {}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>one</p>two", "onetwo"),
        ("a<blockquote></blockquote>b", "ab"),
        ("<u><p>a</u>b</p>c", "<u>a</u>\n\nbc"),
        ("<h2>Title</h3>Text goes on", "## TitleText goes on"),
    ],
)
def test_words_glued_together_are_found(html: str, markdown: str) -> None:
    assert kinds(markdown, html)["words"]


def test_an_uploaded_video_is_lost_where_nothing_shows_it() -> None:
    html = "<p>a</p><object class='BLOG_video_class' contentid='3c740e3a'></object>"
    assert kinds("a\n\n<object class='BLOG_video_class' contentid='3c740e3a'></object>", html) == {"embeds": 1}
    assert kinds("a\n\n[Video](https://www.blogger.com/video-play.mp4?contentId=3c740e3a)", html) == {}
    assert kinds("a\n\n[Video](https://www.blogger.com/video-play.mp4?contentId=44aa)", html)["embeds"] == 1


def test_long_posts_that_differ_throughout_are_compared_in_no_time() -> None:
    html = "".join(f"<p>{word} and {word} then</p>" for word in range(3000))
    markdown = "\n\n".join(f"{word} and x{word} then" for word in range(3000))
    assert kinds(markdown, html) == {"words": 3000, "added": 3000}


def test_each_kind_has_a_code_of_its_own_and_a_sentence() -> None:
    assert len({code for code, _ in KINDS.values()}) == len(KINDS)
    for kind, (code, sentence) in KINDS.items():
        note = finding_note(POST, Finding(kind, 3, "x"))
        assert note.code == code
        assert note.message == f"{sentence.format(count=3)}: x"
        assert note.loss is (kind != "added")
