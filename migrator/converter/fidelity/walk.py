"""One walk over a parser's tree, with a stack of its own so that depth costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Element:
    """What an element is to a reader."""

    flags: int = 0
    """The bits that it adds to the state of what is in it."""
    edge: str = ""
    """What parts its text from that before and after it."""
    enter: Callable[[Walk, LexborNode, int], int] | None = None
    """Given the state in the element, gives that state as it is, or `UNSEEN`."""
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

    def __init__(self, html: str, elements: Mapping[str, Element], *, line_breaks: bool) -> None:
        lower = html.lower()
        self.view = View()
        self.parts = self.view.parts
        self.elements = elements
        self.line_breaks = line_breaks
        # Most bodies have none of these, and then their elements' attributes needn't be looked at.
        self.behind = "url(" in lower or "background" in lower
        self.styled = self.behind or "style" in lower or "blogger-post-footer" in lower
        self.from_word = "mso" in lower
        self.boxed = "code" in lower
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
        parts, states, elements = self.parts, self.view.states, self.elements
        stack: list[tuple[LexborNode, Element, int]] = []
        node, state = root.child, 0
        while True:
            while node is None:
                if not stack:
                    return self.view
                left, element, before = stack.pop()
                if element.leave is not None:
                    element.leave(self, left)
                if element.edge:
                    parts.append(element.edge)
                if state != before:
                    state = before
                    states.append((len(parts), state))
                node = left.next
            tag = node.tag or "-"
            if tag == "-text":
                self.text(node.text_content or "", state)
                node = node.next
                continue
            element = elements.get(tag) or (_NOTHING if tag[0] in "-!_" else _PLAIN)
            inner = self._enter(node, tag, element, state)
            if inner == UNSEEN:
                node = node.next
                continue
            if inner != state:
                states.append((len(parts), inner))
            stack.append((node, element, state))
            node, state = node.child, inner

    def _enter(self, node: LexborNode, tag: str, element: Element, state: int) -> int:
        """The state in an element, or `UNSEEN`."""
        if element.flags == UNSEEN:
            return UNSEEN
        state |= element.flags
        if self.styled:
            state = self._styled(node, tag, state)
            if state == UNSEEN:
                return UNSEEN
        if element.edge:
            self.parts.append(element.edge)
        if element.enter is not None:
            state = element.enter(self, node, state)
            if state == UNSEEN:
                self.parts.append(element.edge)
        return state

    def text(self, text: str, state: int) -> None:
        """A piece of text."""
        if state & PREFORMATTED or self.line_breaks:
            text = text.replace("\n", LINE)
        if self.marker and not text.isspace():
            text = text.lstrip().removeprefix(self.marker)
            self.marker = ""
        self.parts.append(text)

    def _styled(self, node: LexborNode, tag: str, state: int) -> int:
        """The state in an element, by what its attributes say of its looks."""
        attributes = node.attributes
        if not attributes:
            return state
        text = attributes.get("style")
        if text:
            style = parse_style(text)
            if style.hidden:
                return UNSEEN
            for bit, on in ((BOLD, style.bold), (ITALIC, style.italic), (MONOSPACE, style.monospace)):
                state = state if on is None else state | bit if on else state & ~bit
            state |= STRUCK * style.struck | UNDERLINED * style.underlined
        if "blogger-post-footer" in (attributes.get("class") or ""):
            return UNSEEN
        if self.behind and tag not in ("img", "video"):
            self.show(shown(tag, attributes), node)
        return state

    def show(self, images: Sequence[Attributes], node: LexborNode) -> None:
        """Images that an element shows."""
        for image in images:
            address = self.link.address if self.link else ""
            self.view.images.append(SeenImage(source_of(image), image, address, len(self.parts), node))
            self.seen += 1
            if self.link:
                self.link.images.append(image)
