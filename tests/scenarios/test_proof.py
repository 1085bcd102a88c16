"""What a run says of its own faithfulness, and the settings that go by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from migrator.console.console import Output
from migrator.console.summary import print_report
from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert
from migrator.model import Action, Finding, Kind, Note, Status
from migrator.pipeline import build
from migrator.pipeline.run import migrate
from migrator.report import ImageCounts, ReportEntry
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
    def named(name: str, *findings: Finding) -> ReportEntry:
        return ReportEntry(name, name, "", Kind.POST, Status.LIVE, PurePosixPath(name), findings)

    told = report(
        entries=(
            named("added", Finding("added", 9, "")),
            named("whole"),
            named("worst", Finding("words", 3, "")),
            named("bad", Finding("links", 1, ""), Finding("words", 1, "")),
        ),
        notes=(Note("lost-words", "worst", "m", loss=True),),
    )
    assert [one.id for one in told.worst()] == ["worst", "bad", "added"]
    assert [one.id for one in told.worst(1)] == ["worst"]
    assert told.differing == 3
    assert told.checked == 4


def entry(*findings: Finding) -> ReportEntry:
    return ReportEntry("1", "a", "", Kind.POST, Status.LIVE, PurePosixPath("a.md"), findings)


@pytest.mark.parametrize(
    ("entries", "shown", "line"),
    [
        ([entry(), entry()], ImageCounts(), "text of 2 posts and pages: nothing lost"),
        ([entry()], ImageCounts(here=1), "text of 1 posts and pages; 1 image: nothing lost"),
        ([entry()], ImageCounts(here=600), "text of 1 posts and pages; all 600 images: nothing lost"),
        ([entry()], ImageCounts(583, 17), "text of 1 posts and pages; images 583 of 600 here, 17 gone"),
        (
            [entry()],
            ImageCounts(5, 1, 2),
            "text of 1 posts and pages; images 5 of 8 here, 1 gone, 2 left to the next run",
        ),
        ([entry()], None, "text of 1 posts and pages; images not fetched"),
        ([entry(), entry(Finding("order", 3, "x"))], ImageCounts(2), "text of 1 of 2 posts and pages; all 2 images"),
    ],
)
def test_the_summary_says_what_was_verified(
    entries: list[ReportEntry], shown: ImageCounts | None, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_report(Output(), report(entries=entries, shown=shown))
    assert f"verified   {line}\n" in capsys.readouterr().out


def test_nothing_is_claimed_of_images_that_were_not_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_report(Output(), run(job(tmp_path, images=False)))
    told = capsys.readouterr().out
    assert "images      not fetched, but for 1 that posts hold themselves\n" in told
    assert "posts and pages; images not fetched\n" in told
    assert "nothing lost" not in told


def test_posts_that_differ_are_named_with_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    findings = (Finding("words", 3, "x"), Finding("moved images", 1, "y"))
    print_report(Output(), report(entries=[entry(*findings)]))
    assert "  differs: a.md (words 3, moved images 1)\n" in capsys.readouterr().out


def test_samples_are_handed_out_as_they_would_be_written() -> None:
    told = replace(job(None), samples=1)
    done, documents, _ = migrate(told)
    assert len(documents) == 1
    assert done.checked == 19
