"""Images from a real server that fails in every way it can: told, bounded, nothing broken left behind."""

from __future__ import annotations

import hashlib
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Literal

import pytest

from migrator.demo.blog import SampleImage
from migrator.demo.server import DemoServer, Fault
from migrator.errors import OutputError
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.downloads import DownloadResult, Downloads
from migrator.model import Image

HASTY = Timeouts(connect=1, read=0.5, total=3, first_wait=0.001, longest_wait=0.002, attempts=3)
FOLDER = PurePosixPath("assets/images")
GAUGE = "/img/b/R29vZ2xl/AVvXsEhSampleRainGauge0hZq3nV7bT1cY-x_gKpLmQ2wErTyUiOpAsDfGhJkLzXcVbNm"


def gauge(stand_in: DemoServer) -> Image:
    found = image_of(f"{stand_in.url}{GAUGE}/s320/x.png")
    assert found is not None
    return found


def gauge_image(stand_in: DemoServer) -> SampleImage:
    return next(image for image in stand_in.blog.images if image.id == GAUGE)


def gather(tmp_path: Path, wanted: Image, *, allow_private: bool = True) -> DownloadResult:
    with (
        Client(allow_private=allow_private, timeouts=HASTY) as client,
        Downloads(client, tmp_path / "staging", {}, tmp_path / "site", FOLDER) as downloads,
    ):
        downloads.want(wanted, "1")
        return downloads.finish()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("/img/", "status", status=404), "404"),
        (Fault("/img/", "status", status=403), "403"),
        (Fault("/img/", "status", status=503), "503"),
        (Fault("/img/", "status", status=429, retry_after="3600"), "429"),
        (Fault("/img/", "page"), "web page"),
        (Fault("/img/", "cut"), "connection failed"),
        (Fault("/img/", "drop"), "connection failed"),
        (Fault("/img/", "redirect", location="/img/again"), "redirects"),
        (Fault("/img/", "redirect", location="file:///etc/passwd"), "not an address of the web"),
    ],
    ids=lambda value: f"{value.kind} {value.status} {value.location}" if isinstance(value, Fault) else "",
)
def test_an_image_that_can_not_be_had_is_told(fault: Fault, reason: str, tmp_path: Path) -> None:
    with DemoServer(faults=[fault]) as stand_in:
        result = gather(tmp_path, gauge(stand_in))
    assert reason in result.notes[0].message
    assert not result.stored
    assert {file.name for file in (tmp_path / "staging").iterdir()} <= {".gitignore", "journal"}


@pytest.mark.parametrize("kind", ["cut", "drop", "status"])
def test_a_failure_that_passes_leaves_no_trace(kind: Literal["cut", "drop", "status"], tmp_path: Path) -> None:
    with DemoServer(faults=[Fault("/img/", kind, times=2)]) as stand_in:
        wanted = gauge(stand_in)
        result = gather(tmp_path, wanted)
        content = gauge_image(stand_in).file.read_bytes()
    assert not result.notes
    assert not result.tried
    assert result.stored[wanted.key].sha256 == hashlib.sha256(content).hexdigest()


def test_an_endless_answer_is_cut_off(tmp_path: Path) -> None:
    with DemoServer(faults=[Fault("/d/|/s0/|/s16000/", "endless")]) as stand_in:
        wanted = gauge(stand_in)
        result = gather(tmp_path, wanted)
    assert "/s1600/" in result.stored[wanted.key].served_by
    assert [one.problem for one in result.tried[wanted.key]] == ["more than 67,108,864 bytes"] * 3


@pytest.mark.parametrize("pause", [1.0, 0.2], ids=["falls silent", "never falls silent"])
def test_what_comes_in_drops_is_given_up(pause: float, tmp_path: Path) -> None:
    with DemoServer(faults=[Fault("/img/", "slow", pause=pause)]) as stand_in:
        file = tmp_path / "long.png"
        file.write_bytes(gauge_image(stand_in).file.read_bytes() + bytes(4096 * 40))
        stand_in.blog = replace(stand_in.blog, images=(replace(gauge_image(stand_in), file=file, small=file),))
        result = gather(tmp_path, gauge(stand_in))
    assert "in time" in result.notes[0].message


def test_an_image_inside_the_own_network_is_not_asked_for(tmp_path: Path) -> None:
    with DemoServer() as stand_in:
        result = gather(tmp_path, gauge(stand_in), allow_private=False)
        assert stand_in.requests == []
    assert "private network" in result.notes[0].message


@contextmanager
def small_disk() -> Iterator[None]:
    """No file can grow past 1 kB: what a full disk looks like to a program.

    Only for as long as it takes, since the tests' own output may be such a file.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with DemoServer() as stand_in, pytest.raises(OutputError, match="can't be written"), small_disk():
        gather(tmp_path, gauge(stand_in))


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "staging").write_text("in the way")
    with DemoServer() as stand_in, pytest.raises(OutputError, match="staging: it can't be written"):
        gather(tmp_path, gauge(stand_in))
