"""From the parser's tree to the clean tree, in one walk.

The walk keeps its own stack, so that ten thousand nested tags are no more than a long body.  What each element means
is in the table of constructs (`constructs/table.py`); an element that isn't there loses its tag and keeps its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bs4.element import Comment, NavigableString, PageElement, PreformattedString, Tag

from migrator.converter.context import Context
from migrator.converter.tree.direction import turned
from migrator.converter.tree.lines import BREAK, EDGE, Item, paragraphs, without_float
from migrator.converter.tree.listings import settle_listings
from migrator.converter.tree.nodes import Node, text_of
from migrator.converter.tree.runs import TYPEWRITER, Mark, Marks, Run
from migrator.converter.tree.styles import hides, styled, with_mark
from migrator.converter.tree.typewriter import SWITCH
from migrator.converter.tree.verse import settle_edges
from migrator.model import Note

# Of these an anchor stands before, of all others within.
_WHOLE = frozenset("table ul ol menu dir dl pre figure iframe object embed video audio details hr img".split())

# Lists in lists and quotes in quotes deeper than this are somebody's unclosed tags: their content is kept, flat.
DEEPEST_BLOCK = 24

# A single line of code in a list item reads as a part of it; in a cell or caption, even several do.
_SHORTEST_LISTINGS = {"li": 2, "dd": 2, **dict.fromkeys("td th dt caption figcaption summary".split(), 0)}


@dataclass(slots=True)
class BodyContext:
    """The state of one conversion, shared by all constructs."""

    context: Context
    constructs: Mapping[str, Construct]
    targets: frozenset[str] = frozenset()
    """Names that links within the body lead to: only these anchors are kept."""
    places: set[str] = field(default_factory=set)
    """Those of them that were found so far."""
    notes: list[Note] = field(default_factory=list)
    jumped: bool = False
    direction: str = ""
    """`rtl` or `ltr`, '' where all runs from left to right."""
    foreign: Mark | None = None
    """The mark of text that runs the other way than the post."""

    def note(self, code: str, message: str, *, advice: str = "") -> None:
        """Add a note to the run's report."""
        self.notes.append(Note(code, "", message, advice))


@dataclass(frozen=True, slots=True)
class Inside:
    """Returned by a construct whose children belong to the container that it stands in."""

    marks: Marks
    leave: Callable[[], None] | None = None
    """Called when the children are done."""


Construct = Callable[["Reader", Tag, Marks], Inside | None]


class Reader:
    """Collects the blocks of one container: the body, a list item, a quote, a cell."""

    def __init__(self, page: BodyContext, depth: int = 0) -> None:
        self.page = page
        self.depth = depth
        self.blocks: list[Node] = []
        self.items: list[Item] = []
        self.shortest_listing = 1
        """Of how many lines of typewritten text a listing may be; 0: there are none, nor is a first line indented."""

    # -- what constructs say

    def text(self, text: str, marks: Marks) -> None:
        """Text of the current line."""
        self.items.append(Run(text, marks))

    def atom(self, node: Node, marks: Marks) -> None:
        """An image or anchor that stands in the current line."""
        self.items.append(Run("", marks, node))

    def place(self, name: str, marks: Marks) -> None:
        """A place in the current line that something leads to; of several with one name the first counts."""
        if name not in self.page.places:
            self.page.places.add(name)
            self.atom(Node("a", [], {"id": name}), marks)

    def line_break(self) -> None:
        """A <br>."""
        self.items.append(BREAK)

    def edge(self) -> None:
        """The edge of a block that sets its content on a line of its own, without space around it."""
        self.items.append(EDGE)

    def paragraph(self) -> None:
        """The edge of a block with space around it: whatever was collected becomes paragraphs.

        What stands behind the last of them, on a line that isn't begun, belongs to what follows.
        """
        if self.items:
            found, behind = paragraphs(self.items, self.shortest_listing)
            self.blocks.extend(found)
            self.items[:] = behind

    def block(self, *nodes: Node) -> None:
        """Whole blocks, after what was collected so far."""
        self.paragraph()
        if self.items:
            behind = [item.node for item in self.items if isinstance(item, Run) and item.node is not None]
            anchors = [node for node in behind if node.name != "float"]
            self.blocks.extend(without_float(node) for node in behind if node.name == "float")
            self.blocks.extend([Node("p", anchors)] if anchors else [])
            self.items.clear()
        self.blocks.extend(nodes)

    def float(self, node: Node, marks: Marks) -> None:
        """A block that text flows around: it stands before the paragraph that it is in or before."""
        self.items.append(Run("", marks, Node("float", [node])))

    @property
    def in_sentence(self) -> bool:
        """Whether the line that is being collected breaks off in the middle of a sentence."""
        last = next((item for item in reversed(self.items) if not isinstance(item, Run) or item.visible), None)
        return isinstance(last, Run) and last.text.rstrip()[-1:].isalnum()

    def inside(self, tag: Tag, marks: Marks) -> list[Node]:
        """The blocks in an element that is a container of its own: an item, a quote, a cell."""
        inner = Reader(self.page, self.depth + 1)
        inner.shortest_listing = _SHORTEST_LISTINGS.get(tag.name, 1)
        if tag.name not in _WHOLE:
            inner._place_id(tag)
        return inner.read(tag.contents, self._marks_inside(tag, marks))

    def inside_all(self, contents: Sequence[PageElement], marks: Marks) -> list[Node]:
        """The blocks that several sibling elements are."""
        return Reader(self.page, self.depth + 1).read(contents, marks)

    @property
    def too_deep(self) -> bool:
        """Whether a container in this one would lie deeper than `DEEPEST_BLOCK`."""
        return self.depth >= DEEPEST_BLOCK

    # -- the walk

    def read(self, contents: Sequence[PageElement], marks: Marks = ()) -> list[Node]:
        """The blocks that these siblings and everything below them are."""
        constructs = self.page.constructs
        walks: list[tuple[Iterator[PageElement], Inside]] = [(iter(contents), Inside(marks))]
        while walks:
            siblings, place = walks[-1]
            for child in siblings:
                if isinstance(child, Tag):
                    entered = self._enter(child, constructs, place.marks)
                    if entered is not None:
                        walks.append((iter(child.contents), entered))
                        break
                elif isinstance(child, PreformattedString):
                    self._comment(child)
                else:
                    self.items.append(Run(str(child), place.marks))
            else:
                walks.pop()
                if place.leave is not None:
                    place.leave()
        self.block()
        return settle_edges(settle_listings(self.blocks))

    def _enter(self, tag: Tag, constructs: Mapping[str, Construct], marks: Marks) -> Inside | None:
        attributes = tag.attrs
        if attributes:
            style = attributes.get("style")
            if style and hides(str(style)):
                self._note_hidden(tag)
                return None
            if style or SWITCH in attributes or self.page.foreign:
                marks = self._marks_inside(tag, marks)
            if "class" in attributes and "blogger-post-footer" in attributes["class"]:
                self.page.note("feed-footer", "The feed's footer, which is no part of the post, was left out.")
                return None
        construct = constructs.get(tag.name)
        if tag.name in _WHOLE:
            self._place_id(tag)
        entered = Inside(marks) if construct is None else construct(self, tag, marks)
        if entered is not None and tag.name not in _WHOLE:
            self._place_id(tag)
        return entered

    def _marks_inside(self, tag: Tag, marks: Marks) -> Marks:
        """The marks that an element's style and direction add to or take from those around it."""
        style, switch, direction = tag.attrs.get("style"), tag.attrs.get(SWITCH), tag.attrs.get("dir")
        if style:
            marks = styled(str(style), marks)
        if direction and self.page.foreign:
            marks = turned(marks, self.page.foreign, str(direction).strip().lower())
        if switch is None:
            return marks
        return with_mark(marks, TYPEWRITER) if switch else tuple(mark for mark in marks if mark is not TYPEWRITER)

    def _place_id(self, tag: Tag) -> None:
        """An anchor for an element that a link in the body leads to; a named <a> sets its own."""
        if self.page.targets and tag.attrs.get("id") in self.page.targets and tag.name != "a":
            self.place(str(tag["id"]), ())

    def _note_hidden(self, tag: Tag) -> None:
        words = tag.get_text(" ", strip=True)
        if words:
            self.page.note("hidden-text", f"Text that the post hides from its readers was left out: {shorten(words)}")

    def _comment(self, comment: NavigableString) -> None:
        if isinstance(comment, Comment) and comment.strip().lower() == "more":
            self.jump()

    def jump(self) -> None:
        """The jump break: the first one counts."""
        if not self.page.jumped:
            self.page.jumped = True
            self.items.append(Run("", (), Node("jump")))


def inline(blocks: Sequence[Node]) -> tuple[list[Node | str], list[Node]]:
    """The blocks as inline content, with a blank line between paragraphs, and the blocks that can't be inline."""
    content: list[Node | str] = []
    others: list[Node] = []
    for block in blocks:
        if block.name != "p":
            others.append(block)
            continue
        if content:
            content.extend((Node("br"), Node("br")))
        content.extend(block.children)
    return content, others


def has_words(nodes: Sequence[Node | str]) -> bool:
    """Whether a reader sees any text."""
    return bool(text_of(nodes).strip())


def shorten(words: str, limit: int = 80) -> str:
    """The first words, for a message."""
    words = " ".join(words.split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
