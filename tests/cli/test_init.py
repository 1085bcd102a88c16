"""Setting a folder up: asked or by flags, beside a site that is there or from nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from migrator.cli.app import app
from migrator.settings import FILE_NAME, Settings, load
from migrator.writer.profiles.generators import DetectedGenerator, detect_generator
from tests.cli.test_app import BACKUP, migrator

_ALEMBIC = DetectedGenerator("alembic", "_config.yml")
SITES = {
    "Jekyll": ({"_config.yml": "title: x\n"}, DetectedGenerator("jekyll", "_config.yml")),
    "Alembic by its gem": ({"_config.yml": "theme: alembic-jekyll-theme\n"}, _ALEMBIC),
    "Alembic from afar": ({"_config.yml": "remote_theme: x/alembic@main\n"}, _ALEMBIC),
    "Alembic forked": ({"_config.yml": "", "_sass/_alembic.scss": ""}, _ALEMBIC),
    "Hugo": ({"hugo.toml": ""}, DetectedGenerator("hugo", "hugo.toml")),
    "an older Hugo": ({"config.toml": 'baseURL = "https://x/"\n'}, DetectedGenerator("hugo", "config.toml")),
    "Hugo in parts": ({"config/_default/hugo.toml": ""}, DetectedGenerator("hugo", "config/_default")),
    "nothing": ({}, None),
    "something else": ({"config.toml": "x = 1\n", "package.json": "{}"}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in SITES.items()])
def test_a_site_is_recognised(case: tuple[dict[str, str], DetectedGenerator | None], tmp_path: Path) -> None:
    for name, text in case[0].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert detect_generator(tmp_path) == case[1]


def asked(folder: Path, *answers: str, flags: tuple[str, ...] = ()) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["init", str(folder), *flags], input="".join(f"{answer}\n" for answer in answers))
    return done.exit_code, done.output


def test_a_person_is_asked_and_shown_a_post(tmp_path: Path) -> None:
    (tmp_path / "hugo.toml").touch()
    code, told = asked(tmp_path, "no such blog.xml", BACKUP, "wordstar", "", "n", "", "y", "")
    assert code == 0, told
    assert "there is no such file" in told
    assert "posts, " in told
    assert "is a site of Hugo, as hugo.toml says" in told
    assert "profile wordstar: there is no such profile" in told
    assert "blogger_id: " in told
    settings = load(tmp_path)
    assert settings is not None
    assert (settings.profile, settings.images, settings.comments, settings.drafts) == ("hugo", False, True, True)
    assert migrator("sync", str(tmp_path)).code == 0
    assert list((tmp_path / "content/posts").iterdir())


def test_who_says_no_in_the_end_gets_nothing(tmp_path: Path) -> None:
    code, _ = asked(tmp_path / "site", BACKUP, "", "", "", "", "n")
    assert code == 1
    assert not (tmp_path / "site").exists()


def test_flags_answer_everything(tmp_path: Path) -> None:
    flags = ("--source", BACKUP, "--profile", "alembic", "--no-images", "--no-comments", "--no-drafts", "--yes")
    done = migrator("init", "site", *flags, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    settings = load(tmp_path / "site")
    assert settings is not None
    sources = settings.sources
    assert (tmp_path / "site" / sources[0]).resolve() == Path(BACKUP)
    assert settings == Settings(sources=sources, profile="alembic", images=False, comments=False, drafts=False)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--yes",), "it leaves nothing to ask for the blog"),
        (("--yes", "--source", "gone.xml"), "there is no such file"),
        (("--yes", "--source", BACKUP, "--profile", "wordstar"), "there is no such profile"),
    ],
)
def test_what_is_wrong_is_told(flags: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = migrator("init", "site", *flags, cwd=tmp_path)
    assert done.code == 2
    assert told in done.err
    assert not (tmp_path / "site").exists()


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("# mine\n", encoding="utf-8")
    done = migrator("init", str(tmp_path), "--yes", "--source", BACKUP)
    assert done.code == 2
    assert "it is there already" in done.err
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == "# mine\n"
