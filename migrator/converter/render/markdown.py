"""The clean tree as Markdown: markdownify's converter, with its defects mended.

The containers put the blank lines between blocks, whatever a block's own method puts around its text.  The dialect is
the one that kramdown, Goldmark, markdown-it, Python-Markdown and the rest render alike: list content indented by four,
fenced code, `<br />`-free hard breaks of two blanks, clean HTML where Markdown has no word for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markdownify import ATX

from migrator.converter.render.emphasis import mark_edges, without_edge_tildes
from migrator.converter.render.escaping import balanced, escape_definition, escape_line_start, escape_text
from migrator.converter.render.html import is_html, to_html, to_inline_html
from migrator.converter.render.markdownify import Parents, TypedConverter
from migrator.converter.render.spans import LONGEST_FENCE, code_block, code_span, is_own_text, with_escaped_attributes
from migrator.converter.tree.nodes import BLOCKS, LISTS, Node, is_tight, text_of

_ONE_LINE = frozenset({"td", "h2", "h3", "h4", "h5", "h6"})
_NO_LINKS = frozenset("a strong em del ins sub sup q abbr".split())
"""In these an address in the text becomes no link: a link has its marks inside it."""
_BRACKETS = "_brackets"
"""A pseudo-parent: every bracket below it is escaped."""
_EMPHASIS = frozenset({"strong", "em"})
_APART = "<!-- -->"


class Markdown(TypedConverter):
    """Writes the clean tree.  `more` is the target's mark for the jump break.

    Inherited as they are: the way from a document to its converter methods (`convert_soup`, `get_conv_fn`,
    `convert__document_`), quotes, bold, italic, raised and lowered text.  An override says what it mends.
    """

    def __init__(self, more: str) -> None:
        super().__init__(
            heading_style=ATX,
            autolinks=False,  # it makes one of a relative address, too, which is a tag of HTML then
            sub_symbol="<sub>",
            sup_symbol="<sup>",
        )
        self.more = more

    def document(self, blocks: Sequence[Node]) -> str:
        """The whole body, with one newline at its end, or '' for an empty one."""
        text = self.convert_soup(Node("[document]", blocks))
        return f"{text}\n" if text else ""

    # -- containers

    def process_tag(self, node: Node, parent_tags: Parents = frozenset()) -> str:
        """One node's Markdown.  markdownify's walks over bs4's tree, and guesses which blanks and newlines count."""
        convert = self.get_conv_fn_cached(node.name)
        text = self.content(node, parent_tags)
        return convert(node, text, parent_tags) if convert else text

    def content(self, node: Node, parents: Parents) -> str:
        """The Markdown of what a node holds, as its converter method takes it."""
        if node.name in _OWN_CHILDREN or not node.children:
            return ""
        if node.name in ("pre", "raw", "formula", "code"):
            return str(node.children[0])
        if isinstance(node.children[0], Node) and node.children[0].name in BLOCKS:
            return self.blocks(node.children, parents)
        return self.inline(node.children, parents | {node.name})

    def blocks(self, blocks: Sequence[Node | str], parents: Parents) -> str:
        """Blocks with a blank line between each two; adjacent lists are kept apart, or they would become one."""
        parts: list[str] = []
        before = ""
        for block in blocks:
            if isinstance(block, str):
                continue
            text = self.block(block, parents)
            if not text:
                continue
            if block.name in LISTS and before in LISTS:
                parts.append(_APART)
            parts.append(text)
            before = block.name
        return "\n\n".join(parts)

    def block(self, block: Node, parents: Parents) -> str:
        """One block's Markdown, without the newlines that markdownify puts around most."""
        return self.process_tag(block, parents).strip("\n")

    # -- blocks

    def convert_p(self, el: Node, text: str, parent_tags: Parents) -> str:
        """A paragraph, whose lines may begin with what looks like a block."""
        if "td" in parent_tags:
            return text
        if is_html(el):
            return to_html([el])
        lines = "\n".join(escape_line_start(line) for line in text.split("\n"))
        lines = escape_definition(lines)
        return super().convert_p(el, lines, parent_tags)

    def convert_hN(self, n: int, el: Node, text: str, parent_tags: Parents) -> str:
        """A heading; a `#` at its end would be taken for a closing mark."""
        text = f"{text[:-1]}\\#" if text.endswith("#") else text
        return super().convert_hN(n, el, text, parent_tags)

    def convert_pre(self, el: Node, text: str, _parent_tags: Parents) -> str:
        """A fenced block; markdownify's fences end at the first fence in the code."""
        return code_block(text, el.get("lang"))

    def convert_hr(self, el: Node, text: str, parent_tags: Parents) -> str:
        """A rule; of dashes it would be one with a list's bullet before it."""
        return super().convert_hr(el, text, parent_tags) if parent_tags.isdisjoint(LISTS) else "***"

    def convert_jump(self, _el: Node, _text: str, _parent_tags: Parents) -> str:
        """The jump break."""
        return self.more

    def convert_raw(self, _el: Node, text: str, _parent_tags: Parents) -> str:
        """HTML that stands as it is."""
        return text

    convert_formula = convert_raw

    def convert_reference(self, el: Node, _text: str, _parent_tags: Parents) -> str:
        """A footnote's marker."""
        return f"[^{el.get('number')}]"

    def convert_footnote(self, el: Node, text: str, _parent_tags: Parents) -> str:
        """A footnote, its further lines indented."""
        return f"[^{el.get('number')}]: " + "\n".join(
            f"    {line}" if line and at else line for at, line in enumerate(text.split("\n"))
        )

    def convert_figure(self, el: Node, _text: str, _parent_tags: Parents) -> str:
        """A figure is HTML in every dialect."""
        return to_html([el])

    convert_dl = convert_details = convert_figure

    def convert_list(self, el: Node, _text: str, parent_tags: Parents) -> str:
        """A list; markdownify indents by the bullet's width, which kramdown and Python-Markdown don't follow.

        One that doesn't count from 1 is HTML, because half the renderers would count from 1.
        """
        if is_html(el):
            return to_html([el])
        items = [child for child in el.children if isinstance(child, Node)]
        loose = any(not is_tight(item) for item in items)
        inner = parent_tags | {el.name}
        texts = []
        for number, item in enumerate(items, 1):
            marker = f"{number}." if el.name == "ol" else "-"
            texts.append(self._item_text(item, marker, loose, inner))
        return ("\n\n" if loose else "\n").join(texts)

    convert_ul = convert_ol = convert_list

    def _item_text(self, item: Node, marker: str, loose: bool, parents: Parents) -> str:
        width = max(4, len(marker) + 1)
        if loose:
            text = self.blocks(item.children, parents)
        else:
            text = "\n".join(self.block(block, parents) for block in item.children if isinstance(block, Node))
        lines = text.split("\n")
        indented = [lines[0], *(" " * width + line if line else "" for line in lines[1:])]
        return marker.ljust(width) + "\n".join(indented)

    def convert_table(self, el: Node, _text: str, parent_tags: Parents) -> str:
        """A pipe table where every cell is one line of text, else HTML; markdownify forces any cell into a line."""
        if is_html(el):
            return to_html([el])
        rows = [
            [cell for cell in row.children if isinstance(cell, Node)] for row in el.children if isinstance(row, Node)
        ]
        width = max(map(len, rows))
        lines = [[self._cell_text(cell, parent_tags) for cell in row] + [""] * (width - len(row)) for row in rows]
        if any(cell.name != "th" for cell in rows[0]):
            lines.insert(0, [""] * width)
        lines.insert(1, ["---"] * width)
        return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)

    def _cell_text(self, cell: Node, parents: Parents) -> str:
        inner = parents | {"td"}
        return "<br /><br />".join(self.block(block, inner) for block in cell.children if isinstance(block, Node))

    # -- inline

    def inline(self, nodes: Sequence[Node | str], parents: Parents) -> str:
        """Inline content.  Emphasis waits for its neighbours, since they decide whether its mark would work."""
        texts = [self._inline_text(node, parents) for node in nodes]
        if any(isinstance(node, str) and "$$" in node for node in nodes):
            texts = _without_math(nodes, texts)
        done: list[str] = []
        last = "\n"
        for at, text in enumerate(texts):
            node = nodes[at]
            if isinstance(node, Node):
                if node.name in _EMPHASIS:
                    after = next((later[0] for later in texts[at + 1 : at + 9] if later), "\n")
                    text = self._emphasis(node, text, last, after)
                elif text.startswith("[") and last == "!":
                    done[-1] = done[-1][:-1] + "\\!"
            if text:
                done.append(text)
                last = text[-1]
        return "".join(done)

    def _inline_text(self, node: Node | str, parents: Parents) -> str:
        """A node's Markdown; that of bold and italic text still without its marks."""
        if isinstance(node, str):
            return self.escape(node, parents)
        return self.content(node, parents) if node.name in _EMPHASIS else self.process_tag(node, parents)

    def _emphasis(self, node: Node, text: str, before: str, after: str) -> str:
        """Bold or italic text between markdownify's marks, between tags where no renderer would see the marks."""
        if not text:
            return ""
        text = without_edge_tildes(text)
        edges = mark_edges(text, before, after)
        if edges is not None:
            head, core, tail = edges
            convert = self.convert_strong if node.name == "strong" else self.convert_em
            return f"{head}{convert(node, core, frozenset())}{tail}"
        shows = any(char.isalnum() or char == "<" for char in text)
        return f"<{node.name}>{text}</{node.name}>" if shows else text

    def escape(self, text: str, parent_tags: Parents) -> str:
        """Text in which a mark stands before what would mean something; markdownify's stands before every * and _."""
        return escape_text(text, brackets=_BRACKETS in parent_tags, linked=not parent_tags.isdisjoint(_NO_LINKS))

    def convert_a(self, el: Node, text: str, parent_tags: Parents) -> str:
        """A link, an autolink where text and address are one, or a named anchor."""
        if "id" in el.attrs:
            return f'<a id="{escape(el.get("id"))}"></a>'
        href, shown = el.get("href"), text_of(el.children)
        if "title" not in el.attrs and is_own_text(shown, href) and all(isinstance(part, str) for part in el.children):
            return f"<{shown}>"
        if not balanced(text):
            text = self.inline(el.children, parent_tags | {"a", _BRACKETS})
        return super().convert_a(with_escaped_attributes(el), text, parent_tags)

    def convert_img(self, el: Node, text: str, parent_tags: Parents) -> str:
        """An image; markdownify escapes neither its alternative text nor its address."""
        return super().convert_img(with_escaped_attributes(el), text, parent_tags)

    def convert_br(self, el: Node, text: str, parent_tags: Parents) -> str:
        """A hard break of two blanks; in a cell or heading, which is one line, a tag where markdownify has a blank."""
        return super().convert_br(el, text, parent_tags) if parent_tags.isdisjoint(_ONE_LINE) else "<br />"

    def convert_code(self, el: Node, _text: str, parent_tags: Parents) -> str:
        """A code span, fenced by more backticks than it holds; a `|` would split a table's cell."""
        if (
            len(el.children) != 1
            or not isinstance(el.children[0], str)
            or ("td" in parent_tags and "|" in text_of([el]))
            or "`" * LONGEST_FENCE in text_of([el])
        ):
            return to_inline_html(el)
        return code_span(el.children[0])

    def _in_tags(self, el: Node, text: str, _parent_tags: Parents) -> str:
        """A tag around Markdown.  `~~` for <del> is no mark of CommonMark's, and quotation marks are no <q>."""
        opening = el.name + "".join(f' {name}="{escape(value)}"' for name, value in el.attrs.items())
        return f"<{opening}>{text}</{el.name}>"

    convert_del = convert_ins = _in_tags
    convert_abbr = convert_q = convert_span = convert_ruby = convert_rt = convert_rp = _in_tags

    def convert_u(self, el: Node, _text: str, _parent_tags: Parents) -> str:
        """A tag in which kramdown shows Markdown as it stands."""
        return to_inline_html(el)

    convert_mark = convert_kbd = convert_u


def _without_math(nodes: Sequence[Node | str], texts: list[str]) -> list[str]:
    """The texts so that kramdown leaves `$$` to the page's own script, as the others do, where that matters.

    It takes what stands between for mathematics, and backslashes in it for part of that; of a row of dollars it
    leaves nothing.
    """
    pairs = list(zip(nodes, texts, strict=True))
    if all(text == node and "$$$" not in node for node, text in pairs if isinstance(node, str)):
        return texts
    return [text.replace("$$", "&#36;$") if isinstance(node, str) else text for node, text in pairs]


# What these hold is laid out by their own method.
_OWN_CHILDREN = frozenset({"ul", "ol", "table", "figure", "dl", "details", "u", "mark", "kbd"})
