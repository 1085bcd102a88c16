"""A run that is killed, wherever that happens, is finished by the next one as if nothing had been."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from migrator import layout
from migrator.errors import OutputError
from migrator.writer.disk.lock import locked
from tests.exports import Exported
from tests.scenarios.test_sync import Site

TIMES = 200
WRITES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}
BODY = "<p>One.</p><p>Two.</p><p>Three.</p>"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
FIRST = [
    *(Exported(number, BODY) for number in range(1, 9)),
    Exported(9, BODY, slug="same"),
    Exported(10, BODY, slug="same", published="2014-03-24T08:47:42.345+00:00"),
    Exported(11, BODY, draft=True, title="A draft"),
]


def later() -> list[Exported]:
    """The blog when time has passed: something of everything."""
    one, two, three, four, five, six, seven, _eight, nine, ten, draft = FIRST
    return [
        replace(one, html="<p>Uno.</p><p>Two.</p><p>Three.</p>"),  # changed
        replace(two, html="<p>One.</p><p>Two.</p><p>Tres.</p>"),  # changed, and edited elsewhere: merged
        replace(three, html="<p>Uno.</p><p>Two.</p><p>Three.</p>"),  # changed where it was edited: at odds
        replace(four, published="2015-03-24T07:47:42.345+00:00"),  # renamed
        replace(five, published="2016-03-24T07:47:42.345+00:00"),  # renamed and edited
        replace(six, html=f"{BODY}<p><img src='{DOT}'></p>"),  # an image
        seven,  # deleted here
        # eight is gone, nine and ten change places
        replace(nine, published="2014-03-24T09:47:42.345+00:00", html="<p>Nine.</p>"),
        ten,
        replace(draft, draft=False, slug="a-draft"),  # published
        Exported(12, BODY),  # new
    ]


def dwelt_in(root: Path) -> Site:
    """A folder that was written to, edited and then left to itself."""
    site = Site(root, {"images": True})
    site.run(*FIRST)
    site.edit("_posts/2014-03-24-post-2.md", "One.", "My one.")
    site.edit("_posts/2014-03-24-post-3.md", "One.", "My one.")
    site.edit("_posts/2014-03-24-post-5.md", "One.", "My one.")
    (root / "_posts/2014-03-24-post-7.md").unlink()
    return site


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path != root / layout.LOCK)
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def dying(steps: int, root: Path, act: Callable[[], object]) -> None:
    """Do it in a process that is killed before its so manieth change in the folder."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    left = steps

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if _changes(event, arguments) and str(arguments[0]).startswith(str(root)):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    try:
        act()
    finally:
        os._exit(0)


def _changes(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        return isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
    return event in WRITES


def counted(root: Path, act: Callable[[], object]) -> int:
    """How many changes in the folder it makes."""
    steps = 0
    counting = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if counting and _changes(event, arguments) and str(arguments[0]).startswith(str(root)):
            steps += 1

    sys.addaudithook(hook)
    act()
    counting = False
    return steps


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_a_run_killed_at_any_point_ends_after_one_more_run_in_the_same_bytes(tmp_path: Path, every: int) -> None:
    before = dwelt_in(tmp_path / "before").root
    undisturbed = Site(tmp_path / "undisturbed", {"images": True})
    shutil.copytree(before, undisturbed.root)
    steps = counted(undisturbed.root, lambda: undisturbed.run(*later(), prune=True))
    expected = tree(undisturbed.root)
    points = [*range(steps), *random.Random(5).choices(range(steps), k=TIMES)][:TIMES]
    assert len(set(points)) == min(steps, TIMES)
    for point in points[::every]:
        site = Site(tmp_path / "killed", {"images": True})
        shutil.copytree(before, site.root)
        dying(point, site.root, partial(site.run, *later(), prune=True))
        site.run(*later(), prune=True)
        assert tree(site.root) == expected, f"killed before change {point} of {steps}"
        shutil.rmtree(site.root)


def test_a_dead_process_holds_no_folder(tmp_path: Path) -> None:
    ready, say = os.pipe()
    child = os.fork()
    if not child:
        with locked(tmp_path):
            os.write(say, b".")
            signal.pause()
    os.read(ready, 1)
    with pytest.raises(OutputError, match="another run is at work in it"), locked(tmp_path):
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with locked(tmp_path):
        pass


def test_two_runs_at_once_are_one_too_many(tmp_path: Path) -> None:
    site = dwelt_in(tmp_path / "site")
    before = tree(site.root)
    with locked(site.root):
        with pytest.raises(OutputError, match="another run is at work in it"):
            site.run(*later())
        site.run(*later(), dry_run=True)
    assert tree(site.root) == before
