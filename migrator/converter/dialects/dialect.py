"""What a renderer takes as Markdown, and where it reads into a text what nobody meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(frozen=True, slots=True)
class Dialect:
    """One family of renderers.  A value, not a subclass: a renderer that differs in a field is a `replace`.

    The defaults are CommonMark's, with GitHub's tables and strike-out.
    """

    name: str
    """What profiles call it."""

    # -- how a sign is escaped

    escapable: frozenset[str] = _ASCII_PUNCTUATION
    """The signs that a backslash makes plain text; any other needs an entity."""
    backtick_in_cell: bool = True
    """A backslash makes a backtick plain text in a table's cell, too."""
    alt_escapable: frozenset[str] = _ASCII_PUNCTUATION
    """Those in an image's alternative text; with none of them, not even a backslash that is text is shown there."""
    title_escapes: bool = True
    """Backslashes work in a link's title, too; else they are shown."""

    # -- what a sign begins in a line

    pipes: bool = False
    """A `|` makes a table of any paragraph."""
    guillemets: bool = False
    """`<<` and `>>` are shown as `«` and `»`."""
    dashes: bool = False
    """`--` and `---` are shown as `–` and `—`."""
    underscores: Literal["flanking", "words"] = "flanking"
    """Which `_` are no emphasis: by CommonMark's rule, or only a single one between two letters or digits.

    Only those that could open are escaped, but in `words`, too, those that could close: emphasis of `_` around a text
    that holds a `_` of its own is not for either."""
    strike_run: int = 1
    """So many `~` on each side strike out, and so do two; 0: none do."""
    math: bool = False
    """`$$x$$` is mathematics."""
    links_addresses: bool = False
    """An address in the text becomes a link."""
    attributes: str = ""
    """What begins an attribute list, behind a mark or on a line of its own."""
    heading_attributes: str = ""
    """A regular expression for what begins an attribute list at a heading's end, up to its brace."""

    # -- what begins a block at a line's start

    number_digits: str = "[0-9]{1,9}"
    """A regular expression for the digits that number a list's item."""
    number_points: str = ".)"
    """What can stand behind them."""
    numbers_interrupt: bool = False
    """Every number begins a list in the midst of a paragraph; else only 1 does."""
    hash_needs_blank: bool = True
    """Without a blank behind its `#` a line is no heading."""
    heading_end: Literal["blank", "any"] = "blank"
    """Which `#` at a heading's end are dropped: those behind a blank, or any."""
    caret_line: bool = False
    """A line that holds only `^` ends a block, and isn't shown."""
    task_lists: bool = True
    """`[ ]` and `[x]` at the start of a list's item are boxes."""
    strips_blanks: Literal["nowhere", "one-line", "everywhere"] = "nowhere"
    """Where no-break and wide blanks at a text's start are dropped: in headings and cells, or in paragraphs, too."""

    # -- emphasis and tags

    emphasis: Literal["flanking", "anywhere"] = "flanking"
    """Where `**` and `*` are marks: by CommonMark's rule, which needs no letter outside where punctuation stands
    inside, or wherever no blank stands inside."""
    opens_apart: bool = True
    """`***a** b*` is italic that begins with bold, whatever follows on the line."""
    strikethrough: bool = True
    """`~~x~~` strikes out, where `emphasis` lets a mark stand; not with a `~` in it that is text."""
    opaque_tags: frozenset[str] = frozenset()
    """Inline elements in which Markdown is shown as it stands."""
    markdown_attribute: bool = False
    """Markdown inside block HTML needs `markdown="1"` on the tag; else blank lines around it."""
    hard_break: str = "\\"
    """What ends a line that is broken there."""

    # -- lists

    item_indent: int = 0
    """How far an item's content is indented; 0: as far as its marker is wide, the blank behind it included."""
    marker_ends_list: bool = True
    """A list with another marker is another list; else a comment must stand between."""
    list_start: Literal["number", "attribute", "html"] = "number"
    """How a list begins with another number than 1: by it, by `{:start="n"}` right below the list, or as HTML."""
    fence_in_item: bool = True
    """A fenced block can stand in a list's item."""

    # -- tables

    code_pipe: str = r"\|"
    """A `|` of a code span in a table's cell."""
    headless_tables: bool = False
    """A table needs no row of headers."""
    sign_rows: bool = True
    """A row of nothing but `+`, `-`, `=` and `:` is a row like any other."""

    # -- what there is a word for; without one it is HTML

    definition_lists: bool = False
    """`: text` below a term is its definition."""
    footnotes: bool = True
    """`[^1]` is a footnote's mark, `[^1]: text` the footnote."""
    footnotes_in_links: bool = True
    """A footnote's mark can stand in a link's text."""
    heading_ids: bool = False
    """`{#id}` at a heading's end is its anchor."""

    def __hash__(self) -> int:
        """By the name, since patterns are looked up by their dialect for every text."""
        return hash(self.name)
