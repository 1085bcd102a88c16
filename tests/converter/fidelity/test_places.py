"""Where images and embeds stand between the words."""

from __future__ import annotations

import pytest

from tests.converter.fidelity.cases import counts, details

FLOAT = '<div class="separator"><a style="clear:right;float:right" href="{0}"><img src="{0}"/></a></div>'
A, B = "https://x.example/a.jpg", "https://x.example/b.jpg"
IMAGE, OTHER = f"[![]({A})]({A})", f"[![]({B})]({B})"
STORY = f"Intro.<br/><br/>Second.<br/><br/>{FLOAT.format(A)}Third is about it.<br/><br/>{FLOAT.format(B)}Fourth."
FRAME = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'


def paragraphs(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def test_a_photo_story_keeps_its_images_beside_the_words() -> None:
    assert counts(STORY, paragraphs("Intro.", "Second.", IMAGE, "Third is about it.", OTHER, "Fourth.")) == {}


@pytest.mark.parametrize(
    ("blocks", "moved"),
    [
        ((IMAGE, OTHER, "Intro.", "Second.", "Third is about it.", "Fourth."), 2),  # a gallery, and the text below
        (("Intro.", IMAGE, "Second.", "Third is about it.", OTHER, "Fourth."), 1),
        (("Intro.", "Second.", "Third is about it.", IMAGE, OTHER, "Fourth."), 1),
        (("Intro.", "Second.", OTHER, "Third is about it.", IMAGE, "Fourth."), 2),
    ],
)
def test_images_away_from_their_words_are_found(blocks: tuple[str, ...], moved: int) -> None:
    assert counts(STORY, paragraphs(*blocks)) == {"moved images": moved}


def test_a_finding_names_the_image_and_both_places() -> None:
    told = details(STORY, paragraphs(IMAGE, "Intro.", "Second.", "Third is about it.", OTHER, "Fourth."))
    assert told == {"moved images": f"{A} at the beginning, not after “. Second .”"}


LINES = (
    "<div>First.</div><div><br/></div><div>Second.</div>"
    f"<div class='separator'><a style='float:left' href='{A}'><img src='{A}'/></a></div><div>Third.</div>"
)


def test_a_float_between_lines_stays_between_them() -> None:
    assert counts(LINES, paragraphs("First.", "Second.", IMAGE, "Third.")) == {}
    assert counts(LINES, paragraphs(IMAGE, "First.", "Second.  \nThird.")) == {"moved images": 1}
    assert counts(LINES, paragraphs("First.", IMAGE, "Second.", "Third.")) == {"moved images": 1}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (f"One.<br/>If <img align='left' src='{A}'/>you saw, saw.", f"![]({A})One.  \nIf you saw, saw."),
        (f"<p>No.</p><p>If <img style='float:left' src='{A}'/>you saw.</p>", f"No.\n\n![]({A})\n\nIf you saw."),
        (f"<p>No.</p><p>If <span style='float:left'><img src='{A}'/></span>you</p>", f"No.\n\n![]({A})\n\nIf you"),
        (f"<p>No.</p><p>If you saw. <img align='right' src='{A}'/></p>", f"No.\n\n![]({A})\n\nIf you saw."),
    ],
)
def test_a_float_may_stand_at_the_start_of_its_own_paragraph(html: str, markdown: str) -> None:
    assert counts(html, markdown) == {}


@pytest.mark.parametrize(
    "html",
    [
        f"<p>No.</p><p>If <img src='{A}'/>you saw.</p>",  # no float
        f"<p>No.</p><div>If</div><div><img align='left' src='{A}'/>you saw.</div>",  # another line's
        f"<p>No.</p>If<br><br><img align='left' src='{A}'/>you saw.",  # another paragraph's
    ],
)
def test_no_other_image_may(html: str) -> None:
    assert counts(html, f"No.\n\n![]({A})\n\nIf you saw.") == {"moved images": 1}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (f"<h2><img src='{A}'>Title</h2><p>a</p>", f"## Title\n\n![]({A})\n\na"),
        (f"<pre>code <img src='{A}'> more</pre><p>a</p>", f"```\ncode\n more\n```\n\n![]({A})\n\na"),
        (
            f"<table class='tr-caption-container'><tr><td class='tr-caption'>Saw</td></tr><tr><td><img src='{A}'></td>"
            "</tr></table>",
            f"<figure>\n<img src='{A}'>\n<figcaption>Saw</figcaption>\n</figure>",
        ),
    ],
)
def test_out_of_headings_code_and_captions_images_move_to_their_edge(html: str, markdown: str) -> None:
    assert counts(html, markdown) == {}


def test_images_at_one_place_keep_their_order() -> None:
    html = f"<p>a</p><img src='{A}'><img src='{B}'><p>b</p>"
    assert counts(html, f"a\n\n![]({A})\n![]({B})\n\nb") == {}
    assert counts(html, f"a\n\n![]({B})\n![]({A})\n\nb") == {"moved images": 1}


def test_one_image_shown_twice_is_found_where_one_of_them_moved() -> None:
    html = f"<img src='{A}'><p>a</p><p>b</p><img src='{A}'><p>c</p>"
    assert counts(html, f"![]({A})\n\na\n\nb\n\n![]({A})\n\nc") == {}
    assert counts(html, f"![]({A})\n\n![]({A})\n\na\n\nb\n\nc") == {"moved images": 1}
    assert counts(html, f"a\n\nb\n\n![]({A})\n\nc") == {"images": 1}


def test_a_player_keeps_its_place() -> None:
    html = f"<p>See this.</p>{FRAME}<p>Nice.</p>"
    assert counts(html, f"See this.\n\n{FRAME}\n\nNice.") == {}
    assert counts(html, f"See this.\n\nNice.\n\n{FRAME}") == {"moved images": 1}
    assert counts(html, f"{FRAME}\n\nSee this.\n\nNice.") == {"moved images": 1}


def test_a_link_in_the_place_of_a_player_is_one() -> None:
    html = "<p>See.</p><object data='https://x.example/a.swf'></object><p>Nice.</p>"
    assert counts(html, "See.\n\n[a.swf](https://x.example/a.swf)\n\nNice.") == {}
    assert counts(html, "See.\n\nNice.\n\n[a.swf](https://x.example/a.swf)") == {"moved images": 1}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            "<p>a<img src='data:image/svg+xml;utf8,<svg width=\"1\"/>'>b</p>",
            "![](data:image/svg+xml;utf8,%3Csvg%20width=%221%22/%3E)",
        ),
        ("<p>a<img src='data:image/svg+xml,%3Csvg%20/%3E'>b</p>", "![](data:image/svg+xml,%3Csvg%20/%3E)"),
    ],
)
def test_an_image_in_its_own_address_is_one_however_that_is_encoded(html: str, markdown: str) -> None:
    assert counts(html, f"a{markdown}b") == {}
    assert counts(html, f"a{markdown.replace('svg', 'png')}b") == {"images": 1}


def test_words_around_a_lost_image_are_no_matter() -> None:
    html = f"<p>one two <img src='{A}'> three</p>"
    assert counts(html, f"one ![]({A}) three") == {"words": 1}
