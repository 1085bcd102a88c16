"""Where the letters of two documents stand, and which letter of the one is which of the other.

A place is the number of letters before it.  Blanks are no letters, so that documents whose words are spaced
differently have the same places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from rapidfuzz.distance import LCSseq

from migrator.converter.fidelity.seen import View
from migrator.converter.fidelity.words import WORD, normal

Block = tuple[int, int, int]
"""Where a run of equal items begins in the one sequence and in the other, and its length."""

_RARE_BLANKS = [char for char in map(chr, range(0x80, 0x3001)) if char.isspace() and char != "\xa0"]
_NO_LETTERS = bytes(byte for byte in range(0xC0) if byte >= 0x80 or chr(byte).isspace())
"""ASCII's blanks and the bytes by which UTF-8 continues a letter."""
_MARK = "\0"
"""Between two parts: HTML holds no such character."""
_HIGHEST = 1 << 62
MOST_PAIRS = 1 << 30
"""The memory to match words takes a bit for each pair of them."""


class Layout:
    """The letters of a view and the places of its parts."""

    def __init__(self, view: View, text: str, *, normalised: bool) -> None:
        """`text` is that of the view."""
        self.view = view
        self.text = text
        self.parts: Sequence[str] = [normal(part) for part in view.parts] if normalised else view.parts
        exact = normalised or (not text.isascii() and any(blank in text for blank in _RARE_BLANKS))
        self.places = [0, *accumulate(_lengths(self.parts) if exact else _quick_lengths(self.parts))]
        """The place of each part, and that of the end."""

    @cached_property
    def letters(self) -> str:
        """All of them."""
        return "".join("".join(self.parts).split())

    @cached_property
    def words(self) -> list[str]:
        """The words that the letters are."""
        return WORD.findall("".join(self.parts))

    @cached_property
    def starts(self) -> list[int]:
        """The place of each word, and that of the end."""
        return [0, *accumulate(map(len, self.words))]

    @cached_property
    def states(self) -> list[tuple[int, int]]:
        """Place and the state of the letters from there on, where it changes."""
        runs: list[tuple[int, int]] = [(0, 0)]
        for part, state in self.view.states:
            place = self.places[part]
            if runs and runs[-1][0] == place:
                runs.pop()
            if not runs or runs[-1][1] != state:
                runs.append((place, state))
        return runs

    def state_at(self, place: int) -> int:
        """The state of the letter at a place."""
        return self.run_at(place)[1]

    def run_at(self, place: int) -> tuple[int, int]:
        """Where the run of letters of one state begins that a place lies in, and that state."""
        return self.states[bisect_right(self.states, (place, _HIGHEST)) - 1]

    def states_between(self, start: int, end: int) -> list[int]:
        """The states of the letters from a place to another."""
        first = bisect_right(self.states, (start, _HIGHEST)) - 1
        return [state for place, state in self.states[first:] if place < end]

    def word_at(self, place: int) -> int:
        """The number of the word that holds the letter at a place."""
        return bisect_right(self.starts, place) - 1

    def count(self, start: int, end: int) -> int:
        """How many words stand from a place to another; signs are none."""
        first, last = self.word_at(start), self.word_at(max(start, end - 1))
        return sum(word.isalnum() for word in self.words[first : last + 1])

    def around(self, start: int, end: int) -> str:
        """The words from a place to another, after the word before them."""
        first, last = self.word_at(start), self.word_at(max(start, end - 1))
        text = " ".join(self.words[first : last + 1])
        return f"after “{self.words[first - 1]}”: {text}" if first else text

    def before(self, place: int) -> str:
        """A place as a person finds it: by the words before it."""
        first = self.word_at(place)
        return f"after “{' '.join(self.words[max(0, first - 3) : first])}”" if first else "at the beginning"


def _lengths(parts: Sequence[str]) -> Iterator[int]:
    """How many letters each part has."""
    return (len("".join(part.split())) for part in parts)


def _quick_lengths(parts: Sequence[str]) -> Iterator[int]:
    """The same without rare blanks, counted in a few passes over the bytes: one of each letter's is no continuation."""
    data = _MARK.join(parts).replace("\xa0", " ").encode("utf-8", "surrogatepass")
    return map(len, data.translate(None, _NO_LETTERS).split(_MARK.encode()))


class Alignment:
    """Two layouts, and which places of them are the same."""

    def __init__(self, before: View, after: View) -> None:
        ours, theirs = before.text, after.text
        equal = ours == theirs or ours.split() == theirs.split()
        self.before = Layout(before, ours, normalised=not equal)
        self.after = Layout(after, theirs, normalised=not equal)
        self.equal = equal or self.before.words == self.after.words
        """Whether the words are the same, in the same order."""

    @cached_property
    def word_blocks(self) -> list[Block]:
        """Runs of words that both have, by number, in an order that is that of both."""
        return matching_blocks(self.before.words, self.after.words)

    @cached_property
    def blocks(self) -> list[Block]:
        """Runs of letters that both have, by place."""
        if self.equal:
            return [(0, 0, self.before.places[-1])]
        ours, theirs = self.before.starts, self.after.starts
        return [(ours[a], theirs[b], ours[a + size] - ours[a]) for a, b, size in self.word_blocks]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block[0] for block in self.blocks]

    def letter_after(self, place: int) -> int | None:
        """Where in the second the letter at a place of the first stands; None where it is gone."""
        at = bisect_right(self._block_starts, place) - 1
        if at < 0 or place < 0:
            return None
        ours, theirs, size = self.blocks[at]
        return theirs + place - ours if place < ours + size else None

    def places_after(self, place: int) -> tuple[int, int]:
        """From and to where in the second a place of the first can be: between the nearest letters that both have."""
        at = bisect_right(self._block_starts, place - 1) - 1
        first, last = 0, self.after.places[-1]
        if at >= 0:
            ours, theirs, size = self.blocks[at]
            first = theirs + min(place - ours, size)
            if place < ours + size:
                return first, first
        if at + 1 < len(self.blocks):
            last = self.blocks[at + 1][1]
        return first, last

    def place_before(self, place: int) -> int:
        """Where in the first the letter stands that is the next from a place of the second on that both have."""
        for ours, theirs, size in self.blocks:
            if place < theirs + size:
                return ours + max(0, place - theirs)
        return self.before.places[-1]

    def differing_states(self) -> Iterator[tuple[int, int, int, int]]:
        """Letters that both have, but in another state: from and to which place of the first, and both states."""
        if self.equal and self.before.states == self.after.states:
            return
        for ours, theirs, size in self.blocks:
            yield from _differing(
                _window(self.before.states, ours, size), _window(self.after.states, theirs, size), ours
            )


def _window(states: Sequence[tuple[int, int]], start: int, size: int) -> list[tuple[int, int]]:
    """The states of so many letters from a place on, places counted from there; closed by one at the end."""
    first = bisect_right(states, (start, _HIGHEST)) - 1
    last = bisect_right(states, (start + size - 1, _HIGHEST))
    return [*((max(0, place - start), state) for place, state in states[first:last]), (size, 0)]


def _differing(
    ours: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]], start: int
) -> Iterator[tuple[int, int, int, int]]:
    a = b = place = 0
    while a < len(ours) - 1 and b < len(theirs) - 1:
        end = min(ours[a + 1][0], theirs[b + 1][0])
        if end > place and ours[a][1] != theirs[b][1]:
            yield start + place, start + end, ours[a][1], theirs[b][1]
        place = end
        a += ours[a + 1][0] == end
        b += theirs[b + 1][0] == end


def matching_blocks(ours: Sequence[str], theirs: Sequence[str]) -> list[Block]:
    """The longest runs that are the same in both sequences, in an order that is that of both.

    Of sequences that differ in more than `MOST_PAIRS` of their pairs only what they begin and end with is matched.
    """
    shorter = min(len(ours), len(theirs))
    head = next((at for at in range(shorter) if ours[at] != theirs[at]), shorter)
    tail = next((at for at in range(shorter - head) if ours[-1 - at] != theirs[-1 - at]), shorter - head)
    blocks = [(0, 0, head), (len(ours) - tail, len(theirs) - tail, tail)]
    if (len(ours) - head - tail) * (len(theirs) - head - tail) <= MOST_PAIRS:
        found = LCSseq.editops(ours, theirs).as_matching_blocks()
        blocks = [(block.a, block.b, block.size) for block in found]
    return [block for block in blocks if block[2]]
