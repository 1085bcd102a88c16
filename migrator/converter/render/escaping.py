"""A backslash or an entity exactly where text would otherwise be taken for Markdown.

Backslashes only before characters that every Markdown knows as escapable; `|`, `~`, `<`, `&`, `:` and `=` as
entities, since Python-Markdown shows a backslash before them.
"""

from __future__ import annotations

import re
from html.entities import html5
from urllib.parse import quote

_SPECIAL = re.compile(r"[\\`*_\[\]<&|~{!]")
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]+")
# Of a longer run every sign is escaped.
_LONG_RUN = 40
_NO_AUTOLINK = re.compile(r"[|`\\{}^]")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{1,31});")
_UNENDED = re.compile(r"&(#\w+|\w+)$")
PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

_LINE_START = re.compile(
    r"(?P<hash>\#)"
    r"|(?P<quote>>)"
    r"|(?P<bullet>[-+*](?=\s|$))"
    r"|(?P<rule>--[-\s]*$)"
    r"|(?P<underline>=+\s*$)"
    r"|(?P<number>\d{1,9})(?P<point>[.)])(?=\s|$)"
    r"|(?P<term>:(?=\s))"
    r"|(?P<definition>\[[^\]]*\]:|\[[ xX]\](?=\s))"
)
_DEFINITION = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]:", re.DOTALL)
_DESTINATION = str.maketrans({char: f"%{ord(char):02X}" for char in ' ()[]<>"\\`|{}^'})
_HOST = re.compile(r"(?:[a-z][a-z\d+.-]*:)?//[^/?#]*", re.IGNORECASE)
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def escape_text(text: str, *, brackets: bool = False, linked: bool = False) -> str:
    """Text that Markdown shows as it is, wherever in a line it stands.

    `brackets`: escape every bracket, as a link's text needs when its brackets don't pair up.  `linked`: the text is
    that of a link already.
    """
    if not _SPECIAL.search(text):
        return text
    if "://" in text and not linked:
        return _with_addresses(text, brackets)
    return _escape_all(text, brackets)


def _with_addresses(text: str, brackets: bool) -> str:
    """An address in the text that would need a backslash, which would break it, is written as an autolink."""
    parts: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(".,;:!?)'*_")
        if not _NO_AUTOLINK.search(address) and _escape_all(address, brackets) != address:
            parts.extend((_escape_all(text[end : match.start()], brackets), f"<{address}>"))
            end = match.start() + len(address)
    parts.append(_escape_all(text[end:], brackets))
    return "".join(parts)


def _escape_all(text: str, brackets: bool) -> str:
    parts: list[str] = []
    start = 0
    for match in _SPECIAL.finditer(text):
        parts.extend((text[start : match.start()], _escaped_sign(text, match.start(), brackets)))
        start = match.end()
    parts.append(text[start:])
    return "".join(parts)


def _escaped_sign(text: str, at: int, brackets: bool) -> str:
    char = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    match char:
        case "`":
            needed = True
        case "\\":
            needed = not after or after in PUNCTUATION
        case "*":
            needed = not (before.isspace() and after.isspace())
        case "_":
            needed = _could_open(text, at)
        case "[":
            needed = brackets or after == "^"
        case "]":
            needed = brackets or after in ("(", "[")
        case "{":
            needed = after in (":", "#", "")
        case "!":
            needed = after == "["
        case _:
            return _entity(text, at, after)
    return "\\" + char if needed else char


def _entity(text: str, at: int, after: str) -> str:
    char = text[at]
    if char == "|":
        return "&#124;"
    if char == "<" and (after.isalpha() or after in ("/", "!", "?")) and after:
        return "&lt;"
    if char == "&" and (_ENTITY.match(text, at) or _begins_entity(text, at)):
        return "&amp;"
    if char == "~" and _could_close(text[at - 1] if at else "", after):
        return "&#126;"
    return char


def _begins_entity(text: str, at: int) -> bool:
    """Whether the text ends in a known entity that lacks only its semicolon, which may follow."""
    match = _UNENDED.match(text, at)
    return match is not None and (match[1].startswith("#") or f"{match[1]};" in html5)


def _could_open(text: str, at: int) -> bool:
    """Whether the run of `_` here could begin emphasis, by CommonMark's rule; without a beginning it can't end any."""
    start, end = at, at + 1
    while text[start - 1 : start] == "_" and at - start < _LONG_RUN:
        start -= 1
    while text[end : end + 1] == "_" and end - at < _LONG_RUN:
        end += 1
    return not text[end : end + 1].isspace() and not text[start - 1 : start].isalnum()


def _could_close(before: str, after: str) -> bool:
    """Whether a `~` here could end struck-out text; without an end none begins."""
    if before.isspace():
        return after == "~"
    # At the text's beginning a tag may stand before it.
    return (bool(before) and before not in PUNCTUATION) or not after.isalnum()


def escape_line_start(line: str) -> str:
    """A line of a paragraph whose first characters would otherwise begin a heading, a list, a quote or a rule."""
    match = _LINE_START.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[match.start('point') :]}"
    if match["underline"]:
        return "&#61;" + line[1:]
    if match["term"]:
        return "&#58;" + line[1:]
    return "\\" + line


def escape_definition(paragraph: str) -> str:
    """A paragraph that would otherwise begin with the definition of a reference, over however many lines."""
    return "\\" + paragraph if _DEFINITION.match(paragraph) else paragraph


def escape_destination(address: str) -> str:
    """An address as it can stand in `(...)`: what would end it early is percent-encoded, and so are letters."""
    address = _CONTROLS.sub("", address.strip())
    address = address.translate(_DESTINATION)
    if not address.isascii():
        host = _HOST.match(address)
        start = host.end() if host else 0
        address = address[:start] + quote(address[start:], safe=_ASCII)
    return _ENTITY.sub(lambda match: "&amp;" + match[0][1:], address)


def escape_title(title: str) -> str:
    """A link's title, ready to stand between double quotes but for the quotes in it."""
    return _ENTITY.sub(lambda match: "&amp;" + match[0][1:], title.replace("\\", "\\\\"))


def balanced(text: str) -> bool:
    """Whether every square bracket has its partner, so that the text can stand in a link."""
    if "[" not in text and "]" not in text:
        return True
    depth = 0
    skip = False
    for char in text:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0
