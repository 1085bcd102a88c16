"""Addresses, titles and alternative texts, as each renderer reads them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from migrator.converter.dialects import DIALECTS
from migrator.converter.dialects.escapes import escape_alt
from migrator.converter.dialects.targets import autolink, escape_destination, escape_title

from .reading import typed
from .renderers import DIALECT_OF, RENDERERS, render
from .texts import addresses, generated, texts

AROUND = "a {} b *c* `d`"
CELL = "| h | i |\n| --- | --- |\n| a {} b | *c* `d` |"


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("around", [AROUND, CELL], ids=["line", "cell"])
def test_a_link_leads_where_it_is_to_and_has_its_title(renderer: str, around: str) -> None:
    dialect = DIALECT_OF[renderer]
    pairs = [(address, title) for (address, _), (title, _) in zip(generated(addresses), generated(texts), strict=True)]
    links = [f'[l]({escape_destination(address)} "{escape_title(title, dialect)}")' for address, title in pairs]
    for html, link, (address, title) in zip(
        render(renderer, [around.format(it) for it in links]), links, pairs, strict=True
    ):
        body = LexborHTMLParser(html)
        found = body.css_first("a")
        assert found is not None, link
        assert unquote(found.attributes["href"] or "") == unquote(address), link
        assert (found.attributes["title"] or "").split() == title.split(), link
        assert (found.text(), len(body.css("em")), len(body.css("code"))) == ("l", 1, 1), link


@pytest.mark.parametrize("renderer", RENDERERS)
def test_an_autolink_shows_its_address(renderer: str) -> None:
    wanted = [f"http://x.example/{address}" for address, _ in generated(addresses)]
    wanted += ["https://x.org", "ftp://x.org/a", "mailto:a.b_c-d@x.org", "mailto:a+b@x.org", "MAILTO:a@b.c", "tel:1"]
    links = [(address, link) for address in wanted if (link := autolink(address))]
    assert len(links) > 20
    for html, (address, link) in zip(render(renderer, [f"a {link} b" for _, link in links]), links, strict=True):
        found = LexborHTMLParser(html).css_first("a")
        assert found is not None, link
        assert unquote(found.attributes["href"] or "") == unquote(address), link
        assert unquote(found.text()) == unquote(address.removeprefix("mailto:")), link


@pytest.mark.parametrize("renderer", RENDERERS)
def test_an_image_has_its_alternative_text(renderer: str) -> None:
    alts = [(text, escape_alt(text, DIALECT_OF[renderer])) for text, _ in generated(texts)]
    written = [(text, alt) for text, alt in alts if alt is not None]
    htmls = render(renderer, [AROUND.format(f"![{alt}](/i)") for _, alt in written])
    for html, (text, alt) in zip(htmls, written, strict=True):
        body = LexborHTMLParser(html)
        found = body.css_first("img")
        assert found is not None, alt
        assert typed(found.attributes["alt"] or "") == typed(text), alt
        assert (len(body.css("em")), len(body.css("code"))) == (1, 1), alt


def test_an_address_stays_readable() -> None:
    plain = ["/a_(b)_c", "https://x.org/한글?q=*a*&r=1#~i", "#x", "mailto:a@b.c", "/a[b]{c}^"]
    assert list(map(escape_destination, plain)) == plain
    assert escape_destination(" /a b)(|'\\ ") == "/a%20b%29%28%7C%27%5C"
    assert escape_destination("/?a&copy;=1") == "/?a&amp;copy;=1"


def test_a_title_has_escapes_where_the_dialect_reads_them() -> None:
    title = 'say "C:\\dir" a|b \\* &copy; & co'
    shared = "say &quot;C:\\dir&quot; a&#124;b {}* &amp;copy; & co"
    assert escape_title(title, DIALECTS["kramdown"]) == shared.format("\\")
    assert escape_title(title, DIALECTS["goldmark"]) == shared.format("\\\\")
    assert escape_title("x\\", DIALECTS["kramdown"]) == "x&#92;"
    assert escape_title(" a\n b\xa0c", DIALECTS["kramdown"]) == "a b\xa0c"


def test_an_alternative_text_that_no_renderer_would_show_needs_html() -> None:
    assert escape_alt("a [b] (c) d_e", DIALECTS["gfm"]) == "a [b] (c) d_e"
    assert escape_alt("a *b*", DIALECTS["gfm"]) is None
    assert escape_alt("a *b*", DIALECTS["kramdown"]) == r"a \*b\*"
    assert escape_alt("a ~~b~~", DIALECTS["kramdown"]) is None
    assert escape_alt("a] b", DIALECTS["goldmark"]) == r"a\] b"
