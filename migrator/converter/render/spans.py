"""How Markdown spells code, links and images."""

from __future__ import annotations

import re

from migrator.converter.render.escaping import escape_destination, escape_text, escape_title
from migrator.converter.tree.nodes import Node

LONGEST_FENCE = 70
"""Renderers know no longer ones."""
_AUTOLINK = re.compile(r"(?:https?|ftp)://[^\s<>\"\\`{}|^]+|mailto:[^\s<>]+", re.IGNORECASE)
_FENCES = re.compile("^ *(`{3,})", re.MULTILINE)
_BACKTICKS = re.compile("`+")


def code_block(text: str, language: str) -> str:
    """Code between fences that are longer than any in it."""
    longest = max((len(fence) for fence in _FENCES.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def code_span(text: str) -> str:
    """Code between more backticks than it holds."""
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def is_own_text(shown: str, address: str) -> bool:
    """Whether a link shows its address, so that `<address>` says it all."""
    if not _AUTOLINK.fullmatch(address):
        return False
    return shown in (address, address.removeprefix("mailto:")) or (
        _AUTOLINK.fullmatch(shown) is not None and escape_destination(shown) == escape_destination(address)
    )


def with_escaped_attributes(el: Node) -> Node:
    """The link or image with its attributes ready to stand in `[text](address "title")`."""
    escaped = {
        "href": escape_destination(el.get("href")),
        "src": escape_destination(el.get("src")),
        "alt": escape_text(el.get("alt"), brackets=True, linked=True),
        "title": escape_title(el.get("title")),
    }
    return Node(el.name, attrs=escaped)
