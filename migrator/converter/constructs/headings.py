"""Headings: a clean outline below the title, and nothing in a heading but its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from bs4.element import NavigableString, Tag

from migrator.converter.tree.nodes import Node, descendants, text_of
from migrator.converter.tree.reader import BodyContext, Inside, Reader, has_words, inline, shorten
from migrator.converter.tree.runs import TYPEWRITER, Marks

# Longer than this, a heading of several lines is a heading that was never closed.
LONGEST = 150

# Longer than this, a bold paragraph is an outcry and no heading.
POSING = 70
# Deeper than any real heading: it belongs below whatever heading stands before it.
_POSING_LEVEL = "7"

_BLANKS = re.compile(" {2,}")
_JUNK = frozenset({"strong", "u", "small"})


def heading(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An <h1> to <h6>: its first paragraphs in one line; images from that line follow, whole blocks stay in place."""
    if reader.too_deep:
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    blocks = reader.inside(tag, tuple(mark for mark in marks if mark is not TYPEWRITER))
    start = next((at for at, block in enumerate(blocks) if block.name == "p"), len(blocks))
    end = next((at for at, block in enumerate(blocks) if at > start and block.name != "p"), len(blocks))
    paragraphs, below = blocks[start:end], blocks[end:]
    if len(text_of(inline(paragraphs)[0])) > LONGEST:
        paragraphs, rest = _first_line(paragraphs)
        below = [*rest, *below]
    words, images = _without_images(inline(paragraphs)[0])
    level = {"level": tag.name[1]}
    headed: list[Node] = []
    if has_words(words):
        headed.append(Node("heading", _without_edge_blanks(_heading_nodes(words, _is_spaced(tag))), level))
    else:
        _make_headings_of_items(blocks, level)
    headed.extend([Node("p", images)] if images else [])
    reader.block(*blocks[:start], *headed, *below)
    return None


def _first_line(paragraphs: list[Node]) -> tuple[list[Node], list[Node]]:
    """Of a heading that somebody forgot to close, the first line with words is the heading."""
    for at, paragraph in enumerate(paragraphs):
        if has_words(paragraph.children):
            line, rest = _split_at_break(paragraph.children)
            below = [Node("p", rest)] if rest else []
            return [*paragraphs[:at], Node("p", line)], [*below, *paragraphs[at + 1 :]]
    return paragraphs, []


def _split_at_break(nodes: Sequence[Node | str]) -> tuple[list[Node | str], list[Node | str]]:
    """What stands before the first break that has words before it, and what stands behind, under the same marks."""
    for at, node in enumerate(nodes):
        if isinstance(node, Node):
            if node.name == "br" and has_words(nodes[:at]):
                return list(nodes[:at]), list(nodes[at + 1 :])
            before, after = _split_at_break(node.children)
            if after:
                outer = Node(node.name, before, node.attrs), Node(node.name, after, node.attrs)
                return [*nodes[:at], outer[0]], [outer[1], *nodes[at + 1 :]]
    return list(nodes), []


def _is_break(node: Node | str) -> bool:
    return isinstance(node, Node) and node.name == "br"


def _make_headings_of_items(blocks: Sequence[Node], level: dict[str, str]) -> None:
    """A heading around a list: the items' words are the heading, numbers and all."""
    for block in blocks:
        if block.name in ("ul", "ol"):
            for item in block.children:
                if isinstance(item, Node) and item.children and isinstance(item.children[0], Node):
                    first = item.children[0]
                    if first.name == "p" and has_words(first.children):
                        item.children[0] = Node(
                            "heading", _without_edge_blanks(_heading_nodes(first.children)), dict(level)
                        )


def _is_spaced(tag: Tag) -> bool:
    """Whether there is white space beside a break."""
    breaks = tag.find_all("br")
    before = (str(part.previous_sibling)[-1:] for part in breaks if isinstance(part.previous_sibling, NavigableString))
    after = (str(part.next_sibling)[:1] for part in breaks if isinstance(part.next_sibling, NavigableString))
    return any(char.isspace() for char in (*before, *after))


def _heading_nodes(nodes: Sequence[Node | str], spaced: bool = False) -> list[Node | str]:
    """The nodes without what has no place in a heading; a line break becomes a blank.

    Between Chinese or Japanese words, which a blank would tear apart, a break can only stay; `spaced` says that
    there is a blank beside it, which outlines and titles of links show in its place.
    """
    clean: list[Node | str] = []
    for at, node in enumerate(nodes):
        if isinstance(node, str):
            text = node.replace("\xa0", " ")
            clean.append(text.lstrip() if clean and _is_break(clean[-1]) else text)
        elif node.name == "br" and at and _is_break(nodes[at - 1]):
            continue
        elif node.name == "br":
            before, after = text_of(nodes[:at]).rstrip(), text_of(nodes[at + 1 :]).lstrip()
            torn = bool(before and after) and (_writes_no_blanks(before[-1]) or _writes_no_blanks(after[0]))
            if torn and isinstance(clean[-1], str):
                clean[-1] = clean[-1].rstrip()
            clean.extend([Node("br"), " "] if torn and spaced else [Node("br")] if torn else [" "])
        elif node.name in _JUNK:
            clean.extend(_heading_nodes(node.children, spaced))
        else:
            clean.append(Node(node.name, _heading_nodes(node.children, spaced), node.attrs))
    return _with_texts_merged(clean)


def _writes_no_blanks(char: str) -> bool:
    """Whether a character belongs to a script whose words follow each other without blanks.  Hangul's don't."""
    return (
        bool(char)
        and unicodedata.east_asian_width(char) in "WF"
        and not "\u1100" <= char <= "\u11ff"
        and not ("\uac00" <= char <= "\ud7a3")
    )


def _with_texts_merged(nodes: Sequence[Node | str]) -> list[Node | str]:
    merged: list[Node | str] = []
    for node in nodes:
        if isinstance(node, str) and merged and isinstance(merged[-1], str):
            merged[-1] = _BLANKS.sub(" ", merged[-1] + node)
        elif isinstance(node, Node) and _ends_in_broken_mark(merged, node.name):
            line_break, before = merged.pop(), merged.pop()
            children = before.children if isinstance(before, Node) else []
            merged.append(Node(node.name, [*children, line_break, *node.children]))
        else:
            merged.append(node)
    return merged


def _ends_in_broken_mark(nodes: Sequence[Node | str], name: str) -> bool:
    """Whether the last of these are a mark of this name and a break after it."""
    if len(nodes) < 2 or not _is_break(nodes[-1]) or name in ("a", "code", "abbr", "kbd"):
        return False
    return isinstance(nodes[-2], Node) and nodes[-2].name == name


def _without_edge_blanks(nodes: list[Node | str]) -> list[Node | str]:
    """Without blanks at the edges, however deep in links they stand."""
    if nodes:
        first, last = nodes[0], nodes[-1]
        if isinstance(first, Node):
            first.children = _without_edge_blanks(first.children)
        else:
            nodes[0] = first.lstrip()
        if isinstance(last, Node):
            last.children = _without_edge_blanks(last.children)
        else:
            nodes[-1] = str(nodes[-1]).rstrip()
    return [node for node in nodes if node]


def _without_images(nodes: Sequence[Node | str]) -> tuple[list[Node | str], list[Node | str]]:
    words: list[Node | str] = []
    images: list[Node | str] = []
    for node in nodes:
        holds_image = isinstance(node, Node) and any(
            isinstance(inner, Node) and inner.name == "img" for inner in descendants([node])
        )
        if not holds_image or not isinstance(node, Node):
            words.append(node)
        elif node.name == "img":
            images.append(node)
            words.append(" ")
        else:
            inner_words, inner_images = _without_images(node.children)
            images.extend([Node(node.name, inner_images, node.attrs)] if node.name == "a" else inner_images)
            words.append(Node(node.name, inner_words, node.attrs) if has_words(inner_words) else " ")
    return words, images


def settle_bold(blocks: Sequence[Node], page: BodyContext) -> None:
    """Short paragraphs of nothing but bold words pose as headings: they become some if that is wanted, else a note."""
    posing = [
        block
        for block, after in pairwise(blocks)
        if block.name == "p" and after.name not in ("heading", "jump") and _poses(block)
    ]
    if posing and not page.context.bold_headings:
        shown = shorten(text_of(posing[0].children), 40)
        message = f"{len(posing)} bold lines pose as headings (“{shown}”); they were left as they are"
        page.note("bold-heading", message, advice="--bold-headings makes headings of them")
    for block in posing if page.context.bold_headings else ():
        block.name, block.attrs = "heading", {"level": _POSING_LEVEL}
        block.children = _without_edge_blanks(_heading_nodes(block.children))


def _poses(block: Node) -> bool:
    words = text_of(block.children).strip()
    bold = all(isinstance(node, Node) and node.name == "strong" for node in block.children)
    return bold and 0 < len(words) <= POSING and words[-1] not in ".,;…。、" and not _has_break(block)


def _has_break(block: Node) -> bool:
    return any(isinstance(node, Node) and node.name in ("br", "img") for node in descendants([block]))


def settle_levels(blocks: Sequence[Node]) -> None:
    """Give every heading its final level: the title is the h1, so a body begins at h2, and no level is skipped.

    A heading's level is one below that of the nearest earlier heading that was shallower in the post.
    """
    above: list[int] = []
    for node in descendants(blocks):
        if isinstance(node, Node) and node.name == "heading":
            level = int(node.attrs.pop("level"))
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            node.name = f"h{min(6, len(above) + 1)}"
