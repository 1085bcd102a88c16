"""What each dialect says of its renderers, held against the renderers themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from migrator.converter import dialects
from migrator.converter.dialects import DIALECTS
from migrator.converter.dialects.dialect import Dialect

from .renderers import OF_DIALECT, RENDERERS, render

TABLE = "| h | i |\n| --- | --- |\n"
INLINE = "abbr big cite code del em font ins kbd mark q s small span strong sub sup tt u".split()
ASCII_PUNCTUATION = DIALECTS["commonmark"].escapable


@dataclass(frozen=True)
class Claim:
    """A field's meaning: `shown` is found in the HTML of `markdown` where the dialect `says` so, and only there."""

    field: str
    markdown: str
    shown: str
    """A regular expression."""
    says: Callable[[Dialect], bool]
    everywhere: bool = True
    """It takes all of the dialect's renderers; else one that shows it is enough, because it is no good."""


def is_set(field: str) -> Callable[[Dialect], bool]:
    return lambda dialect: bool(getattr(dialect, field))


def has(field: str, value: object) -> Callable[[Dialect], bool]:
    return lambda dialect: bool(getattr(dialect, field) == value)


def holds(field: str, value: str) -> Callable[[Dialect], bool]:
    return lambda dialect: value in getattr(dialect, field)


def drops(heading_end: str) -> Callable[[Dialect], bool]:
    return lambda it: bool(it.heading_attributes and re.search(it.heading_attributes, heading_end))


def harm(field: str, markdown: str, shown: str, says: Callable[[Dialect], bool] | None = None) -> Claim:
    """A claim that something happens which nobody meant."""
    return Claim(field, markdown, shown, says or is_set(field), everywhere=False)


def word(field: str, markdown: str, shown: str, says: Callable[[Dialect], bool] | None = None) -> Claim:
    """A claim that something can be said."""
    return Claim(field, markdown, shown, says or is_set(field))


CLAIMS = [
    *(
        word("escapable", f"x \\{sign} y", rf"<p>x {re.escape(sign)} y", holds("escapable", sign))
        for sign in sorted(ASCII_PUNCTUATION)
    ),
    *(
        word(
            "alt_escapable",
            f"![x\\{sign}y](/i)",
            f'alt="x{re.escape(sign)}y"',
            holds("alt_escapable", sign),
        )
        for sign in sorted(ASCII_PUNCTUATION)
    ),
    harm("alt_escapable", r"![a\b](/i)", 'alt="a"', lambda it: not it.alt_escapable),
    word("backtick_in_cell", f"{TABLE}| a \\` b | c \\` d |", "<td>a ` b</td>"),
    word("title_escapes", r'[a](/u "b\\(c")', r'title="b\\\(c"'),
    harm("pipes", "a | b", "<table>"),
    harm("guillemets", "a << b >> c", "«.*»"),
    harm("dashes", "a --b", "–b"),
    harm("dashes", "a ---b", "—b"),
    harm("underscores", "1982_a_, b", "<em>", has("underscores", "words")),
    harm("strike_run", "a ~b~ c", "<del>", has("strike_run", 1)),
    harm("strike_run", "a ~~b~~ c", "<del>|<s>"),
    harm("math", "a $$b$$ c", r"\\\(b\\\)"),
    harm("links_addresses", "a http://x.org/b", "<a "),
    harm("links_addresses", "a www.x.org", "<a "),
    harm("attributes", "a *b*{: .c} d", 'class="c"'),
    harm("attributes", "a *b*{.c} d", 'class="c"', has("attributes", "{")),
    harm("attributes", "a\n{: .c}", 'class="c"'),
    harm("attributes", "a\n{.c}", 'class="c"', has("attributes", "{")),
    *(
        harm("heading_attributes", f"# a{end}", "<h1[^>]*>a</h1>", drops(end))
        for end in (" {#b}", " {.b}", " {b=c}", " {b}", "{#b}")
    ),
    harm("number_digits", "1234567890. a", "<ol", lambda it: matches(it.number_digits, "1234567890")),
    harm("number_digits", "١. a", "<ol", lambda it: matches(it.number_digits, "١")),
    harm("number_points", "1) a", "<ol", holds("number_points", ")")),
    harm("numbers_interrupt", "-   a\n    2. b", "<ol"),
    harm("hash_needs_blank", "#a", "<h1", lambda it: not it.hash_needs_blank),
    harm("heading_end", "# a#", "<h1[^>]*>a</h1>", has("heading_end", "any")),
    harm("caret_line", "a\n^\nb", "a</p>"),
    harm("task_lists", "- [x] a", "<input"),
    harm("strips_blanks", "\xa0a", "<p>a", has("strips_blanks", "everywhere")),
    harm("strips_blanks", "# \u3000a", "<h1[^>]*>a", lambda it: it.strips_blanks != "nowhere"),
    harm("strips_blanks", f"{TABLE}| \xa0a | b |", "<td>a", has("strips_blanks", "one-line")),
    word("emphasis", "글**“굵게”**조사", "<strong>“굵게”</strong>", has("emphasis", "anywhere")),
    word(
        "opens_apart", "***a** b* and **c** ***d* e *f***", "<em><strong>a</strong> b</em>.*<strong><em>d</em> e <em>f"
    ),
    word("strikethrough", "a ~~b~~ c", "<del>b</del>|<s>b</s>"),
    *(word("opaque_tags", f"a <{tag}>*b*</{tag}>", r"\*b\*", holds("opaque_tags", tag)) for tag in INLINE),
    word("markdown_attribute", "<div>\n\n*a*\n\n</div>", "<em>a</em>", lambda it: not it.markdown_attribute),
    word("markdown_attribute", '<div markdown="1">\n\n*a*\n\n</div>', "<em>a</em>", lambda _: True),
    word("hard_break", "a\\\nb", "a<br", has("hard_break", "\\")),
    word("hard_break", "a  \nb", "a<br", lambda _: True),
    word("item_indent", "- a\n\n  b", r"<li>\s*<p>a</p>\s*<p>\s*b</p>", has("item_indent", 0)),
    word("item_indent", "- a\n\n    b", r"<li>\s*<p>a</p>\s*<p>\s*b</p>", lambda it: it.item_indent in (0, 4)),
    word("marker_ends_list", "- a\n\n* b", r"</ul>\s*<ul>"),
    word("marker_ends_list", "- a\n\n<!-- -->\n\n- b", r"</ul>\s*<!-- -->\s*<ul>", lambda _: True),
    word("list_start", "5. a", 'start="5"', has("list_start", "number")),
    word("list_start", '1. a\n{:start="5"}', '<ol start="5"', has("list_start", "attribute")),
    word("fence_in_item", "-   a\n\n    ```\n    b\n\n    c\n    ```", "b\n\nc\n</code></pre>"),
    *(
        word("code_pipe", f"{TABLE}| `a{pipe}b` | c |", r"<code>a\|b</code>", has("code_pipe", pipe))
        for pipe in ("|", r"\|")
    ),
    word("headless_tables", "| a | b |\n| c | d |", "<table>"),
    word("sign_rows", f"{TABLE}| + | - |", r"<td>\+</td>"),
    word("definition_lists", "a\n:   b", "<dd>b</dd>"),
    word("footnotes", "a[^1]\n\n[^1]: b", "<sup"),
    word("footnotes_in_links", "[a[^1]](/u)\n\n[^1]: b", '<a href="/u">a<sup', is_set("footnotes_in_links")),
    word("heading_ids", "# a {#b}", '<h1 id="b">a</h1>'),
]
STRICTER = {
    ("commonmark", "footnotes_in_links"): "pulldown-cmark, which isn't run here, shows none",
    ("gfm", "footnotes_in_links"): "Astro, which isn't run here, shows none",
}
"""What a dialect denies itself although the renderers that are run here have it."""


def matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


@cache
def rendered(renderer: str) -> dict[str, str]:
    """The HTML of every claim's Markdown, its entities decoded and code's classes away."""
    texts = [claim.markdown for claim in CLAIMS]
    htmls = (unescape(html) for html in render(renderer, texts))
    return {text: re.sub("<code [^>]*>", "<code>", html) for text, html in zip(texts, htmls, strict=True)}


@pytest.mark.parametrize("name", DIALECTS)
def test_the_renderers_do_what_the_dialect_says(name: str) -> None:
    dialect, differing = DIALECTS[name], []
    for claim in CLAIMS:
        found = [re.search(claim.shown, rendered(renderer)[claim.markdown], re.DOTALL) for renderer in OF_DIALECT[name]]
        shown = all(found) if claim.everywhere else any(found)
        if claim.says(dialect) != shown and (name, claim.field) not in STRICTER:
            differing.append((claim.field, claim.markdown, [rendered(it)[claim.markdown] for it in OF_DIALECT[name]]))
    assert differing == []


def test_every_field_has_a_claim() -> None:
    assert {field.name for field in fields(Dialect)} - {"name"} == {claim.field for claim in CLAIMS}


def test_every_field_is_explained() -> None:
    source = Path(dialects.__file__).with_name("dialect.py").read_text(encoding="utf-8")
    explained = re.findall(r'^    (\w+): [^\n]+\n    """', source, re.MULTILINE)
    assert explained == [field.name for field in fields(Dialect)]


def test_every_file_of_a_dialect_is_in_the_table() -> None:
    files = {file.stem for file in Path(dialects.__file__).parent.glob("*.py")}
    assert files - {"__init__", "dialect", "escapes", "lines", "signs", "targets"} == set(DIALECTS)


def test_every_dialect_has_its_renderers() -> None:
    assert set(OF_DIALECT) == set(DIALECTS)
    assert sorted(RENDERERS) == sorted(renderer for renderers in OF_DIALECT.values() for renderer in renderers)


def test_a_profile_can_change_a_dialect_in_a_field() -> None:
    hexo = replace(DIALECTS["gfm"], dashes=True)
    assert (hexo.dashes, hexo.name, hexo == DIALECTS["gfm"]) == (True, "gfm", False)
