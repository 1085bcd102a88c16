"""Python-Markdown with its `extra` extensions: Pelican, Nikola."""

from __future__ import annotations

from migrator.converter.dialects.dialect import Dialect

PYTHON_MARKDOWN = Dialect(
    name="python_markdown",
    escapable=frozenset("\\`*_{}[]()>#+-.!|"),
    alt_escapable=frozenset("\\`*_{}[]()>#+-.!|"),
    strike_run=0,
    attributes="{",
    heading_attributes=r" \{",
    number_digits=r"\d+",
    number_points=".",
    numbers_interrupt=True,
    hash_needs_blank=False,
    heading_end="any",
    task_lists=False,
    strips_blanks="everywhere",
    emphasis="anywhere",
    strikethrough=False,
    markdown_attribute=True,
    hard_break="  ",
    item_indent=4,
    marker_ends_list=False,
    list_start="html",
    fence_in_item=False,
    code_pipe="|",
    definition_lists=True,
    heading_ids=True,
)
