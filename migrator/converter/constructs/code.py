"""Code blocks and inline code: the exact text of <pre>, <code>, boxes of code and highlighters' tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from migrator.converter.constructs.languages import language
from migrator.converter.render.html import in_pre
from migrator.converter.tree.nodes import Node
from migrator.converter.tree.reader import Inside, Reader
from migrator.converter.tree.runs import CODE, Marks
from migrator.converter.tree.styles import BOX, with_mark

_LINES = frozenset({"div", "p", "li", "tr"})
_GUTTER = re.compile(r"(?:^|\s)(?:gutter|linenos|lineno|rouge-gutter|crayon-nums?)(?:\s|$)")
_CODE_CELL = re.compile(r"(?:^|\s)(?:code|rouge-code|crayon-code)(?:\s|$)")
_HTML_NAMES = frozenset(
    "a abbr address article aside b bdi bdo big blockquote body br button caption center cite code col "
    "colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 "
    "h6 header hr html i iframe img input ins kbd label legend li main map mark nav nobr o:p object ol "
    "optgroup option p param pre q rp rt ruby s samp script section select small source span strike strong "
    "style sub summary sup table tbody td textarea tfoot th thead tr tt u ul var video wbr xmp".split()
)


_SHOWN = ["img", "iframe", "object", "embed", "video", "audio"]


def preformatted(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <pre>, <textarea> or <xmp>: a code block with its text as it is; images and players in it follow it."""
    shown = {id(part): part for part in map(_link_around, tag.find_all(_SHOWN))}
    if not tag.get_text(strip=True):
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    link = next((mark for mark in marks if mark.name == "a"), None)
    reader.block(*([_html_in_link(tag, link.attrs["href"])] if link else code_block(tag, reader.page.context.link)))
    if shown:
        reader.block(*reader.inside_all(list(shown.values()), marks))
    return None


def _link_around(image: Tag) -> Tag:
    link = image.find_parent("a")
    return image if link is None or link.get_text(strip=True) else link


def code_block(tag: Tag, leads: Callable[[str], str]) -> list[Node]:
    """The code block that an element is, or nothing if it is empty.  With links in it, it can only be HTML.

    `leads` says where a link leads now.
    """
    text = code_text(tag)
    if not text.strip():
        return []
    if any(_is_named(link) for link in tag.find_all("a", href=True)):
        return [Node("raw", [_html_with_links(tag, leads)])]
    return [Node("pre", [text], {"lang": language(tag)})]


def _html_in_link(tag: Tag, address: str) -> Node:
    """Code that is itself a link can only be HTML, too."""
    code = in_pre(code_text(tag))
    return Node("raw", [f'<pre><code><a href="{escape(address)}">{code}</a></code></pre>'])


def _is_named(link: Tag) -> bool:
    """Whether a link's text doesn't tell where it leads."""
    words, address = link.get_text(strip=True), str(link["href"]).strip()
    return bool(words) and words != address and address.startswith(("http", "mailto:", "/"))


def _html_with_links(tag: Tag, leads: Callable[[str], str]) -> str:
    """The code as HTML.  Each link is put between two characters that stand for its tags until the text is escaped."""
    links = [link for link in tag.find_all("a", href=True) if link.get_text(strip=True)]
    for link in links:
        link.insert(0, NavigableString(_OPEN))
        link.append(NavigableString(_CLOSE))
    addresses = iter(links)
    code = in_pre(code_text(tag)).replace(_CLOSE, "</a>")
    code = re.sub(re.escape(_OPEN), lambda _: f'<a href="{escape(leads(str(next(addresses)["href"])))}">', code)
    return f"<pre><code>{code}</code></pre>"


# The parser lets no NUL through, so that no post's own text is taken for these.
_OPEN, _CLOSE = "\0(", "\0)"


def inline_code(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <code>: inline, or with the ones on the lines below it a code block, if it alone holds several lines."""
    if _JOINED in tag.attrs:
        return None
    if CODE in marks:
        return Inside(marks)
    if tag.find(["br", "div", "p"]) is not None and _is_block(tag):
        lines = [tag, *_codes_below(tag)]
        code = "\n".join(code_text(line) for line in lines)
        for line in lines[1:]:
            line[_JOINED] = ""
        reader.block(Node("pre", [code], {"lang": language(tag)}))
        return None
    return Inside(with_mark(marks, CODE))


def box(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <div>: a line of its own, or code, if its class says so and nothing in it but text and line breaks."""
    if "class" in tag.attrs and BOX.search(str(tag["class"])) and not tag.find(_NO_CODE):
        reader.block(*code_block(tag, reader.page.context.link))
        return None
    reader.edge()
    return Inside(marks, reader.edge)


_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_NO_LINE = ["pre", "textarea", "table", "ul", "ol", "dl", "blockquote", *_HEADINGS, *_SHOWN]
_NO_CODE = ["a", *_NO_LINE]
_JOINED = " joined"  # no post has an attribute with a blank in its name


def _codes_below(tag: Tag) -> list[Tag]:
    """The <code> elements that follow with nothing but line breaks between."""
    found: list[Tag] = []
    for sibling in tag.next_siblings:
        if isinstance(sibling, Tag) and sibling.name == "code":
            found.append(sibling)
        elif (isinstance(sibling, Tag) and sibling.name != "br") or str(sibling).strip() not in ("", "<br/>"):
            break
    return found


def _is_block(tag: Tag) -> bool:
    lines = code_text(tag).strip()
    return "\n" in lines and _stands_alone(tag) and not tag.find(_NO_CODE) and not tag.find_parent(_HEADINGS)


def _stands_alone(tag: Tag) -> bool:
    """Whether nothing but breaks and blocks stand beside an element, or breaks at its own edges."""
    inner = [part for part in tag.contents if not _is_blank(part)]
    alone = _ends_line(tag.previous_siblings, inner[0]) and _ends_line(tag.next_siblings, inner[-1])
    wrapper = tag.parent
    return alone and (wrapper is None or wrapper.name not in _WRAPPERS or _stands_alone(wrapper))


_WRAPPERS = frozenset("b strong i em u s strike del ins mark span font small big sub sup".split())


def _ends_line(siblings: Iterable[PageElement], edge: PageElement) -> bool:
    beside = next((sibling for sibling in siblings if not _is_blank(sibling)), None)
    bounds = ("br", "div", "p", "pre", "table", "ul", "ol", "blockquote")
    return (
        beside is None
        or (isinstance(beside, Tag) and beside.name in bounds)
        or (isinstance(edge, Tag) and edge.name == "br")
    )


def _is_blank(part: PageElement) -> bool:
    return isinstance(part, NavigableString) and not part.strip()


def code_text(tag: Tag) -> str:
    """The text of code: a <br> or a block is a line, an element that HTML doesn't know is what somebody typed."""
    parts: list[str] = []
    stack: list[PageElement] = [*reversed(tag.contents)]
    while stack:
        item = stack.pop()
        if isinstance(item, Tag):
            if item.name in _LINES:
                _end_line(parts)
                stack.append(_LINE_END)
            elif item.name in ("br", "hr"):
                parts.append("\n")
            elif item.name in _SHOWN:
                _end_line(parts)
            elif item.name not in _HTML_NAMES:
                parts.append(_tag_as_typed(item))
            stack.extend(reversed(item.contents))
        elif item is _LINE_END:
            _end_line(parts)
        elif not isinstance(item, PreformattedString):
            parts.append(str(item))
    return _without_empty_edges("".join(parts).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n"))


# A string, so that the stack holds nothing but text and tags; compared by identity, so that no text is taken for it.
_LINE_END = NavigableString("")


def _end_line(parts: list[str]) -> None:
    if parts and not parts[-1].endswith("\n"):
        parts.append("\n")


def _tag_as_typed(tag: Tag) -> str:
    """`List<String>`, which the editor took for a tag, as its author typed it."""
    words = [name.removeprefix("data-blogger-escaped-") for name in tag.attrs]
    return "<" + " ".join([tag.name, *words]) + ">"


def _without_empty_edges(text: str) -> str:
    """Without the empty first and last lines that the markup around the code left."""
    lines = text.split("\n")
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end])


def code_of_highlighter(table: Tag, leads: Callable[[str], str]) -> Node | None:
    """The code in a highlighter's table, whose first column numbers the lines; None if it is no such table."""
    cells = table.find_all("td", class_=True)
    code = next((cell for cell in cells if _CODE_CELL.search(str(cell["class"]))), None)
    if code is None or not (code.find("pre") or any(_GUTTER.search(str(cell["class"])) for cell in cells)):
        return None
    inner = code.find("pre")
    blocks = code_block(inner if isinstance(inner, Tag) else code, leads)
    if blocks and not blocks[0].get("lang"):
        blocks[0].attrs["lang"] = language(table)
    return blocks[0] if blocks else None
