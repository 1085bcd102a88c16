"""HTML as browsers read it: the tree that HTML5 prescribes for any text, as ordinary bs4 tags.

lexbor mends whatever is wrong with the markup; here its tree is copied.  (bs4's own builder for HTML5, with html5lib,
takes thirty times as long.)
"""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from bs4.element import Comment, NavigableString, PageElement, Script, Stylesheet, Tag
from selectolax.lexbor import LexborHTMLParser, LexborNode


def parse(html: str) -> BeautifulSoup:
    """The tree of a body, as a browser has it inside of the page's `<div>` for the post.

    A page's own tags (`<html>`, `<body>`, `<frameset>`) mean nothing there.
    """
    # bs4 warns of markup without a tag that looks like an address or a file's name.
    return BeautifulSoup(f"<body>{html}", builder=LexborTreeBuilder())


class LexborTreeBuilder(HTMLTreeBuilder):
    """Copies lexbor's tree node by node, in document order.

    Unlike with bs4's other builders an attribute is always one string, blanks between tags stay as they are, and the
    readings of a `<ruby>` are text like any other.
    """

    NAME = "lexbor"
    soup: BeautifulSoup

    def __init__(self) -> None:
        super().__init__(multi_valued_attributes={}, string_containers={"script": Script, "style": Stylesheet})

    def feed(self, markup: str | bytes) -> None:
        """Fill the soup, in a walk with its own stack: ten thousand nested tags are no more than a long body."""
        root = LexborHTMLParser(markup, is_fragment=True).root
        last: PageElement = self.soup
        ahead: list[tuple[LexborNode, Tag]] = [] if root is None else [(root, self.soup)]
        while ahead:
            node, parent = ahead.pop()
            element = self._element(node, parent.name)
            element.setup(parent, last)
            parent.contents.append(element)
            last = element
            after, child = node.next, node.child
            if after is not None:
                ahead.append((after, parent))
            if child is not None and isinstance(element, Tag):
                ahead.append((child, element))

    def _element(self, node: LexborNode, parent_name: str) -> PageElement:
        name = node.tag
        if name == "-text":
            return self.string_containers.get(parent_name, NavigableString)(node.text_content or "")
        if not name or name == "-comment":
            return Comment(node.comment_content or "")  # `<?php ?>` has no name, and says nothing of its text
        return Tag(self.soup, self, name, attrs={key: value or "" for key, value in node.attributes.items()})
