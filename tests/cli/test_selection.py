"""Choosing on the command line: one post, every blog, who asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_app import BACKUP, migrator
from tests.test_job import two_blogs


@pytest.mark.parametrize("name", ["first-radishes", "/2007/05/first-radishes.html"])
def test_one_post_is_shown_by_its_slug_or_address(name: str) -> None:
    done = migrator("preview", BACKUP, "--post", name)
    assert done.code == 0
    assert done.out.count("blogger_id:") == 1
    assert "first-radishes" in done.out


def test_one_post_is_written_alone(tmp_path: Path) -> None:
    done = migrator("migrate", BACKUP, "-o", str(tmp_path), "--no-images", "--post", "first-radishes", "-q")
    assert done.code == 0
    assert [path.name for path in tmp_path.glob("_posts/*")] == ["2007-05-27-first-radishes.md"]


def test_every_blog_of_a_takeout_gets_a_folder_and_a_report(tmp_path: Path) -> None:
    source = two_blogs(tmp_path / "export")
    refused = migrator("migrate", source, "-o", str(tmp_path / "out"))
    assert refused.code == 2
    assert "--blog" in refused.err
    report = tmp_path / "report.json"
    done = migrator(
        "migrate", source, "-o", str(tmp_path / "out"), "--all-blogs", "--no-images", "--report", str(report)
    )
    assert done.err == ""
    assert done.code in {0, 1}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-garden", "an-orchard"]
    assert sorted(path.name for path in tmp_path.glob("report*")) == ["report-a-garden.json", "report-an-orchard.json"]


def test_a_key_of_the_environment_is_used_and_not_shown(tmp_path: Path) -> None:
    # 127.0.0.1 is refused before anything is sent, whatever the way to read the blog.
    env = {"MIGRATOR_API_KEY": "hush-hush", "XDG_CONFIG_HOME": str(tmp_path)}
    done = migrator("inspect", "http://127.0.0.1:9", "-v", env=env)
    assert done.code != 0
    assert "hush" not in done.out + done.err
    assert "hush" not in migrator("migrate", "--help", env=env).out


def test_nobody_can_read_as_author_without_a_login(tmp_path: Path) -> None:
    done = migrator("inspect", "https://x.blogspot.com", "--as-author", env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert done.code == 2
    assert "migrator login" in done.err
