"""XML written the way Blogger writes it: single quotes, no blanks between elements."""

from __future__ import annotations

from xml.sax.saxutils import escape

ATOM = "http://www.w3.org/2005/Atom"


def text(content: str) -> str:
    """The content with what XML minds escaped."""
    return escape(content)


def element(name: str, content: str = "", /, **attributes: str) -> str:
    """An element around markup.  An attribute `xmlns_app` is written `xmlns:app`."""
    written = "".join(
        f" {key.replace('_', ':')}='{escape(value, {chr(39): '&#39;'})}'" for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def filled(name: str, content: str, /, **attributes: str) -> str:
    """An element around plain text, with an end tag even when empty."""
    return (
        element(name, text(content), **attributes) if content else element(name, "\0", **attributes).replace("\0", "")
    )
