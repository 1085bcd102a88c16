"""Images: what stays of an <img>, what lies behind other elements, and captions as figures."""

from __future__ import annotations

import re
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import Tag

from migrator.converter.constructs.links import Link
from migrator.converter.tree.imagesources import backgrounds, is_local, is_pattern, is_tracker, source_of
from migrator.converter.tree.nodes import Node, descendants
from migrator.converter.tree.reader import BodyContext, Inside, Reader, has_words, inline, shorten
from migrator.converter.tree.runs import Marks, Run, nest
from migrator.converter.tree.styles import parse_style

_EXTENSION = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|avif|heic)$", re.IGNORECASE)
_UNSPOKEN = re.compile(rf"[\d_]|{_EXTENSION.pattern}", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    rf"(?:image|img|picture|photo)[ _-]?\d*|\S+{_EXTENSION.pattern.removesuffix('$')}", re.IGNORECASE
)
_ROWS = frozenset({"tr", "tbody", "thead", "tfoot"})
_BLOCKS = frozenset(
    "address article aside blockquote center details dir div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr main menu nav ol p section table tbody tfoot thead tr ul".split()
)


def image(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An <img>: the image in its line, or set before the paragraph if text was to flow around it."""
    source = source_of(tag.attrs) or _picture_source(tag)
    if not source:
        _note_local(reader.page, str(tag.get("src") or ""))
        return None
    if is_tracker(tag.attrs):
        reader.page.note("tracker", f"A tracking image was left out: {source[:100]}")
        return None
    link = next((mark for mark in marks if isinstance(mark, Link)), None)
    address, only_larger = reader.page.context.image(source, link.source if link else "")
    attrs = {"src": address, "alt": _attribute_text(tag, "alt", source), "title": _attribute_text(tag, "title", source)}
    kept = tuple(mark for mark in marks if mark is link and not only_larger)
    node = Node("img", [], {name: value for name, value in attrs.items() if value or name != "title"})
    if _is_floating(tag):
        reader.float(Node("p", nest([Run("", kept, node)])), marks)
    else:
        reader.atom(node, kept)
    return None


def _note_local(page: BodyContext, source: str) -> None:
    if is_local(source):
        page.note(
            "image-local",
            f"An image lies on the computer that the post was written on: {shorten(source, 100)}",
            advice="No reader ever saw it; put its file beside the post if you still have it",
        )


def _picture_source(tag: Tag) -> str:
    """The address of a <picture>'s <img> that has none of its own."""
    around = tag.find_parent("picture")
    source = around.find("source") if around is not None else None
    return source_of(source.attrs) if isinstance(source, Tag) else ""


def lay_open(soup: BeautifulSoup, page: BodyContext) -> None:
    """Give every image that lies behind an element a place of its own, before its words."""
    for tag in soup.find_all(lambda each: "style" in each.attrs or "background" in each.attrs):
        for address in backgrounds(tag.name, tag.attrs):
            if is_pattern(tag.name, tag.attrs, address):
                page.note("background-pattern", f"A pattern behind the text was left out: {shorten(address, 100)}")
            else:
                _insert_image(soup.new_tag("img", attrs={"src": address}), tag, soup)


def _insert_image(image: Tag, tag: Tag, soup: BeautifulSoup) -> None:
    """Set the image into what stands in a line or is a cell, into the first cell of a row, else before the block."""
    cell = tag.find(["td", "th"]) if tag.name in _ROWS else None
    if isinstance(cell, Tag) or tag.name not in _BLOCKS:
        (cell or tag).insert(0, image)
        return
    before = soup.new_tag("p")
    before.append(image)
    tag.insert_before(before)


def _attribute_text(tag: Tag, name: str, source: str) -> str:
    """An attribute's text in one line; '' where no person wrote it: `image`, or the name of a file."""
    text = " ".join(str(tag.get(name) or "").split())
    is_own_name = _UNSPOKEN.search(text) and _file_name(text) == _file_name(source)
    return "" if is_own_name or _SAYS_NOTHING.fullmatch(text) else text


def _file_name(address: str) -> str:
    """`/a/DSC%20001.jpg` -> `dsc 001`."""
    name = unquote(address.partition("?")[0].rpartition("/")[2]).replace("+", " ").replace("_", " ")
    return _EXTENSION.sub("", name).strip().lower()


def _is_floating(tag: Tag) -> bool:
    if str(tag.get("align") or "").lower() in ("left", "right"):
        return True
    return any(
        element is not None and parse_style(str(element.get("style") or "")).floats for element in (tag, tag.parent)
    )


def captioned(reader: Reader, table: Tag, marks: Marks) -> Inside | None:
    """Blogger's caption, a table of two rows, as a figure."""
    if reader.too_deep:
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    own = _own_cells(table)
    captions = ["tr-caption" in str(cell.get("class") or "").split() for cell in own]
    pairs = list(zip(own, captions, strict=True))
    shown = [block for cell, is_caption in pairs if not is_caption for block in reader.inside(cell, marks)]
    caption = [block for cell, is_caption in pairs if is_caption for block in reader.inside(cell, marks)]
    figure = figure_of(shown, caption)
    if _is_floating(table) and len(figure) == 1 and reader.in_sentence:
        reader.float(figure[0], marks)
    else:
        reader.block(*figure)
    return None


def _own_cells(table: Tag) -> list[Tag]:
    """The table's own cells, not those of tables in them."""
    cells: list[Tag] = []
    parts = [*reversed(table.contents)]
    while parts:
        part = parts.pop()
        if isinstance(part, Tag) and part.name in ("td", "th"):
            cells.append(part)
        elif isinstance(part, Tag) and part.name != "table":
            parts.extend(reversed(part.contents))
    return cells


def figure(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <figure>: with its caption if it has one, else just what it shows."""
    caption_tag = _caption_of(tag)
    if caption_tag is None or reader.too_deep:
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    caption = reader.inside(caption_tag, marks)
    caption_tag.extract()
    reader.block(*figure_of(reader.inside(tag, marks), caption))
    return None


def _caption_of(tag: Tag) -> Tag | None:
    """The <figcaption>, a child as HTML wants it or in a box of its own; further down it is another figure's."""
    boxes = [tag, *(child for child in tag.contents if isinstance(child, Tag) and child.name != "figure")]
    parts = (part for box in boxes for part in box.contents)
    return next((part for part in parts if isinstance(part, Tag) and part.name == "figcaption"), None)


def figure_of(shown: list[Node], caption: list[Node]) -> list[Node]:
    """A figure of the images and the words under them; whatever can't be part of one stands before or after it."""
    words, below = _leading_paragraphs(caption)
    first = next((at for at, block in enumerate(shown) if block.name == "p" and _has_image(block)), None)
    if first is None or not has_words(words):
        return [*shown, *caption]
    images, beside = _leading_paragraphs(shown[first:])
    return [*shown[:first], Node("figure", [*images, Node("figcaption", words)]), *beside, *below]


def _leading_paragraphs(blocks: list[Node]) -> tuple[list[Node | str], list[Node]]:
    """The content of the paragraphs up to the first other block, and the rest."""
    end = next((at for at, block in enumerate(blocks) if block.name != "p"), len(blocks))
    return inline(blocks[:end])[0], blocks[end:]


def _has_image(block: Node) -> bool:
    return any(isinstance(node, Node) and node.name == "img" for node in descendants([block]))
