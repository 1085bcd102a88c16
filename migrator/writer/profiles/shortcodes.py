"""Hugo looks for shortcodes everywhere in a body, code included; a post that only talks about one loses it.

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
        parts.append(_prose(body[position : area.start()]))
        parts.append(_fence(area) if area["fence"] else _span(area))
        position = area.end()
    return "".join(parts) + _prose(body[position:])


def _prose(text: str) -> str:
    """What is left open in its paragraph gets an entity; Hugo would look for an end to the last page."""
    paragraphs = re.split(r"(\n{2,})", text)
    return "".join(_SHORTCODE.sub(lambda hit: _marked(hit[0]) or f"&#123;{hit[0][1:]}", each) for each in paragraphs)


def _span(area: re.Match[str]) -> str:
    """Inline code.  What is left open in it needs an entity, and code with entities needs HTML."""
    if all(_marked(hit[0]) for hit in _SHORTCODE.finditer(area[0])):
        return _SHORTCODE.sub(lambda hit: _marked(hit[0]), area[0])
    code = area["code"]
    code = code[1:-1] if code.startswith(" ") and code.endswith(" ") and code.strip() else code
    return f"<code>{as_html(code, quote=False).replace('{', '&#123;')}</code>"


def _fence(area: re.Match[str]) -> str:
    """A code block.  What is left open in it is closed behind it, in an HTML comment that nobody sees."""
    text = area[0]
    opened = next((hit for hit in _SHORTCODE.finditer(text) if not _marked(hit[0])), None)
    end = opened.end() if opened else len(text)
    marked = _SHORTCODE.sub(lambda hit: _marked(hit[0]) or hit[0], text[:end])
    if opened is None:
        return marked
    return f"{marked}/*{text[end:]}\n{area['indent']}<!-- */{_CLOSING[opened[0][2]]} -->"


def _marked(shortcode: str) -> str:
    """The shortcode as Hugo wants it written to be shown; '' for one that isn't closed."""
    return f"{shortcode[:3]}/*{shortcode[3:-3]}*/{shortcode[-3:]}" if len(shortcode) > 3 else ""


def unescape(body: str) -> str:
    """`body` as readers of the site see it; code that `escape` made HTML of stays HTML, which reads alike."""
    return _ESCAPED.sub(_unmarked, body) if "/*" in body or "&#123;" in body else body


def _unmarked(hit: re.Match[str]) -> str:
    if hit["opening"] is None:
        return "{"
    return hit["opening"] + hit["text"] + ("" if hit["behind"] else hit["closing"])
