"""Pieces of a text that nothing may touch stand aside while the rest is worked on."""

from __future__ import annotations

import re
from collections.abc import Callable


class Placeholders:
    """Puts pieces aside and leaves names in their places: one word each, of letters and digits only."""

    def __init__(self, text: str, kind: str) -> None:
        self._stem = f"migrator{kind}"
        while self._stem in text:
            self._stem += "z"
        self._name = re.compile(self._stem + r"(\d+)q")
        self.pieces: list[str] = []

    def hide(self, piece: str) -> str:
        """The name that stands for this piece from now on."""
        self.pieces.append(piece)
        return f"{self._stem}{len(self.pieces) - 1}q"

    def show(self, text: str, made: Callable[[str], str] = str) -> str:
        """The text with its pieces back in their places, each as `made` makes it."""
        return self._name.sub(lambda name: made(self.pieces[int(name[1])]), text)

    def show_below(self, text: str) -> str:
        """The text with each piece on the line below what stands before its name."""
        named = re.compile(rf"\s*{self._name.pattern}[ \t]*\n?")
        return named.sub(lambda name: f"\n{self.pieces[int(name[1])]}\n", text)

    def whole(self, text: str) -> bool:
        """Whether each piece has its place in the text, once."""
        return sorted(map(int, self._name.findall(text))) == list(range(len(self.pieces)))

    def alone(self, line: str) -> bool:
        """Whether a line is nothing but such names."""
        return bool(line.strip()) and not self._name.sub("", line).strip()


_LIQUID = re.compile(
    r"\{%-?\s*(?P<block>raw|highlight|comment|capture)\b.*?\{%-?\s*end(?P=block)\s*-?%\}|\{\{.{0,1000}?\}\}|\{%.{0,1000}?%\}",
    re.DOTALL,
)


def hide_templates(text: str, shelter: Placeholders) -> str:
    """The text without what its site's template language acts on: Liquid, and the shortcodes that look like it."""
    return _LIQUID.sub(lambda found: shelter.hide(found[0]), text)


_ATTRIBUTES = re.compile(r"^[ \t]*\{:[ \t]*[^{}\n]*\}[ \t]*$", re.MULTILINE)


def hide_attributes(text: str, shelter: Placeholders) -> str:
    """The text without kramdown's lines of attributes, `{: .class}`, which belong to the block above them."""
    codes = Placeholders(text, "code")
    hidden = _ATTRIBUTES.sub(lambda found: shelter.hide(found[0].strip()), hide_code(text, codes))
    return codes.show(hidden)


_CODE = re.compile(
    r"^(?P<blanks>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)\n(?:.*\n)*?[ \t]*(?P=fence)[`~]*[ \t]*$"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?P<span>[^\n]*?[^`\n])(?P=ticks)(?!`)",
    re.MULTILINE,
)
_CLOSING = re.compile(r"</(\w+)")


def hide_code(text: str, shelter: Placeholders, *, dedent: bool = True) -> str:
    """The text without its fenced code and code spans, whose tags are no tags.

    `dedent`: code loses the blanks that its fence is indented by; else showing it again gives the same text.
    """
    return _CODE.sub(lambda found: _placeholder(found, shelter, dedent=dedent), text)


def _placeholder(found: re.Match[str], shelter: Placeholders, *, dedent: bool) -> str:
    if found["fence"] and dedent:
        blanks = found["blanks"]
        lines = found[0].split("\n")
        return blanks + shelter.hide("\n".join(line.removeprefix(blanks) for line in lines))
    closing = _CLOSING.search(found["span"] or "")
    if closing and f"<{closing[1]}" not in found["span"][: closing.start()]:
        return found[0]  # two backticks in two elements: no code span, but Korean quotation marks
    return shelter.hide(found[0])
