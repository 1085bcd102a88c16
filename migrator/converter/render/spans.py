"""How Markdown spells code, and where a link or an image leads."""

from __future__ import annotations

import re

from migrator.converter.render.escaping import escape_destination, escape_title

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


def target(address: str, title: str) -> str:
    """What stands between the parentheses of a link or image."""
    address = escape_destination(address)
    return f'{address} "{escape_title(title)}"' if title else address


def is_own_text(shown: str, address: str) -> bool:
    """Whether a link shows its address, so that `<address>` says it all."""
    if not _AUTOLINK.fullmatch(address):
        return False
    return shown in (address, address.removeprefix("mailto:")) or (
        _AUTOLINK.fullmatch(shown) is not None and escape_destination(shown) == escape_destination(address)
    )
