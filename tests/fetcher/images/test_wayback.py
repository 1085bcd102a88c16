"""Dead images from the Internet Archive: a stand-in for its availability API and its captures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, urlsplit

import pytest

from migrator.fetcher.http.client import Client
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.downloads import DownloadResult, Downloads
from migrator.fetcher.images.wayback import Wayback
from migrator.model import Image
from tests.fetcher.web import Say, Web, serving

PNG = b"\x89PNG\r\n\x1a\n" + b"one"
HASTY = Timeouts(connect=1, read=1, total=3, first_wait=0.001, longest_wait=0.002, attempts=2)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def capture(web: Web, address: str, *, available: bool = True, status: str = "200", mark: str = "") -> Say:
    closest = {
        "available": available,
        "url": f"{web.url}/web/20130919044612{mark}/{address}",
        "timestamp": "20130919044612",
        "status": status,
    }
    return Say(body=json.dumps({"url": address, "archived_snapshots": {"closest": closest}}).encode())


def gone(web: Web, path: str = "/gone/cat.png") -> Image:
    found = image_of(f"{web.url}{path}")
    assert found is not None
    return found


def gather(web: Web, tmp_path: Path, wanted: Image, *, wayback: bool = True) -> DownloadResult:
    with Client(allow_private=True, timeouts=HASTY) as client:
        archive = Wayback(client, f"{web.url}/wayback/available") if wayback else None
        with Downloads(client, tmp_path / "x", {}, tmp_path, PurePosixPath("img"), wayback=archive) as downloads:
            downloads.want(wanted, "1", day="20140331")
            return downloads.finish()


@pytest.mark.parametrize("mark", ["", "im_"])
def test_a_dead_image_comes_from_its_capture(web: Web, tmp_path: Path, mark: str) -> None:
    wanted = gone(web)
    web.on("/wayback/available", capture(web, wanted.source, mark=mark))
    web.on(f"/web/20130919044612id_/{wanted.source}", Say(body=PNG))
    result = gather(web, tmp_path, wanted)
    assert result.stored[wanted.key].served_by == f"{web.url}/web/20130919044612id_/{wanted.source}"
    assert [(note.code, note.loss, note.post_id) for note in result.notes] == [("image-rescued", False, "1")]
    assert "2013-09-19" in result.notes[0].message
    asked = parse_qs(urlsplit(next(path for path in web.paths() if "wayback" in path)).query)
    assert asked == {"url": [wanted.source], "timestamp": ["20140331"]}
    assert [one.problem for one in result.tried[wanted.key]] == ["the server answered 404 Not Found"]


def test_nobody_is_asked_for_what_is_there_or_without_being_told_to(web: Web, tmp_path: Path) -> None:
    web.on("/here/cat.png", Say(body=PNG))
    assert gather(web, tmp_path, gone(web, "/here/cat.png")).stored
    assert not gather(web, tmp_path, gone(web), wayback=False).stored
    assert not [path for path in web.paths() if "wayback" in path]


@pytest.mark.parametrize(
    "answer",
    [
        Say(body=b'{"archived_snapshots": {}}'),
        Say(body=b"[]"),
        Say(body=b"<html>busy</html>"),
        Say(404),
        Say(503),
        Say(body=b'{"archived_snapshots": {"closest": {"available": true, "url": "file:///etc/passwd"}}}'),
    ],
    ids=["none", "odd", "page", "404", "503", "no address"],
)
def test_without_a_capture_it_stays_dead(web: Web, tmp_path: Path, answer: Say) -> None:
    web.on("/wayback/available", answer)
    result = gather(web, tmp_path, gone(web))
    assert [note.code for note in result.notes] == ["image-dead"]


@pytest.mark.parametrize(("available", "status"), [(False, "200"), (True, "404")])
def test_a_capture_of_an_error_is_none(web: Web, tmp_path: Path, available: bool, status: str) -> None:
    wanted = gone(web)
    web.on("/wayback/available", capture(web, wanted.source, available=available, status=status))
    assert not gather(web, tmp_path, wanted).stored
    assert not [path for path in web.paths() if path.startswith("/web/")]


def test_a_capture_that_is_no_image_is_not_taken(web: Web, tmp_path: Path) -> None:
    wanted = gone(web)
    web.on("/wayback/available", capture(web, wanted.source))
    web.on(f"/web/20130919044612id_/{wanted.source}", Say(body=b"<!DOCTYPE html><html>Gone</html>"))
    result = gather(web, tmp_path, wanted)
    assert "web page" in result.notes[0].message
    assert result.notes[0].loss
