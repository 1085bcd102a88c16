"""Where the tags of a text stand, and which of them belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""Each of them ends with the end of any."""
PARAGRAPHS = HEADINGS | {"p"}
"""What is often left unclosed, and then ends with its first lines."""
OPAQUE = frozenset("pre script style textarea xmp listing svg math noscript template object".split())
"""What is in these is theirs: no word of it is Markdown."""
BLOCKS = (
    PARAGRAPHS
    | OPAQUE - {"svg", "math"}
    | frozenset(
        "address article aside blockquote body caption center col colgroup dd details dir div dl dt fieldset "
        "figcaption figure footer form frameset head header hgroup hr html legend li link main menu meta nav ol "
        "optgroup option section summary table tbody td tfoot th thead title tr ul".split()
    )
)
"""Elements that end a line of text."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


@dataclass(frozen=True, slots=True)
class TagPosition:
    """One tag of a text."""

    start: int
    end: int
    name: str
    closing: bool = False
    single: bool = False
    """Whether it is an element of its own, which nothing closes."""

    @property
    def opens(self) -> bool:
        """Whether an element begins with it that something should close."""
        return not (self.closing or self.single)


class _Finder(HTMLParser):
    """The parser of the standard library, for it alone tells where a tag stands."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.marks: list[TagPosition] = []
        self._source = text
        self._lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.feed(text)
        self.close()

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._add(tag, single=tag in _VOID)

    def handle_startendtag(self, tag: str, _attrs: object) -> None:
        self._add(tag, single=True)

    def _add(self, tag: str, *, single: bool) -> None:
        # `<https://example.com>` and `<me@example.com>` are links of Markdown.
        if ":" not in tag and "@" not in tag:
            start = self._here()
            self.marks.append(TagPosition(start, start + len(self.get_starttag_text() or ""), tag, single=single))

    def handle_endtag(self, tag: str) -> None:
        start = self._here()
        end = self._source.find(">", start) + 1
        self.marks.append(TagPosition(start, end or len(self._source), tag, closing=True))

    def handle_decl(self, _decl: str) -> None:
        start = self._here()
        end = self._source.find(">", start) + 1
        self.marks.append(TagPosition(start, end or len(self._source), "html", single=True))


def tags(text: str) -> list[TagPosition]:
    """Every tag of a text in its order; comments are none."""
    return _Finder(text).marks


def closings(marks: Sequence[TagPosition]) -> dict[int, int]:
    """By the position of an opening tag in the list, that of the tag that closes it; unclosed ones are missing.

    An unclosed element within a closed one ends with it, and is closed by the same tag, but for paragraphs and
    headings: they end where they end.
    """
    found: dict[int, int] = {}
    opened: list[int] = []
    names: Counter[str] = Counter()
    for at, mark in enumerate(marks):
        if opened and not mark.closing and _ends(marks[opened[-1]], mark):
            names[_kind(marks[opened.pop()])] -= 1
        if mark.opens and mark.name in _COUNTING:
            opened.append(at)
            names[_kind(mark)] += 1
        elif mark.closing and names[_kind(mark)]:
            for inner in _closed_elements(opened, marks, _kind(mark)):
                names[_kind(marks[inner])] -= 1
                if _kind(marks[inner]) == _kind(mark) or marks[inner].name not in PARAGRAPHS:
                    found[inner] = at
    return found


_COUNTING = BLOCKS | OPAQUE | {"code"}


def _kind(mark: TagPosition) -> str:
    return "h" if mark.name in HEADINGS else mark.name


def _ends(before: TagPosition, after: TagPosition) -> bool:
    """Whether an element ends where another begins."""
    return after.name in (BLOCKS if before.name == "p" else HEADINGS if before.name in HEADINGS else ())


def _closed_elements(opened: list[int], marks: Sequence[TagPosition], kind: str) -> Iterator[int]:
    while True:
        at = opened.pop()
        yield at
        if _kind(marks[at]) == kind:
            return
