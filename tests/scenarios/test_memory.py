"""What a run holds in memory while it is under way: as good as the same, however many posts there are."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from migrator.job import Job
from migrator.pipeline.run import migrate
from migrator.report import Report, write
from migrator.settings import Settings
from tests.exports import Exported, write_backup

FEW, MANY = 300, 900
MOST = 15
"""Objects a post; some 60 where it is forgotten to put them aside.  Python itself keeps a few thousand at hand."""

# The converter tells two things of each such body, and it links to another post.
BODY = """<p>Text of the <a href="http://birds.blogspot.com/2014/03/post-1.html">post</a><script>track()</script>
<img src="https://feeds.feedburner.com/~r/birds/1" height="1" width="1"/></p>"""


class Peak:
    """The most objects that were there at any garbage collection."""

    def __init__(self) -> None:
        self.objects = 0

    def __call__(self, _phase: str, _info: object) -> None:
        self.objects = max(self.objects, sys.getallocatedblocks())


@contextmanager
def peak() -> Iterator[Peak]:
    gc.collect()
    seen, before = Peak(), sys.getallocatedblocks()
    gc.callbacks.append(seen)
    yield seen
    gc.collect()
    gc.callbacks.remove(seen)
    seen.objects -= before


def job(root: Path, count: int) -> Job:
    posts = (Exported(number, BODY, f"Title {number}", comments=1) for number in range(1, count + 1))
    source = write_backup(root / f"{count}.xml", posts)
    return Job(Settings(sources=[source], images=False, verify=False), (source,), root / str(count))


def run(told: Job) -> tuple[int, Report]:
    """The most objects that the run held, its report as JSON included."""
    with peak() as seen:
        report = migrate(told).report
        write(report, Path(f"{told.folder}.json"))
    return seen.objects, report


def test_what_is_held_does_not_grow_with_the_posts(tmp_path: Path) -> None:
    few, many = job(tmp_path, FEW), job(tmp_path, MANY)
    run(replace(many, dry_run=True))  # what is made once, in the first run of all
    for kind in ("dry", "first", "second"):
        small, _ = run(replace(few, dry_run=kind == "dry"))
        large, report = run(replace(many, dry_run=kind == "dry"))
        assert len(report.entries) == MANY
        assert len(report.changes) == 2 * MANY
        assert bool(report.notes) is (kind != "second")
        assert large - small < MOST * (MANY - FEW), kind
