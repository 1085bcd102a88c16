"""The clean tree as HTML: for what Markdown has no way to say.

Without a blank line anywhere, because a blank line ends a block of HTML in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from migrator.converter.render.escaping import balanced, escape_text
from migrator.converter.tree.nodes import BLOCKS, LISTS, Node, is_one_line

_ALWAYS = frozenset({"figure", "dl", "details", "u", "mark", "kbd"})
_VOID = frozenset({"br", "img", "hr"})
_OWN_LINES = frozenset({"ul", "ol", "dl", "table", "tr", "blockquote", "details", "figure"})


_BLANK_LINE = re.compile(r"(\n[ \t]*)\n")
_BACKSLASHED = re.compile(r"\\([!-/:-@\[-`{-~])")


def _in_block(text: str) -> str:
    return escape(text, quote=False)


def _in_line(text: str) -> str:
    escaped = escape_text(text, linked=True)
    if not balanced(escaped):
        escaped = escape_text(text, linked=True, brackets=True)
    return _BACKSLASHED.sub(lambda match: f"&#{ord(match[1])};", escaped)


def in_pre(code: str) -> str:
    """Code as it can stand in a <pre>, without a line that Markdown would take for the end of the HTML."""
    return _BLANK_LINE.sub(r"\1&#10;", escape(code, quote=False))


def is_html(node: Node) -> bool:
    """Whether a node is written as HTML, with everything in it: because Markdown has no word for it, or not here."""
    if node.name in LISTS:
        # Half of all renderers count any list from 1.
        return bool(node.attrs) or any(isinstance(item, Node) and item.attrs for item in node.children)
    if node.name == "table":
        cells = (cell for row in node.children if isinstance(row, Node) for cell in row.children)
        return not all(is_one_line(cell) for cell in cells if isinstance(cell, Node))
    return node.name in _ALWAYS or (node.name == "p" and bool(node.attrs))


def to_html(nodes: Sequence[Node | str], write: Callable[[str], str] = _in_block) -> str:
    """The nodes as HTML, blocks on lines of their own."""
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(write(node))
            continue
        if node.name in BLOCKS and parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        parts.append(_element(node, write))
    return "".join(parts)


def to_inline_html(node: Node) -> str:
    """An inline node as HTML that may stand in a line of Markdown, where some renderers see marks in it, others not."""
    return to_html([node], _in_line)


def _element(node: Node, write: Callable[[str], str]) -> str:
    if node.name in ("raw", "formula"):
        return str(node.children[0])
    if node.name == "jump":
        return ""
    if node.name == "pre":
        return f"<pre><code>{in_pre(str(node.children[0]))}</code></pre>"
    opening = node.name + "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
    if node.name in _VOID:
        return f"<{opening} />"
    children = node.children
    if len(children) == 1 and isinstance(children[0], Node) and children[0].name == "p" and node.name != "blockquote":
        children = children[0].children
    inner = to_html(children, write)
    if node.name in _OWN_LINES:
        inner = f"\n{inner}\n"
    return f"<{opening}>{inner}</{node.name}>"
