"""A host gets fewer requests at once when it asks for that, and more again later."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import pytest

from migrator.demo.server import DemoServer, Fault
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.http.throttle import Throttle
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.downloads import Downloads
from tests.fetcher.web import Say, serving

HASTY = Timeouts(connect=2, read=2, total=20, first_wait=0.001, longest_wait=0.002)
GAUGE = "/img/b/R29vZ2xl/AVvXsEhSampleRainGauge0hZq3nV7bT1cY-x_gKpLmQ2wErTyUiOpAsDfGhJkLzXcVbNm"
FAR = 10.0**9


def refuse(throttle: Throttle, retry_after: float | None = None, status: int = 429) -> None:
    with pytest.raises(FetchError), throttle.slot("a", FAR):
        raise FetchError(FailureKind.STATUS, "a", "no", status=status, retry_after=retry_after)


def test_nothing_changes_while_all_goes_well() -> None:
    throttle = Throttle(8)
    for _ in range(100):
        with throttle.slot("a", FAR):
            pass
    assert throttle.at_once("a") == 8


@pytest.mark.parametrize("status", [404, 500])
def test_other_failures_are_no_reason_to_slow_down(status: int) -> None:
    throttle = Throttle(8)
    refuse(throttle, status=status)
    assert throttle.at_once("a") == 8


def test_no_more_at_once_than_agreed() -> None:
    throttle = Throttle(3)
    inside, most = 0, 0
    lock = threading.Lock()

    def visit(_: int) -> None:
        nonlocal inside, most
        with throttle.slot("a", FAR):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(visit, range(30)))
    assert most == 3


def test_halves_and_recovers() -> None:
    throttle = Throttle(8)
    refuse(throttle)
    assert throttle.at_once("a") == 4
    for _ in range(3):
        refuse(throttle)
    assert throttle.at_once("a") == 1
    assert throttle.at_once("b") == 8
    for _ in range(60):
        with throttle.slot("a", FAR):
            pass
    assert throttle.at_once("a") == 8


def test_a_volley_of_refusals_counts_once() -> None:
    throttle = Throttle(8)
    together = threading.Barrier(8)

    def visit(_: int) -> None:
        with contextlib.suppress(FetchError), throttle.slot("a", FAR):
            together.wait(5)
            raise FetchError(FailureKind.STATUS, "a", "no", status=429)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(8)))
    assert throttle.at_once("a") == 4


def test_everybody_keeps_the_pause_that_one_was_asked_for() -> None:
    pauses: list[float] = []
    throttle = Throttle(8, pauses.append)
    refuse(throttle, retry_after=30, status=503)
    with throttle.slot("a", FAR), throttle.slot("b", FAR):
        assert len(pauses) == 1
        assert 29 < pauses[0] <= 30
    with throttle.slot("a", FAR, waited_until=time.monotonic() + 31):
        assert len(pauses) == 1


def test_a_pause_that_is_too_long_is_an_error_at_once() -> None:
    throttle = Throttle(8)
    refuse(throttle, retry_after=3600)
    with pytest.raises(FetchError, match="left alone"), throttle.slot("a", time.monotonic() + 5):
        pass


@pytest.fixture
def storm() -> Iterator[DemoServer]:
    """A server that answers the first 40 requests for images with 429."""
    with DemoServer(faults=[Fault("/img/", "status", times=40, status=429)]) as server:
        yield server


def test_a_storm_of_429_is_weathered(storm: DemoServer, tmp_path: Path) -> None:
    with Client(allow_private=True, timeouts=Timeouts(first_wait=0.02, longest_wait=0.2, attempts=20)) as client:

        def fetch(number: int) -> int:
            return client.fetch_to(f"{storm.url}{GAUGE}/s{number + 1000}/x.png", tmp_path / str(number), 10**6).size

        with ThreadPoolExecutor(16) as pool:
            sizes = list(pool.map(fetch, range(40)))
    assert min(sizes) > 0
    assert len(storm.requests) == 80


def test_a_host_gets_no_more_at_once_than_it_may_though_more_are_at_work(tmp_path: Path) -> None:
    lock, inside, most = threading.Lock(), 0, 0

    def answer(_path: str) -> Say:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1
        return Say(body=b"GIF89a")

    with (
        serving() as web,
        Client(allow_private=True, per_host=3) as client,
        Downloads(client, tmp_path, {}, tmp_path, PurePosixPath("images"), 3) as downloads,
    ):
        web.answer = answer
        for number in range(40):
            found = image_of(f"{web.url}/{number}.gif")
            assert found
            downloads.want(found)
        assert len(downloads.finish().stored) == 40
    assert most == 3
