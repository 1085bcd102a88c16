"""What a sync with nothing new costs, beside the full migration: wall time, processor time, peak memory, requests.

    python -m tests.bench.bench_sync [--count 10000] [--rounds 3]

The sample blog's posts and comments are repeated; a server (a process of its own, on loopback) gives them out as
Blogger's feeds do.  Images stay where they are.  Medians count.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from migrator.demo.blog import SamplePost, read_blog
from migrator.demo.server import DemoServer
from tests.bench.bench_size import repeated

FIRST = datetime(2006, 1, 1, tzinfo=UTC)
HOURS = timedelta(hours=12)
RUNS = ("full migration", "nothing new, files read", "nothing new", "nothing new, --full")


def serve(count: int) -> None:
    """Be the server: for each line on stdin, say how many requests came since the last one."""
    blog = read_blog()
    posts = tuple(later(post, number) for number, post in enumerate(repeated(blog, count)))
    with DemoServer(replace(blog, posts=posts[::-1], images=())) as stand_in:
        typer.echo(stand_in.url)
        for _ in sys.stdin:
            typer.echo(len(stand_in.requests))
            stand_in.requests.clear()


def later(post: SamplePost, number: int) -> SamplePost:
    """The post some hours after the one before it: not all of a blog is of one day."""
    moment = FIRST + number * HOURS
    comments = tuple(replace(one, published=moment + HOURS) for one in post.comments)
    return replace(post, published=moment, updated=moment, comments=comments)


def run(url: str, folder: Path, *, full: bool) -> None:
    """Be the migration."""
    from migrator.pipeline.run import Job, migrate
    from migrator.settings import Settings

    settings = Settings(sources=[url], images=False)
    report = migrate(Job(settings, (url,), folder, full=full, brief=not full, allow_private=True)).report
    assert not any(note.loss for note in report.notes if note.code.startswith("feed"))


@contextmanager
def served(count: int) -> Iterator[subprocess.Popen[str]]:
    """The server; its address is the first line that it says."""
    command = [sys.executable, "-m", __spec__.name, "--count", str(count), "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield server
        server.communicate()


def told(server: subprocess.Popen[str]) -> str:
    """The next line of the server."""
    assert server.stdout is not None
    return server.stdout.readline().strip()


def requests(server: subprocess.Popen[str]) -> int:
    """How many requests came since this was asked last."""
    assert server.stdin is not None
    server.stdin.write("\n")
    server.stdin.flush()
    return int(told(server))


def measured(url: str, folder: Path, flags: Sequence[str] = ()) -> tuple[float, float, float]:
    """Seconds, those that the processor was busy, and the most memory in MB, of a run."""
    start = time.perf_counter()
    command = [sys.executable, "-m", __spec__.name, "--run", url, "--into", str(folder), *flags]
    with subprocess.Popen(command) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--run")
    parser.add_argument("--into", type=Path)
    parser.add_argument("--full", action="store_true")
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.count)
    elif asked.run:
        run(asked.run, asked.into, full=asked.full)
    else:
        compare(asked.count, asked.rounds)


def compare(count: int, rounds: int) -> None:
    """All runs, and what each costs beside the first."""
    figures: dict[str, list[tuple[float, float, float, int]]] = {name: [] for name in RUNS}
    with served(count) as server:
        url = told(server)
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                for name in RUNS:
                    flags = ["--full"] if name.endswith("--full") else []
                    cost = measured(url, Path(folder, "site"), flags)
                    figures[name].append((*cost, requests(server)))
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in figures.items()
    }
    wall, busy, *_ = medians[RUNS[0]]
    lines = [f"{count:,} posts, median of {rounds}"]
    for name, (seconds, processor, memory, asked) in medians.items():
        times = f"{seconds:8.2f} s {seconds / wall:6.1%}   busy {processor:8.2f} s {processor / busy:6.1%}"
        lines.append(f"{name:26} {times} {memory:6.0f} MB {asked:6.0f} requests")
    typer.echo("\n".join(lines))


if __name__ == "__main__":
    main()
