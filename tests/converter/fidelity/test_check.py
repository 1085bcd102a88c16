"""The check finds what is really lost, names it, and is silent otherwise."""

from __future__ import annotations

import pytest

from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check

HTML = (
    "<h2>Beds</h2><p>North to <b>south</b>: <a href='https://example.org/a'>green</a> ones first.</p>"
    "<p><img src='https://example.org/bed.png' alt='Bed' /></p><ul><li>leeks</li><li>garlic</li></ul>"
    "<pre>x = 1\ny = 2</pre><table><tr><th>Crop</th><th>kg</th></tr><tr><td>Leeks</td><td>9</td></tr></table>"
    "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>"
)
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
