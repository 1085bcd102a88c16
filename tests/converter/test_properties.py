"""What holds for any body at all: no crash, no word lost, stable, and Markdown without dirt."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.converter.commonmark import render
from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check
from migrator.converter.fidelity.view import view_of

from .generated import bodies, letters, texts

often = settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
PLAIN = Context()
_CODE = re.compile(r"^[ >\d.-]*(`{3,}).*?^[ >]*\1$|<pre>.*?</pre>", re.MULTILINE | re.DOTALL)


@often
@given(bodies)
def test_nothing_is_lost_and_nothing_made_up(html: str) -> None:
    assert not check(html, convert(html, PLAIN).markdown, PLAIN)


@often
@given(bodies)
def test_a_second_conversion_finds_nothing_to_change(html: str) -> None:
    markdown = convert(html, PLAIN).markdown
    assert convert(render(markdown), PLAIN).markdown == markdown


@often
@given(bodies)
def test_the_markdown_is_clean(html: str) -> None:
    markdown = _CODE.sub("code", convert(html, PLAIN).markdown)
    assert not re.search(r"\n\n\n", markdown)
    assert not re.search(r"\S(?: |\t| {3,})$", markdown, re.MULTILINE), (
        "blanks at a line's end are a hard break or a mistake"
    )
    assert not markdown or (markdown.endswith("\n") and not markdown.startswith(("\n", " ")))


@often
@given(st.lists(texts, min_size=1, max_size=5))
def test_text_comes_back_as_it_was(lines: list[str]) -> None:
    html = "<p>" + "<br>".join(lines) + "</p>"
    assert view_of(render(convert(html, PLAIN).markdown)).words == view_of(html).words


@often
@given(st.lists(st.tuples(texts, st.sampled_from(["", "b", "i", "u", "s", "code", "sup"])), min_size=2, max_size=6))
def test_marks_show_where_they_were(parts: list[tuple[str, str]]) -> None:
    """No `*` of a mark is left over in the text, wherever words and punctuation meet."""
    html = "".join(f"<{mark}>{text}</{mark}>" if mark else text for text, mark in parts)
    assert view_of(render(convert(html, PLAIN).markdown)).words == view_of(html).words


@often
@given(st.text())
def test_any_text_at_all_is_some_body(html: str) -> None:
    markdown = convert(html, PLAIN).markdown
    assert markdown == convert(html, PLAIN).markdown


@often
@given(st.lists(letters, min_size=1, max_size=8).map("".join))
def test_code_comes_back_exactly(code: str) -> None:
    html = f"<pre>x{code.replace('&', '&amp;').replace('<', '&lt;')}</pre>"
    assert view_of(render(convert(html, PLAIN).markdown)).codes == view_of(html).codes
