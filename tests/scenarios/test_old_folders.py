"""Folders that an earlier version wrote, and a person edited, go on working: old-folders/ holds them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from migrator import layout
from migrator.fetcher.export.source import FeedFile
from migrator.fetcher.source import Item
from migrator.job import found_sources
from migrator.pipeline.run import Job, migrate
from migrator.report import Report
from migrator.settings import load
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.mergebases import MergeBases
from migrator.writer.disk.state import load as load_state
from migrator.writer.plan.adopt import AdoptResult, adopt
from migrator.writer.plan.resolve import Side, resolve
from tests.cli.test_app import migrator
from tests.scenarios.test_sync import changes

OLD_FOLDERS = Path(__file__).with_name("old-folders")

RADISHES = "_posts/2007-05-27-first-radishes.md"
RADISHES_INCOMING = "_posts/2007-05-27-first-radishes.incoming.md"
SOUP = "_posts/2008-11-09-soup-again-recipe-for-people-who-wont.md"
DELETED = "_posts/2017-07-03-rain.md"
MOVED = "_posts/rain/2017-07-12-day-nine.md"
ABOUT = "p/about.md"


@dataclass(frozen=True)
class OldFolder:
    """A folder of an earlier version, and the backup that it is kept in step with."""

    root: Path

    def sync(self, **told: Any) -> Report:
        settings = load(self.root)
        assert settings is not None
        return migrate(Job(settings, tuple(found_sources(settings, self.root)), self.root, **told))[0]

    def change_blog(self, *pairs: tuple[str, str]) -> None:
        """Put other words into posts of the backup."""
        replace_in(self.root.parent / "blog.xml", *pairs)

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    @property
    def is_old(self) -> bool:
        """Whether nothing in it speaks of this version yet; something in between is an error."""
        version_2 = '{"migrator": "state", "version": 2}\n' in (self.root / layout.STATE).read_text(encoding="utf-8")
        version_1 = '"snapshot", "version": 1,' in (self.root / layout.SNAPSHOT).read_text(encoding="utf-8")
        names = {path.name for path in (self.root / layout.FOLDER).iterdir()} & {"texts", "merge-bases"}
        ignored = "looks" in (self.root / layout.GIT_IGNORE).read_text(encoding="utf-8")
        signs = {version_2, version_1, names == {"texts"}, ignored}
        assert len(signs) == 1
        return signs == {True}


def replace_in(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    """When every file was written, and what is in it; without what git passes by as well."""
    passed_by = {layout.LOCK.name, layout.OLD_STAT_CACHE.name}
    files = (path for path in root.rglob("*") if path.is_file() and path.name not in passed_by)
    return {path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.fixture
def jekyll(tmp_path: Path) -> OldFolder:
    """A person edited three posts, of which the blog changed one too, moved one and deleted one."""
    shutil.copytree(OLD_FOLDERS, tmp_path, dirs_exist_ok=True)
    return OldFolder(tmp_path / "jekyll")


@pytest.fixture
def hugo(tmp_path: Path) -> OldFolder:
    """Nobody touched it; one post had another address once."""
    shutil.copytree(OLD_FOLDERS, tmp_path, dirs_exist_ok=True)
    return OldFolder(tmp_path / "hugo")


@pytest.fixture(params=["jekyll", "hugo"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> OldFolder:
    shutil.copytree(OLD_FOLDERS, tmp_path, dirs_exist_ok=True)
    return OldFolder(tmp_path / str(request.param))


def test_with_nothing_new_nothing_is_written(either: OldFolder) -> None:
    before = tree(either.root)
    for _ in range(2):
        told = migrator("sync", str(either.root))
        assert told.out.splitlines()[-1:] == ["Nothing new: 10 posts and pages looked at, nothing to write."]
        assert told.code == ("jekyll" in str(either.root))
    assert tree(either.root) == before
    assert either.is_old


def test_with_nothing_new_the_blog_is_not_read_again(hugo: OldFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    read = FeedFile.read

    def counting(self: FeedFile) -> Iterator[Item]:
        reads.append(self.label)
        return read(self)

    monkeypatch.setattr(FeedFile, "read", counting)
    report = hugo.sync()
    assert (report.changes_nothing, len(report.entries), reads) == (True, 10, [])
    hugo.change_blog(("notebook about a garden", "diary of a garden"))
    assert changes(hugo.sync()) == [("update", "content/p/about.md", "changed on the blog")]
    assert len(reads) == 1
    hugo.sync()
    assert len(reads) == 1


def test_what_nobody_touched_is_not_read_again_either(hugo: OldFolder) -> None:
    cache = hugo.root / layout.OLD_STAT_CACHE
    for path in hugo.root.rglob("*"):
        if path.is_file():
            shutil.copystat(OLD_FOLDERS / "build.py", path)
    hugo.sync(brief=True)
    assert hugo.sync(brief=True).passed_by == 10
    assert cache.exists()
    assert not (hugo.root / layout.STAT_CACHE).exists()
    hugo.change_blog(("notebook about a garden", "diary of a garden"))
    hugo.sync(brief=True)
    assert not cache.exists()
    assert not hugo.is_old


def test_a_dry_run_writes_nothing(either: OldFolder) -> None:
    either.change_blog(("notebook about a garden", "diary of a garden"))
    before = tree(either.root)
    report = either.sync(dry_run=True)
    assert not report.changes_nothing
    assert tree(either.root) == before


def test_what_changed_on_the_blog_comes_and_what_a_person_did_stays(jekyll: OldFolder) -> None:
    before = tree(jekyll.root)
    jekyll.change_blog(
        ("It rained all day, so: soup.", "It rained all week, so: soup."),
        ("The snails have formed", "The snails have elected"),
        ("It has begun. Two films", "It had begun. Two films"),
        ("notebook about a garden", "diary of a garden"),
        ("never forgot them.", "never, never forgot them."),
    )
    assert [(action, path) for action, path, _ in changes(jekyll.sync())] == [
        ("update", RADISHES_INCOMING),
        ("conflict", RADISHES),
        ("update", SOUP),
        ("update", MOVED),
        ("merge", ABOUT),
    ]
    assert "went away." in jekyll.text(RADISHES)
    assert "never, never forgot them." in jekyll.text(RADISHES_INCOMING)
    assert "It rained all week" in jekyll.text(SOUP)
    assert "have elected" in jekyll.text(MOVED)
    assert "diary of a garden" in jekyll.text(ABOUT)
    assert "Write often to" in jekyll.text(ABOUT)
    assert not (jekyll.root / DELETED).exists()
    after = tree(jekyll.root)
    rest = {path for path in before if not path.startswith(".migrator/")} - {RADISHES_INCOMING, SOUP, MOVED, ABOUT}
    assert {path: after[path] for path in rest} == {path: before[path] for path in rest}
    assert not jekyll.is_old
    assert not (jekyll.root / layout.OLD_MERGE_BASES).exists()
    assert changes(jekyll.sync()) == [("conflict", RADISHES, changes(jekyll.sync())[0][2])]
    assert tree(jekyll.root) == after


def test_an_address_of_long_ago_goes_on_working(hugo: OldFolder) -> None:
    hugo.change_blog(("The kettle is older", "The kettle is much older"))
    path = "content/posts/2016-01-01-new-year-old-kettle.md"
    assert changes(hugo.sync()) == [("update", path, "changed on the blog")]
    assert 'aliases:\n  - "/2016/01/old-kettle.html"\n' in hugo.text(path)


@pytest.mark.parametrize("side", Side)
def test_its_conflict_can_be_settled(jekyll: OldFolder, side: Side) -> None:
    before = tree(jekyll.root)
    resolve(jekyll.root / RADISHES, side)
    assert not (jekyll.root / RADISHES_INCOMING).exists()
    assert ("went away." in jekyll.text(RADISHES)) is (side is not Side.THEIRS)
    assert not (jekyll.root / layout.OLD_MERGE_BASES).exists()
    report = jekyll.sync()
    assert (report.exit_code, changes(report)) == (0, [])
    assert not jekyll.is_old
    after = tree(jekyll.root)
    rest = {path for path in before if not path.startswith(".migrator/")} - {RADISHES, RADISHES_INCOMING}
    assert {path: after[path] for path in rest} == {path: before[path] for path in rest}
    jekyll.change_blog(("Today the first row came out", "Then the first row came out"))
    # What the person wrote and what the blog has now stand in one paragraph.
    assert changes(jekyll.sync())[0][0] == ("update" if side is Side.THEIRS else "create")


def test_its_state_can_be_made_anew(jekyll: OldFolder) -> None:
    kept = set(MergeBases(Folder(jekyll.root)).all())
    known = load_state(jekyll.root)
    assert adopt(jekyll.root) == AdoptResult(as_written=10, edited=2, unknown=0, gone=1)
    assert load_state(jekyll.root) == known
    assert set(MergeBases(Folder(jekyll.root)).all()) == kept
    assert jekyll.sync().actions.keys() == {"keep", "conflict"}
    assert not jekyll.is_old


def test_it_can_be_checked(either: OldFolder) -> None:
    before = tree(either.root)
    told = migrator("check", str(either.root), str(either.root.parent / "blog.xml"))
    # That version put an image that text flows around before all of the text, and its check did not see it.
    assert "images-moved: 1 of its images and embeds stand in another place" in told.out
    whole = "9 posts and pages checked, also against their source: 6 whole, 3 not"
    if either.root.name == "hugo":
        whole = "10 posts and pages checked, also against their source: 9 whole, 1 not"
    assert told.out.splitlines()[-1:] == [whole]
    assert tree(either.root) == before


def test_what_was_finished_stays_finished(tmp_path: Path) -> None:
    shutil.copytree(OLD_FOLDERS / "half-migrated", tmp_path / "site")
    before = tree(tmp_path / "site")
    told = migrator("finish", str(tmp_path / "site"), "--no-images")
    assert told.out.splitlines()[-1:] == ["Nothing new: 6 posts and pages looked at, nothing to write."]
    assert tree(tmp_path / "site") == before
    new = tmp_path / "site/_posts/2024-05-01-new.md"
    new.write_text("---\ntitle: New\n---\n<p>One <b>more</b>.</p>\n", encoding="utf-8")
    assert "1 update" in migrator("finish", str(tmp_path / "site"), "--no-images").out
    assert new.read_text(encoding="utf-8").endswith("\n\nOne **more**.\n")
    after = tree(tmp_path / "site")
    posts = {path for path in before if not path.startswith(".migrator/") or "originals" in path}
    assert {path: after[path] for path in posts} == {path: before[path] for path in posts}
