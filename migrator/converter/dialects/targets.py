"""Where a link or an image leads, and its title, as they can stand between parentheses."""

from __future__ import annotations

import re
from html.entities import html5

from migrator.converter.dialects.dialect import Dialect

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));")
_AUTOLINK = re.compile(r"(?:https?|ftp)://[^\s<>\"\\`{}|^\[\]]+")
_MAIL = re.compile(r"mailto:([A-Za-z0-9._-]+@[A-Za-z0-9._-]+)")
"""kramdown knows no other signs in an e-mail's address, and its scheme only in small letters."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ENCODED = {ord(char): f"%{ord(char):02X}" for char in " <>\"'\\`|"}
_PARENTHESES = {ord("("): "%28", ord(")"): "%29"}
_IN_TITLE = {'"': "&quot;", "|": "&#124;", "`": "&#96;"}


def begins_entity(text: str, at: int) -> bool:
    """Whether a renderer would decode the `&` there."""
    match = _ENTITY.match(text, at)
    return match is not None and (match["name"] is None or f"{match['name']};" in html5)


def autolink(address: str) -> str | None:
    """A link that shows its address, of a `mailto:` what follows; None where some dialect wouldn't read it so."""
    mail = _MAIL.fullmatch(address)
    if mail is not None:
        return f"<{mail[1]}>"
    return f"<{address}>" if _AUTOLINK.fullmatch(address) and _without_entities(address) == address else None


def escape_destination(address: str) -> str:
    """An address as it can stand in `(...)`, in every dialect; letters of any script stay as they are."""
    address = _CONTROLS.sub("", address.strip()).translate(_ENCODED)
    if not _in_pairs(address):
        address = address.translate(_PARENTHESES)
    return _without_entities(address)


def escape_title(title: str, dialect: Dialect) -> str:
    """A link's title, ready to stand between double quotes in a line or a cell."""
    title = _BLANKS.sub(" ", title).strip(" ")
    escaped = "".join(_in_title(title, at, dialect) for at in range(len(title)))
    return "&#39;" + escaped[1:] if escaped.startswith("'") else escaped  # Python-Markdown takes off quotes twice


def _in_title(title: str, at: int, dialect: Dialect) -> str:
    char, after = title[at], title[at + 1 : at + 2]
    if char == "\\" and not after.isalnum():
        if dialect.title_escapes:
            return "\\\\"
        return char if after else "&#92;"
    return "&amp;" if char == "&" and begins_entity(title, at) else _IN_TITLE.get(char, char)


def _without_entities(text: str) -> str:
    return "".join("&amp;" if char == "&" and begins_entity(text, at) else char for at, char in enumerate(text))


def _in_pairs(address: str) -> bool:
    depth = 0
    for char in address:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0
