"""The dialect is portable: whatever renders the Markdown, a reader sees the same."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

import markdown
import mistune
import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from migrator.converter.commonmark import render
from migrator.converter.fidelity.view import view_of
from migrator.converter.fidelity.words import words
from tests.converter.dialects.renderers import kramdown_as_typed

from .cases import CASES, IDS, Case

_MARKDOWN_IT = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
_MISTUNE = mistune.create_markdown(escape=False, plugins=["table", "footnotes"])

RENDERERS: dict[str, Callable[[str], str]] = {
    "markdown-it": _MARKDOWN_IT.render,
    "mistune": lambda text: str(_MISTUNE(text)),
    "python-markdown": lambda text: markdown.markdown(text, extensions=["extra", "sane_lists"]),
}


def reader_sees(html: str) -> dict[str, object]:
    """What has to be the same.  Each renderer has its own way to put footnotes at the end."""
    view = view_of(html)
    notes = "fnref" in html
    return {
        "words": sorted(view.words) if notes else view.words,
        "links": sorted(_address(link.address) for link in view.links if not link.address.startswith("#fn")),
        "images": [(_address(image.source), image.attributes.get("alt")) for image in view.images],
        "headings": [words(heading) for heading in view.headings],
        "code": view.codes,
        "items": 0 if notes else [item.marker for item in view.items],
        "tables": [[[*map(words, row)] for row in table] for table in view.tables],
    }


def _address(address: str) -> str:
    return unescape(unquote(address))


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_reader_sees_the_same(case: Case, name: str) -> None:
    same = reader_sees(RENDERERS[name](case.markdown)) == reader_sees(render(case.markdown))
    assert same is (f"not {name}" not in case.options)


def test_a_reader_of_jekyll_sees_the_same() -> None:
    rendered = kramdown_as_typed([case.markdown for case in CASES])
    differing = {
        f"{case.file}: {case.title}"
        for case, html in zip(CASES, rendered, strict=True)
        if reader_sees(html) != reader_sees(render(case.markdown))
    }
    assert differing == {f"{case.file}: {case.title}" for case in CASES if "not kramdown" in case.options}
