"""Escapes `{{<` and `{{%` in a body from Hugo, which runs shortcodes everywhere in it, code included.

`{{</* x */>}}` is how Hugo writes `{{< x >}}`.  One that isn't closed can't be written so, and stops the build.
"""

from __future__ import annotations

import re
from html import escape as as_html

_CODE = re.compile(
    r"^(?P<lead>(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*)(?P<fence>`{3,}|~{3,})[^`\n]*\n"
    r".*?^(?P<indent>[ \t>]*)(?P=fence)[ \t]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_SHORTCODE = re.compile(r"\{\{(?:<.*?>|%.*?%)\}\}|\{\{[<%]", re.DOTALL)
_ESCAPED = re.compile(
    r"(?P<opening>\{\{(?:(?P<angle><)|%))/\*(?P<text>(?:(?!\*/(?(angle)>|%)\}\}).)*?)"
    r"(?P<behind>\n[ \t>]*<!-- )?\*/(?P<closing>(?(angle)>|%)\}\})(?(behind) -->)"
    r"|&#123;(?=\{[<%])",
    re.DOTALL,
)
_CLOSING = {"<": ">}}", "%": "%}}"}


def escape(body: str) -> str:
    """`body` with everything that Hugo would take for a shortcode written so that it stays text."""
    if "{{<" not in body and "{{%" not in body:
        return body
    parts = []
    position = 0
    for area in _CODE.finditer(body):
        parts.append(_escaped_prose(body[position : area.start()]))
        parts.append(_escaped_fence(area) if area["fence"] else _escaped_span(area))
        position = area.end()
    return "".join(parts) + _escaped_prose(body[position:])


def _escaped_prose(text: str) -> str:
    """Text outside code.  A shortcode without an end in its paragraph gets an entity: Hugo would look on for one."""
    paragraphs = re.split(r"(\n{2,})", text)
    return "".join(
        _SHORTCODE.sub(lambda hit: _escaped_shortcode(hit[0]) or f"&#123;{hit[0][1:]}", each) for each in paragraphs
    )


def _escaped_span(area: re.Match[str]) -> str:
    """Inline code.  A shortcode without an end in it needs an entity, and code with entities needs HTML."""
    if all(_escaped_shortcode(hit[0]) for hit in _SHORTCODE.finditer(area[0])):
        return _SHORTCODE.sub(lambda hit: _escaped_shortcode(hit[0]), area[0])
    code = area["code"]
    code = code[1:-1] if code.startswith(" ") and code.endswith(" ") and code.strip() else code
    return f"<code>{as_html(code, quote=False).replace('{', '&#123;')}</code>"


def _escaped_fence(area: re.Match[str]) -> str:
    """A code block.  A shortcode without an end in it is closed behind it, in an HTML comment that nobody sees."""
    text = area[0]
    opened = next((hit for hit in _SHORTCODE.finditer(text) if not _escaped_shortcode(hit[0])), None)
    end = opened.end() if opened else len(text)
    marked = _SHORTCODE.sub(lambda hit: _escaped_shortcode(hit[0]) or hit[0], text[:end])
    if opened is None:
        return marked
    return f"{marked}/*{text[end:]}\n{area['indent']}<!-- */{_CLOSING[opened[0][2]]} -->"


def _escaped_shortcode(shortcode: str) -> str:
    """The shortcode written so that Hugo shows it; '' for one without an end."""
    return f"{shortcode[:3]}/*{shortcode[3:-3]}*/{shortcode[-3:]}" if len(shortcode) > 3 else ""


def unescape(body: str) -> str:
    """`body` as readers of the site see it; code that `escape` made HTML of stays HTML, which reads alike."""
    return _ESCAPED.sub(_unescaped, body) if "/*" in body or "&#123;" in body else body


def _unescaped(hit: re.Match[str]) -> str:
    if hit["opening"] is None:
        return "{"
    return hit["opening"] + hit["text"] + ("" if hit["behind"] else hit["closing"])
