"""The folder of what is remembered: made once, left as a person made it, and brought to this version's names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator import layout
from migrator.writer.disk.statefolder import make_state_folder

ATTRIBUTES = """# Lines of two branches are put together; migrator sorts it out.
state merge=union text eol=lf
snapshot merge=union text eol=lf
merge-bases/** binary
"""
IGNORE = "lock\nstat-cache\n*.next\n*.part\n"
OLD_ATTRIBUTES = ATTRIBUTES.replace("merge-bases/", "texts/")
OLD_IGNORE = IGNORE.replace("stat-cache", "looks")


def files_for_git(root: Path) -> list[str]:
    return [(root / path).read_bytes().decode() for path in (layout.GIT_ATTRIBUTES, layout.GIT_IGNORE)]


def put(root: Path, attributes: str, ignore: str) -> None:
    (root / layout.FOLDER).mkdir()
    (root / layout.GIT_ATTRIBUTES).write_bytes(attributes.encode())
    (root / layout.GIT_IGNORE).write_bytes(ignore.encode())


def test_git_is_told_how_to_treat_the_folder(tmp_path: Path) -> None:
    make_state_folder(tmp_path)
    assert files_for_git(tmp_path) == [ATTRIBUTES, IGNORE]


@pytest.mark.parametrize("kept", [ATTRIBUTES, "", "* text\n", "texts/**  -diff\n", "\n\n"])
def test_what_is_there_stays(tmp_path: Path, kept: str) -> None:
    put(tmp_path, kept, IGNORE)
    before = (tmp_path / layout.GIT_ATTRIBUTES).stat()
    make_state_folder(tmp_path)
    assert files_for_git(tmp_path) == [kept, IGNORE]
    after = (tmp_path / layout.GIT_ATTRIBUTES).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def as_written(text: str) -> str:
    return text


def with_a_line_of_mine(text: str) -> str:
    return f"{text}mine\n"


def without_the_last_line_end(text: str) -> str:
    return text.removesuffix("\n")


def with_line_ends_of_windows(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "made", [as_written, with_a_line_of_mine, without_the_last_line_end, with_line_ends_of_windows]
)
def test_lines_of_an_earlier_version_get_the_new_names(tmp_path: Path, made: Callable[[str], str]) -> None:
    put(tmp_path, made(OLD_ATTRIBUTES), made(OLD_IGNORE))
    make_state_folder(tmp_path)
    assert files_for_git(tmp_path) == [made(ATTRIBUTES), made(IGNORE)]


def test_the_stat_cache_of_an_earlier_version_goes(tmp_path: Path) -> None:
    put(tmp_path, OLD_ATTRIBUTES, OLD_IGNORE)
    (tmp_path / layout.OLD_STAT_CACHE).write_text("none\n")
    make_state_folder(tmp_path)
    assert {path.name for path in (tmp_path / layout.FOLDER).iterdir()} == {".gitattributes", ".gitignore"}
