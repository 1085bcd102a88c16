"""What markdown-it (Eleventy), marked (Hexo) and micromark, remark's parser (Astro, Docusaurus), have in common."""

from __future__ import annotations

from migrator.converter.dialects.dialect import Dialect

GFM = Dialect(
    name="gfm",
    alt_escapable=frozenset(),  # markdown-it drops the sign together with its backslash
    strips_blanks="one-line",  # marked
    opens_apart=False,  # marked
    links_addresses=True,  # all but markdown-it
    footnotes=False,  # remark alone
)
