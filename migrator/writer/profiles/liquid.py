"""Escapes `{{` and `{%` in a body from Liquid, Jekyll's template language."""

from __future__ import annotations

import re

_OPENING = re.compile(r"\{[{%]")
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)


def escape(body: str) -> str:
    """`body` with each `{{` and `{%` in a raw block of its own: in prose, code spans and fences alike.

    A raw block around more than the two characters could be ended by an `{% endraw %}` in the text.
    """
    return _OPENING.sub(lambda hit: f"{{% raw %}}{hit[0]}{{% endraw %}}", body)


def unescape(body: str) -> str:
    """`body` as readers of the site see it: without raw blocks, those that `escape` made and any others."""
    return _RAW.sub(lambda hit: str(hit[1]), body)
