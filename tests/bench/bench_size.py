"""What blogs of many posts cost: posts a second and peak memory of each command, for several sizes.

    python -m tests.bench.bench_size [1000 10000 100000]

The sample blog's posts and comments are repeated, as a Takeout; images stay where they are.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import typer

from migrator.demo.blog import SampleBlog, SamplePost, read_blog
from migrator.demo.takeout import takeout_feed

SIZES = (1_000, 10_000)
RUNS = {
    "inspect": ("inspect",),
    "dry run": ("migrate", "--no-images", "--dry-run"),
    "first run": ("migrate", "--no-images"),
    "second run": ("migrate", "--no-images"),
}


def write_takeout(file: Path, count: int) -> None:
    """Write a feed of so many posts; it is never all in memory."""
    blog = read_blog()
    with file.open("w", encoding="utf-8") as out:
        for number, post in enumerate(repeated(blog, count)):
            head, entry, rest = takeout_feed(replace(blog, posts=(post,))).partition("  <entry>")
            out.write("" if number else head)
            out.write(entry + rest.removesuffix("</feed>\n"))
        out.write("</feed>\n")


def repeated(blog: SampleBlog, count: int) -> Iterator[SamplePost]:
    """The published posts, again and again under other numbers and addresses."""
    live = (post for post in blog.posts if post.status == "live" and post.kind == "post")
    for number, post in enumerate(islice(cycle(live), count)):
        comments = (replace(one, id=f"{one.id}{number:06}", parent="") for one in post.comments)
        path = post.path.replace(".html", f"-{number}.html")
        yield replace(post, id=f"{post.id}{number:06}", path=path, comments=tuple(comments))


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds, and the most memory in MB, of a run of migrator."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "migrator", *command], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    for size in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            feed, out = Path(folder, "feed.atom"), Path(folder, "site")
            write_takeout(feed, size)
            typer.echo(f"{size:,} posts, {feed.stat().st_size / 1e6:.1f} MB")
            for name, (command, *flags) in RUNS.items():
                output = [] if command == "inspect" else ["-o", str(out)]
                seconds, memory = measured([command, str(feed), *output, *flags])
                told = f"{name:10} {seconds:8.1f} s {size / seconds:8,.0f} posts/s {memory:6.0f} MB"
                typer.echo(told)


if __name__ == "__main__":
    main()
