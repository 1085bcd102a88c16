"""The table of constructs: what each HTML element means for the clean tree.

An element that isn't here loses its tag and keeps its text.
"""

from __future__ import annotations

import re

from bs4.dammit import EntitySubstitution
from bs4.element import NavigableString, PageElement, Tag
from bs4.formatter import HTMLFormatter

from migrator.converter.constructs import code, embeds, footnotes, headings, images, links, lists, tables
from migrator.converter.tree.nodes import Node
from migrator.converter.tree.reader import Construct, Inside, Reader, inline
from migrator.converter.tree.runs import DEL, EM, STRONG, UNDERLINE, Mark, Marks
from migrator.converter.tree.styles import parse_style, styled, with_mark


def _mark_construct(mark: Mark) -> Construct:
    def construct(_reader: Reader, tag: Tag, marks: Marks) -> Inside:
        marks = with_mark(marks, mark)
        # Google Docs wraps everything in <b style="font-weight:normal">.
        return Inside(styled(str(tag["style"]), marks) if tag.attrs and "style" in tag.attrs else marks)

    return construct


_DEEPEST_MARKS = 24


def _each_marked(_reader: Reader, tag: Tag, marks: Marks) -> Inside:
    """Keys and quotations: two of them side by side are two."""
    return Inside((*marks, Mark(tag.name)) if len(marks) < _DEEPEST_MARKS else marks)


def _set_apart(reader: Reader, _tag: Tag, marks: Marks) -> Inside:
    """A block with space around it."""
    reader.paragraph()
    return Inside(marks, reader.paragraph)


def _paragraph(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <p>, which from Word may be an item of a list."""
    if tag.attrs and lists.is_word_item(tag.attrs):
        return lists.word_item(reader, tag, marks)
    return _set_apart(reader, tag, marks)


def _header_cell(reader: Reader, tag: Tag, marks: Marks) -> Inside:
    """A <th> of a table that only laid something out: bold, as browsers show it."""
    normal = parse_style(str(tag.get("style") or "")).bold is False
    return _set_apart(reader, tag, marks if normal else with_mark(marks, STRONG))


def _own_line(reader: Reader, _tag: Tag, marks: Marks) -> Inside:
    """A block without space around it: its content is on lines of its own, no more."""
    reader.edge()
    return Inside(marks, reader.edge)


def _nothing(_reader: Reader, _tag: Tag, _marks: Marks) -> None:
    """An element that browsers don't show."""


def _break(reader: Reader, _tag: Tag, marks: Marks) -> Inside:
    reader.line_break()
    return Inside(marks)


def _rule(reader: Reader, _tag: Tag, marks: Marks) -> Inside:
    reader.block(Node("hr"))
    return Inside(marks)


def _span(reader: Reader, tag: Tag, marks: Marks) -> Inside:
    """A <span>: only its style means something, unless an old template hid the rest of the post in it."""
    if tag.attrs and ("fullpost" in str(tag.get("class") or "") or tag.get("id") == "fullpost"):
        reader.jump()
    return Inside(marks)


def _quote(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    if reader.too_deep:
        return _set_apart(reader, tag, marks)
    blocks = reader.inside(tag, marks)
    reader.block(*([Node("blockquote", blocks)] if blocks else []))
    return None


def _definitions(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    if reader.too_deep:
        return _set_apart(reader, tag, marks)
    entries: list[Tag] = []
    stray: list[PageElement] = []
    for child in _children_without_boxes(tag):
        if isinstance(child, Tag) and child.name in ("dt", "dd"):
            entries.append(child)
        else:
            stray.append(child)
    if not entries:
        return _set_apart(reader, tag, marks)
    reader.block(*reader.inside_all(stray, marks))
    nodes: list[Node] = []
    for entry in entries:
        blocks = reader.inside(entry, marks)
        words, others = inline(blocks)
        plain = entry.name == "dt" or not others
        if blocks:
            nodes.append(Node(entry.name, words if plain else blocks))
            nodes.extend(Node("dd", [other]) for other in others if plain)
    reader.block(*([Node("dl", nodes)] if nodes else []))
    return None


def _children_without_boxes(tag: Tag) -> list[PageElement]:
    """The children, and in the place of a <div> the children of it, as HTML lets one group definitions."""
    children: list[PageElement] = []
    for child in tag.contents:
        is_box = isinstance(child, Tag) and child.name == "div" and child.find(["dt", "dd"], recursive=False)
        children.extend(child.contents if is_box and isinstance(child, Tag) else [child])
    return children


def _details(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    summary = tag.find("summary", recursive=False)
    if reader.too_deep or not isinstance(summary, Tag):
        return _set_apart(reader, tag, marks)
    words, others = inline(reader.inside(summary, marks))
    summary.extract()
    reader.block(Node("details", [Node("summary", words), *others, *reader.inside(tag, marks)]))
    return None


def _abbreviation(_reader: Reader, tag: Tag, marks: Marks) -> Inside:
    title = " ".join(str(tag.get("title") or "").split())
    return Inside((*marks, Mark("abbr", {"title": title})) if title and len(marks) < _DEEPEST_MARKS else marks)


def _ruby(reader: Reader, tag: Tag, marks: Marks) -> None:
    """A <ruby>: kept whole, since its readings belong over the very characters they stand with."""
    parts: list[Node | str] = []
    for child in tag.contents:
        if isinstance(child, NavigableString):
            parts.append(str(child).strip())
        elif isinstance(child, Tag):
            words = child.get_text("", strip=True)
            parts.append(Node(child.name, [words]) if child.name in ("rt", "rp") else words)
    reader.atom(Node("ruby", [part for part in parts if part]), marks)


def _mathml(reader: Reader, tag: Tag, marks: Marks) -> None:
    reader.atom(Node("formula", [" ".join(tag.decode(formatter=_FORMULA).split())]), marks)


def _as_entities(text: str) -> str:
    return _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", EntitySubstitution.substitute_xml(text))


# A star in a formula is none of Markdown's.
_MARKS = re.compile(r"[*_`\[\]~|\\$]")
_FORMULA = HTMLFormatter(entity_substitution=_as_entities)


CONSTRUCTS: dict[str, Construct] = {
    "a": links.link,
    "area": links.area,
    footnotes.NOTE: footnotes.note,
    "img": images.image,
    "figure": images.figure,
    "table": tables.table,
    "ul": lists.bulleted_or_numbered,
    "ol": lists.bulleted_or_numbered,
    "menu": lists.bulleted_or_numbered,
    "dir": lists.bulleted_or_numbered,
    "li": lists.stray_item,
    "iframe": embeds.frame,
    "object": embeds.plugin,
    "embed": embeds.plugin,
    "video": embeds.player,
    "audio": embeds.player,
    "script": embeds.script,
    **dict.fromkeys(("code", "tt", "samp"), code.inline_code),
    "span": _span,
    "p": _paragraph,
    "th": _header_cell,
    "br": _break,
    "hr": _rule,
    "blockquote": _quote,
    "dl": _definitions,
    "details": _details,
    "abbr": _abbreviation,
    "acronym": _abbreviation,
    "ruby": _ruby,
    "math": _mathml,
    **dict.fromkeys(("pre", "textarea", "xmp", "listing"), code.preformatted),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), headings.heading),
    **dict.fromkeys(("b", "strong"), _mark_construct(STRONG)),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), _mark_construct(EM)),
    **dict.fromkeys(("s", "strike", "del"), _mark_construct(DEL)),
    "u": _mark_construct(UNDERLINE),
    **{name: _mark_construct(Mark(name)) for name in ("ins", "mark", "sub", "sup")},
    **dict.fromkeys(("kbd", "q"), _each_marked),
    **dict.fromkeys(
        ("td", "tr", "tbody", "thead", "tfoot", "caption", "dt", "dd", "figcaption", "summary"), _set_apart
    ),
    "div": code.box,
    **dict.fromkeys(
        ("center", "section", "article", "header", "footer", "main", "aside", "nav", "address", "form",
         "fieldset", "legend", "option", "optgroup", "hgroup"),
        _own_line,
    ),
    **dict.fromkeys(
        ("style", "noscript", "template", "head", "title", "meta", "link", "base", "input", "canvas",
         "param", "noembed", "noframes"),
        _nothing,
    ),
}  # fmt: skip
