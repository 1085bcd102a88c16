"""Goldmark as Hugo sets it up."""

from __future__ import annotations

from migrator.converter.dialects.dialect import Dialect

GOLDMARK = Dialect(
    name="goldmark",
    guillemets=True,
    dashes=True,
    links_addresses=True,
    heading_attributes=r"(?<!\\)(?:\\\\)*\{(?=[#.]|[^\s{}=]+=)",
    definition_lists=True,
    heading_ids=True,
)
