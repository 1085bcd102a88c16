"""What a reader sees of a piece of HTML, for comparing a post with its Markdown.

It uses a parser and a walk of its own, not the converter's: a check that shared them would share their mistakes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrator.converter.footnotes import MARKER, place_in_body
from migrator.converter.lists import WORD_MARKER, is_word_item
from migrator.converter.showing import is_tracker, shown, source_of

_BLOCKS = frozenset(
    "address article aside blockquote br body caption center dd details div dl dt embed fieldset figcaption figure "
    "footer form frame h1 h2 h3 h4 h5 h6 header hr iframe img legend li main menu nav object ol optgroup option p pre "
    "section summary table tbody td textarea tfoot th thead tr ul video audio xmp".split()
)
_UNSEEN = frozenset("style noscript template head title meta link base noembed noframes".split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CODE = frozenset({"pre", "textarea", "xmp", "listing"})
_PLAYERS = frozenset({"iframe", "frame", "object", "embed", "video", "audio", "source"})
_MEDIA = frozenset({"video", "audio", "source"})
_PLAYING = frozenset({"iframe", "video", "audio"})
_NO_DATA = "table table, .code pre, td.gutter, td.linenos, td.rouge-gutter"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_BLANKS = dict.fromkeys(map(ord, " \t\r\n\xa0"))
_WORD = re.compile(r"[^\W_]+|[^\s]")


Attributes = Mapping[str, str | None]


@dataclass(slots=True)
class View:
    """Everything a reader can see, in the order of the page."""

    text: str = ""
    links: list[tuple[str, str, list[Attributes]]] = field(default_factory=list)
    """The address, the words and the pictures' attributes of each link."""
    pictures: list[tuple[Attributes, str]] = field(default_factory=list)
    """The attributes of each picture and the address of the link around it."""
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


def words(text: str) -> list[str]:
    """Words and single other characters, the same however a renderer composes or spaces them."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.translate(_ZERO_WIDTH)))


def see(html: str) -> View:
    """What a reader sees of this HTML."""
    walk = _Walk(may_hide="none" in html or "blogger-post-footer" in html)
    body = LexborHTMLParser(f"<!doctype html><body>{html}</body>").body
    if body is not None:
        walk.over(body)
    walk.view.text = "".join(walk.parts)
    return walk.view


class _Walk:
    """One walk over a document, with a stack of its own so that depth costs nothing."""

    def __init__(self, *, may_hide: bool) -> None:
        self.may_hide = may_hide
        self.view = View()
        self.parts: list[str] = []
        self.link = ""
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
            elif _is_jump(node, tag):
                self.parts.append("\n")
            elif (tag == "a" and _is_footnote_marker(node)) or (tag == "td" and _is_gutter(node)):
                continue
            elif tag not in _UNSEEN and tag[0] not in "-!_" and not (self.may_hide and _is_left_out(node)):
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

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a":
            self._enter_link(node)
        elif tag == "li":
            self.view.items += bool(_text(node).strip() or node.css_first("img"))
        elif tag in _HEADINGS:
            if _text(node).strip() and not node.css_first("table"):
                self.view.headings.append(_text(node))
        elif tag in _CODE:
            self.view.codes.append(code_of(node))
        elif tag in _PLAYERS:
            self._player(node, tag)
        elif tag == "table":
            self._table(node)
        elif tag == "p" and is_word_item(node.attributes):
            marker = WORD_MARKER.match(_text(node))
            self.marker = marker[0].strip() if marker else ""
        self.view.pictures += [(picture, self.link) for picture in shown(tag, _attributes(node, tag))]

    def _leave(self, tag: str) -> None:
        if tag == "a":
            self.link = ""
        else:
            self.parts.append("\n")

    def _enter_link(self, node: LexborNode) -> None:
        self.link = (node.attributes.get("href") or "").strip()
        pictures = [picture.attributes for picture in node.css("img")]
        seen: list[Attributes] = [
            dict(picture) for picture in pictures if source_of(picture) and not is_tracker(picture)
        ]
        if self.link and (_text(node).strip() or seen):
            self.view.links.append((self.link, _text(node), seen))

    def _player(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        address = attributes.get("src") or attributes.get("data") or ""
        if not address or address == "about:blank":
            address = attributes.get("data-src") or ""
        if attributes.get("youtube-src-id"):
            address = f"https://www.youtube.com/embed/{attributes['youtube-src-id']}"
        if tag == "object" and not address:
            values = {
                (part.attributes.get("name") or "").lower(): part.attributes.get("value") for part in node.css("param")
            }
            address = values.get("movie") or values.get("src") or ""
        if address.strip() and address != "about:blank":
            (self.view.media if tag in _MEDIA else self.view.embeds).append(address.strip())

    def _script(self, node: LexborNode) -> None:
        """Of scripts a reader sees what they show: a gist, highlighted code, a formula."""
        address, kind = node.attributes.get("src") or "", node.attributes.get("type") or ""
        text = node.text(deep=True)
        if "gist.github.com" in address:
            self.view.embeds.append(address)
        elif kind == "syntaxhighlighter":
            code = text.strip().removeprefix("<![CDATA[").removesuffix("]]>")
            self.view.codes.append(_lines(code))
            self.parts.append(f"\n{code}\n")
        elif "math/tex" in kind:
            self.parts.append(f"\\[{text}\\]" if "display" in kind else f"\\({text}\\)")

    def _table(self, node: LexborNode) -> None:
        """A table of data: at least two rows and two columns that hold words, and no table inside."""
        if "tr-caption-container" in (node.attributes.get("class") or "") or node.css_first(_NO_DATA):
            return
        rows = [[_folded(_text(cell)) for cell in row.css("td, th")] for row in node.css("tr")]
        rows = [row for row in rows if any(row)]
        if len(rows) > 1 and max(map(len, rows)) > 1 and sum(bool(cell) for row in rows for cell in row) > 1:
            self.view.tables.append([cell for row in rows for cell in row if cell])


def _attributes(node: LexborNode, tag: str) -> Attributes:
    """The attributes of an element; an <img> without an address has that of the <picture> that it stands in."""
    around = node.parent if tag == "img" and not source_of(node.attributes) else None
    source = around.css_first("source") if around is not None and around.tag == "picture" else None
    return node.attributes if source is None else {**node.attributes, **source.attributes}


def _is_footnote_marker(node: LexborNode) -> bool:
    """Whether a link is the marker of a footnote or the way back from one: renderers write these as they like."""
    href = node.attributes.get("href") or ""
    return bool(place_in_body(href)) and MARKER.fullmatch(_text(node).strip()) is not None


def _is_jump(node: LexborNode, tag: str) -> bool:
    """Whether this is the jump break, which parts what stands around it."""
    if tag == "-comment":
        return str(node.comment_content or "").strip().lower() == "more"
    return tag == "a" and "more" in (node.attributes.get("name"), node.attributes.get("id")) and not _text(node)


def _is_gutter(node: LexborNode) -> bool:
    """Whether a cell does nothing but number the lines of the code beside it."""
    names = node.attributes.get("class") or ""
    return ("gutter" in names or "lineno" in names) and _text(node).translate(_BLANKS).isdigit()


def _is_left_out(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(attributes) and (
        "blogger-post-footer" in (attributes.get("class") or "")
        or _HIDDEN.search(attributes.get("style") or "") is not None
    )


def _text(node: LexborNode) -> str:
    return node.text(deep=True, separator="")


def _folded(text: str) -> str:
    return "".join(words(text))


def code_of(node: LexborNode) -> str:
    """The text of code, a <br> or a block as a line, as it is compared: without blank lines and trailing blanks."""
    parts: list[str] = []
    stack: list[LexborNode | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "-text":
            parts.append(item.text_content or "")
        elif item.tag == "br":
            parts.append("\n")
        elif item.tag not in _UNSEEN and (item.tag or "-")[0] not in "-!_":
            edge = "\n" if item.tag in ("div", "p", "li", "tr") else ""
            parts.append(edge)
            stack.append(edge)
            stack.extend(reversed(list(item.iter(include_text=True))))
    return _lines("".join(parts))


def _lines(code: str) -> str:
    lines = code.replace("\xa0", " ").translate(_ZERO_WIDTH).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())
