"""Fixture files: pairs of a body as Blogger has it and the Markdown that a careful person would make of it.

    Title [options]
    .
    <p>HTML</p>
    .
    Markdown
    .

Two characters stand for what an editor would not show or would trim: `␠` for a blank at the end of a line, `⍽` for a
no-break space.  Each file opens with the cases that have to stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from migrator.converter.context import Context

FIXTURES = Path(__file__).parent / "fixtures"

_CASE = re.compile(
    r"^(?P<title>[^\n]+?)(?: \[(?P<options>[^\]\n]+)\])?\n\.\n(?P<html>.*?)^\.\n(?P<markdown>.*?)^\.\n",
    re.MULTILINE | re.DOTALL,
)
_VISIBLE = str.maketrans({"␠": " ", "⍽": "\xa0"})


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a fixture file."""

    file: str
    title: str
    html: str
    markdown: str
    options: frozenset[str]
    """`line breaks`: the blog turned newlines into breaks.  `loses X`: the check finds X, and it is meant so.
    `not X`: the renderer X shows it otherwise, which no way of writing it could help."""

    @property
    def context(self) -> Context:
        """What the body is converted with."""
        return Context(image=local_image, line_breaks="line breaks" in self.options)

    @property
    def losses(self) -> frozenset[str]:
        """The kinds of findings that the check is to make."""
        return frozenset(option.removeprefix("loses ") for option in self.options if option.startswith("loses "))


def local_image(source: str, link: str) -> tuple[str, bool]:
    """An image stays where it is; a link around it that ends in the same file name only shows it larger."""
    return source, bool(link) and _file_name(source) == _file_name(link)


def _file_name(address: str) -> str:
    return PurePosixPath(urlsplit(address).path).name


def read(file: Path) -> Iterator[Case]:
    """The cases of a fixture file."""
    text = file.read_text(encoding="utf-8")
    end = 0
    for match in _CASE.finditer(text):
        assert not text[end : match.start()].strip(), f"{file.name}: no case: {text[end : match.start()][:80]!r}"
        end = match.end()
        options = frozenset(option.strip() for option in (match["options"] or "").split(",") if option.strip())
        html, markdown = match["html"].translate(_VISIBLE), match["markdown"].translate(_VISIBLE)
        yield Case(file.stem, match["title"], html.removesuffix("\n"), markdown, options)
    assert not text[end:].strip(), f"{file.name}: no case: {text[end:][:80]!r}"


CASES = [case for file in sorted(FIXTURES.glob("*.md")) for case in read(file)]
IDS = [f"{case.file}: {case.title}" for case in CASES]
