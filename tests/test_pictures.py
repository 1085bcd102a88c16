"""Whole runs over the sample blog, looked at for their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from migrator.demo.answers import served_from
from migrator.demo.server import StandIn
from migrator.demo.takeout import takeout, zipped
from migrator.pipeline import Job, migrate
from migrator.report import Report
from migrator.settings import Settings


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def run(folder: Path, source: str, **settings: object) -> Report:
    told = Settings.model_validate({"sources": [source], "comments": False} | settings)
    return migrate(Job(told, (source,), folder, allow_private=True))[0]


def fetched(stand_in: StandIn) -> set[str]:
    """The ends of the addresses under which pictures were asked for."""
    return {unquote(address).rpartition("/")[2] for address in stand_in.requests if "/img/" in address}


@pytest.mark.parametrize("form", ["folder", "feed.atom", "zip"])
def test_pictures_that_a_takeout_brings_along_are_not_fetched(stand_in: StandIn, tmp_path: Path, form: str) -> None:
    files = takeout(served_from(stand_in.blog, stand_in.url))
    source = tmp_path / "Takeout"
    if form == "zip":
        source = tmp_path / "takeout.zip"
        source.write_bytes(zipped(files))
    for path, content in files.items() if form != "zip" else ():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
        if form == "feed.atom" and path.name == "feed.atom" and path.parts[2] == "Blogs":
            source = tmp_path / path
    report = run(tmp_path / "site", str(source))
    live = run(tmp_path / "live", stand_in.url)
    assert report.pictures == live.pictures
    assert report.fetched < live.fetched


def test_only_pictures_without_a_name_of_their_own_are_fetched(stand_in: StandIn, tmp_path: Path) -> None:
    source = tmp_path / "takeout.zip"
    source.write_bytes(zipped(takeout(served_from(stand_in.blog, stand_in.url))))
    run(tmp_path / "site", str(source))
    assert {name for name in fetched(stand_in) if "=" not in name} == {"image.png", "bed4.jpg"}
