"""What a reader sees of a piece of HTML, for comparing a post with its Markdown.

It uses a parser and a walk of its own, not the converter's: a check that shared them would share their mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrator.converter.constructs.embeds import uploaded
from migrator.converter.constructs.lists import WORD_MARKER, is_word_item
from migrator.converter.fidelity.words import (
    UNSEEN,
    code_of,
    folded,
    is_footnote_marker,
    is_gutter,
    is_left_out,
    lines_of,
    text_of,
    words,
)
from migrator.converter.tree.imagesources import LIES_BEHIND, is_tracker, shown, source_of

_BLOCKS = frozenset(
    "address article aside blockquote br body caption center dd details div dl dt embed fieldset figcaption figure "
    "footer form frame h1 h2 h3 h4 h5 h6 header hr iframe img legend li listing main menu nav object ol optgroup "
    "option p pre section summary table tbody td textarea tfoot th thead tr ul video audio xmp".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CODE = frozenset({"pre", "textarea", "xmp", "listing"})
_PLAYERS = frozenset({"iframe", "frame", "object", "embed", "video", "audio", "source"})
_MEDIA = frozenset({"video", "audio", "source"})
_SHOWING = frozenset({"img", "video"})
_PLAYING = frozenset({"iframe", "video", "audio"})
_NO_DATA = "table table, .code pre, td.gutter, td.linenos, td.rouge-gutter"


Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class View:
    """Everything a reader can see, in the order of the page."""

    text: str = ""
    links: list[tuple[str, str, list[Attributes]]] = field(default_factory=list)
    """The address, the words and the images' attributes of each link."""
    images: list[tuple[Attributes, str]] = field(default_factory=list)
    """The attributes of each image and the address of the link around it."""
    headings: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    tables: list[list[str]] = field(default_factory=list)
    """The cells of each table of data that hold words."""
    items: int = 0
    embeds: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    """What <audio> and <video> play."""

    @property
    def words(self) -> list[str]:
        """Every word and every other visible character."""
        return words(self.text)


def view_of(html: str) -> View:
    """What a reader sees of this HTML."""
    may_hide = "none" in html.lower() or "blogger-post-footer" in html
    walk = _Walk(may_hide=may_hide, may_lie_behind=LIES_BEHIND.search(html) is not None)
    body = LexborHTMLParser(f"<!doctype html><body>{html}</body>").body
    if body is not None:
        walk.over(body)
    walk.view.text = "".join(walk.parts)
    return walk.view


class _Walk:
    """One walk over a document, with a stack of its own so that depth costs nothing."""

    def __init__(self, *, may_hide: bool, may_lie_behind: bool) -> None:
        self.may_hide = may_hide
        self.may_lie_behind = may_lie_behind
        self.view = View()
        self.parts: list[str] = []
        self.link = ""
        self.shown = 0
        """How many texts and images were seen so far."""
        self.items: list[int] = []
        """How many there were where each list item that is still open began."""
        self.codes = 0
        """How many elements of code are open: one in another is no other code."""
        self.marker = ""
        """What is yet to come of a list item's marker that Word typed as text, and that is no word."""

    def over(self, root: LexborNode) -> None:
        stack: list[LexborNode | str] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                self._leave(node)
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag == "script":
                self._script(node)
            elif (tag == "a" and is_footnote_marker(node)) or (tag == "td" and is_gutter(node)):
                continue
            elif tag not in UNSEEN and tag[0] not in "-!_" and not (self.may_hide and is_left_out(node)):
                self._enter(node, tag)
                if tag in _BLOCKS or tag == "a":
                    stack.append(tag)
                # What a player holds besides its sources is for browsers that can't play them.
                children = node.css("source") if tag in _PLAYING else list(node.iter(include_text=True))
                stack.extend(reversed(children))

    def _text(self, text: str) -> None:
        if self.marker and text.strip():
            text = text.lstrip().removeprefix(self.marker)
            self.marker = ""
        self.parts.append(text)
        self.shown += not text.isspace()

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a":
            self._enter_link(node)
        elif tag == "li":
            self.items.append(self.shown)
        elif tag == "area":
            self._area(node)
        elif tag in _HEADINGS:
            self._heading(node)
        elif tag in _CODE:
            self._enter_code(node)
        elif tag in _PLAYERS:
            self._player(node, tag)
        elif tag == "table":
            self._table(node)
        elif tag == "p" and is_word_item(node.attributes):
            marker = WORD_MARKER.match(text_of(node))
            self.marker = marker[0].strip() if marker else ""
        images = shown(tag, _attributes(node, tag)) if tag in _SHOWING or self.may_lie_behind else []
        self.view.images += [(image, self.link) for image in images]
        self.shown += len(images)

    def _leave(self, tag: str) -> None:
        if tag == "a":
            self.link = ""
            return
        self.parts.append("\n")
        if tag == "li":
            self.view.items += self.shown > self.items.pop()
        elif tag in _CODE:
            self.codes -= 1

    def _enter_link(self, node: LexborNode) -> None:
        self.link = (node.attributes.get("href") or "").strip()
        images = [image.attributes for image in node.css("img")]
        seen: list[Attributes] = [dict(image) for image in images if source_of(image) and not is_tracker(image)]
        if self.link and (text_of(node).strip() or seen):
            self.view.links.append((self.link, text_of(node), seen))

    def _area(self, node: LexborNode) -> None:
        """A part of an image that leads somewhere."""
        address = (node.attributes.get("href") or "").strip()
        name = node.attributes.get("alt") or node.attributes.get("title") or address
        if address:
            self.view.links.append((address, name, []))
            self.parts.append(f"\n{name}\n")

    def _heading(self, node: LexborNode) -> None:
        if text_of(node).strip() and not node.css_first("table"):
            self.view.headings.append(text_of(node))

    def _enter_code(self, node: LexborNode) -> None:
        if not self.codes:
            self.view.codes.append(code_of(node))
        self.codes += 1

    def _player(self, node: LexborNode, tag: str) -> None:
        address = _played(node, tag).strip()
        if address and address != "about:blank":
            (self.view.media if tag in _MEDIA else self.view.embeds).append(address)

    def _script(self, node: LexborNode) -> None:
        """Of scripts a reader sees what they show: a gist, highlighted code, a formula."""
        address, kind = node.attributes.get("src") or "", node.attributes.get("type") or ""
        text = node.text(deep=True)
        if "gist.github.com" in address:
            self.view.embeds.append(address)
        elif kind == "syntaxhighlighter":
            code = text.strip().removeprefix("<![CDATA[").removesuffix("]]>")
            self.view.codes.append(lines_of(code))
            self.parts.append(f"\n{code}\n")
        elif "math/tex" in kind:
            self.parts.append(f"\\[{text}\\]" if "display" in kind else f"\\({text}\\)")

    def _table(self, node: LexborNode) -> None:
        """A table of data: at least two rows and two columns that hold words, and no table inside."""
        if "tr-caption-container" in (node.attributes.get("class") or "") or node.css_first(_NO_DATA):
            return
        rows = [[folded(text_of(cell)) for cell in row.css("td, th")] for row in node.css("tr")]
        rows = [row for row in rows if any(row)]
        if len(rows) > 1 and max(map(len, rows)) > 1 and sum(bool(cell) for row in rows for cell in row) > 1:
            self.view.tables.append([cell for row in rows for cell in row if cell])


def _attributes(node: LexborNode, tag: str) -> Attributes:
    """The attributes of an element; an <img> without an address has that of the <picture> that it stands in."""
    around = node.parent if tag == "img" and not source_of(node.attributes) else None
    source = around.css_first("source") if around is not None and around.tag == "picture" else None
    return node.attributes if source is None else {**node.attributes, **source.attributes}


def _played(node: LexborNode, tag: str) -> str:
    """What a player plays: an address, or the number of a video that was uploaded to Blogger."""
    attributes = node.attributes
    if tag == "embed" and node.parent is not None and uploaded(node.parent.attributes):
        return ""  # it plays what the <object> around it does
    if attributes.get("youtube-src-id"):
        return f"https://www.youtube.com/embed/{attributes['youtube-src-id']}"
    address = attributes.get("src") or attributes.get("data") or ""
    if not address or address == "about:blank":
        address = attributes.get("data-src") or ""
    if tag == "object" and uploaded(attributes):
        return uploaded(attributes)
    if tag == "object" and not address:
        values = {
            (part.attributes.get("name") or "").lower(): part.attributes.get("value") for part in node.css("param")
        }
        address = values.get("movie") or values.get("src") or ""
    return address
