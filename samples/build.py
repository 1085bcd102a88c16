"""Writes the sample blog in every form that Blogger gives a blog out in: `python samples/build.py`.

A test checks that what lies here is what this would write.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from migrator.demo.backup import backup
from migrator.demo.blog import SampleBlog, read_blog
from migrator.demo.feeds import FeedPage, feed
from migrator.demo.takeout import takeout, zipped

SAMPLES = Path(__file__).parent
BUILT = ("backup", "takeout", "takeout.zip", "feed")


def build(blog: SampleBlog) -> Mapping[PurePosixPath, bytes]:
    """Every file, by its path below samples/."""
    export = takeout(blog)
    files = {PurePosixPath("backup/blog-11-22-2026.xml"): backup(blog).encode()}
    files |= {PurePosixPath("takeout") / path: content for path, content in export.items()}
    files[PurePosixPath("takeout.zip")] = zipped(export)
    for name, page in {
        "posts-1": FeedPage(size=10),
        "posts-2": FeedPage(start=11, size=10),
        "pages": FeedPage("pages"),
        "comments": FeedPage("comments"),
        "short": FeedPage(size=5, short=True),
    }.items():
        files[PurePosixPath(f"feed/{name}.xml")] = feed(blog, page).encode()
    return files


def main() -> None:
    """Replace what was built before."""
    for name in BUILT:
        path = SAMPLES / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path, content in build(read_blog()).items():
        (SAMPLES / path).parent.mkdir(parents=True, exist_ok=True)
        (SAMPLES / path).write_bytes(content)


if __name__ == "__main__":
    main()
