"""migrator.toml and flags."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from migrator.errors import SettingsError
from migrator.settings import (
    FILE_NAME,
    Settings,
    combined,
    differences,
    found_sources,
    load,
    remembered_sources,
    render,
    save,
)

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
    for name, field in Settings.model_fields.items():
        comment = (field.description or "").splitlines()[-1]
        assert f"# {comment}\n{name} = " in text


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
    assert used == FULL.model_copy(update={"profile": "jekyll"})
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
