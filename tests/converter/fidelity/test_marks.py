"""Emphasis, letters of fixed width and the extent of lists and quotes, word by word."""

from __future__ import annotations

import pytest

from migrator.converter.context import Context
from tests.converter.fidelity.cases import counts, details

PROSE = "<p>Some prose that is longer than the code, so that the code's letters mean something.</p>"
TEXT = "Some prose that is longer than the code, so that the code's letters mean something.\n\n"
TYPED = (
    '<span style="font-family: Courier New, monospace;">def f(x):</span><br/>'
    '<span style="font-family: Courier New, monospace;">&nbsp; &nbsp; return False</span>'
)


@pytest.mark.parametrize(
    ("html", "good", "bad", "count"),
    [
        ("<p>a <b>b c</b> d</p>", "a **b c** d", "a b c d", 2),
        ("<p>a <b>b c</b> d</p>", "a **b c** d", "a **b** c d", 1),
        ("<p>a <b>b</b> c b</p>", "a **b** c b", "a b c **b**", 2),
        ("<p>a <i>b</i> c</p>", "a *b* c", "a **b** c", 2),
        ("<p>a <b>b</b> c</p>", "a **b** c", "a **b c**", 1),
        ("<p>a <b>M</b>utual</p>", "a <b>M</b>utual", "a Mutual", 1),
        ("<p><span style='font-weight:700'>a</span> b</p>", "**a** b", "a b", 1),
        ("<p><b style='mso-bidi-font-weight: normal'>bold</b> b</p>", "**bold** b", "bold b", 1),
        ("<p><b>a <span style='font-weight:normal'>b</span></b></p>", "**a** b", "**a b**", 1),
        ("<p>x<sup>2</sup> H<sub>2</sub>O</p>", "x<sup>2</sup> H<sub>2</sub>O", "x2 H2O", 2),
        ("<p>a <s>b</s> <u>c</u></p>", "a <s>b</s> <u>c</u>", "a b c", 2),
        ("<b><div>a</b> c</div> d", "**a** c\n\nd", "**a c**\n\n**d**", 2),
        ("<p><strong><em>x<p>y", "***x***\n\n***y***", "***x***\n\ny", 2),
    ],
)  # fmt: skip
def test_emphasis_is_compared_by_word(html: str, good: str, bad: str, count: int) -> None:
    assert counts(html, good) == {}
    assert counts(html, bad) == {"emphasis": count}


def test_a_finding_names_the_words_and_what_is_the_matter() -> None:
    assert details("<p>a <b>b c</b> <i>d</i></p>", "a b c **d**") == {
        "emphasis": "not bold: after “a”: b c; bold: after “c”: d; not italic: after “c”: d"
    }


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2><b>Title</b></h2>", "## Title"),
        ("<h2>Title</h2>", "## **Title**"),
        ("<h2><u>Title</u></h2>", "## Title"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "|a|b|\n|-|-|\n|c|d|"),
        ("<table><tr><th>alone</th></tr></table>", "**alone**"),
        ("<table><tr><td><b>a</b><td><b>b</b><tr><td>c<td>d</table>", "|a|b|\n|-|-|\n|c|d|"),
        ("<p>Wow<b><i>!!!</i></b></p>", "Wow!!!"),
        ("<p>a<b>: </b>b<i> </i>c</p>", "a: b c"),
        ("<p><b>“a”</b> b</p>", "“**a**” b"),
        ("<p><a href='/a'><u>a</u></a> b</p>", "[a](/a) b"),
        ("<pre>a <b>b</b> c</pre>", "```\na b c\n```"),
        ("<p>a&nbsp;<b>b&nbsp;</b>c</p>", "a **b** c"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_no_emphasis(html: str, markdown: str) -> None:
    assert counts(html, markdown) == {}


@pytest.mark.parametrize(
    "code",
    [
        '<span style="font-family: Courier New, monospace;">x = 1</span>',
        '<font face="courier">x = 1</font>',
        "<tt>x = 1</tt>",
        "<code>x = 1</code>",
        "<samp>x = 1</samp>",
    ],
)
def test_typewriter_text_is_code(code: str) -> None:
    html = f"{PROSE}<p>So {code} it is.</p>"
    assert counts(html, f"{TEXT}So `x = 1` it is.") == {}
    assert counts(html, f"{TEXT}So x = 1 it is.") == {"monospace": 2}
    assert counts(html, f"{TEXT}So `x` = 1 it is.") == {"monospace": 1}
    assert counts(html, f"{TEXT}`So x = 1` it is.") == {"monospace": 1}


def test_lines_in_a_typewriters_letters_are_a_listing() -> None:
    assert counts(PROSE + TYPED, f"{TEXT}```\ndef f(x):\n    return False\n```") == {}
    assert counts(PROSE + TYPED, f"{TEXT}def f(x):  \nreturn False") == {"monospace": 5, "indents": 1}


def test_a_post_typed_in_courier_throughout_has_no_code() -> None:
    assert counts(f"{TYPED}<p>End.</p>", "def f(x):  \n\xa0\xa0\xa0\xa0return False\n\nEnd.") == {}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Of <code>x</code></h2>", "## Of x"),
        ("<div class='code'>x = 1<br>y = 2</div>", "```\nx = 1\ny = 2\n```"),
        ("<pre style='font-family: Arial'>x = 1</pre>", "```\nx = 1\n```"),
    ],
)
def test_code_is_code_whatever_its_letters(html: str, markdown: str) -> None:
    assert counts(PROSE + html, TEXT + markdown) == {}


def test_prose_that_became_code_is_found() -> None:
    assert counts(f"{PROSE}<p>a b</p>", f"{TEXT}    a b") == {"monospace": 2}


@pytest.mark.parametrize(
    ("html", "good", "bad", "lost"),
    [
        ("<ul><li>a</li></ul><p>b</p>", "- a\n\nb", "- a\n\n  b", {"nesting": 1}),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b", "- a\n  b", {"list items": 1}),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b", "- a\n- b", {"nesting": 1}),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b", "- a\n- b", {"nesting": 1}),
        ("<blockquote>a<br>b</blockquote><p>c</p>", "> a  \n> b\n\nc", "> a\n\nb\n\nc", {"nesting": 1}),
        ("<blockquote>a</blockquote><p>c</p>", "> a\n\nc", "> a\n>\n> c", {"nesting": 1}),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b", "> a\n>\n> b", {"nesting": 1}),
        ("<blockquote><div>foo</blockquote>bar", "> foo\n\nbar", "> foo bar", {"nesting": 1}),
        ("<ul><li><div>a</li><li>b</li></ul><p>c</p>", "- a\n- b\n\nc", "- a\n\n    - b\n\n    c", {"nesting": 2}),
        ("<ol><li value=5>a</li><li>b</li></ol>", "5. a\n6. b", "1. a\n2. b", {"list numbers": 2}),
        ("<ol reversed><li>a<li>b</ol>", "<ol reversed><li>a<li>b</ol>", "1. a\n2. b", {"list numbers": 2}),
        ("<ol start=3 type=a><li>a</li></ol>", "<ol start=3 type=a><li>a</li></ol>", "3. a", {"list numbers": 1}),
        ("<ul><li>a</li></ul>", "- a", "1. a", {"list numbers": 1}),
        ("<p class=MsoListParagraph>5. a<p class=MsoListParagraph>6. b", "5. a\n6. b", "1. a\n2. b",
         {"list numbers": 2}),
    ],
)  # fmt: skip
def test_lists_and_quotes_hold_the_same_words(html: str, good: str, bad: str, lost: dict[str, int]) -> None:
    assert counts(html, good) == {}
    assert counts(html, bad) == lost


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<ul><ul><li>a</li></ul></ul>", "- a"),
        ("<li>a</li><li>b</li>", "- a\n- b"),
        ("<ul><li>a</li><li></li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li><br></li><li>b</li></ol>", "1. a\n2. b"),
        ("a<blockquote></blockquote>b", "a\n\nb"),
        ("<ul>" * 40 + "<li>a</li>" + "</ul>" * 40, "- a"),
    ],
)
def test_empty_lists_and_quotes_are_none(html: str, markdown: str) -> None:
    assert counts(html, markdown) == {}


def test_footnotes_may_stand_in_the_renderers_own_list() -> None:
    html = (
        '<p>Saw<a href="#n1" name="b1">[1]</a> it.</p><p>End.</p><p><a href="#b1" name="n1">[1]</a> The note.</p>'
        "<p>Posted by me.</p>"
    )
    assert counts(html, "Saw[^1] it.\n\nEnd.\n\n[^1]: The note.\n\nPosted by me.") == {}


def test_bold_lines_are_headings_only_if_that_is_wished() -> None:
    assert counts("<p><b>Title</b></p><p>a</p>", "## Title\n\na") == {"added headings": 1}
    assert counts("<p><b>Title</b></p><p>a</p>", "## Title\n\na", Context(bold_headings=True)) == {}
    assert counts("<p>a</p><hr>", "a\n---") == {"added headings": 1}
    assert counts("<h2>Title</h3>Text goes on", "## Title\n\nText goes on") == {}
