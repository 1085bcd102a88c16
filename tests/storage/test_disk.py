"""Values put aside: what was put there comes back, in order, and a full disk is told."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import OutputError
from migrator.model import Provenance, WrittenFile
from migrator.storage.disk import DiskDict, DiskList

KEYS = st.text(st.characters(exclude_categories=()))  # lone surrogates too: they stand in names of files


@given(st.dictionaries(KEYS, st.integers()))
def test_a_shelf_is_a_mapping_sorted_by_key(items: dict[str, int]) -> None:
    shelf = DiskDict(items.items())
    assert list(shelf.items()) == sorted(items.items())
    assert shelf == items
    assert len(shelf) == len(items)
    assert bool(shelf) is bool(items)


def test_of_two_values_with_one_key_the_later_stays() -> None:
    shelf = DiskDict([("a", 1), ("a", 2)])
    assert dict(shelf) == {"a": 2}
    del shelf["a"]
    assert "a" not in shelf
    assert shelf.get("a") is None
    with pytest.raises(KeyError):
        del shelf["a"]


def test_what_is_put_aside_comes_back_whole() -> None:
    written = WrittenFile("1", PurePosixPath("_posts/한.md"), "d", Provenance("s", former=("/a", "/b")), moved=True)
    assert DiskDict([("1", written)])["1"] == written
    assert list(DiskList([written, None])) == [written, None]


@given(st.lists(st.integers()), st.integers(-9, 9))
def test_a_pile_is_a_sequence(values: list[int], at: int) -> None:
    pile = DiskList(values)
    assert list(pile) == values
    assert len(pile) == len(values)
    assert pile[at:] == values[at:]
    if -len(values) <= at < len(values):
        assert pile[at] == values[at]


def test_it_is_read_while_it_is_read() -> None:
    shelf = DiskDict((str(number), number) for number in range(100))
    assert sum(shelf[key] == value for key, value in shelf.items() for _ in shelf) == 100 * 100


def test_a_full_disk_is_told() -> None:
    shelf: DiskDict[str] = DiskDict()
    shelf._table.do("PRAGMA max_page_count = 3")
    with pytest.raises(OutputError, match="no room for what this run has to remember") as caught:
        shelf.update((str(number), "words" * 100) for number in range(100))
    assert "TMPDIR" in caught.value.advice


def test_values_are_found_by_how_their_keys_begin() -> None:
    shelf = DiskDict({"a\0001": 1, "a\0002": 2, "ab\0001": 3, "b\0001": 4}.items())
    assert list(shelf.under("a\000")) == [1, 2]
    assert list(shelf.under("c")) == []
