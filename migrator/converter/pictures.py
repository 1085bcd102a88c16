"""Pictures: what stays of an <img>, what is a tracker, and captions as figures."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bs4.element import Tag

from migrator.converter.links import Link
from migrator.converter.nodes import Node, descendants
from migrator.converter.reader import Inside, Reader, has_words, inline
from migrator.converter.runs import Marks, Run, nest

# Counters, feed decorations and badges: each of these is seen in real posts, and none is a picture of the author's.
_TRACKER = re.compile(
    r"feeds\.wordpress\.com/1\.0/|pixel\.quantserve|stats\.wordpress|feedburner\.com/~|assoc-amazon|/b\.gif\?"
    r"|blogger\.googleusercontent\.com/tracker/|zemanta\.com/(?:pixy|readsidebyside)|blogger\.com/img/blank\.gif"
    r"|photos1\.blogger\.com/pbp\.gif",
    re.IGNORECASE,
)
_FLOAT = re.compile(r"float\s*:\s*(?:left|right)", re.IGNORECASE)
_LATE = ("data-src", "data-original", "data-lazy-src")
_SIZE = re.compile(r"\d{1,6}(?:\.\d{1,3})?(?=[wx])")
_PIXEL = frozenset({"0", "1", "0px", "1px"})


def picture(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An <img>: the picture in its line, or set before the paragraph if text was to flow around it."""
    source = source_of(tag.attrs)
    if not source:
        return None
    if is_tracker(tag.attrs):
        reader.page.note("tracker", f"A tracking picture was left out: {source[:100]}")
        return None
    link = next((mark for mark in marks if isinstance(mark, Link)), None)
    address, only_larger = reader.page.context.picture(source, link.source if link else "")
    attrs = {"src": address, "alt": _line(tag, "alt"), "title": _line(tag, "title")}
    kept = tuple(mark for mark in marks if mark is link and not only_larger)
    node = Node("img", [], {name: value for name, value in attrs.items() if value or name != "title"})
    if _floats(tag):
        reader.float(Node("p", nest([Run("", kept, node)])))
    else:
        reader.atom(node, kept)
    return None


def source_of(attributes: Mapping[str, object]) -> str:
    """The address of the picture; pages that load pictures late keep the real one in another attribute."""
    source = str(attributes.get("src") or "").strip()
    late = next((str(attributes[name]).strip() for name in _LATE if attributes.get(name)), "")
    if late and (not source or source.startswith("data:image/gif") or "blank.gif" in source):
        return late
    return source or _largest(str(attributes.get("srcset") or attributes.get("data-srcset") or ""))


def _largest(srcset: str) -> str:
    """The address with the largest width or density in a `srcset`, '' if there is none."""
    best, most = "", 0.0
    words = iter(srcset.split())
    for word in words:
        address = word.rstrip(",")
        described = next(words, "") if address == word else ""
        size = _SIZE.match(described)
        if address and (not best or float(size[0] if size else 1) > most):
            best, most = address, float(size[0] if size else 1)
    return best


def is_tracker(attributes: Mapping[str, object]) -> bool:
    """Whether the picture is nothing to see: a counter's pixel, a feed's decoration, a service's badge."""
    width, height = str(attributes.get("width") or ""), str(attributes.get("height") or "")
    return (width in _PIXEL and height in _PIXEL) or bool(_TRACKER.search(str(attributes.get("src") or "")))


def _line(tag: Tag, name: str) -> str:
    return " ".join(str(tag.get(name) or "").split())


def _floats(tag: Tag) -> bool:
    if str(tag.get("align") or "").lower() in ("left", "right"):
        return True
    for element in (tag, tag.parent):
        if element is not None and "float" in str(element.get("style") or "") and _FLOAT.search(str(element["style"])):
            return True
    return False


def captioned(reader: Reader, table: Tag, marks: Marks) -> None:
    """Blogger's caption, a table of two rows, as a figure."""
    own = [cell for cell in table.find_all(["td", "th"]) if cell.find_parent("table") is table]
    captions = ["tr-caption" in str(cell.get("class") or "").split() for cell in own]
    pairs = list(zip(own, captions, strict=True))
    shown = [block for cell, is_caption in pairs if not is_caption for block in reader.inside(cell, marks)]
    caption = [block for cell, is_caption in pairs if is_caption for block in reader.inside(cell, marks)]
    reader.block(*figure_of(shown, caption))


def figure(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <figure>: with its caption if it has one, else just what it shows."""
    caption_tag = tag.find("figcaption")
    if not isinstance(caption_tag, Tag):
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    caption = reader.inside(caption_tag, marks)
    caption_tag.extract()
    reader.block(*figure_of(reader.inside(tag, marks), caption))
    return None


def figure_of(shown: list[Node], caption: list[Node]) -> list[Node]:
    """A figure of the pictures and the words under them; whatever can't be part of one stands before or after it."""
    words, others = inline(caption)
    first = next((at for at, block in enumerate(shown) if block.name == "p" and _has_picture(block)), None)
    if first is None or not has_words(words):
        return [*shown, *caption]
    pictures, beside = inline(shown[first:])
    return [*shown[:first], Node("figure", [*pictures, Node("figcaption", words)]), *beside, *others]


def _has_picture(block: Node) -> bool:
    return any(isinstance(node, Node) and node.name == "img" for node in descendants([block]))
