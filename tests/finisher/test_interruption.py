"""A run that is killed, wherever that happens, is finished by the next one as if nothing had been."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from migrator.finisher.run import FinishJob, finish
from migrator.model import Action
from tests.scenarios.test_kill import DOT, counted, dying, tree

HEAD = "---\ntitle: x\n---\n"
OLD = "http://birds.blogspot.com/2014/03"
POSTS = {
    "2014-03-05-wren.html": f"{HEAD}<p>One, and <a href='{OLD}/robin.html'>the other</a></p>\n",
    "2014-03-06-robin.html": f"{HEAD}<p>Two, and <a href='{OLD}/wren.html'>the one</a></p>\n",
    "2014-03-07-owl.md": f"{HEAD}<p>Three: <a href='{OLD}/wren.html'>one</a> <img src='{DOT}'></p>\n",
    "2014-03-08-crow.md": f"\ufeff{HEAD}<p>Four</p>\n".replace("\n", "\r\n"),
    "2014-03-09-jay.md": f"{HEAD}\nFive, clean\n",
    "2014-03-10-kite.md": f"{HEAD[:-4]}<p>Six, broken</p>\n",
}
LATER = f"{HEAD}<p>Four, <b>again</b></p>\n"


def site_in(folder: Path) -> Path:
    """A half-migrated site."""
    (folder / "_posts").mkdir(parents=True)
    for name, text in POSTS.items():
        (folder / "_posts" / name).write_text(text, encoding="utf-8", newline="")
    return folder


def files(root: Path) -> dict[str, bytes]:
    """Every file and its bytes, but for the lock."""
    return {path: data for path, data in tree(root).items() if not path.endswith(".migrator/lock")}


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("output", ["site", "new"], ids=["in place", "into another folder"])
@pytest.mark.parametrize("later", [False, True], ids=["a first run", "a later run"])
@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_a_run_killed_at_any_point_ends_after_one_more_run_in_the_same_bytes(
    tmp_path: Path, output: str, later: bool, every: int
) -> None:
    before = site_in(tmp_path / "before" / "site").parent
    run = partial(finish, FinishJob(before / "site", before / output))
    if later:
        run()
        (before / "site/_posts/2014-03-08-crow.md").write_text(LATER, encoding="utf-8")
        (before / "site/_posts/2014-03-10-kite.md").write_text(LATER, encoding="utf-8")
    work = tmp_path / "work"
    run = partial(finish, FinishJob(work / "site", work / output))
    shutil.copytree(before, work)
    steps = counted(work / output, run)
    expected = files(work)
    assert run().changes_nothing
    assert files(work) == expected
    for point in range(0, steps, every):
        shutil.rmtree(work)
        shutil.copytree(before, work)
        dying(point, work / output, run)
        run()
        assert files(work) == expected, f"killed before change {point} of {steps}"


def test_what_a_run_wrote_before_it_broke_off_is_known_as_finished(tmp_path: Path) -> None:
    site = site_in(tmp_path / "site")
    job = FinishJob(site)
    finish(job)
    state = (site / ".migrator/finished").read_bytes()
    (site / ".migrator/finished").rename(site / ".migrator/finished.next")
    report = finish(FinishJob(site, dry_run=True))
    assert not (site / ".migrator/finished").exists()
    assert {change.reason for change in report.changes if change.action is Action.KEEP} == {
        "finished by an earlier run",
        "clean Markdown already",
    }
    assert finish(job).changes_nothing
    assert (site / ".migrator/finished").read_bytes() == state
    assert not (site / ".migrator/finished.next").exists()
