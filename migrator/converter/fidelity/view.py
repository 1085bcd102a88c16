"""What a reader sees of a piece of HTML, for comparing a post with its Markdown: the table of elements.

It uses a parser and a walk of its own, not the converter's: a check that shared them would share their mistakes.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from migrator.converter.fidelity.elements import media, structure
from migrator.converter.fidelity.seen import (
    BOLD,
    CAPTION,
    EDGE,
    GAP,
    HEADER_CELL,
    HEADING,
    ITALIC,
    LOWERED,
    MONOSPACE,
    NOTES,
    PREFORMATTED,
    QUOTE,
    RAISED,
    STRUCK,
    UNDERLINED,
    Attributes,
    View,
)
from migrator.converter.fidelity.walk import UNSEEN, Element, Walk
from migrator.converter.fidelity.words import code_of
from migrator.converter.tree.styles import BOX, is_monospace


def view_of(html: str, *, line_breaks: bool = False) -> View:
    """What a reader sees of this HTML; with `line_breaks` a raw newline ends a line, too."""
    body = LexborHTMLParser(f"<!doctype html><body>{html}</body>").body
    if body is None:
        return View()
    from_word = "Mso" in html or "mso-" in html
    walk = Walk(_WORD_ELEMENTS if from_word else ELEMENTS, line_breaks=line_breaks, from_word=from_word)
    return walk.over(body)


def _font(_walk: Walk, _node: LexborNode, attributes: Attributes, state: int) -> int:
    face = attributes.get("face")
    fixed = is_monospace(face.split(",")) if face else None
    return state if fixed is None else state | MONOSPACE if fixed else state & ~MONOSPACE


def _quote(_walk: Walk, _node: LexborNode, _attributes: Attributes, state: int) -> int:
    return state + QUOTE if state // QUOTE < structure.DEEPEST else state


def _box(_walk: Walk, _node: LexborNode, attributes: Attributes, state: int) -> int:
    """A <div>, of code if its class says so."""
    names = attributes.get("class")
    if names and "code" in names.lower() and BOX.search(names):
        return state | MONOSPACE
    return state


def _section(_walk: Walk, _node: LexborNode, attributes: Attributes, state: int) -> int:
    return state | NOTES if "footnotes" in (attributes.get("class") or "") else state


def _enter_heading(walk: Walk, _node: LexborNode, _attributes: Attributes, state: int) -> int:
    walk.open_headings.append((len(walk.parts), walk.tables))
    return state


def _leave_heading(walk: Walk, _node: LexborNode) -> None:
    part, tables = walk.open_headings.pop()
    # One in another is told with it; one around a table is none.
    if not walk.open_headings and tables == walk.tables:
        walk.view.headings.append("".join(walk.parts[part:]).strip())


def _enter_code(walk: Walk, node: LexborNode, _attributes: Attributes, state: int) -> int:
    if not walk.open_codes:
        walk.view.codes.append(code_of(node))
    walk.open_codes += 1
    return state


def _leave_code(walk: Walk, _node: LexborNode) -> None:
    walk.open_codes -= 1


_INLINE = {
    **dict.fromkeys(("b", "strong"), BOLD),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), ITALIC),
    **dict.fromkeys(("s", "strike", "del"), STRUCK),
    **dict.fromkeys(("code", "tt", "samp", "kbd"), MONOSPACE),
    "u": UNDERLINED,
    "ins": UNDERLINED,
    "sup": RAISED,
    "sub": LOWERED,
}
_LINES = "address article aside body center footer form header legend main nav optgroup option".split()
_BLOCKS = "caption dd details dl dt fieldset figure hr summary tbody tfoot thead".split()

ELEMENTS: dict[str, Element] = {
    **{tag: Element(flags) for tag, flags in _INLINE.items()},
    **dict.fromkeys(_LINES, Element(0, EDGE)),
    **dict.fromkeys(_BLOCKS, Element(0, GAP)),
    **dict.fromkeys("style noscript template head title meta link base noembed noframes".split(), Element(UNSEEN)),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Element(HEADING, GAP, _enter_heading, _leave_heading)),
    **dict.fromkeys(
        ("pre", "textarea", "xmp", "listing"), Element(MONOSPACE | PREFORMATTED, GAP, _enter_code, _leave_code)
    ),
    **dict.fromkeys(structure.LISTS, Element(0, GAP, structure.enter_list, structure.leave_list)),
    **dict.fromkeys(("object", "embed"), Element(0, GAP, media.player)),
    **dict.fromkeys(("video", "audio"), Element(0, GAP, media.media)),
    "a": Element(0, "", media.enter_link, media.leave_link),
    "area": Element(0, "", media.area),
    "blockquote": Element(0, GAP, _quote),
    "div": Element(0, EDGE, _box),
    "figcaption": Element(CAPTION, GAP),
    "font": Element(0, "", _font),
    "iframe": Element(0, GAP, media.frame),
    "img": Element(0, "", media.image),
    "li": Element(0, GAP, structure.enter_item, structure.leave_item),
    "p": Element(0, GAP),
    "script": Element(0, "", media.script),
    "section": Element(0, EDGE, _section),
    "table": Element(0, GAP, structure.enter_table, structure.leave_table),
    "td": Element(0, GAP, structure.enter_cell, structure.leave_cell),
    "th": Element(HEADER_CELL, GAP, structure.enter_cell, structure.leave_cell),
    "tr": Element(0, GAP, structure.row),
}

_WORD_ELEMENTS = {**ELEMENTS, "p": Element(0, GAP, structure.enter_word_paragraph, structure.leave_item)}
"""From Word paragraphs may be items of lists."""
