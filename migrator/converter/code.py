"""Code: what a <pre> holds, exactly, and the common name of its language."""

from __future__ import annotations

import re

from bs4.element import Comment, NavigableString, PageElement, Tag

from migrator.converter.nodes import Node
from migrator.converter.reader import Inside, Reader, with_mark
from migrator.converter.runs import CODE, Marks

_LINES = frozenset({"div", "p", "li", "tr"})
_BRUSH = re.compile(r"brush:\s*([\w#+-]+)", re.IGNORECASE)
_CLASS = re.compile(r"(?:^|\s)(?:lang|language|highlight-source|sourceCode)[-_: ]?([\w#+]+)(?=\s|$|-)", re.IGNORECASE)
_COMMON_NAME = {
    "as3": "actionscript", "c#": "csharp", "cs": "csharp", "c-sharp": "csharp", "c++": "cpp", "js": "javascript",
    "jscript": "javascript", "py": "python", "rb": "ruby", "rails": "ruby", "ror": "ruby", "sh": "bash",
    "shell": "bash", "ps": "powershell", "vbnet": "vb", "golang": "go", "hs": "haskell", "pl": "perl",
    "objc": "objectivec", "obj-c": "objectivec", "yml": "yaml", "md": "markdown", "xhtml": "html", "xslt": "xml",
    "plain": "", "text": "", "none": "", "nohighlight": "", "txt": "",
}  # fmt: skip
# highlight.js and others put a bare class next to their own; only names that are no other common class count.
_BARE = frozenset(
    "actionscript bash c cpp csharp cs c# css clojure delphi diff erlang go groovy haskell html java "
    "javascript js json kotlin latex lua matlab objectivec perl php powershell python r ruby rust scala scheme "
    "shell sql swift typescript vb vhdl verilog xml yaml".split()
)
_HTML_NAMES = frozenset(
    "a abbr address article aside b bdi bdo big blockquote body br button caption center cite code col "
    "colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 "
    "h6 header hr html i iframe img input ins kbd label legend li main map mark nav nobr o:p object ol "
    "optgroup option p param pre q rp rt ruby s samp script section select small source span strike strong "
    "style sub summary sup table tbody td textarea tfoot th thead tr tt u ul var video wbr xmp".split()
)


def preformatted(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <pre>, <textarea> or <xmp>: a code block with its text as it is; pictures in it follow it."""
    pictures = tag.find_all("img")
    if not tag.get_text(strip=True):
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    reader.block(*code_block(tag))
    if pictures:
        reader.block(*reader.inside_all(pictures, marks))
    return None


def code_block(tag: Tag) -> list[Node]:
    """The code block that an element is, or nothing if it is empty."""
    text = code_text(tag)
    if not text.strip():
        return []
    return [Node("pre", [text], {"lang": language(tag)})]


def inline_code(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <code>: inline, or with the ones on the lines below it a code block, if it alone holds several lines."""
    if _JOINED in tag.attrs:
        return None
    if tag.find(["br", "div", "p"]) is not None and _stands_alone(tag):
        lines = [tag, *_codes_below(tag)]
        code = "\n".join(code_text(line) for line in lines)
        for line in lines[1:]:
            line[_JOINED] = ""
        reader.block(Node("pre", [code], {"lang": language(tag)}))
        return None
    return Inside(with_mark(marks, CODE))


_JOINED = "data-joined"


def _codes_below(tag: Tag) -> list[Tag]:
    """The <code> elements that follow with nothing but line breaks between."""
    found: list[Tag] = []
    for sibling in tag.next_siblings:
        if isinstance(sibling, Tag) and sibling.name == "code":
            found.append(sibling)
        elif (isinstance(sibling, Tag) and sibling.name != "br") or str(sibling).strip() not in ("", "<br/>"):
            break
    return found


def _stands_alone(tag: Tag) -> bool:
    def empty(sibling: PageElement | None) -> bool:
        return sibling is None or (isinstance(sibling, NavigableString) and not sibling.strip())

    before, after = tag.previous_sibling, tag.next_sibling
    while before is not None and empty(before):
        before = before.previous_sibling
    while after is not None and empty(after):
        after = after.next_sibling
    bounds = ("br", "div", "p", "pre", "table", "ul", "ol", "blockquote")
    return all(side is None or (isinstance(side, Tag) and side.name in bounds) for side in (before, after))


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
            elif item.name == "br":
                parts.append("\n")
            elif item.name not in _HTML_NAMES:
                parts.append(_typed(item))
            stack.extend(reversed(item.contents))
        elif item is _LINE_END:
            _end_line(parts)
        elif not isinstance(item, Comment):
            parts.append(str(item))
    return _trimmed("".join(parts).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n"))


# A string, so that the stack holds nothing but text and tags; compared by identity, so that no text is taken for it.
_LINE_END = NavigableString("")


def _end_line(parts: list[str]) -> None:
    if parts and not parts[-1].endswith("\n"):
        parts.append("\n")


def _typed(tag: Tag) -> str:
    """`List<String>`, which the editor took for a tag, as its author typed it."""
    words = [name.removeprefix("data-blogger-escaped-") for name in tag.attrs]
    return "<" + " ".join([tag.name, *words]) + ">"


def _trimmed(text: str) -> str:
    """Without the empty first and last lines that the markup around the code left."""
    lines = text.split("\n")
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end])


def language(tag: Tag) -> str:
    """The language as most highlighters name it, or ''."""
    inner = tag.find("code")
    for element in (tag, inner):
        if not isinstance(element, Tag):
            continue
        for name in ("data-ke-language", "data-lang", "data-language", "lang"):
            value = str(element.get(name) or "")
            if value and (name != "lang" or value.lower() in _BARE):
                return common_name(value)
        found = _of_class(str(element.get("class") or ""))
        if found is not None:
            return found
    return ""


def _of_class(classes: str) -> str | None:
    brush = _BRUSH.search(classes)
    if brush:
        return common_name(brush[1])
    match = _CLASS.search(classes)
    if match:
        return common_name(match[1])
    bare = [name for name in classes.lower().split() if name in _BARE]
    return common_name(bare[0]) if bare else None


def common_name(name: str) -> str:
    """`c#` -> `csharp`, `plain` -> ``."""
    name = name.strip().lower()
    return re.sub(r"[^\w+#-]", "", _COMMON_NAME.get(name, name))


def code_of_highlighter(table: Tag) -> Node | None:
    """The code in a highlighter's table, whose first column numbers the lines; None if it is no such table."""
    for cell in table.find_all("td"):
        classes = f" {cell.get('class') or ''} "
        if " code " in classes or "rouge-code" in classes or "crayon-code" in classes:
            found = cell.find("pre")
            source = found if isinstance(found, Tag) else cell
            blocks = code_block(source)
            if blocks and not blocks[0].get("lang"):
                blocks[0].attrs["lang"] = language(table)
            return blocks[0] if blocks else None
    return None
