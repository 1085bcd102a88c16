"""HTML with Markdown in it, as its author meant it."""

from __future__ import annotations

import pytest

from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check
from migrator.converter.mixed.mixed import as_html, is_markdown, mended
from migrator.converter.mixed.placeholders import Placeholders, hide_templates

MARKDOWN = {
    "code": "Some `<div>` and\n\n```html\n<p data-ke-size='size16'>x</p>\n```\n",
    "indented code": "An example:\n\n    <ul>\n        <li>one</li>\n    </ul>\n\nand so on\n",
    "autolinks": "<https://example.org/a> and <me@example.org>\n",
    "tags of our own": "H<sub>2</sub>O, <kbd>Ctrl</kbd>, <!-- a comment -->\n",
    "signs": "1 < 2 and a <3\n",
}
HTML = {
    "a paragraph": "<p>x</p>\n",
    "a line": "text<br>text\n",
    "an indented list among blocks": "<p>x</p>\n\n    <ul>\n        <li>one</li>\n    </ul>\n",
    "a link": 'More: <a href="https://example.org">here</a>\n',
}
READ = {
    "lines between blocks are Markdown": (
        "<h2>A</h2>\nfirst\n\nsecond **bold**\n- item\n<p>last</p>",
        "## A\n\nfirst\n\nsecond **bold**\n\n-   item\n\nlast\n",
    ),
    "bold in the text of a tag": ("<p>a **b** c ** d</p>", "a **b** c \\*\\* d\n"),
    "bold around a tag": ("<p>x **<b>500</b>**를</p>", "x **500**를\n"),
    "no bold from one cell to the next": (
        "<table><tr><th>**a</th><th>b**</th></tr><tr><td>1</td><td>2</td></tr></table>",
        "| \\*\\*a | b\\*\\* |\n| --- | --- |\n| 1 | 2 |\n",
    ),
    "bold that touches Hangul": ("**굵은 글**은\n<p>끝</p>", "**굵은 글**은\n\n끝\n"),
    "a link in the text of a tag": (
        "<p>see [it](https://example.org/a_(b))</p>",
        "see [it](https://example.org/a_%28b%29)\n",
    ),
    "indented tags": (
        "<p>a</p>\n\n    <ul>\n        <li>one</li>\n    </ul>\n\n    <b>bold</b> text\n",
        "a\n\n-   one\n\n**bold** text\n",
    ),
    "rows without a header": (
        "<p>a</p>\n| x | y |\n| 1 | 2 |\n",
        "a\n\n|  |  |\n| --- | --- |\n| x | y |\n| 1 | 2 |\n",
    ),
    "rows with a header": (
        "<p>a</p>\ntext\n| x | y |\n|---|---|\n| 1 | 2 |",
        "a\n\ntext\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n",
    ),
    "code between blocks": ("<p>a</p>\n```html\n<p>b</p>\n```\n<p>c</p>", "a\n\n```html\n<p>b</p>\n```\n\nc\n"),
    "a code span with a tag": ("<p>a</p>\nuse `<b>` **there**", "a\n\nuse `<b>` **there**\n"),
    "quotation marks that are backticks": ("<p>`a' and `b'</p>", "\\`a' and \\`b'\n"),
    "asterisks in code": ("<p><code>2 ** 3 ** 4</code></p><pre>**x**</pre>", "`2 ** 3 ** 4`\n\n```\n**x**\n```\n"),
    "a list in a box": ("<div>\n- a\n- b\n</div>", "-   a\n-   b\n"),
    "a dash in a paragraph": ("<p>- a</p>", "\\- a\n"),
    "an unclosed paragraph": ("<p>a\n\nb\n\nc<h2>d</h2>", "a\n\nb\n\nc\n\n## d\n"),
    "an unclosed heading": ("<h2>a\n<div><p>b</p></div>\nc", "## a\n\nb\n\nc\n"),
    "an unclosed box": ("<div><p>a</p>\nb\n\nc", "a\n\nb\n\nc\n"),
    "another heading's end": ("<h2>a</h3>\nb\n\nc", "## a\n\nb\n\nc\n"),
    "stray tags of a page": ("<!DOCTYPE html><html><body>\na\n\nb\n<p>c</p></body></html>", "a\n\nb\n\nc\n"),
    "styles": ("<style>p { color: red }</style>\na<p>b</p>", "a\n\nb\n"),
    "bold around blocks": ("<b>\n<p>a</p>\n</b>", "**a**\n"),
    "an image on its own": ('<img src="/a.png" alt="x">\n<p>b</p>', "![x](/a.png)\n\nb\n"),
}


@pytest.mark.parametrize("body", MARKDOWN.values(), ids=list(MARKDOWN))
def test_markdown_is_known(body: str) -> None:
    assert is_markdown(body)


@pytest.mark.parametrize("body", HTML.values(), ids=list(HTML))
def test_html_is_known(body: str) -> None:
    assert not is_markdown(body)


@pytest.mark.parametrize(("body", "markdown"), READ.values(), ids=list(READ))
def test_a_mixture_is_read_as_it_was_meant(body: str, markdown: str) -> None:
    html = as_html(body)
    made = convert(html, Context()).markdown
    assert made == markdown
    assert check(html, made, Context()) == ()
    assert convert(as_html(made), Context()).markdown == made


def test_half_escaped_headings_are_headings() -> None:
    body = '<p>&lt;h2 data-ke-size="size26">A</h2></p>\n<p>b &lt;h2> c</p>\n```\n&lt;h3>D</h3>\n```\n'
    html = as_html(mended(body))
    assert convert(html, Context()).markdown == "## A\n\nb &lt;h2> c\n\n```\n&lt;h3>D</h3>\n```\n"


@pytest.mark.parametrize(
    "body",
    [
        "```html\n<h2>A</h2>\n<p>b</p>\n```\n",
        "\n~~~~ HTML \n<p>a</p>\n\n<p>b</p>\n~~~~",
        "```htm\n<li>a</li>\n<li>b</li>\n```",
    ],
)
def test_a_fence_around_all_of_the_prose_is_none(body: str) -> None:
    assert not is_markdown(mended(body))


@pytest.mark.parametrize(
    "body",
    [
        "See:\n\n```html\n<h2>A</h2>\n<p>b</p>\n```\n",
        "```html\n<h2>A</h2>\n<p>b</p>\n```\n\nThat was it.\n",
        "```html\n<p>a</p>\n```\n\n```html\n<p>b</p>\n```\n",
        "```html\n<img src='a.png'>\n```\n",
        "```html\n<!DOCTYPE html>\n<p>a</p>\n<p>b</p>\n```\n",
        "```xml\n<p>a</p>\n<p>b</p>\n```\n",
        "```html\n<p>a</p>\n<p>b</p>\n",
    ],
)
def test_other_fences_stay(body: str) -> None:
    assert mended(body) == body


def test_liquid_keeps_its_place() -> None:
    body = '<p>a {{ b | c }}</p>\n{% include x.html a="<b>" %}\ntext\n{% raw %}{{ <p> }}{% endraw %}'
    shelter = Placeholders(body, "liquid")
    html = as_html(hide_templates(body, shelter), shelter.alone)
    made = convert(html, Context()).markdown
    assert shelter.whole(made)
    expected = 'a {{ b | c }}\n\n{% include x.html a="<b>" %}\n\ntext\n\n{% raw %}{{ <p> }}{% endraw %}\n'
    assert shelter.show(made) == expected


def test_a_shelter_takes_no_word_of_the_text_for_its_own() -> None:
    text = "migratorliquid0q {{ a }}"
    shelter = Placeholders(text, "liquid")
    hidden = hide_templates(text, shelter)
    assert "{{" not in hidden
    assert shelter.show(hidden) == text


def test_depth_and_length_cost_little() -> None:
    assert "x" in as_html("<div>" * 20_000 + "x" + "</div>" * 20_000)
    assert "x" in as_html("<p>**" * 20_000 + "x")
