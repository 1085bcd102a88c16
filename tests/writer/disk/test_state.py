"""The state file: text that git can merge, and a clear word where it is damaged."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator import layout
from migrator.errors import OutputError
from migrator.model import Provenance, State, StoredImage, WrittenFile
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.state import dump, is_current, load, parse, salvage
from migrator.writer.disk.statefolder import make_state_folder
from migrator.writer.documents.documents import digest

PATHS = st.text(min_size=1).map(PurePosixPath)
FACTS = st.builds(Provenance, st.text(), st.text(), st.text(), st.text(), st.lists(st.text()).map(tuple))
FILES = st.builds(WrittenFile, st.text(), PATHS, st.text(), FACTS, st.booleans())
IMAGES = st.builds(StoredImage, st.text(), PATHS, st.text(), st.integers(0), st.text())
STATES = st.builds(
    State,
    st.lists(FILES).map(lambda files: {each.id: each for each in files}),
    st.lists(IMAGES).map(lambda images: {each.key: each for each in images}),
)
FORMER_NO_LIST = '{"file": {"id": "1", "path": "a", "digest": "d", "provenance": {"former": "x"}}}\n'
HEADER = '{"migrator": "state", "version": 3}\n'
VERSION_2 = """{"migrator": "state", "version": 2}
{"basis": "b", "profile": "jekyll", "time zone": "Asia/Seoul"}
{"file": "1", "path": "a.md", "digest": "d", "source": "s", "basis": "b", "status": "live", "address": "/a.html", \
"former": ["/b.html"], "pictures": "p", "updated": "2014-03-31", "moved": true}
{"file": "comments:1", "path": "1.json", "digest": "", "source": "s", "basis": "b"}
{"picture": "k", "path": "k.png", "sha256": "d", "size": 3, "served_by": ""}
"""
FROM_VERSION_2 = State(
    {
        "1": WrittenFile(
            "1",
            PurePosixPath("a.md"),
            "d",
            Provenance("s", "b", "live", permalink="/a.html", former=("/b.html",), images="p", updated="2014-03-31"),
            moved=True,
        ),
        "comments:1": WrittenFile("comments:1", PurePosixPath("1.json"), "", Provenance("s", "b")),
    },
    {"k": StoredImage("k", PurePosixPath("k.png"), "d", 3)},
    bases={"b": {"profile": "jekyll", "time zone": "Asia/Seoul"}},
)


@given(STATES)
def test_a_state_comes_back(state: State) -> None:
    assert parse(dump(state), "state") == state


def test_it_is_one_sorted_ascii_line_for_each() -> None:
    files = [WrittenFile("20", PurePosixPath("b.md"), "d"), WrittenFile("10", PurePosixPath("한.md"), "d")]
    image = StoredImage("k", PurePosixPath("k.png"), "d", 3, "https://x/k.png")
    assert dump(State({each.id: each for each in files}, {"k": image})) == (
        HEADER + '{"file":{"id":"10","path":"\\ud55c.md","digest":"d"}}\n'
        '{"file":{"id":"20","path":"b.md","digest":"d"}}\n'
        '{"image":{"key":"k","path":"k.png","sha256":"d","size":3,"served_by":"https://x/k.png"}}\n'
    )


def test_a_folder_without_a_state_has_an_empty_one(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere") == State()


def test_what_a_killed_run_was_about_to_write_is_known(tmp_path: Path) -> None:
    (tmp_path / ".migrator").mkdir()
    (tmp_path / layout.STATE).write_text(dump(State()))
    begun = WrittenFile("1", PurePosixPath("a.md"), "d")
    (tmp_path / layout.NEXT_STATE).write_text(dump(State({"1": begun})))
    assert load(tmp_path) == State({}, {}, {"1": begun})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1 is damaged"),
        ("[]\n", "line 1 is damaged"),
        ("{}\n", "this is no state file of migrator"),
        ('{"migrator": "state", "version": 4}\n', "a newer migrator wrote it"),
        (HEADER + "{\n", "line 2 is damaged"),
        (HEADER + "{}\n", "line 2 is damaged"),
        (HEADER + '{"file": {"id": "1", "path": 3, "digest": "d"}}\n', "line 2 is damaged"),
        (HEADER + '{"image": {"key": "k", "path": "k", "sha256": "d", "size": "x"}}\n', "line 2 is damaged"),
        (HEADER + "<<<<<<< ours\n", "line 2 is the mark of a merge conflict"),
        (HEADER + FORMER_NO_LIST, "line 2 is damaged"),
        (VERSION_2 + '{"file": "1", "path": "a", "digest": "d", "former": "x"}\n', "line 6 is damaged"),
        (HEADER + '{"migrator": "state", "version": 4}\n', "a newer migrator wrote it"),
    ],
)
def test_damage_is_told_with_a_way_out(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / ".migrator").mkdir()
    (tmp_path / layout.STATE).write_text(text)
    with pytest.raises(OutputError) as caught:
        load(tmp_path)
    assert caught.value.subject == str(tmp_path / layout.STATE)
    assert caught.value.problem == problem
    assert caught.value.advice


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / ".migrator").mkdir()
    (tmp_path / layout.STATE).write_bytes(b"\xff\xfe")
    with pytest.raises(OutputError, match="no UTF-8 text"):
        load(tmp_path)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / layout.STATE).mkdir(parents=True)
    with pytest.raises(OutputError, match="it can't be read"):
        load(tmp_path)


def test_a_state_of_version_1_is_read_as_it_is() -> None:
    text = HEADER.replace("3", "1") + '{"file": "1", "path": "a.md", "digest": "d"}\n'
    assert parse(text, "state") == State({"1": WrittenFile("1", PurePosixPath("a.md"), "d")})


def test_a_state_of_version_2_is_read() -> None:
    assert parse(VERSION_2, "state") == FROM_VERSION_2


def test_a_state_of_version_2_that_says_the_same_is_current(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(layout.STATE, VERSION_2.encode())
    assert is_current(folder, FROM_VERSION_2)
    assert not is_current(folder, replace(FROM_VERSION_2, images={}))
    folder.write(layout.STATE, dump(FROM_VERSION_2).encode())
    assert is_current(folder, FROM_VERSION_2)


@pytest.mark.parametrize("texts", [(VERSION_2, dump(FROM_VERSION_2)), (dump(FROM_VERSION_2), VERSION_2)])
def test_branches_of_two_versions_that_git_put_together_are_read(texts: tuple[str, str]) -> None:
    assert parse("".join(texts), "state") == FROM_VERSION_2


def test_what_goes_without_saying_is_not_said() -> None:
    plain = WrittenFile("1", PurePosixPath("a.md"), "d", Provenance(source="s", basis="b"))
    assert dump(State({"1": plain}, bases={"b": {"profile": "jekyll"}, "unused": {"profile": "hugo"}})) == (
        HEADER + '{"basis":{"key":"b","parts":{"profile":"jekyll"}}}\n'
        '{"file":{"id":"1","path":"a.md","digest":"d","provenance":{"source":"s","basis":"b"}}}\n'
    )


def test_of_what_two_branches_say_counts_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / ".migrator").mkdir()
    (tmp_path / "a.md").write_text("newer")
    theirs, ours = (WrittenFile("1", PurePosixPath("a.md"), digest(text)) for text in ("newer", "older"))
    for files in ([theirs, ours], [ours, theirs]):
        lines = "".join(dump(State({"1": each})).removeprefix(HEADER) for each in files)
        (tmp_path / layout.STATE).write_text(HEADER + lines)
        assert load(tmp_path).files == {"1": theirs}


def test_branches_that_synced_different_posts_merge_cleanly(tmp_path: Path) -> None:
    def git(*args: str) -> None:
        identity = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *args], cwd=tmp_path, check=True, capture_output=True)

    def sync(*texts: str) -> None:
        files = {str(number): WrittenFile(str(number), PurePosixPath(f"{number}.md"), digest(text))
                 for number, text in enumerate(texts)}  # fmt: skip
        for each, text in zip(files.values(), texts, strict=True):
            (tmp_path / each.path).write_text(text)
        make_state_folder(tmp_path)
        (tmp_path / layout.STATE).write_text(dump(State(files)))
        git("add", "-A")
        git("commit", "-m", "sync")

    git("init", "-b", "main")
    sync("a", "b")
    git("checkout", "-b", "other")
    sync("a", "b changed", "c")
    git("checkout", "main")
    sync("a changed", "b")
    git("merge", "other")
    merged = load(tmp_path)
    assert {key: each.digest for key, each in merged.files.items()} == {
        "0": digest("a changed"), "1": digest("b changed"), "2": digest("c")
    }  # fmt: skip


def test_what_can_be_understood_of_a_damaged_state_is_salvaged(tmp_path: Path) -> None:
    (tmp_path / ".migrator").mkdir()
    file, other = (WrittenFile(key, PurePosixPath(f"{key}.md"), "d") for key in "12")
    lines = [dump(State({each.id: each})).removeprefix(HEADER) for each in (file, other)]
    (tmp_path / layout.STATE).write_text(f"<<<<<<< ours\n{lines[0]}=======\n{lines[1]}>>>>>>> theirs\n{{broken\n")
    assert salvage(tmp_path) == (file, other)
    assert salvage(tmp_path / "nowhere") == ()
    (tmp_path / layout.STATE).write_text(f"<<<<<<< ours\n{VERSION_2}=======\n")
    assert set(FROM_VERSION_2.files.values()) | set(FROM_VERSION_2.images.values()) <= set(salvage(tmp_path)[1:])
