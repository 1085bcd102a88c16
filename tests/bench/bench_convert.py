"""What converting and checking cost, beside plain markdownify on the same bodies.

`python -m tests.bench.bench_convert` takes the sample blog's bodies, repeated; exports given as arguments are taken
instead.  Each round runs all three in turn; printed are medians, in posts a second, and the ratio to plain markdownify.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import typer
from markdownify import MarkdownConverter

from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions
from migrator.model import Post
from tests.paths import SAMPLES

SAMPLES = SAMPLES / "backup" / "blog-11-22-2026.xml"
ROUNDS = 7
BODIES = 400
"""The sample bodies are repeated until there are so many."""


def bodies(exports: Sequence[str]) -> list[str]:
    """The bodies of all posts and pages of the exports."""
    sources = open_sources(exports or [str(SAMPLES)], FetchOptions(base_url="https://example.blogspot.com"))
    found = [item.html for source in sources for item in source.read() if isinstance(item, Post)]
    return found if exports else found * (BODIES // len(found) + 1)


def plain(html: str) -> str:
    """Plain markdownify, by lxml; it can't take deeply nested bodies."""
    with suppress(RecursionError):
        return str(MarkdownConverter(bs4_options="lxml").convert(html))
    return ""


def main() -> None:
    """Measure and print."""
    html = bodies(sys.argv[1:])
    context = Context()
    pairs = [(body, convert(body, context).markdown) for body in html]
    jobs: dict[str, Callable[[], object]] = {
        "plain markdownify": lambda: [plain(body) for body in html],
        "conversion": lambda: [convert(body, context) for body in html],
        "check": lambda: [check(body, markdown, context) for body, markdown in pairs],
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    size = sum(map(len, html)) / len(html) / 1000
    typer.echo(f"{len(html):,} bodies of {size:.1f} kB, medians of {ROUNDS} rounds side by side")
    base = statistics.median(seconds["plain markdownify"])
    for name, taken in seconds.items():
        median = statistics.median(taken)
        typer.echo(f"{name:18} {len(html) / median:8,.0f} posts/s   {median / base:5.2f} of plain markdownify")


if __name__ == "__main__":
    main()
