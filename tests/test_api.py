"""The tool as functions, as README shows it and beyond."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import migrator
from migrator.demo.server import DemoServer
from migrator.errors import OutputError, SettingsError, SourceError
from migrator.model import Action, Kind
from tests.paths import ROOT, SAMPLES

BACKUP = next((SAMPLES / "backup").glob("*.xml"))
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


ROUND: dict[str, Any] = {"image_layout": "round"}


class Listener:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def reach(self, done: int, total: int | None) -> None:
        assert total is None or done <= total


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with an export in it."""
    shutil.copy(BACKUP, tmp_path / "blog.xml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_of_the_readme_run_in_their_order(folder: Path) -> None:
    assert EXAMPLES
    done = subprocess.run([sys.executable, "-c", "\n".join(EXAMPLES)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^\d+ files would be written$", done.stdout, re.MULTILINE)
    assert re.search(r"^\d+ posts are whole$", done.stdout, re.MULTILINE)
    assert (folder / "site" / "content" / "posts").is_dir()


def test_everything_public_is_there_and_nothing_is_loaded_for_it_before() -> None:
    assert set(dir(migrator)) == {*migrator.__all__, "__version__"}
    for name in migrator.__all__:
        assert getattr(migrator, name).__doc__
    program = "import migrator, sys; print(*(name for name in sys.modules if name.startswith('migrator.')))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
    assert not hasattr(migrator, "nothing")


@pytest.mark.usefixtures("folder")
def test_a_migration_says_nothing_and_tells_a_listener(capsys: pytest.CaptureFixture[str]) -> None:
    listener = Listener()
    settings = migrator.Settings(images=False)
    report = migrator.migrate("blog.xml", output="site", settings=settings, listener=listener)
    assert report.exit_code == 0
    assert report.actions[Action.CREATE] > 10
    assert listener.stages[0] == "reading"
    assert "writing" in listener.stages
    again = migrator.migrate(output=Path("site"))
    assert again.changes_nothing
    assert capsys.readouterr() == ("", "")


def test_a_preview_is_a_plan_and_leaves_no_trace(folder: Path) -> None:
    plan = migrator.preview("blog.xml", settings=migrator.Settings(profile="hugo"), limit=2)
    assert [change.action for change in plan.changes].count(Action.CREATE) >= 2
    assert {change.path.parts[0] for change in plan.changes} <= {"content", "data"}
    migrator.preview(Path("blog.xml"), output="site")
    assert [path.name for path in folder.iterdir()] == ["blog.xml"]


@pytest.mark.usefixtures("folder")
def test_posts_are_read_with_their_comments_oldest_first() -> None:
    posts = list(migrator.read("blog.xml"))
    live = [post for post in posts if post.kind is Kind.POST]
    assert [post.published for post in live] == sorted(post.published for post in live)
    assert sum(len(post.comments) for post in posts) > 3


@pytest.mark.usefixtures("folder")
def test_a_folder_is_checked_against_its_source() -> None:
    migrator.migrate("blog.xml", output="site", settings=migrator.Settings(images=False))
    assert migrator.check("site", "blog.xml").exit_code == 0
    next(Path("site/_posts").iterdir()).unlink()
    result = migrator.check("site")
    assert result.exit_code == 1
    assert "file-missing" in {note.code for post in result.broken for note in post.notes}


def test_a_body_is_converted_for_a_profile() -> None:
    made = migrator.convert(
        "<p><a href='http://old/x'>{{ x }}</a></p><img src='http://old/a.png'>",
        profile="hugo",
        link=lambda href: href.replace("http://old", "/new"),
        image=lambda source, _link: (source.replace("http://old", "/images"), False),
    )
    assert made.markdown == "[{{ x }}](/new/x)\n\n![](/images/a.png)\n"
    assert "{% raw %}" in migrator.convert("<p>{{ x }}</p>").markdown


def test_a_blog_is_fetched_over_http(tmp_path: Path) -> None:
    with DemoServer() as blog:
        report = migrator.migrate(blog.url, output=tmp_path / "site", allow_private=True)
    assert report.fetched > 0


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: migrator.migrate("gone.xml", output="site"), SourceError),
        (lambda: migrator.preview("blog.xml", settings=migrator.Settings(profile="ghost")), SettingsError),
        (lambda: migrator.Settings(max_size=-1), SettingsError),
        (lambda: migrator.Settings(**ROUND), SettingsError),
        (lambda: migrator.check("nowhere"), OutputError),
        (lambda: list(migrator.read("gone.xml")), SourceError),
        (lambda: migrator.convert("", profile="ghost"), SettingsError),
    ],
)
def test_what_is_wrong_is_raised_as_one_kind_of_error(call: object, error: type[migrator.MigratorError]) -> None:
    assert callable(call)
    with pytest.raises(migrator.MigratorError) as caught:
        call()
    assert type(caught.value) is error
    assert caught.value.problem
