"""What a target's Markdown can say, and how: one value in one file for each dialect."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.converter.dialects.commonmark import COMMONMARK
from migrator.converter.dialects.dialect import Dialect
from migrator.converter.dialects.gfm import GFM
from migrator.converter.dialects.goldmark import GOLDMARK
from migrator.converter.dialects.kramdown import KRAMDOWN
from migrator.converter.dialects.python_markdown import PYTHON_MARKDOWN

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect for dialect in (KRAMDOWN, GOLDMARK, GFM, PYTHON_MARKDOWN, COMMONMARK)
}
"""Every dialect by its name."""
