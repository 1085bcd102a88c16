"""One walk over a parser's tree, with a stack of its own so that depth costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from migrator.converter.fidelity.seen import (
    BOLD,
    ITALIC,
    LINE,
    MONOSPACE,
    PREFORMATTED,
    STRUCK,
    UNDERLINED,
    Attributes,
    SeenImage,
    SeenItem,
    SeenLink,
    View,
)
from migrator.converter.tree.imagesources import shown, source_of
from migrator.converter.tree.styles import parse_style

UNSEEN = -1
"""In the place of a state: nothing in the element is seen."""


class Element(NamedTuple):
    """What an element is to a reader."""

    flags: int = 0
    """The bits that it adds to the state of what is in it."""
    edge: str = ""
    """What parts its text from that before and after it."""
    enter: Callable[[Walk, LexborNode, Attributes, int], int] | None = None
    """Given the element's attributes and the state in it, gives that state as it is, or `UNSEEN`."""
    leave: Callable[[Walk, LexborNode], None] | None = None


_PLAIN = Element()
_NOTHING = Element(UNSEEN)


@dataclass(slots=True)
class OpenList:
    """A list whose items are being seen."""

    number: int
    """The number of the next item."""
    step: int
    style: str
    empty: bool = True


@dataclass(slots=True)
class OpenTable:
    """A table whose cells are being seen."""

    rows: list[list[str]] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    """The part at which each open cell began."""
    is_data: bool = True


class Walk:
    """A walk over one document; `view` is what was seen so far."""

    def __init__(self, elements: Mapping[str, Element], *, line_breaks: bool, from_word: bool) -> None:
        self.view = View()
        self.parts = self.view.parts
        self.elements = elements
        self.line_breaks = line_breaks
        self.particular = line_breaks or from_word
        """Whether text is not always seen as it is."""
        self.link: SeenLink | None = None
        self.seen = 0
        """How many images and players were seen."""
        self.marker = ""
        """What is yet to come of a list item's marker that Word typed as text, and that is no word."""
        self.open_items: list[SeenItem | None] = []
        self.open_lists: list[OpenList] = []
        self.open_tables: list[OpenTable] = []
        self.open_headings: list[tuple[int, int]] = []
        """Part and number of tables where each began."""
        self.open_codes = 0
        self.tables = 0
        """How many tables were seen."""

    def over(self, root: LexborNode) -> View:
        """What is seen below a node."""
        append, states, elements = self.parts.append, self.view.states, self.elements
        stack: list[tuple[LexborNode, Element, int]] = []
        node, state = root.child, 0
        while True:
            while node is None:
                if not stack:
                    return self.view
                left, (_, edge, _, leave), before = stack.pop()
                if leave is not None:
                    leave(self, left)
                if edge:
                    append(edge)
                if state != before:
                    state = before
                    states.append((len(self.parts), state))
                node = left.next
            tag = node.tag or "-"
            if tag == "-text":
                text = node.text_content or ""
                append(self._text(text, state) if self.particular or state & PREFORMATTED else text)
            elif tag == "br":
                append(LINE)
            else:
                element = elements.get(tag) or (_NOTHING if tag[0] in "-!_" else _PLAIN)
                inner = self._enter(node, tag, element, state)
                if inner != UNSEEN:
                    if inner != state:
                        states.append((len(self.parts), inner))
                    stack.append((node, element, state))
                    node, state = node.child, inner
                    continue
            node = node.next

    def _enter(self, node: LexborNode, tag: str, element: Element, state: int) -> int:
        """The state in an element, or `UNSEEN`."""
        flags, edge, enter, _ = element
        if flags == UNSEEN:
            return UNSEEN
        state |= flags
        attributes = node.attributes
        if attributes and not _LOOKS.isdisjoint(attributes):
            state = self._styled(node, tag, attributes, state)
            if state == UNSEEN:
                return UNSEEN
        if edge:
            self.parts.append(edge)
        if enter is not None:
            state = enter(self, node, attributes, state)
            if state == UNSEEN:
                self.parts.append(edge)
        return state

    def _text(self, text: str, state: int) -> str:
        """A piece of text, as it is seen where newlines end lines or Word typed a marker."""
        if state & PREFORMATTED or self.line_breaks:
            text = text.replace("\n", LINE)
        if self.marker and not text.isspace():
            text = text.lstrip().removeprefix(self.marker)
            self.marker = ""
        return text

    def _styled(self, node: LexborNode, tag: str, attributes: Attributes, state: int) -> int:
        """The state in an element, by what its attributes say of its looks."""
        behind = "background" in attributes
        text = attributes.get("style")
        if text:
            kept, added, has_background = _looks(text)
            if added == UNSEEN:
                return UNSEEN
            state = state & kept | added
            behind = behind or has_background
        names = attributes.get("class")
        if names and "blogger-post-footer" in names:
            return UNSEEN
        if behind and tag not in ("img", "video"):
            for image in shown(tag, attributes):
                self.show(source_of(image), image, node)
        return state

    def show(self, source: str, attributes: Attributes, node: LexborNode) -> None:
        """An image that an element shows."""
        link = self.link
        self.view.images.append(SeenImage(source, attributes, link.address if link else "", len(self.parts), node))
        self.seen += 1
        if link:
            link.images.append(source)


_LOOKS = frozenset({"style", "class", "background"})


@lru_cache(maxsize=8192)
def _looks(text: str) -> tuple[int, int, bool]:
    """What a style attribute's text means: the bits that stay, those that come, and whether images lie behind.

    `UNSEEN` comes where it hides.
    """
    style = parse_style(text)
    kept, added = -1, STRUCK * style.struck | UNDERLINED * style.underlined
    for bit, on in ((BOLD, style.bold), (ITALIC, style.italic), (MONOSPACE, style.monospace)):
        if on is not None:
            kept &= ~bit
            added |= bit * on
    return kept, UNSEEN if style.hidden else added, bool(style.backgrounds)
