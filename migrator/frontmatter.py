"""Front matter read: told apart from the body without losing a byte, and its fields.

Jekyll's rules: a line of three dashes opens it, the next line of three dashes or three dots closes it.  Blanks and
`\\r` behind either belong to that line, a byte order mark before the first one too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from migrator.errors import OutputError

# python-frontmatter's own boundary takes any number of dashes, takes the blank lines behind them for part of the
# fence, and finds nothing behind a byte order mark.
_FENCE = re.compile(r"(?:\A\ufeff?---|(?<=\n)(?:---|\.\.\.))[^\S\n]*(?:\n|\Z)")
_HANDLER = YAMLHandler(_FENCE)
_NO_FIELD = "while scanning a simple key"
NO_END = "its front matter does not end: a second line of dashes is missing"


@dataclass(frozen=True, slots=True)
class SplitText:
    """A file's text in four parts, which put together are the text again."""

    opening: str
    """The line of dashes that front matter begins with; '' where there is none."""
    fields: str
    closing: str
    """The line that ends it; '' where that is missing: all the rest stands in `fields` then."""
    body: str

    @property
    def head(self) -> str:
        """The front matter with its fences."""
        return self.opening + self.fields + self.closing

    @property
    def is_open(self) -> bool:
        """Whether the front matter never ends."""
        return bool(self.opening) and not self.closing


def has_front_matter(text: str) -> bool:
    """Whether a text, or the first line of one, opens front matter."""
    return _HANDLER.detect(text)


def split(text: str) -> SplitText:
    """Front matter and body of a text."""
    opening = _FENCE.match(text)
    if opening is None:
        return SplitText("", "", "", text)
    try:
        fields, body = _HANDLER.split(text)
    except ValueError:
        return SplitText(opening[0], text[opening.end() :], "", "")
    return SplitText(opening[0], fields, text[opening.end() + len(fields) : len(text) - len(body)], body)


def parse(text: str, subject: str) -> tuple[dict[str, Any], str]:
    """The fields of a file and its body without the blank lines above it; ({}, text) where it has no front matter.

    Raises `OutputError`, about `subject`, where there is front matter that can't be read.
    """
    parts = split(text)
    if not parts.opening:
        return {}, text
    if parts.is_open:
        raise OutputError(subject, NO_END)
    try:
        meta = _HANDLER.load(parts.fields)
    except (yaml.YAMLError, ValueError) as error:
        raise OutputError(subject, f"its front matter can't be read ({_reason(error)})") from error
    if not isinstance(meta, dict):
        raise OutputError(subject, "its front matter is no list of fields")
    return meta, parts.body.lstrip("\r\n")


def _reason(error: Exception) -> str:
    """What YAML complains about, and the line of the file."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        # Of a line that is no field YAML complains only on the next one.
        mark = (error.context == _NO_FIELD and error.context_mark) or error.problem_mark
        return f"line {mark.line + 2}: {error.problem or error.context}"  # counted from 0, behind the opening line
    return str(error).replace("\n", " ")
