"""The state file: text that git can merge, and a clear word where it is damaged."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import OutputError
from migrator.model import State, StoredPicture, Written
from migrator.writer.state import NEXT, STATE, dump, load, parse

PATHS = st.text(min_size=1).map(PurePosixPath)
FILES = st.builds(Written, st.text(), PATHS, st.text())
PICTURES = st.builds(StoredPicture, st.text(), PATHS, st.text(), st.integers(0), st.text())
STATES = st.builds(
    State,
    st.lists(FILES).map(lambda files: {each.id: each for each in files}),
    st.lists(PICTURES).map(lambda pictures: {each.key: each for each in pictures}),
)
HEADER = '{"migrator": "state", "version": 1}\n'


@given(STATES)
def test_a_state_comes_back(state: State) -> None:
    assert parse(dump(state), "state") == state


def test_it_is_one_sorted_ascii_line_for_each() -> None:
    files = [Written("20", PurePosixPath("b.md"), "d"), Written("10", PurePosixPath("한.md"), "d")]
    picture = StoredPicture("k", PurePosixPath("k.png"), "d", 3, "https://x/k.png")
    assert dump(State({each.id: each for each in files}, {"k": picture})) == (
        HEADER + '{"file": "10", "path": "\\ud55c.md", "digest": "d"}\n'
        '{"file": "20", "path": "b.md", "digest": "d"}\n'
        '{"picture": "k", "path": "k.png", "sha256": "d", "size": 3, "served_by": "https://x/k.png"}\n'
    )


def test_a_folder_without_a_state_has_an_empty_one(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere") == State()


def test_what_a_killed_run_was_about_to_write_is_known(tmp_path: Path) -> None:
    (tmp_path / ".migrator").mkdir()
    (tmp_path / STATE).write_text(dump(State()))
    begun = Written("1", PurePosixPath("a.md"), "d")
    (tmp_path / NEXT).write_text(dump(State({"1": begun})))
    assert load(tmp_path) == State({}, {}, {"1": begun})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1 is damaged"),
        ("[]\n", "line 1 is damaged"),
        ("{}\n", "this is no state file of migrator"),
        ('{"migrator": "state", "version": 2}\n', "a newer migrator wrote it"),
        (HEADER + "{\n", "line 2 is damaged"),
        (HEADER + "{}\n", "line 2 is damaged"),
        (HEADER + '{"file": "1", "path": 3, "digest": "d"}\n', "line 2 is damaged"),
        (HEADER + '{"picture": "k", "path": "k", "sha256": "d", "size": "x", "served_by": ""}\n', "line 2 is damaged"),
        (HEADER + "<<<<<<< ours\n", "line 2 is the mark of a merge conflict"),
        (HEADER + '{"file": "1", "path": "a", "digest": "d"}\n' * 2, "line 3 is a second entry for 1"),
    ],
)
def test_damage_is_told_with_a_way_out(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / ".migrator").mkdir()
    (tmp_path / STATE).write_text(text)
    with pytest.raises(OutputError) as caught:
        load(tmp_path)
    assert caught.value.subject == str(tmp_path / STATE)
    assert caught.value.problem == problem
    assert caught.value.advice


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / ".migrator").mkdir()
    (tmp_path / STATE).write_bytes(b"\xff\xfe")
    with pytest.raises(OutputError, match="no UTF-8 text"):
        load(tmp_path)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / STATE).mkdir(parents=True)
    with pytest.raises(OutputError, match="it can't be read"):
        load(tmp_path)
