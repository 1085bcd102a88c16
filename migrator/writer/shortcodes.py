"""Hugo's shortcodes are looked for everywhere in a body, code included."""

from __future__ import annotations


def escape(body: str) -> str:
    """`body` with everything that Hugo would take for a shortcode written so that it stays text."""
    parts: list[str] = []
    position = 0
    while (start := _next_opening(body, position)) >= 0:
        closing = ">}}" if body[start + 2] == "<" else "%}}"
        end = body.find(closing, start + 3)
        parts.append(body[position:start])
        if end < 0:
            parts.append("&#123;{")
            position = start + 2
        else:
            parts.append(f"{body[start : start + 3]}/*{body[start + 3 : end]}*/{closing}")
            position = end + 3
    return "".join(parts) + body[position:]


def _next_opening(body: str, position: int) -> int:
    found = [at for at in (body.find("{{<", position), body.find("{{%", position)) if at >= 0]
    return min(found, default=-1)
