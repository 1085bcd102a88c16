"""How fast images come, beside `curl --parallel` at the same concurrency, from the same server.

    python -m tests.bench.bench_images [--count 1000] [--rounds 5] [--concurrency 8]

The server (a process of its own, on loopback) answers after 30 ms with 200 kB.  Rounds alternate; medians count.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import typer

from migrator.demo.blog import SampleImage, read_blog
from migrator.demo.server import DemoServer
from migrator.fetcher.http.client import Client
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.downloads import Downloads

SIZE = 200_000
LATENCY = 0.03


def address(url: str, number: int) -> str:
    return f"{url}/img/b/R29vZ2xl/AVvXsEhBench{number:06}/d/image.png"


def serve(file: Path) -> None:
    """Be the server, until stdin ends.  One image answers for all: to look for one of many takes time of its own."""
    file.write_bytes(b"\x89PNG\r\n\x1a\n".ljust(SIZE, b"\0"))
    image = SampleImage("/img/b/R29vZ2xl", "image.png", file, file)
    with DemoServer(replace(read_blog(), posts=(), images=(image,)), latency=LATENCY) as stand_in:
        typer.echo(stand_in.url)
        sys.stdin.read()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", __spec__.name, "--serve", str(folder / "image.png")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.communicate()


def with_curl(url: str, count: int, concurrency: int, folder: Path) -> None:
    config = "".join(f'url = "{address(url, number)}"\noutput = "{folder}/{number}"\n' for number in range(count))
    (folder / "config").write_text(config)
    command = [
        "curl",
        "--silent",
        "--no-progress-meter",
        "--parallel",
        "--parallel-max",
        str(concurrency),
        "--config",
        str(folder / "config"),
    ]
    subprocess.run(command, check=True)


def with_album(url: str, count: int, concurrency: int, folder: Path) -> None:
    with (
        Client(allow_private=True, per_host=concurrency) as client,
        Downloads(client, folder / "staging", {}, folder, PurePosixPath("images"), concurrency) as downloads,
    ):
        for number in range(count):
            found = image_of(address(url, number))
            assert found is not None
            downloads.want(found)
        result = downloads.finish()
    assert len(result.stored) == count
    assert result.bytes == count * SIZE


def timed(fetch: Callable[[str, int, int, Path], None], url: str, count: int, concurrency: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        fetch(url, count, concurrency, Path(folder))
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.serve:
        serve(told.serve)
        return
    times: dict[str, list[float]] = {"curl": [], "migrator": []}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url:
        for _ in range(told.rounds):
            times["curl"].append(timed(with_curl, url, told.count, told.concurrency))
            times["migrator"].append(timed(with_album, url, told.count, told.concurrency))
    curl, ours = (statistics.median(times[name]) for name in ("curl", "migrator"))
    floor = told.count / told.concurrency * LATENCY
    typer.echo(f"{told.count} images of {SIZE // 1000} kB, {told.concurrency} at a time, median of {told.rounds}:")
    typer.echo(f"curl {curl:.2f} s, migrator {ours:.2f} s, latency alone {floor:.2f} s")
    typer.echo(f"migrator reaches {curl / ours:.0%} of curl's speed")


if __name__ == "__main__":
    main()
