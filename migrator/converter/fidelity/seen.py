"""What a reader sees of a document, as values that two documents are compared by.

Where something stands is told by `part`: how many pieces of text stand before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from migrator.converter.fidelity.words import words

Attributes = Mapping[str, str | None]

BOLD, ITALIC, STRUCK, UNDERLINED, RAISED, LOWERED = (1 << bit for bit in range(6))
MONOSPACE, HEADING, HEADER_CELL, PREFORMATTED, CAPTION, LINK, NOTES, TYPED_ITEM = (1 << bit for bit in range(6, 14))
"""`NOTES`: the footnotes that a renderer sets at the end.  `TYPED_ITEM`: a list item that is one by its marker only."""
LIST, QUOTE = 1 << 16, 1 << 24
"""The state of a letter is a set of the bits above, plus LIST for every list around it and QUOTE for every quote."""

LINE, EDGE, GAP, IMAGE = "\x1d", "\x1e", "\x1f", "\x1c"
"""Pieces of text for a line break, the edge of a block, that of one with space around it, an image or player.

To `str.split` they are blanks."""


@dataclass(slots=True)
class SeenLink:
    """A link."""

    address: str
    part: int
    end: int = 0
    images: list[str] = field(default_factory=list)
    """The addresses of the images in it."""


@dataclass(slots=True)
class SeenImage:
    """An image."""

    source: str
    """Its address."""
    attributes: Attributes
    link: str
    """The address of the link around it."""
    part: int
    node: LexborNode


@dataclass(slots=True)
class SeenEmbed:
    """What a player or frame shows."""

    address: str
    part: int
    tag: str
    """Of the element that plays it."""


@dataclass(slots=True)
class SeenItem:
    """An item of a list."""

    part: int
    marker: str
    """What stands before it: a number, with its style if it has one, or a bullet."""
    images: int
    """How many images and players stand before it; when it is closed, how many it holds."""
    end: int = 0


@dataclass(slots=True)
class View:
    """Everything a reader can see, in the order of the page."""

    parts: list[str] = field(default_factory=list)
    """Pieces of text, and `LINE`, `EDGE`, `GAP` and `IMAGE` between them."""
    states: list[tuple[int, int]] = field(default_factory=list)
    """Part and the state that holds from there on."""
    links: list[SeenLink] = field(default_factory=list)
    images: list[SeenImage] = field(default_factory=list)
    embeds: list[SeenEmbed] = field(default_factory=list)
    items: list[SeenItem] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    """The rows of each table that may be one of data."""

    @property
    def text(self) -> str:
        """The pieces as one."""
        return "".join(self.parts)

    @property
    def words(self) -> list[str]:
        """Every word and every other visible character."""
        return words(self.text)
