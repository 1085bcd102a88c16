"""Which words and places of two documents are the same."""

from __future__ import annotations

import random

import pytest

from migrator.converter.fidelity.layout import Alignment, matching_blocks
from migrator.converter.fidelity.view import view_of


def alignment(before: str, after: str) -> Alignment:
    return Alignment(view_of(before), view_of(after))


@pytest.mark.parametrize(
    ("ours", "theirs", "blocks"),
    [
        ("abc", "abc", [(0, 0, 3)]),
        ("", "abc", []),
        ("abc", "abxc", [(0, 0, 2), (2, 3, 1)]),
        ("abcde", "cdeab", [(2, 0, 3)]),
        ("xaby", "zabw", [(1, 1, 2)]),
    ],
)
def test_runs_that_both_have(ours: str, theirs: str, blocks: list[tuple[int, int, int]]) -> None:
    assert matching_blocks(ours, theirs) == blocks


def test_long_sequences_are_matched_word_by_word_all_the_same() -> None:
    numbers = random.Random(1)
    ours = [numbers.choice(["the", "of", ",", f"w{number}"]) for number in range(3000)]
    theirs = [word for at, word in enumerate(ours) if at % 300]
    assert sum(size for _, _, size in matching_blocks(ours, theirs)) == len(theirs)


def test_no_memory_is_taken_for_what_is_too_long_to_match() -> None:
    ours, theirs = [["a", *(f"{start}{number}" for number in range(40_000)), "z"] for start in ("x", "y")]
    assert matching_blocks(ours, theirs) == [(0, 0, 1), (40_001, 40_001, 1)]


def test_places_of_equal_words_are_the_same_however_they_are_spaced() -> None:
    both = alignment("<p>one two</p>three", "<p>one<br>two three</p>")
    assert both.equal
    assert both.places_after(6) == (6, 6)
    assert both.letter_after(6) == 6


def test_a_place_whose_neighbours_are_gone_is_between_those_that_are_left() -> None:
    both = alignment("<p>one two three</p>", "<p>one x three</p>")
    assert not both.equal
    assert both.places_after(3) == (3, 4)
    assert both.places_after(4) == (3, 4)
    assert both.letter_after(4) is None
    assert both.place_before(3) == 6


def test_states_are_compared_where_letters_are_the_same() -> None:
    both = alignment("<p>a <b>b c</b></p>", "<p>a <b>b</b> c</p>")
    assert [(start, end) for start, end, _, _ in both.differing_states()] == [(2, 3)]
    both = alignment("<p>x a <b>b c</b></p>", "<p>a <b>b</b> c y</p>")
    assert [(start, end) for start, end, _, _ in both.differing_states()] == [(3, 4)]
