"""Whole runs over the sample blog, looked at for their pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from migrator.demo.answers import served_from
from migrator.demo.server import Fault, StandIn
from migrator.demo.takeout import takeout, zipped
from migrator.pipeline import Job, migrate
from migrator.report import Report, as_json
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


def texts(folder: Path, report: Report) -> str:
    return "\n".join((folder / entry.path).read_text(encoding="utf-8") for entry in report.entries)


def pictures(folder: Path) -> list[str]:
    """Every file under assets, as a path from there."""
    return sorted(path.relative_to(folder / "assets").as_posix() for path in (folder / "assets").rglob("*.*"))


def test_a_capped_size_is_asked_for(stand_in: StandIn, tmp_path: Path) -> None:
    report = run(tmp_path, stand_in.url, max_size=300)
    assert report.pictures == run(tmp_path / "full", stand_in.url).pictures
    capped = stand_in.requests[: len(stand_in.requests) // 2]
    assert any("/s300/" in address for address in capped)
    assert (tmp_path / "assets/images/radishes.jpg").stat().st_size < (
        tmp_path / "full/assets/images/radishes.jpg"
    ).stat().st_size


@pytest.mark.parametrize(
    ("layout", "found"),
    [
        ("flat", "images/radishes.jpg"),
        ("by-post", "images/2007-05-27-first-radishes/radishes.jpg"),
        ("by-date", "images/2007/05/radishes.jpg"),
    ],
)
def test_layouts(stand_in: StandIn, tmp_path: Path, layout: str, found: str) -> None:
    report = run(tmp_path, stand_in.url, image_layout=layout)
    names = pictures(tmp_path)
    assert found in names
    assert len(names) == report.pictures
    text = texts(tmp_path, report)
    assert all(f"/assets/{name}" in text for name in names)
    stand_in.requests.clear()
    assert run(tmp_path, stand_in.url, image_layout=layout).changes_nothing
    run(tmp_path, stand_in.url, image_layout="flat" if layout != "flat" else "by-post")
    assert pictures(tmp_path) == names, "what is there stays where it is"


def test_the_report_says_what_served_each_picture(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.faults = (Fault("/d/|=d", "status", status=403),)
    report = run(tmp_path, stand_in.url)
    served = {str(one["path"]): one for one in json.loads(as_json(report))["pictures"]}
    radishes = served["assets/images/radishes.jpg"]
    assert "/s0/" in radishes["served_by"]
    assert [(one["address"].rsplit("/", 2)[1], one["problem"]) for one in radishes["tried"]] == [
        ("d", "the server answered 403 Forbidden")
    ]
    assert served[""]["served_by"] == ""


PDF = b"%PDF-1.4\n" + bytes(2000)


def with_links(stand_in: StandIn, files: Path) -> None:
    """Let the oldest post link to three files, of which the server has two; and the second be nothing but a page."""
    files.mkdir()
    (files / "guide.png").write_bytes(PDF)
    guide = replace(stand_in.blog.images[0], id="/files/guide.pdf", name="", file=files / "guide.png")
    post = stand_in.blog.listed("post", "live")[0]
    links = "".join(
        f"<p><a href='{stand_in.url}/files/{name}'>{name}</a>" for name in ("guide.pdf", "gone.mp3", "x.zip")
    )
    stand_in.blog = replace(
        stand_in.blog,
        posts=(replace(post, html=links),),
        images=(replace(guide, small=guide.file),),
    )


def test_attachments_are_fetched_if_wished(stand_in: StandIn, tmp_path: Path) -> None:
    with_links(stand_in, tmp_path / "files")
    report = run(tmp_path / "site", stand_in.url, attachments=True)
    text = texts(tmp_path / "site", report)
    assert "[guide.pdf](/assets/files/guide.pdf)" in text
    assert f"[gone.mp3]({stand_in.url}/files/gone.mp3)" in text
    assert f"[x.zip]({stand_in.url}/files/x.zip)" in text
    assert (tmp_path / "site/assets/files/guide.pdf").read_bytes() == PDF
    assert [note.code for note in report.notes if note.loss] == ["attachment-dead"]


def test_attachments_stay_where_they_are_by_default(stand_in: StandIn, tmp_path: Path) -> None:
    with_links(stand_in, tmp_path / "files")
    report = run(tmp_path / "site", stand_in.url)
    assert f"[guide.pdf]({stand_in.url}/files/guide.pdf)" in texts(tmp_path / "site", report)
    assert not [address for address in stand_in.requests if "/files/" in address]
