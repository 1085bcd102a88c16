"""A person edits, moves and deletes files while the blog goes on: nothing of that is ever lost."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from migrator import layout
from migrator.errors import OutputError
from migrator.writer.plan.adopt import AdoptResult, adopt
from migrator.writer.plan.resolve import Side, resolve
from tests.cli.test_app import migrator
from tests.exports import Exported
from tests.scenarios.test_sync import ONE, PATH, Site, change, changes

BESIDE = "_posts/2014-03-24-post-1.incoming.md"
THEIRS = replace(ONE, html="<p>Their one.</p><p>Two.</p><p>Three.</p>")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A folder with one post."""
    made = Site(tmp_path / "site", {})
    made.run(ONE)
    return made


def at_odds(site: Site) -> None:
    site.edit(PATH, "One.", "My one.")
    report = site.run(THEIRS)
    assert report.exit_code == 1
    assert [one[:2] for one in changes(report)] == [("create", BESIDE), ("conflict", PATH)]


def test_both_changes_are_in_the_file(site: Site) -> None:
    site.edit(PATH, "One.", "My one.")
    changed = replace(ONE, html="<p>One.</p><p>Two.</p><p>Their three.</p>", labels=("new",))
    report = site.run(changed)
    assert report.exit_code == 0
    assert [one[:2] for one in changes(report)] == [("merge", PATH)]
    assert site.text(PATH).endswith("\n\nMy one.\n\nTwo.\n\nTheir three.\n")
    assert '  - "new"\n' in site.text(PATH)
    assert changes(site.run(changed)) == []


def test_merging_goes_on_from_what_was_merged(site: Site) -> None:
    site.edit(PATH, "One.", "My one.")
    site.run(replace(ONE, html="<p>One.</p><p>Two.</p><p>Their three.</p>"))
    site.run(replace(ONE, html="<p>One.</p><p>Two.</p><p>Their third.</p>"))
    assert site.text(PATH).endswith("\n\nMy one.\n\nTwo.\n\nTheir third.\n")


def test_a_true_overlap_leaves_the_file_alone_and_puts_the_other_version_beside_it(site: Site) -> None:
    at_odds(site)
    assert "My one." in site.text(PATH)
    assert "Their one." in site.text(BESIDE)
    before = (site.root / BESIDE).stat().st_mtime_ns
    assert [one[:2] for one in changes(site.run(THEIRS))] == [("conflict", PATH)]
    assert (site.root / BESIDE).stat().st_mtime_ns == before
    site.run(replace(THEIRS, html="<p>Their new one.</p><p>Two.</p><p>Three.</p>"))
    assert "Their new one." in site.text(BESIDE)


@pytest.mark.parametrize("named", [PATH, BESIDE])
def test_ours(site: Site, named: str) -> None:
    at_odds(site)
    resolve(site.root / named, Side.OURS)
    assert not (site.root / BESIDE).exists()
    assert "My one." in site.text(PATH)
    assert changes(site.run(THEIRS)) == []


def test_theirs(site: Site) -> None:
    at_odds(site)
    resolve(site.root / PATH, Side.THEIRS)
    assert not (site.root / BESIDE).exists()
    assert "Their one." in site.text(PATH)
    assert "My one." in site.text(f".migrator/removed/{PATH}")
    assert changes(site.run(THEIRS)) == []


def test_merged(site: Site) -> None:
    at_odds(site)
    site.edit(PATH, "My one.", "<<<<<<< mine\nMy one.\n=======\nTheir one.\n>>>>>>> theirs")
    with pytest.raises(OutputError, match="there are still marks of a conflict in it"):
        resolve(site.root / PATH, Side.MERGED)
    (site.root / PATH).write_text(site.text(BESIDE).replace("Their one.", "Our one."), encoding="utf-8")
    resolve(site.root / PATH, Side.MERGED)
    assert changes(site.run(THEIRS)) == []
    site.run(replace(THEIRS, html="<p>Their one.</p><p>Two.</p><p>Their three.</p>"))
    assert site.text(PATH).endswith("\n\nOur one.\n\nTwo.\n\nTheir three.\n")


def test_what_was_made_of_the_version_beside_is_not_lost(site: Site) -> None:
    at_odds(site)
    site.edit(BESIDE, "Their one.", "Their one, as I want it.")
    resolve(site.root / PATH, Side.OURS)
    assert "as I want it" in site.text(f".migrator/removed/{BESIDE}")


def test_a_conflict_ends_where_the_file_becomes_as_the_blog_has_it(site: Site) -> None:
    at_odds(site)
    (site.root / PATH).write_text(site.text(BESIDE), encoding="utf-8")
    assert [one[:2] for one in changes(site.run(THEIRS))] == [("delete", BESIDE)]
    assert not (site.root / BESIDE).exists()


def test_there_must_be_a_conflict(site: Site, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="it is not in conflict with the blog"):
        resolve(site.root / PATH, Side.OURS)
    with pytest.raises(OutputError, match="it lies in no folder that migrator wrote"):
        resolve(tmp_path / "x.md", Side.OURS)


def test_without_the_kept_text_a_change_on_both_sides_is_a_conflict(site: Site) -> None:
    for file in (site.root / layout.MERGE_BASES).rglob("*"):
        if file.is_file():
            file.write_bytes(b"broken")
    site.edit(PATH, "One.", "My one.")
    report = site.run(replace(ONE, html="<p>One.</p><p>Two.</p><p>Their three.</p>"))
    assert [one[:2] for one in changes(report)] == [("create", BESIDE), ("conflict", PATH)]


def test_a_moved_file_is_found_and_stays_where_it_was_put(site: Site) -> None:
    moved = "_posts/garden/2014-radishes.md"
    (site.root / moved).parent.mkdir()
    (site.root / PATH).rename(site.root / moved)
    assert changes(site.run(ONE)) == []
    assert not (site.root / PATH).exists()
    assert [one[:2] for one in changes(site.run(THEIRS))] == [("update", moved)]
    later = replace(THEIRS, published="2015-03-24T07:47:42.345+00:00")
    assert [one[:2] for one in changes(site.run(later))] == [("update", moved)]
    site.edit(moved, "Two.", "My two.")
    report = site.run(replace(later, html="<p>Their one.</p><p>Two.</p><p>Three!</p>"))
    assert [one[:2] for one in changes(report)] == [("merge", moved)]


def test_a_moved_file_that_comes_back_is_renamed_again(site: Site) -> None:
    (site.root / PATH).rename(site.root / "other.md")
    site.run(ONE)
    (site.root / "other.md").rename(site.root / PATH)
    site.run(ONE)
    report = site.run(replace(ONE, published="2015-03-24T07:47:42.345+00:00"))
    assert [one[:2] for one in changes(report)] == [("rename", "_posts/2015-03-24-post-1.md")]


def test_a_deleted_file_stays_deleted_unless_asked_for(site: Site) -> None:
    (site.root / PATH).unlink()
    for post in (ONE, THEIRS, THEIRS):
        report = site.run(post)
        assert change(report, PATH).reason == "deleted here, not brought back"
        assert not (site.root / PATH).exists()
    site.run(THEIRS, force=True)
    assert "Their one." in site.text(PATH)


def test_what_vanished_is_left_alone_or_put_away(site: Site) -> None:
    site.run(ONE, Exported(2), Exported(3))
    second, third = "_posts/2014-03-24-post-2.md", "_posts/2014-03-24-post-3.md"
    site.edit(third, "Text", "My text")
    assert [one[:2] for one in changes(site.run(ONE))] == [("orphan", second), ("orphan", third)]
    report = site.run(ONE, prune=True)
    assert [one[:2] for one in changes(report)] == [("delete", second), ("orphan", third)]
    assert not (site.root / second).exists()
    assert "Text" in site.text(f".migrator/removed/{second}")
    assert "My text" in site.text(third)


def test_a_draft_is_published_and_taken_back(site: Site) -> None:
    draft = Exported(2, draft=True, title="Later", slug="later")
    site.run(ONE, draft)
    live = replace(draft, draft=False)
    report = site.run(ONE, live)
    assert changes(report) == [("rename", "_posts/2014-03-24-later.md", "published; it was a draft")]
    report = site.run(ONE, draft)
    assert changes(report) == [("rename", "_drafts/later.md", "a draft again")]
    assert not (site.root / "_posts/2014-03-24-later.md").exists()


def test_what_was_scheduled_is_published(site: Site) -> None:
    later = Exported(2, published="2999-03-24T07:47:42.345+00:00")
    site.run(ONE, later)
    report = site.run(ONE, Exported(2))
    assert changes(report) == [("rename", "_posts/2014-03-24-post-2.md", "published; it was scheduled")]


@pytest.mark.parametrize(("profile", "field"), [("jekyll", "redirect_from"), ("hugo", "aliases")])
def test_an_old_permalink_goes_on_working_and_links_follow(tmp_path: Path, profile: str, field: str) -> None:
    site = Site(tmp_path / "site", {"profile": profile})
    link = Exported(2, '<p><a href="http://birds.blogspot.com/2014/03/post-1.html">One</a></p>')
    first = site.run(ONE, link)
    moved = replace(ONE, slug="uno")
    report = site.run(moved, link)
    paths = {entry.id: str(entry.path) for entry in report.entries}
    told = {one[0]: one[2] for one in changes(report) if one[1] == paths["1"]}
    assert told == {"rename": "its permalink was /2014/03/post-1.html, which is redirected now"}
    assert f'{field}:\n  - "/2014/03/post-1.html"\n' in site.text(paths["1"])
    assert "](/2014/03/uno.html)" in site.text(paths["2"])
    assert len(first.entries) == len(report.entries) == 2
    again = site.run(replace(moved, slug="eins"), link)
    paths = {entry.id: str(entry.path) for entry in again.entries}
    assert f'{field}:\n  - "/2014/03/post-1.html"\n  - "/2014/03/uno.html"\n' in site.text(paths["1"])
    assert "](/2014/03/eins.html)" in site.text(paths["2"])


def test_a_permalink_that_another_post_took_is_not_redirected(site: Site) -> None:
    site.run(replace(ONE, slug="uno"), Exported(2, slug="post-1"))
    assert "redirect_from" not in site.text("_posts/2014-03-24-uno.md")


def test_comments_that_come_later_change_only_the_comments(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", {})
    site.run(ONE)
    report = site.run(replace(ONE, comments=1))
    assert [one[:2] for one in changes(report)] == [("create", "_data/comments/1.json")]
    assert report.converted == 0
    report = site.run(replace(ONE, comments=2))
    assert [one[:2] for one in changes(report)] == [("update", "_data/comments/1.json")]
    assert report.converted == 0


def lose_state(site: Site) -> None:
    (site.root / ".migrator/state").unlink()


def break_state(site: Site) -> None:
    file = site.root / ".migrator/state"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text(
        "".join([lines[0], "<<<<<<< ours\n", *lines[1:], "=======\n", *lines[1:], ">>>>>>> theirs\n", "{half"])
    )


@pytest.mark.parametrize("harm", [lose_state, break_state])
def test_a_state_is_made_anew_from_the_files(site: Site, harm: object) -> None:
    site.run(ONE, Exported(2), Exported(3))
    site.edit(PATH, "One.", "My one.")
    (site.root / "_posts/2014-03-24-post-2.md").rename(site.root / "_posts/two.md")
    assert callable(harm)
    harm(site)
    assert adopt(site.root) == AdoptResult(as_written=2, edited=1, unknown=0, gone=0)
    changed = replace(ONE, html="<p>One.</p><p>Two.</p><p>Their three.</p>")
    assert [one[:2] for one in changes(site.run(changed, Exported(2), Exported(3)))] == [("merge", PATH)]
    assert not (site.root / "_posts/2014-03-24-post-2.md").exists()
    assert changes(site.run(changed, Exported(2), Exported(3))) == []


def test_files_of_which_nothing_is_known_are_taken_as_they_are(site: Site) -> None:
    lose_state(site)
    for file in (site.root / layout.MERGE_BASES).rglob("*"):
        if file.is_file():
            file.unlink()
    site.edit(PATH, "One.", "My one.")
    report = site.run(ONE)
    assert change(report, PATH).action == "conflict"
    assert adopt(site.root) == AdoptResult(as_written=0, edited=0, unknown=1, gone=0)
    assert changes(site.run(ONE)) == []
    assert "My one." in site.text(PATH)
    site.run(replace(ONE, html="<p>One.</p><p>Two.</p><p>Their three.</p>"))
    assert site.text(PATH).endswith("\n\nMy one.\n\nTwo.\n\nTheir three.\n")


def test_a_file_of_a_post_that_is_not_remembered_makes_no_second_one(site: Site) -> None:
    lose_state(site)
    (site.root / PATH).rename(site.root / "_posts/one.md")
    report = site.run(ONE)
    assert "`migrator adopt` takes it over" in change(report, PATH).reason
    assert not (site.root / PATH).exists()


def test_resolve_and_adopt_from_the_command_line(site: Site) -> None:
    at_odds(site)
    assert migrator("resolve", str(site.root / PATH)).code == 2
    done = migrator("resolve", PATH, "--theirs", cwd=site.root)
    assert (done.code, done.out, done.err) == (0, f"Settled: {PATH}\n", "")
    break_state(site)
    broken = migrator("sync", str(site.root))
    assert broken.code == 2
    assert "line 2 is the mark of a merge conflict" in broken.err
    assert "`migrator adopt DIR`" in broken.err
    done = migrator("adopt", str(site.root))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Taken over: 1 files as they were written, 0 edited since")
    assert migrator("adopt", "nowhere").code == 2


def test_line_ends_that_git_changes_are_no_edits(site: Site) -> None:
    def git(*args: str) -> None:
        subprocess.run(["git", *args], cwd=site.root, check=True, capture_output=True)

    git("init")
    git("config", "core.autocrlf", "true")
    git("add", "-A")
    (site.root / PATH).unlink()
    git("checkout", "--", PATH)
    assert b"\r\n" in (site.root / PATH).read_bytes()
    assert changes(site.run(ONE)) == []
    assert [one[:2] for one in changes(site.run(THEIRS))] == [("update", PATH)]
    assert (site.root / PATH).read_bytes().count(b"\n") == (site.root / PATH).read_bytes().count(b"\r\n")
