"""markdownify's converter with the types of the methods that are inherited from it, which its own stub leaves out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markdownify import MarkdownConverter

from migrator.converter.tree.nodes import Node

Parents = frozenset[str]
ConverterMethod = Callable[[Node, str, Parents], str]


class TypedConverter(MarkdownConverter):
    """markdownify's converter, for the clean tree's nodes: of bs4's tags its methods need only `get` and `attrs`."""

    if TYPE_CHECKING:

        def get_conv_fn_cached(self, tag_name: str) -> ConverterMethod | None: ...

        def convert_p(self, el: Node, text: str, parent_tags: Parents) -> str: ...

        def convert_hN(self, n: int, el: Node, text: str, parent_tags: Parents) -> str: ...

        def convert_hr(self, el: Node, text: str, parent_tags: Parents) -> str: ...

        def convert_a(self, el: Node, text: str, parent_tags: Parents) -> str: ...

        def convert_img(self, el: Node, text: str, parent_tags: Parents) -> str: ...

        def convert_br(self, el: Node, text: str, parent_tags: Parents) -> str: ...

        def convert_em(self, el: Node, text: str, parent_tags: Parents) -> str: ...

        def convert_strong(self, el: Node, text: str, parent_tags: Parents) -> str: ...
