"""kramdown as Jekyll sets it up, with its parser for GitHub's Markdown."""

from __future__ import annotations

from migrator.converter.dialects.dialect import Dialect

KRAMDOWN = Dialect(
    name="kramdown",
    escapable=frozenset("\\.*_+`<>()[]{}#!:|\"'$=-~"),
    alt_escapable=frozenset("\\.*_+`<>()[]{}#!:|\"'$=-"),
    backtick_in_cell=False,
    title_escapes=False,
    pipes=True,
    guillemets=True,
    dashes=True,
    underscores="words",
    strike_run=2,
    math=True,
    attributes="{:",
    heading_attributes=r"[ \t]\{(?=#)",
    number_digits="[0-9]+",
    number_points=".",
    numbers_interrupt=True,
    caret_line=True,
    emphasis="anywhere",
    opens_apart=False,
    opaque_tags=frozenset({"u", "mark", "kbd", "s", "font", "code"}),
    markdown_attribute=True,
    marker_ends_list=False,
    list_start="attribute",
    code_pipe="|",
    headless_tables=True,
    sign_rows=False,
    definition_lists=True,
    footnotes_in_links=False,
    heading_ids=True,
)
