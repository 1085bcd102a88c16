"""What a run says of its own faithfulness, and the settings that go by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert
from migrator.model import Action, Finding, Kind, Note, Status
from migrator.pipeline import build
from migrator.pipeline.run import migrate
from migrator.report import ReportEntry
from tests.pipeline.test_run import BACKUP, job, run, tree
from tests.test_report import report


def without_beds(html: str, context: Context) -> Conversion:
    """A converter that loses a word."""
    made = convert(html, context)
    return replace(made, markdown=made.markdown.replace("Leeks. Then garlic.", "Leeks. garlic."))


def test_the_sample_blog_is_kept_whole(tmp_path: Path) -> None:
    done = run(job(tmp_path))
    assert done.checked == len(done.entries) == 19
    assert done.differing == 0
    assert done.exit_code == 0


def test_what_is_lost_is_told_with_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "convert", without_beds)
    done = run(job(tmp_path))
    assert [entry.findings for entry in done.worst()] == [(Finding("words", 1, "after “.”: Then"),)]
    notes = [note for note in done.notes if note.loss]
    assert [(note.code, note.subject) for note in notes] == [("lost-words", "Planning the beds (2020 edition)")]
    assert done.exit_code == 1
    assert {change.action for change in done.changes} == {Action.CREATE}


def test_strict_writes_nothing_when_something_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "convert", without_beds)
    done = run(job(tmp_path, strict=True))
    assert done.refused
    assert done.exit_code == 1
    assert tree(tmp_path) == {}


def test_strict_lets_a_whole_blog_through(tmp_path: Path) -> None:
    done = run(job(tmp_path, strict=True))
    assert not done.refused
    assert tree(tmp_path)


def test_without_verifying_nothing_is_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "convert", without_beds)
    done = run(job(tmp_path, verify=False))
    assert done.checked == 0
    assert done.exit_code == 0


def test_the_original_bodies_are_kept_on_request(tmp_path: Path) -> None:
    done = run(job(tmp_path, keep_html=True))
    for entry in done.entries:
        assert (tmp_path / "_originals" / entry.path).with_suffix(".html").is_file()
    kept = (tmp_path / "_originals/_posts/2020-11-21-planning-beds-2020-edition.html").read_text(encoding="utf-8")
    assert kept.strip() in {html.strip() for html in _bodies()}
    assert run(job(tmp_path, keep_html=True)).changes_nothing


def _bodies() -> list[str]:
    samples = Path(BACKUP).parents[1] / "blog" / "posts"
    return [file.read_text(encoding="utf-8") for file in samples.glob("*.html")]


def test_a_place_that_another_post_links_to_stays(tmp_path: Path) -> None:
    run(job(tmp_path))
    linking = (tmp_path / "_posts/2023-12-30-either-or.md").read_text(encoding="utf-8")
    linked = (tmp_path / "_posts/2020-11-21-planning-beds-2020-edition.md").read_text(encoding="utf-8")
    assert "(/2020/11/planning-beds-2020-edition.html#beds)" in linking
    assert '<a id="beds"></a>' in linked


def test_bold_lines_become_headings_on_request(tmp_path: Path) -> None:
    file = Path("_posts/2016-10-15-minutes-of-allotment-meeting.md")
    run(job(tmp_path / "as-is"))
    run(job(tmp_path / "headings", bold_headings=True))
    before, after = ((tmp_path / name / file).read_text(encoding="utf-8") for name in ("as-is", "headings"))
    assert "\n## " not in before
    assert after.count("\n## ") == 1


def test_the_worst_come_first() -> None:
    def entry(name: str, *findings: Finding) -> ReportEntry:
        return ReportEntry(name, name, "", Kind.POST, Status.LIVE, PurePosixPath(name), findings)

    told = report(
        entries=(
            entry("added", Finding("added", 9, "")),
            entry("whole"),
            entry("worst", Finding("words", 3, "")),
            entry("bad", Finding("links", 1, ""), Finding("words", 1, "")),
        ),
        notes=(Note("lost-words", "worst", "m", loss=True),),
    )
    assert [one.id for one in told.worst()] == ["worst", "bad", "added"]
    assert [one.id for one in told.worst(1)] == ["worst"]
    assert told.differing == 3
    assert told.checked == 4


def test_samples_are_handed_out_as_they_would_be_written() -> None:
    told = replace(job(None), samples=1)
    done, documents, _ = migrate(told)
    assert len(documents) == 1
    assert done.checked == 19
