"""CommonMark with GitHub's tables and strike-out, and footnotes: comrak, pulldown-cmark (Zola), Obsidian."""

from __future__ import annotations

from migrator.converter.dialects.dialect import Dialect

COMMONMARK = Dialect(
    name="commonmark",
    footnotes_in_links=False,  # pulldown-cmark has none there
)
