"""One body: parsed once, read into the clean tree, written as Markdown."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from migrator.converter.constructs.footnotes import every_note_has_its_marker, mark_footnotes, without_rule
from migrator.converter.constructs.headings import settle_bold, settle_levels
from migrator.converter.constructs.images import lay_open
from migrator.converter.constructs.links import targets
from migrator.converter.constructs.table import CONSTRUCTS
from migrator.converter.constructs.tables import mark_outer
from migrator.converter.context import Context, Conversion
from migrator.converter.render.markdown import Markdown
from migrator.converter.tree.direction import foreign_mark, main_direction
from migrator.converter.tree.imagesources import LIES_BEHIND
from migrator.converter.tree.nodes import Node, descendants, text_of
from migrator.converter.tree.parser import parse
from migrator.converter.tree.reader import BodyContext, Reader
from migrator.converter.tree.typewriter import FACES, mark_typewriter

LEAD_WORDS = 60
_IN_PAGE = re.compile(r"href\s*=[^<>]*#", re.IGNORECASE)
_STRUCTURE = "br p div table ul ol pre h1 h2 h3 h4 h5 h6 blockquote".split()

_writer = lru_cache(maxsize=8)(Markdown)


def convert(html: str, context: Context) -> Conversion:
    """Convert a body to Markdown."""
    blocks, page = _clean_tree(html, context, footnotes=True)
    if not every_note_has_its_marker(blocks):
        blocks, page = _clean_tree(html, context, footnotes=False)
    if page.jumped:
        blocks = _with_jump_outside(blocks)
    settle_bold(blocks, page)
    settle_levels(blocks)
    image = next((node.get("src") for node in descendants(blocks) if isinstance(node, Node) and node.name == "img"), "")
    direction = "rtl" if page.direction == "rtl" else ""
    return Conversion(_writer(context.more).document(blocks), lead(blocks), image, tuple(page.notes), direction)


def _clean_tree(html: str, context: Context, *, footnotes: bool) -> tuple[list[Node], BodyContext]:
    """The clean tree of a body.  What is rare is searched for in the text first."""
    soup = parse(html)
    page = BodyContext(context, CONSTRUCTS, context.targets)
    lower = html.lower()
    if "background" in lower and LIES_BEHIND.search(html):
        lay_open(soup, page)
    if _IN_PAGE.search(html):
        links = soup.find_all("a", href=True)
        if footnotes:
            mark_footnotes(soup, links)
        page.targets |= targets(links)
    if not html.isascii():
        page.direction = main_direction(soup.get_text())
        page.foreign = foreign_mark(page.direction)
    if any(face in lower for face in FACES):
        mark_typewriter(soup)
    if lower.count("<table") > 1:
        mark_outer(soup)
    if context.line_breaks and soup.find(_STRUCTURE) is None:
        _break_lines(soup)
    return without_rule(Reader(page).read(soup.contents)), page


def _break_lines(soup: BeautifulSoup) -> None:
    """Raw newlines become breaks, as Blogger did when the blog asked it to and the body has no markup for lines."""
    for text in list(soup.find_all(string=True)):
        if type(text) is NavigableString and "\n" in text:
            parts: list[Tag | NavigableString] = []
            for number, line in enumerate(str(text).split("\n")):
                parts.extend([soup.new_tag("br")] if number else [])
                parts.append(NavigableString(line))
            text.replace_with(*parts)


def _with_jump_outside(blocks: Sequence[Node]) -> list[Node]:
    """The jump break as a block of the body itself: after the list or quote in which it stood."""
    lifted: list[Node] = []
    for block in blocks:
        jump = None if block.name in ("jump", "p") else _take_jump(block)
        if jump is None or block.children:
            lifted.append(block)
        lifted.extend([jump] if jump is not None else [])
    return lifted


def _take_jump(block: Node) -> Node | None:
    """The jump break from within a block, taken out of it with whatever held nothing else."""
    for child in block.children:
        if isinstance(child, Node):
            jump = child if child.name == "jump" else _take_jump(child)
            if jump is not None:
                if child is jump or not child.children:
                    block.children.remove(child)
                return jump
    return None


def lead(blocks: Sequence[Node]) -> str:
    """The first words in plain text: what stands before the jump break, at most `LEAD_WORDS`."""
    words: list[str] = []
    for block in blocks:
        if block.name == "jump" and words:
            break
        if block.name in ("p", "blockquote", "ul", "ol"):
            words.extend(_words(block))
        if len(words) > LEAD_WORDS:
            return " ".join(words[:LEAD_WORDS]) + "…"
        if len(_nodes_before_jump(block)) < len(block.children):
            break
    return " ".join(words)


def _nodes_before_jump(block: Node) -> list[Node | str]:
    return list(itertools.takewhile(lambda node: isinstance(node, str) or node.name != "jump", block.children))


def _words(block: Node) -> list[str]:
    if block.name == "p":
        return text_of(_nodes_before_jump(block)).split()
    return [word for child in block.children if isinstance(child, Node) for word in _words(child)]
