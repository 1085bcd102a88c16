"""NEW."""

from __future__ import annotations

import comrak

_EXTENSIONS = comrak.ExtensionOptions()


_RENDERING = comrak.RenderOptions()


def render(markdown: str) -> str:
    """The Markdown as HTML, by a renderer that follows CommonMark to the letter, with GitHub's tables."""
    return comrak.render_markdown(markdown, extension_options=_EXTENSIONS, render_options=_RENDERING)
