"""Where a sign begins or ends something in a dialect's Markdown, so that as text it needs an escape: a rule a sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from migrator.converter.dialects.dialect import Dialect
from migrator.converter.dialects.targets import begins_entity

CONTEXT = 40
"""So much of what stands around a sign can matter; of a longer run every sign is escaped."""
_TAG = re.compile(r"<(?:[^\W\d]|[/!?]|[^\s>@]{1,80}@[^\s<>]{1,80}>)")
"""What begins a tag, a comment or an address in angle brackets; kramdown's tags are named in any script."""
_LONGEST_WORD = 80
_BLANKS = frozenset({"", " ", "\t", "\n"})
_MARK_ENDS = frozenset("*_`)>~]")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text between its neighbours, from `start` to `end`, and where it stands."""

    text: str
    start: int
    end: int
    dialect: Dialect
    cell: bool
    brackets: bool

    def at(self, place: int) -> str:
        """The character there; '' outside."""
        return self.text[place : place + 1] if place >= 0 else ""

    def around(self, place: int) -> tuple[str, str, int]:
        """What stands before and after the run of the sign at a place, and how long the run is."""
        sign, start, end = self.text[place], place, place + 1
        while self.at(start - 1) == sign and place - start < CONTEXT:
            start -= 1
        while self.at(end) == sign and end - place < CONTEXT:
            end += 1
        return self.at(start - 1), self.at(end), end - start


def needs_escape(prose: Prose, at: int) -> bool:
    """Whether the sign there, which `signs` found, would mean something."""
    return _RULES[prose.text[at]](prose, at)


def is_blank(char: str) -> bool:
    """Whether it is a blank, or nothing at all; a no-break space is none to kramdown."""
    return char in _BLANKS


@cache
def signs(dialect: Dialect, *, cell: bool, brackets: bool) -> re.Pattern[str]:
    """The signs that can mean anything in this dialect; of a run of `>` or `-` all but the last."""
    # None begins with a look back: so the search skips to the next of them at once.
    patterns = [r"[`\\*_]", r"<(?=\S)", r"\((?<=\]\()", r"!(?=\[)", r"\^(?<=\[\^)", "&(?=[#A-Za-z])"]
    patterns += [r"[\[\]]" if brackets else r"\[(?=\^)"]
    patterns += [r"\|"] if cell or dialect.pipes else []
    patterns += [">(?=>)"] if dialect.guillemets else []
    patterns += ["-(?=-)"] if dialect.dashes else []
    patterns += ["~"] if dialect.strike_run else []
    patterns += [r"\$"] if dialect.math else []
    patterns += [rf"\{{(?={dialect.attributes[1:]})"] if dialect.attributes else []
    patterns += [r"@(?<=\w@)(?=\w)"] if dialect.links_addresses else []
    return re.compile("|".join(patterns))


# -- a rule for each sign: whether it needs a mark where it stands


def _always(_prose: Prose, _at: int) -> bool:
    return True


def _backslash(prose: Prose, at: int) -> bool:
    after = prose.at(at + 1)
    return after in prose.dialect.escapable or (after == "\n" and prose.dialect.hard_break == "\\")


def _star(prose: Prose, at: int) -> bool:
    return not (is_blank(prose.at(at - 1)) and is_blank(prose.at(at + 1)))


def _underscore(prose: Prose, at: int) -> bool:
    before, after, length = prose.around(at)
    if prose.dialect.underscores == "words":
        inside_word = length == 1 and before.isalnum() and after.isalnum()
        return not inside_word and (length > 2 or not (is_blank(before) and is_blank(after)))
    return not is_blank(after) and (is_blank(before) or unicodedata.category(before)[0] in "PSZ")


def _caret(prose: Prose, at: int) -> bool:
    """A footnote's mark of a link's text; in other texts it is the bracket that has the escape."""
    return at == prose.start


def _exclamation(prose: Prose, at: int) -> bool:
    """It would make an image of the link behind the text; brackets in the text are no link."""
    return at + 1 == prose.end


def _less(prose: Prose, at: int) -> bool:
    return _TAG.match(prose.text, at) is not None or _guillemet(prose, at)


def _guillemet(prose: Prose, at: int) -> bool:
    return prose.dialect.guillemets and prose.at(at + 1) == prose.at(at)


def _dash(prose: Prose, at: int) -> bool:
    """An option (`--force`), an arrow (`-->`), a comment's start, or a part of an address."""
    before, after, _ = prose.around(at)
    if (after.isalnum() and not before.isalnum()) or after == ">" or before in ("<", "!"):
        return True
    word = prose.text[max(0, at - _LONGEST_WORD) : at].rpartition(" ")[2]
    return "://" in word and not prose.dialect.links_addresses


def _ampersand(prose: Prose, at: int) -> bool:
    """Python's parser of HTML, which Python-Markdown uses, stumbles over a `&#` that is no entity."""
    return begins_entity(prose.text, at) or (prose.at(at + 1) == "#" and "&" not in prose.dialect.escapable)


def _tilde(prose: Prose, at: int) -> bool:
    """A single one that could open needs no mark: nothing is struck out without an end."""
    before, after, length = prose.around(at)
    if length > 1:
        return not (is_blank(before) and is_blank(after))
    if prose.dialect.strike_run > 1 or is_blank(before):
        return False
    return not after.isalnum() or unicodedata.category(before)[0] != "P"


def _dollar(prose: Prose, at: int) -> bool:
    return prose.around(at)[2] > 1


def _brace(prose: Prose, at: int) -> bool:
    """An attribute list behind a mark; kramdown takes quotes and dashes for marks, and has `{::comment}`."""
    before = prose.at(at - 1)
    if prose.dialect.attributes == "{:":
        return prose.at(at + 2) == ":" or not (is_blank(before) or before.isalnum())
    return at == prose.start and before in _MARK_ENDS


def _at_sign(prose: Prose, at: int) -> bool:
    """Goldmark takes the marks before an e-mail's address for a part of it."""
    word = prose.text[prose.start : at]
    return len(word) < _LONGEST_WORD and not is_blank(prose.at(prose.start - 1)) and not any(map(is_blank, word))


_RULES: Mapping[str, Callable[[Prose, int], bool]] = {
    "`": _always,
    "(": _always,
    "[": _always,
    "]": _always,
    "|": _always,
    "\\": _backslash,
    "*": _star,
    "_": _underscore,
    "^": _caret,
    "!": _exclamation,
    "<": _less,
    ">": _guillemet,
    "-": _dash,
    "&": _ampersand,
    "~": _tilde,
    "$": _dollar,
    "{": _brace,
    "@": _at_sign,
}
