"""Whole runs over the sample blog, looked at for their images."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from migrator.checker.check import check_folder
from migrator.demo.responses import served_from
from migrator.demo.server import DemoServer, Fault
from migrator.demo.takeout import takeout, zipped
from migrator.pipeline.run import Job, migrate
from migrator.report import Report, as_json
from migrator.settings import Settings
from tests.exports import Exported, write_backup


@pytest.fixture
def stand_in() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


def run(folder: Path, source: str, **settings: Any) -> Report:
    values: dict[str, Any] = {"sources": [source], "comments": False} | settings
    told = Settings(**values)
    return migrate(Job(told, (source,), folder, allow_private=True))[0]


def fetched(stand_in: DemoServer) -> set[str]:
    """The ends of the addresses under which images were asked for."""
    return {unquote(address).rpartition("/")[2] for address in stand_in.requests if "/img/" in address}


@pytest.mark.parametrize("form", ["folder", "feed.atom", "zip"])
def test_images_that_a_takeout_brings_along_are_not_fetched(stand_in: DemoServer, tmp_path: Path, form: str) -> None:
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
    assert report.images == live.images
    assert report.fetched < live.fetched


def test_only_images_without_a_name_of_their_own_are_fetched(stand_in: DemoServer, tmp_path: Path) -> None:
    source = tmp_path / "takeout.zip"
    source.write_bytes(zipped(takeout(served_from(stand_in.blog, stand_in.url))))
    run(tmp_path / "site", str(source))
    assert {name for name in fetched(stand_in) if "=" not in name} == {"image.png", "bed4.jpg"}


def texts(folder: Path, report: Report) -> str:
    return "\n".join((folder / entry.path).read_text(encoding="utf-8") for entry in report.entries)


def images(folder: Path) -> list[str]:
    """Every file under assets, as a path from there."""
    return sorted(path.relative_to(folder / "assets").as_posix() for path in (folder / "assets").rglob("*.*"))


def test_a_capped_size_is_asked_for(stand_in: DemoServer, tmp_path: Path) -> None:
    report = run(tmp_path, stand_in.url, max_size=300)
    assert report.images == run(tmp_path / "full", stand_in.url).images
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
def test_layouts(stand_in: DemoServer, tmp_path: Path, layout: str, found: str) -> None:
    report = run(tmp_path, stand_in.url, image_layout=layout)
    names = images(tmp_path)
    assert found in names
    assert len(names) == report.images
    text = texts(tmp_path, report)
    assert all(f"/assets/{name}" in text for name in names)
    stand_in.requests.clear()
    assert run(tmp_path, stand_in.url, image_layout=layout).changes_nothing
    run(tmp_path, stand_in.url, image_layout="flat" if layout != "flat" else "by-post")
    assert images(tmp_path) == names, "what is there stays where it is"


def test_the_report_says_what_served_each_image(stand_in: DemoServer, tmp_path: Path) -> None:
    stand_in.faults = (Fault("/d/|=d", "status", status=403),)
    report = run(tmp_path, stand_in.url)
    served = {str(one["path"]): one for one in json.loads("".join(as_json(report)))["images"]}
    radishes = served["assets/images/radishes.jpg"]
    assert "/s0/" in radishes["served_by"]
    assert [(one["address"].rsplit("/", 2)[1], one["problem"]) for one in radishes["tried"]] == [
        ("d", "the server answered 403 Forbidden")
    ]
    assert served[""]["served_by"] == ""


PDF = b"%PDF-1.4\n" + bytes(2000)
MP3 = b"ID3\x03\x00" + bytes(2000)


def says(stand_in: DemoServer, html: str, **files: Path) -> None:
    """Let the blog be one post that says this, and the server have these files besides its images."""
    post = stand_in.blog.listed("post", "live")[0]
    image = stand_in.blog.images[0]
    more = (replace(image, id=f"/files/{name}", name="", file=file, small=file) for name, file in files.items())
    stand_in.blog = replace(
        stand_in.blog, posts=(replace(post, html=html),), images=(*stand_in.blog.images, *more), footer=""
    )


def with_files(stand_in: DemoServer, folder: Path) -> None:
    """Let a post link to files and play some, of which the server has two."""
    folder.mkdir()
    # The server wants to know what it serves as; that it says so wrongly is as in life.
    guide, song = folder / "guide.png", folder / "song.png"
    guide.write_bytes(PDF)
    song.write_bytes(MP3)
    names = ("guide.pdf", "gone.mp3", "table.csv")
    links = "".join(f"<p><a href='{stand_in.url}/files/{name}'>{name}</a></p>" for name in names)
    played = f"<audio controls src='{stand_in.url}/files/song.mp3'></audio>"
    says(stand_in, links + played, **{"guide.pdf": guide, "song.mp3": song})


def test_attachments_are_fetched_if_wished(stand_in: DemoServer, tmp_path: Path) -> None:
    with_files(stand_in, tmp_path / "files")
    site = tmp_path / "site"
    report = run(site, stand_in.url, attachments=True)
    text = texts(site, report)
    assert "[guide.pdf](/assets/files/guide.pdf)" in text
    assert '<audio controls="controls"><source src="/assets/files/song.mp3" /></audio>' in text
    assert f"[gone.mp3]({stand_in.url}/files/gone.mp3)" in text
    assert f"[table.csv]({stand_in.url}/files/table.csv)" in text
    assert (site / "assets/files/guide.pdf").read_bytes() == PDF
    assert (site / "assets/files/song.mp3").read_bytes() == MP3
    assert [note.code for note in report.notes if note.loss] == ["attachment-dead"]
    checked = check_folder(Job(Settings(), (stand_in.url,), allow_private=True), site)
    assert len(checked.posts) == 1
    assert not checked.broken


def test_attachments_stay_where_they_are_by_default(stand_in: DemoServer, tmp_path: Path) -> None:
    with_files(stand_in, tmp_path / "files")
    text = texts(tmp_path / "site", run(tmp_path / "site", stand_in.url))
    assert f"[guide.pdf]({stand_in.url}/files/guide.pdf)" in text
    assert f'<source src="{stand_in.url}/files/song.mp3" />' in text
    assert not [address for address in stand_in.requests if "/files/" in address]


def test_images_behind_words_of_videos_and_in_sets_are_fetched_too(stand_in: DemoServer, tmp_path: Path) -> None:
    named = [image for image in stand_in.blog.images if image.name]
    behind, poster, large = (f"{stand_in.url}{image.id}/s320/{image.name}" for image in named[:3])
    says(
        stand_in,
        f"<div style='background-image: url({behind})'>Words</div>"
        f"<video poster='{poster}' src='https://x.example/film.mp4'></video>"
        f"<img src='{stand_in.url}/gone.png' srcset='{large} 2x'>",
    )
    report = run(tmp_path, stand_in.url)
    assert len(images(tmp_path)) == report.images == 3
    text = texts(tmp_path, report)
    assert all(f"/assets/{name}" in text for name in images(tmp_path))
    assert stand_in.url not in text
    assert not [note for note in report.notes if note.loss]


def test_what_is_beyond_the_cap_is_left_to_the_next_run(stand_in: DemoServer, tmp_path: Path) -> None:
    every = run(tmp_path / "whole", stand_in.url)
    first = run(tmp_path / "site", stand_in.url, max_bytes=20_000, concurrency=1)
    assert 0 < first.images < every.images
    assert first.fetched < every.fetched
    left_out = {note.subject: note for note in first.notes if note.code == "image-left-out"}
    assert len(left_out) >= every.images - first.images
    assert all("may fetch 20,000 bytes" in note.message and note.loss for note in left_out.values())
    second = run(tmp_path / "site", stand_in.url)
    assert first.fetched + second.fetched == every.fetched
    assert images(tmp_path / "site") == images(tmp_path / "whole")
    assert texts(tmp_path / "site", second) == texts(tmp_path / "whole", every)
    assert not {note.code for note in second.notes} & {"image-left-out"}


def test_what_is_gone_is_asked_for_again_only_where_its_post_is_made_again(
    stand_in: DemoServer, tmp_path: Path
) -> None:
    first = run(tmp_path, stand_in.url)
    gone = {unquote(note.subject).rpartition("/")[2] for note in first.notes if note.code == "image-dead"}
    assert gone
    stand_in.requests.clear()
    run(tmp_path, stand_in.url)
    assert fetched(stand_in) == set()
    told = Settings(sources=[stand_in.url], comments=False)
    migrate(Job(told, (stand_in.url,), tmp_path, allow_private=True, rewrite=True))
    assert fetched(stand_in) == gone


def test_where_images_are_not_fetched_a_link_to_the_larger_one_stays_and_one_to_itself_goes(tmp_path: Path) -> None:
    small, large = "https://bp.example/s320/a.png", "https://bp.example/s1600/a.png"
    html = f'<a href="{large}"><img src="{small}"></a> <a href="{large}"><img src="{large}"></a>'
    source = write_backup(tmp_path / "blog.xml", [Exported(1, html=html)])
    report = run(tmp_path / "site", source, images=False)
    assert texts(tmp_path / "site", report).endswith(f"\n[![]({small})]({large}) ![]({large})\n")
