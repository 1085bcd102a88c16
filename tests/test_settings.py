"""migrator.toml and flags."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrator.errors import SettingsError
from migrator.job import found_sources, remembered_sources
from migrator.settings import (
    FILE_NAME,
    NAMES,
    Settings,
    combined,
    differences,
    documented,
    from_environment,
    in_force,
    load,
    origins,
    render,
    save,
)
from tests.cli.test_app import BACKUP, migrator

FULL = Settings(
    sources=["https://x.blogspot.com", '../a "b" \\ 한글\x7f\n.xml'],
    profile="hugo",
    base_url="https://x.org",
    blog="X",
    images=False,
    drafts=False,
    comments=False,
    labels=["a, b"],
    since=date(2014, 3, 31),
)


@pytest.mark.parametrize("settings", [Settings(), FULL], ids=["defaults", "everything set"])
def test_what_is_saved_is_loaded_again(settings: Settings, tmp_path: Path) -> None:
    save(settings, tmp_path)
    assert load(tmp_path) == settings


def test_a_folder_without_the_file_remembers_nothing(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    assert load(tmp_path / "not there") is None


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("# mine\n", encoding="utf-8")
    save(FULL, tmp_path)
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == "# mine\n"


def test_every_setting_is_documented_above_its_line() -> None:
    text = render(FULL)
    for name in NAMES:
        above = text.partition(f"\n{name} = ")[0].rpartition("\n\n")[2]
        assert above.replace("# ", "").replace("\n", " ") == documented(name).text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("imges = true", "no setting 'imges'. Did you mean 'images'?"),
        ("colour = 1", "The settings are: sources, profile"),
        ("images = 'yes'", "the value of 'images' can't be used"),
        ("since = 2014", "the value of 'since'"),
        ("labels = [1]", "the value of 'labels.0'"),
        ("sources = ", "not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_way_out(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert problem in str(caught.value)
    assert caught.value.subject.endswith(FILE_NAME)
    assert caught.value.advice


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load(tmp_path)


def test_flags_that_were_given_come_before_the_file_and_the_file_before_defaults() -> None:
    used = combined(FULL, {"profile": "jekyll", "images": None, "labels": None})
    assert used == replace(FULL, profile="jekyll")
    assert differences(FULL, used) == ["profile"]
    assert combined(None, {"images": False}) == Settings(images=False)


def test_a_relative_source_is_remembered_from_the_folder_and_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "blog.xml").touch()
    monkeypatch.chdir(tmp_path / "exports")
    folder = Path("../site")
    assert remembered_sources(["blog.xml"], folder) == ["../exports/blog.xml"]
    monkeypatch.chdir(tmp_path)
    settings = Settings(sources=["../exports/blog.xml", "x.blogspot.com"])
    (tmp_path / "site").mkdir()
    assert found_sources(settings, Path("site")) == [str(Path("site/../exports/blog.xml")), "x.blogspot.com"]


@pytest.mark.parametrize("source", ["https://x.blogspot.com", "x.blogspot.com", "/not/there.xml", "a" * 9999])
def test_an_address_or_absolute_path_is_remembered_as_it_is(source: str, tmp_path: Path) -> None:
    assert remembered_sources([source], tmp_path) == [source]


def test_a_source_whose_name_is_no_unicode_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not valid Unicode"):
        save(Settings(sources=["a\udcff.xml"]), tmp_path)
    assert not (tmp_path / FILE_NAME).exists()


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
        ("PROFIL", "hugo", "MIGRATOR_PROFIL: there is no such setting. Did you mean 'MIGRATOR_PROFILE'?"),
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
    (line,) = [line for line in result.out.splitlines() if line.startswith("profile")]
    value, _, comment = line.partition("#")
    assert value.strip() == 'profile = "hugo"'
    assert comment.split(None, 1) == ["MIGRATOR_PROFILE", documented("profile").text]
    (tmp_path / FILE_NAME).write_text(result.out, encoding="utf-8")
    assert in_force(tmp_path, {}).profile == "hugo"


def test_the_environment_works_for_commands(tmp_path: Path) -> None:
    env = {"MIGRATOR_PROFILE": "hugo", "MIGRATOR_IMAGES": "no"}
    assert migrator("migrate", BACKUP, "-o", "site", env=env, cwd=tmp_path).code == 0
    assert (tmp_path / "site/content/posts").is_dir()
    wrong = migrator("sync", "site", env={"MIGRATOR_LABEL": "x"}, cwd=tmp_path)
    assert wrong.code == 2
    assert "Did you mean 'MIGRATOR_LABELS'?" in wrong.err
