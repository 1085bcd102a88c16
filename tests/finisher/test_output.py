"""What finishing writes, and what it leaves alone: planned and carried out as every other run's files are."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from migrator.finisher.run import FinishJob, finish
from migrator.model import Action
from migrator.report import Report
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.mergebases import MergeBases
from migrator.writer.disk.newlines import digest_of
from tests.finisher.test_run import HEAD, HTML, MARKDOWN, actions, run, tree, write

EARLIER = Path(__file__).parent / "earlier"
"""Folders as the first version left them: a site that is finished `in-place`, one that is `half` done, its `output`."""
RECORD = ".migrator/finished"
OWL = PurePosixPath("_posts/2014-03-08-owl.md")
"""Front matter that is broken."""
AGAIN = f"{HEAD}\nb, and **more**\n"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EARLIER, tmp_path / "earlier"))


def times(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in root.rglob("*")}


@pytest.mark.parametrize("names", [("in-place", "in-place"), ("half", "output")], ids=["in place", "another folder"])
def test_a_folder_of_an_earlier_version_is_not_touched(earlier: Path, names: tuple[str, str]) -> None:
    before, moments = tree(earlier), times(earlier)
    source, output = (earlier / name for name in names)
    report = finish(FinishJob(source, output))
    assert report.changes_nothing
    assert {note.code for note in report.notes} == {"front-matter-broken"}
    assert (tree(earlier), times(earlier)) == (before, moments)


def test_what_an_earlier_version_finished_in_place_is_known_as_finished(earlier: Path) -> None:
    site = earlier / "in-place"
    write(site, **{"2014-03-07-jay": HTML})
    report = finish(FinishJob(site))
    assert {change.path.name: (change.action, change.reason) for change in report.changes if change.path != OWL} == {
        "2014-03-05-wren.md": (Action.KEEP, "finished by an earlier run"),
        "2014-03-06-robin.md": (Action.KEEP, "finished by an earlier run"),
        "2014-03-07-jay.md": (Action.UPDATE, "HTML in its body becomes Markdown"),
    }
    assert report.images == 0
    record = (site / RECORD).read_text()
    assert all(name in record for name in ("wren", "robin", "jay", "assets/images/ef1955ae757c8b96.gif"))


def test_what_an_earlier_version_wrote_elsewhere_is_brought_up_to_date_unless_it_was_edited(earlier: Path) -> None:
    posts, output = earlier / "half/_posts", earlier / "output"
    for name in ("2014-03-05-wren.html", "2014-03-06-robin.md"):
        with (posts / name).open("a") as file:
            file.write("<p>More</p>\n")
    (output / "_posts/2014-03-06-robin.md").write_text("mine")
    (output / "_posts/2014-03-07-jay.md").unlink()
    report = finish(FinishJob(earlier / "half", output))
    assert [change.action for change in report.changes] == [Action.UPDATE, Action.CONFLICT, Action.CREATE, Action.KEEP]
    assert (output / "_posts/2014-03-06-robin.md").read_text() == "mine"
    assert (output / "_posts/2014-03-05-wren.md").read_text().endswith("\n\nMore\n")
    assert tree(output).keys() == tree(EARLIER / "output").keys() | {".migrator/.gitattributes", ".migrator/.gitignore"}


def test_what_was_edited_in_the_new_folder_is_in_conflict_although_the_post_is_the_same(tmp_path: Path) -> None:
    source, output = write(tmp_path / "old", a=HTML), tmp_path / "new"
    run(source, output)
    record = (output / RECORD).read_bytes()
    (output / "_posts/a.md").write_text("mine")
    assert actions(run(source, output)) == {"_posts/a.md": Action.CONFLICT}
    assert {path.name for path in (output / "_posts").iterdir()} == {"a.md"}, "nothing is put beside it"
    assert (output / RECORD).read_bytes() == record
    (output / "_posts/a.md").write_text(MARKDOWN)
    assert run(source, output).changes_nothing


def test_what_was_edited_in_place_is_finished_anew(tmp_path: Path) -> None:
    site = write(tmp_path, a=HTML)
    run(site)
    write(site, a=f"{MARKDOWN}<p>c</p>\n")
    assert actions(run(site)) == {"_posts/a.md": Action.UPDATE}
    assert (site / ".migrator/originals/_posts/a.md.2").read_text() == f"{MARKDOWN}<p>c</p>\n"
    write(site, a=AGAIN)
    before = tree(site)
    assert actions(run(site)) == {"_posts/a.md": Action.KEEP}
    assert tree(site) == before


@pytest.mark.parametrize(("markdown", "action"), [(f"{HEAD}\nb\n", Action.RENAME), ("mine", Action.CONFLICT)])
def test_a_file_that_has_the_new_name_of_a_post_stays(tmp_path: Path, markdown: str, action: Action) -> None:
    site = write(tmp_path, a=markdown)
    page = site / "_posts/a.html"
    page.write_text(f"{HEAD}<p>b</p>\n")
    report = run(site)
    (change,) = [change for change in report.changes if change.id == "_posts/a.html"]
    assert (change.action, change.path.name) == (action, "a.md")
    assert page.exists() == (action is Action.CONFLICT)
    assert (site / "_posts/a.md").read_bytes() == markdown.encode()


def test_a_mark_and_line_ends_stay_as_they_are_byte_for_byte(tmp_path: Path) -> None:
    mixed = "\ufeff---\r\ntitle: x\n---\r\n\r\nb\n"
    site = write(tmp_path / "old", a="\ufeff" + HTML.replace("\n", "\r\n"), b=mixed)
    run(site, tmp_path / "new")
    run(site)
    for root in (site, tmp_path / "new"):
        assert (root / "_posts/a.md").read_bytes() == ("\ufeff" + MARKDOWN.replace("\n", "\r\n")).encode()
        assert (root / "_posts/b.md").read_bytes() == mixed.encode()


class Editing:
    """A listener that edits a file when a stage begins."""

    def __init__(self, when: str, edit: Callable[[], object]) -> None:
        self.when, self.edit = when, edit

    def stage(self, name: str) -> None:
        if name == self.when:
            self.edit()

    def reach(self, done: int, total: int | None) -> None:
        pass


def edited_while_running(site: Path, output: Path, when: str, edit: Callable[[], object]) -> Report:
    return finish(FinishJob(site, output, images=False), Editing(when, edit))


@pytest.mark.parametrize("when", ["images", "planning", "writing"])
def test_what_is_edited_in_place_while_a_run_is_under_way_is_left_alone(tmp_path: Path, when: str) -> None:
    site = write(tmp_path, a=HTML, b=HTML)
    report = edited_while_running(site, site, when, lambda: write(site, a=AGAIN))
    assert [(note.code, note.subject) for note in report.notes] == [("changed-meanwhile", "_posts/a.md")]
    assert (site / "_posts/a.md").read_text() == AGAIN
    assert (site / "_posts/b.md").read_text() == MARKDOWN
    assert "a.md" not in (site / RECORD).read_text()
    assert actions(run(site)) == {"_posts/a.md": Action.KEEP, "_posts/b.md": Action.KEEP}


def test_what_appears_in_the_new_folder_while_a_run_is_under_way_is_left_alone(tmp_path: Path) -> None:
    site, output = write(tmp_path / "old", a=HTML), tmp_path / "new"
    report = edited_while_running(site, output, "writing", lambda: write(output, a="mine"))
    assert [(note.code, note.subject) for note in report.notes] == [("changed-meanwhile", "_posts/a.md")]
    assert (output / "_posts/a.md").read_text() == "mine"
    assert actions(run(site, output)) == {"_posts/a.md": Action.CONFLICT}


@pytest.mark.parametrize("record", ["", "no record", '{"migrator": "state", "version": 2}\n<<<<<<< HEAD\n'])
def test_a_record_that_is_damaged_is_made_anew(tmp_path: Path, record: str) -> None:
    site = write(tmp_path, a=HTML, b=HTML)
    run(site)
    whole = (site / RECORD).read_bytes()
    (site / RECORD).write_text(record)
    assert run(site).changes_nothing
    assert (site / RECORD).read_text() == record, "where nothing is written it stays as it is"
    write(site, a=HTML, b=HTML)
    report = edited_while_running(site, site, "writing", lambda: write(site, a=AGAIN))
    assert [note.code for note in report.notes] == ["changed-meanwhile"]
    write(site, a=HTML)
    run(site)
    assert (site / RECORD).read_bytes() == whole


def test_a_blogs_own_state_in_the_same_folder_is_not_touched(tmp_path: Path) -> None:
    site = write(tmp_path, a=HTML)
    bases, digest = MergeBases(Folder(site)), digest_of(b"what the blog had")
    bases.keep(digest, "what the blog had")
    (site / ".migrator/state").write_text("the state")
    run(site)
    run(site)
    assert digest in bases
    assert (site / ".migrator/state").read_text() == "the state"


def test_where_there_is_nothing_to_finish_no_folder_is_made(tmp_path: Path) -> None:
    site = write(tmp_path, a=MARKDOWN)
    assert run(site).changes_nothing
    assert not (site / ".migrator").exists()
