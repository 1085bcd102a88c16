"""Flags, written once and handed to commands in groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from migrator.cli.options import Flags, Only, Output, with_flags
from migrator.settings import NAMES, Settings, combined, documented
from tests.cli.test_app import migrator


@dataclass(frozen=True)
class SizeFlags:
    """A group of two."""

    width: Annotated[int, typer.Option("--width", help="How wide.")] = 3
    height: Annotated[int, typer.Option("--height", help="How high.")] = 4


def called(command: Any, *arguments: str) -> None:
    app = typer.Typer()
    app.command()(with_flags(command))
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output


def test_plain_parameters_stay_as_they_are() -> None:
    seen: list[object] = []

    def command(name: Annotated[str, typer.Argument()], loud: bool = False) -> None:
        seen.append((name, loud))

    called(command, "x", "--loud")
    assert seen == [("x", True)]


def test_a_group_comes_as_one_value_wherever_it_stands() -> None:
    seen: list[object] = []

    def command(size: SizeFlags, output: Output, deep: bool = False) -> None:
        seen.append((size, output, deep))

    called(command, "-o", "x", "--height", "9")
    assert seen == [(SizeFlags(3, 9), Path("x"), False)]


def test_settings_that_were_given_come_with_their_values_and_no_others() -> None:
    seen: list[Flags] = []

    def command(flags: Flags) -> None:
        seen.append(flags)

    called(command)
    called(command, "-p", "hugo", "--no-images", "--max-size", "9", "--label", "a", "--label", "b")
    called(command, "--since", "2014-03-31", "--strict")
    assert [dict(each) for each in seen] == [
        {},
        {"profile": "hugo", "images": False, "max_size": 9, "labels": ["a", "b"]},
        {"since": date(2014, 3, 31), "strict": True},
    ]
    assert combined(None, seen[-1]) == Settings(since=date(2014, 3, 31), strict=True)


def test_a_command_takes_only_the_settings_that_it_names() -> None:
    def command(flags: Annotated[Flags, Only("blog", "images")]) -> None:
        assert dict(flags) == {"blog": "x"}

    called(command, "--blog", "x")
    with pytest.raises(AssertionError, match="No such option"):
        called(command, "--profile", "hugo")


def test_every_setting_is_a_flag_of_migrate_with_its_own_description() -> None:
    text = " ".join(migrator("migrate", "--help", env={"COLUMNS": "500"}).out.split())
    for name in NAMES:
        if name != "sources":
            assert (documented(name).flag or f"--{name.replace('_', '-')}") in text
            assert documented(name).text in text


def test_a_value_that_a_setting_cannot_have_is_told_with_what_it_means(tmp_path: Path) -> None:
    result = migrator("migrate", "x.xml", "-o", "site", "--image-layout", "round", cwd=tmp_path)
    assert result.code == 2
    assert "the value of 'image_layout' can't be used" in result.err
    assert documented("image_layout").text in result.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    result = migrator("--show-completion", shell)
    assert result.code == 0
    assert "_MIGRATOR_COMPLETE" in result.out
