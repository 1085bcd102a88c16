"""The tree is the one that browsers build, of real bs4 tags, whatever is wrong with the markup."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Script, Tag

from migrator.converter.tree.parser import parse

UNTOUCHED = {
    "nothing": "",
    "text": "Plain, with \u00a0, \u3000 and 🎉",
    "blanks between tags": "<p>a</p>\n\n  <p>b</p>\n",
    "nesting": '<div class="a b"><b>bold <i>both</i></b> and <a href="/x?a=1&amp;b=2">link</a></div>',
    "lines": "one<br/>two<hr/>three",
    "a list": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "a table": "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
    "code": "<pre>  a\n\n    b &lt;c&gt;\n</pre>",
    "a script": "<script>if (a < b && c) { '<p>' }</script>",
    "the jump break": "a<!--more-->b",
    "an unknown element": "<o:p>a</o:p><custom-thing>b</custom-thing>",
    "mathematics": "<math><mi>a</mi><mspace></mspace></math>",
}

MENDED = {
    "a tag that closes nothing": ("one</p>two</div></b>three", "one<p></p>twothree"),
    "a paragraph in a paragraph": ("<p>one<p>two", "<p>one</p><p>two</p>"),
    "a block in a paragraph": ("<p>one<div>two</div>three</p>", "<p>one</p><div>two</div>three<p></p>"),
    "a heading closed as another": ("<h2>Title</h3>Text", "<h2>Title</h2>Text"),
    "an item closed around its box": (
        "<ul><li><div>a</li><li>b</li></ul>",
        "<ul><li><div>a</div></li><li>b</li></ul>",
    ),
    "a quote closed around its box": ("<blockquote><div>a</blockquote>b", "<blockquote><div>a</div></blockquote>b"),
    "overlapping marks": ("<b>one <i>two</b> three</i>", "<b>one <i>two</i></b><i> three</i>"),
    "bold closed inside of a block": ("<b><div>a</b> b</div> c", "<b></b><div><b>a</b> b</div> c"),
    "bold that nobody closed": ("<p><b>a<p>b", "<p><b>a</b></p><p><b>b</b></p>"),
    "a link closed inside of a block": (
        '<a href="/x"><div>a</a> b</div> c',
        '<a href="/x"></a><div><a href="/x">a</a> b</div> c',
    ),
    "a link closed by its box": (
        '<div><a href="/x"></div>text',
        '<div><a href="/x"></a></div><a href="/x">text</a>',
    ),
    "a link in a link": (
        '<a href="/x">a<a href="/y">b</a>c</a>',
        '<a href="/x">a</a><a href="/y">b</a>c',
    ),
    "rows and cells without a table": ("<tr><td>a</td><td>b</td></tr>", "ab"),
    "cells without a row": (
        "<table><td>a</td><thead><td>b</td></thead></table>",
        "<table><tbody><tr><td>a</td></tr></tbody><thead><tr><td>b</td></tr></thead></table>",
    ),
    "text between rows": (
        "<table><tr><td>a</td></tr>lost<tr><td>b</td></tr></table>",
        "lost<table><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>",
    ),
    "a table in a paragraph": ("<p>a<table></table>", "<p>a</p><table></table>"),
    "a list in a list": ("<ul><ul><li>a</ul></ul>", "<ul><ul><li>a</li></ul></ul>"),
    "an element written as empty": ("<div/>a<b/>b", "<div>a<b>b</b></div>"),
    "names and attributes in capitals": ('<IMG SRC="a.png" ALT=b>', '<img alt="b" src="a.png"/>'),
    "an attribute twice": ('<a href="/x" href="/y" download>a</a>', '<a download="" href="/x">a</a>'),
    "attributes without quotes": ("<a href=/x?a=1&b=2>a</a>", '<a href="/x?a=1&amp;b=2">a</a>'),
    "a reference without its semicolon": ("&copy 2005 &amp; &nosuch; &#151;", "© 2005 &amp; &amp;nosuch; —"),
    "the first newline of code": ("<pre>\na</pre>", "<pre>a</pre>"),
    "a page around the post": (
        '<html><head><title>t</title></head><body class="x"><p>a</p></body></html><!--more-->b',
        "<title>t</title><p>a</p><!--more-->b",
    ),
    "a frameset": ("a<frameset><frame src=x></frameset>b", "ab"),
    "an image by its oldest name": ("<image src=x>", '<img src="x"/>'),
    "a tag that is cut off": ('a<img src="b', "a"),
    "a comment that is never closed": ("a<!-- b <p>c</p>", "a<!--b <p>c</p>-->"),
    "what no comment is": ("a<![CDATA[b]]>c", "a<!--[CDATA[b]]-->c"),
    "a NUL": ("a\0b", "ab"),
}


@pytest.mark.parametrize("html", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_is_right_stays_as_it_is(html: str) -> None:
    assert parse(html).decode() == html


@pytest.mark.parametrize(("html", "tree"), MENDED.values(), ids=MENDED)
def test_what_is_wrong_becomes_what_a_browser_makes_of_it(html: str, tree: str) -> None:
    assert _sorted_attributes(parse(html)) == tree


def _sorted_attributes(soup: BeautifulSoup) -> str:
    for tag in soup.find_all(True):
        tag.attrs = dict(sorted(tag.attrs.items()))
    return soup.decode()


@pytest.mark.parametrize("html", [html for html, _ in MENDED.values()], ids=MENDED)
def test_every_node_knows_its_neighbours(html: str) -> None:
    soup = parse(html)
    order: list[PageElement] = [soup, *_below(soup)]
    for at, node in enumerate(order):
        assert node.previous_element is (order[at - 1] if at else None)
        assert node.next_element is (order[at + 1] if at + 1 < len(order) else None)
        if isinstance(node, Tag):
            for number, child in enumerate(node.contents):
                assert child.parent is node
                assert child.previous_sibling is (node.contents[number - 1] if number else None)
                assert child.next_sibling is (node.contents[number + 1] if number + 1 < len(node.contents) else None)


def _below(tag: Tag) -> list[PageElement]:
    found: list[PageElement] = []
    for child in tag.contents:
        found.append(child)
        found.extend(_below(child) if isinstance(child, Tag) else [])
    return found


def test_texts_are_of_their_kinds() -> None:
    soup = parse("a<!--b--><script>c</script><ruby>d<rt>e</rt></ruby><?php f ?>")
    assert [type(text) for text in soup.descendants if not isinstance(text, Tag)] == [
        NavigableString, Comment, Script, NavigableString, NavigableString, Comment,
    ]  # fmt: skip
    assert soup.get_text() == "ade"


def test_the_tree_can_be_changed() -> None:
    soup = parse('<p class="a b">one <b>two</b></p>')
    bold = soup.find("b")
    assert isinstance(bold, Tag)
    bold.insert_before(soup.new_tag("img", attrs={"src": "x"}))
    bold.unwrap()
    assert soup.decode() == '<p class="a b">one <img src="x"/>two</p>'


def test_an_address_alone_is_a_body_like_any_other() -> None:
    assert parse("https://x.example/a.html").decode() == "https://x.example/a.html"
