"""Blocks whose whole text or shape matters: headings, code, tables, list items, indented lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from textwrap import dedent

from migrator.converter.fidelity.findings import finding
from migrator.converter.fidelity.layout import Alignment, Layout
from migrator.converter.fidelity.seen import CAPTION, EDGE, GAP, HEADING, IMAGE, LINE, LIST, PREFORMATTED, QUOTE, View
from migrator.converter.fidelity.words import TAG, folded, normal
from migrator.model import Finding

_UNCLOSED = 100
"""Of a heading of more letters, which was never closed, only the first line is one.  A block in one ends it, too."""
_SPACE = " \t\r\n\f"
_SPACES = re.compile(f"[{_SPACE}]+")
_WIDE = re.compile("\xa0[\xa0 \t\r\n\f]")
_INDENT = re.compile(rf"([{LINE}{EDGE}{GAP}])([{_SPACE}\xa0]+)(?=\S)")
_BREAK = re.compile(f"[{LINE}{EDGE}{GAP}]")
_SHORT = 80
"""A line of verse or of code has no more letters."""
_NAMED = 12
"""So many letters tell which line is meant."""
_NO_INDENT = HEADING | CAPTION | PREFORMATTED
"""Where blanks at the start of a line are no indent, or are compared with the code."""


def block_findings(alignment: Alignment) -> Iterator[Finding | None]:
    """Blocks of the first that the second lacks."""
    before, after = alignment.before.view, alignment.after.view
    yield _headings(before, after)
    yield _code(before, after)
    yield _tables(before, after)
    yield from _items(alignment)
    yield _indents(alignment)


def _headings(before: View, after: View) -> Finding | None:
    if before.headings == after.headings:
        return None
    kept = [folded(heading) for heading in after.headings]
    missing = []
    for heading in before.headings:
        wanted = folded(heading)
        ended = len(wanted) > _UNCLOSED or GAP in heading
        if wanted and wanted not in kept and not (ended and any(each and wanted.startswith(each) for each in kept)):
            missing.append(heading)
    return finding("headings", missing)


def _code(before: View, after: View) -> Finding | None:
    if before.codes == after.codes:
        return None
    kept = Counter(map(dedent, after.codes))
    untagged = Counter(_untagged(code) for code in after.codes)
    missing = []
    for code in before.codes:
        if kept[dedent(code)]:
            kept[dedent(code)] -= 1
        elif code and not untagged[_untagged(code)]:
            missing.append(code)
    return finding("code blocks", missing)


def _untagged(code: str) -> str:
    """Code without what might be tags: the converter gives back those that the editor took from it."""
    lines = dedent(TAG.sub("", code)).splitlines()
    return "\n".join(line[: len(line) - len(line.lstrip())] + "".join(line.split()) for line in lines if line.strip())


def _tables(before: View, after: View) -> Finding | None:
    if not before.tables:
        return None
    kept = [_cells(table) for table in after.tables]
    missing = [" | ".join(cells) for cells in map(_cells, before.tables) if cells and cells not in kept]
    return finding("tables", missing)


def _cells(table: list[list[str]]) -> list[str]:
    """The cells that hold something, none where these are not at least two rows and columns."""
    rows = [row for row in ([*map(folded, row)] for row in table) if any(row)]
    cells = [cell for row in rows for cell in row if cell]
    return cells if len(rows) > 1 and len(cells) > 1 and max(map(len, rows)) > 1 else []


def _items(alignment: Alignment) -> Iterator[Finding | None]:
    ours, theirs = _items_of(alignment.before), _items_of(alignment.after)
    if not ours or (alignment.equal and ours == theirs):
        return
    spots = [place for place, _ in theirs]
    taken: set[int] = set()
    missing: list[str] = []
    renumbered: list[str] = []
    for place, marker in ours:
        first, last = alignment.places_after(place)
        there = [at for at in range(bisect_left(spots, first), bisect_right(spots, last)) if at not in taken]
        if not there:
            missing.append(alignment.before.around(place, place + _NAMED))
            continue
        same = next((at for at in there if theirs[at][1] == marker), there[0])
        taken.add(same)
        if theirs[same][1] != marker:
            renumbered.append(f"{theirs[same][1]}, not {marker} ({alignment.before.around(place, place + _NAMED)})")
    yield finding("list items", missing)
    yield finding("list numbers", renumbered)


def _items_of(layout: Layout) -> list[tuple[int, str]]:
    """The place and the marker of each item that holds something."""
    places = layout.places
    return [
        (places[item.part], item.marker)
        for item in layout.view.items
        if places[item.end] > places[item.part] or item.images
    ]


def _indents(alignment: Alignment) -> Finding | None:
    """Lines below another that began with no-break spaces, as in verse or code, and begin with nothing now."""
    if "\xa0" not in alignment.before.text or not _may_be_indented(alignment.before.text):
        return None
    ours, theirs = _indented(alignment.before), _indented(alignment.after)
    missing = []
    for place, (width, below) in ours.items():
        there = alignment.letter_after(place)
        if width < 2 or not below or there is None or alignment.before.state_at(place) & _NO_INDENT:
            continue
        if theirs.get(there, (0, below))[0] < 2 and not _is_even(alignment, there, width, ours):
            missing.append(alignment.before.around(place, place + _NAMED))
    return finding("indents", missing)


def _may_be_indented(text: str) -> bool:
    """Whether any line begins with no-break spaces: most texts have none, and aren't searched for more."""
    wide = (match.start() for match in _WIDE.finditer(text))
    return any(text[max(0, at - 100) : at].rstrip(_SPACE)[-1:] in (LINE, EDGE) for at in wide)


def _is_even(alignment: Alignment, there: int, width: int, ours: dict[int, tuple[int, bool]]) -> bool:
    """Whether a line stands where an indent means nothing, or all of its code was indented as far."""
    start, state = alignment.after.run_at(there)
    if state & HEADING or state % QUOTE // LIST:
        return True
    first = alignment.place_before(start)
    return bool(state & PREFORMATTED) and ours.get(first, (0, True))[0] >= width


def _indented(layout: Layout) -> dict[int, tuple[int, bool]]:
    """By place the width of the indent of each line that begins with blanks, and whether it stands out by that."""
    found: dict[int, tuple[int, bool]] = {}
    text = layout.text
    ends = [*accumulate(map(len, layout.view.parts))]
    for match in _INDENT.finditer(text):
        part = bisect_right(ends, match.start())
        start = ends[part - 1] if part else 0
        place = layout.places[part] + len("".join(normal(text[start : match.start()]).split()))
        if layout.state_at(place) & PREFORMATTED:
            found[place] = len(match[2]), True
        else:
            found[place] = _width(match[2]), _stands_out(text, match)
    return found


def _width(blanks: str) -> int:
    return len(_SPACES.sub(" ", blanks.lstrip(_SPACE)))


def _stands_out(text: str, line: re.Match[str]) -> bool:
    """Whether a line's indent sets it off from the line above, as that of the first line of a paragraph doesn't.

    Lines that are a <div> each may be paragraphs: so both have to be short, and the lower one further in.
    """
    above = text[max(0, line.start() - 500) : line.start()].rstrip(_SPACE + EDGE * (line[1] == EDGE) + "\xa0")
    if line[1] == GAP or above[-1:] in ("", LINE, EDGE, GAP, IMAGE):
        return False
    if line[1] == LINE:
        return True
    before, own = _BREAK.split(above)[-1], _BREAK.split(text[line.end() : line.end() + _SHORT + 1])[0]
    short = len(own) <= _SHORT and len(before.strip()) <= _SHORT
    return short and _width(before[: -len(before.lstrip())]) < _width(line[2])
