"""Makes the folders beside this file with the version of migrator that is on the path:

    PYTHONPATH=CHECKOUT_OF_THAT_VERSION python tests/scenarios/old-folders/build.py

They are as a person and several syncs left them.  Those that are here were made by 0.1.0 at commit dc96a92, whose
state has version 2 and whose snapshot has version 1: not to be made anew, but others may be put beside them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "samples"
BACKUP = SAMPLES / "backup" / "blog-11-22-2026.xml"

POSTS = (
    *("First radishes", "Soup, again", "Building the cold frame", "New year, old kettle"),
    *("Rain", "Planning the beds", "Ideas, not yet", "About"),
)
"""The beginnings of the titles of what is in the backup; the post without a title is, too."""
ENTRY = re.compile(r"<entry>.*?</entry>", re.DOTALL)
KINDS = ("#post", "#page", "#comment")


def backup() -> str:
    """The sample backup with a third of its posts, no template, and none of the settings that nobody reads."""

    def kept(entry: str) -> str:
        title = re.search(r"<title type='text'>(.*?)</title>", entry) or re.search(r"<title[^>]*()/?>", entry)
        if "#settings'" in entry:
            return entry if re.search("BLOG_(TIME_ZONE|LOCALE|CONVERT_LINE_BREAKS)<", entry) else ""
        if not any(f"{kind}'" in entry for kind in KINDS) or title is None:
            return ""
        answered = re.search(r"<thr:in-reply-to[^>]* ref='[^']*-(\d+)'", entry)
        wanted = answered[1] in ids if answered else title[1].startswith(POSTS) or (not title[1] and "data:" in entry)
        return entry if wanted else ""

    ids = {"1170293847561029384", "3392415069783241506"}
    text = BACKUP.read_text(encoding="utf-8")
    return ENTRY.sub(lambda found: kept(found[0]), text)


def run(*args: str) -> None:
    """One command of migrator, in this folder."""
    subprocess.run([sys.executable, "-m", "migrator", *args], cwd=HERE, check=False)


def replace(file: Path, old: str, new: str) -> None:
    """Change a file at one place."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    file.write_text(text.replace(old, new), encoding="utf-8")


def build() -> None:
    """All three folders and the backup that two of them are kept in step with."""
    for name in ("jekyll", "hugo", "half-migrated"):
        shutil.rmtree(HERE / name, ignore_errors=True)
    source = HERE / "blog.xml"
    source.write_text(backup(), encoding="utf-8")
    replace(source, "/2016/01/new-year-old-kettle.html'", "/2016/01/old-kettle.html'")
    run("migrate", source.name, "-o", "jekyll", "--no-images")
    run("migrate", source.name, "-o", "hugo", "--profile", "hugo", "--no-images")

    posts = HERE / "jekyll" / "_posts"
    replace(posts / "2007-05-27-first-radishes.md", "forgot them.", "went away.")
    replace(HERE / "jekyll/p/about.md", "Write to <", "Write often to <")
    (posts / "2017-07-03-rain.md").unlink()
    (posts / "rain").mkdir()
    (posts / "2017-07-12-rain-12.md").rename(posts / "rain" / "2017-07-12-day-nine.md")

    # The person and the blog change one line of one post, and the blog the address of another.
    replace(source, "forgot them.", "never forgot them.")
    replace(source, "/2016/01/old-kettle.html'", "/2016/01/new-year-old-kettle.html'")
    for folder in ("jekyll", "hugo", "jekyll"):
        run("sync", folder)

    shutil.copytree(SAMPLES / "half-migrated", HERE / "half-migrated")
    run("finish", "half-migrated", "--no-images")
    replace(HERE / "half-migrated/_posts/2024-03-02-cold-frame.md", "a dry day", "a rainy day")


build()
