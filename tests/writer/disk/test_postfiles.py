"""Which file is which post's, whatever else lies in the folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from migrator.writer.disk.postfiles import PostFiles, post_id

POST = '---\ntitle: "A"\nblogger_id: "%s"\n---\n\nText\n'


def test_files_are_found_by_the_id_in_them(tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved/a.md").write_text(POST % "1", encoding="utf-8")
    (tmp_path / "b.markdown").write_text(POST % "2", encoding="utf-8")
    (tmp_path / "notes.md").write_text("No front matter\n", encoding="utf-8")
    found = PostFiles(tmp_path)
    assert dict(found.all()) == {"1": (PurePosixPath("moved/a.md"),), "2": (PurePosixPath("b.markdown"),)}


def test_pipes_links_and_folders_are_no_posts(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    outside = tmp_path.with_suffix(".md")
    outside.write_text(POST % "1", encoding="utf-8")
    (tmp_path / "link.md").symlink_to(outside)
    # Opening a pipe waits for ever, so it is tried where that can be ended.
    look = "import sys, pathlib, migrator.writer.disk.postfiles as where\n"
    look += "print(dict(where.PostFiles(pathlib.Path(sys.argv[1])).all()))"
    command = [sys.executable, "-c", look, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout == "{}\n"


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("blogger_id: 7\n", ""),
        ("---\ntitle: x\n---\nblogger_id: 7\n", ""),
        ("---\ntitle: x\n...\nblogger_id: 7\n", ""),
        ("----\nblogger_id: 7\n----\n", ""),
        ("---\n  blogger_id: 7\n---\n", ""),
        ('---\nblogger_id: "7"\n---\n', "7"),
        ("\ufeff---\r\nblogger_id: '7' \r\n---\r\n", "7"),
        ("---\ntitle: x\nblogger_id: 7\nand it never ends", "7"),
    ],
)
def test_a_file_is_the_post_that_its_front_matter_says(text: str, post: str) -> None:
    assert post_id(text) == post
