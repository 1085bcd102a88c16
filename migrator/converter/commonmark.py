"""Markdown rendered by comrak: CommonMark with tables, strikethrough and footnotes; HTML is let through."""

from __future__ import annotations

import comrak

_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.table = _EXTENSIONS.strikethrough = _EXTENSIONS.footnotes = True
_RENDERING = comrak.RenderOptions()
_RENDERING.unsafe_ = True  # HTML in Markdown is part of what we wrote


def render(markdown: str) -> str:
    """The Markdown as HTML."""
    return comrak.render_markdown(markdown, extension_options=_EXTENSIONS, render_options=_RENDERING)
