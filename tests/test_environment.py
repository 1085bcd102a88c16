"""Settings in the environment, and which of several counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from migrator.errors import SettingsError
from migrator.settings import FILE_NAME, from_environment, in_force, origins
from tests.cli.test_app import BACKUP, migrator


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("PROFILE", "hugo", "hugo"),
        ("IMAGES", "no", False),
        ("DRAFTS", "1", True),
        ("LABELS", "garden, spring ", ["garden", "spring"]),
        ("SINCE", "2014-03-31", date(2014, 3, 31)),
    ],
)
def test_a_setting_in_the_environment(name: str, text: str, value: object) -> None:
    assert from_environment({f"MIGRATOR_{name}": text}) == {name.lower(): value}


def test_other_variables_are_none_of_our_business() -> None:
    assert from_environment({"HOME": "/", "MIGRATORS": "x", "MIGRATOR_API_KEY": "secret"}) == {}


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("PROFIL", "hugo", "MIGRATOR_PROFIL: there is no such setting. Did you mean MIGRATOR_PROFILE?"),
        ("XYZZY", "1", "MIGRATOR_XYZZY: there is no such setting. The settings are: MIGRATOR_SOURCES, "),
        ("IMAGES", "perhaps", "MIGRATOR_IMAGES: its value can't be used"),
        ("SINCE", "yesterday", "MIGRATOR_SINCE: its value can't be used"),
    ],
)
def test_a_mistake_is_told(name: str, text: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({f"MIGRATOR_{name}": text})
    assert str(caught.value).startswith(problem)


def test_flags_count_most_then_the_environment_then_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE_NAME).write_text('profile = "alembic"\nbase_url = "https://a"\n', encoding="utf-8")
    assert in_force(tmp_path, {}).profile == "alembic"
    monkeypatch.setenv("MIGRATOR_PROFILE", "hugo")
    assert in_force(tmp_path, {}).profile == "hugo"
    assert in_force(tmp_path, {"profile": "jekyll", "base_url": None}).profile == "jekyll"
    assert in_force(tmp_path, {"profile": "jekyll", "base_url": None}).base_url == "https://a"


def test_every_setting_tells_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('profile = "alembic"\nbase_url = "https://a"\n', encoding="utf-8")
    told = {name: (value, origin) for name, value, origin in origins(tmp_path, {"MIGRATOR_PROFILE": "hugo"})}
    assert told["profile"] == ('"hugo"', "MIGRATOR_PROFILE")
    assert told["base_url"] == ('"https://a"', FILE_NAME)
    assert told["images"] == ("true", "default")
    assert told["since"] == ("", "default")


def test_config_prints_what_migrator_toml_could_say(tmp_path: Path) -> None:
    result = migrator("config", str(tmp_path), env={"MIGRATOR_PROFILE": "hugo"})
    assert (result.code, result.err) == (0, "")
    lines = [line.split("  #") for line in result.out.splitlines() if line.startswith("profile")]
    assert [(line[0].strip(), line[1].strip()) for line in lines] == [('profile = "hugo"', "MIGRATOR_PROFILE")]
    (tmp_path / FILE_NAME).write_text(result.out, encoding="utf-8")
    assert in_force(tmp_path, {}).profile == "hugo"


def test_the_environment_works_for_commands(tmp_path: Path) -> None:
    env = {"MIGRATOR_PROFILE": "hugo", "MIGRATOR_IMAGES": "no"}
    assert migrator("migrate", BACKUP, "-o", "site", env=env, cwd=tmp_path).code == 0
    assert (tmp_path / "site/content/posts").is_dir()
    wrong = migrator("sync", "site", env={"MIGRATOR_LABEL": "x"}, cwd=tmp_path)
    assert wrong.code == 2
    assert "Did you mean MIGRATOR_LABELS?" in wrong.err
