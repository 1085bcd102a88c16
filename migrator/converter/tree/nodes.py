"""The clean tree: a body's blocks and texts with only the markup that means something.

Blocks hold blocks or inline content, never both, and every paragraph is one node.  It is much lighter than the
parser's tree, and both writers (`markdown`, `html`) read it.  Names are HTML's, but for

- `jump`, the jump break;
- `raw`, a block, and `formula`, a part of a line, whose one text child is HTML that is written as it stands;
- `float`, a block that text flows around, while its place is still in a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BLOCKS = frozenset(
    "p h2 h3 h4 h5 h6 ul ol li blockquote pre hr table tr td th figure figcaption dl dt dd details summary raw "
    "jump".split()
)
LISTS = frozenset({"ul", "ol"})


class Node:
    """One element of the clean tree: a name, the few attributes that mean something, and children."""

    __slots__ = ("attrs", "children", "name")

    def __init__(self, name: str, children: Sequence[Node | str] = (), attrs: dict[str, str] | None = None) -> None:
        self.name = name
        self.children = list(children)
        self.attrs = attrs or {}

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value, or `default`."""
        return self.attrs.get(name, default)

    def __repr__(self) -> str:
        return f"Node({self.name!r}, {self.children!r}, {self.attrs!r})"


def descendants(nodes: Sequence[Node | str]) -> Iterator[Node | str]:
    """Everything below `nodes` and the nodes themselves, in document order."""
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Node):
            stack.extend(reversed(node.children))


def text_of(nodes: Sequence[Node | str]) -> str:
    """The plain text of `nodes`, with a line break as a blank."""
    parts: list[str] = []
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.name == "br":
            parts.append(" ")
        elif node.children:
            stack.extend(reversed(node.children))
    return "".join(parts)


def is_tight(item: Node) -> bool:
    """Whether an item is one block, or a paragraph and a list below it."""
    names = [block.name for block in item.children if isinstance(block, Node)]
    return len(names) == 1 or (len(names) == 2 and names[0] == "p" and names[1] in LISTS)


def is_one_line(cell: Node) -> bool:
    """Whether a cell can stand in a pipe table."""
    blocks = (block for block in cell.children if isinstance(block, Node))
    return not cell.attrs and all(block.name == "p" for block in blocks)
