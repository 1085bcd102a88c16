"""The stages together, on the sample blog's own export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert
from migrator.demo.server import DemoServer
from migrator.errors import OutputError
from migrator.model import Action, Status
from migrator.pipeline import build
from migrator.pipeline.run import Job, inspect, migrate
from migrator.report import Report
from migrator.settings import FILE_NAME, Settings
from tests.paths import SAMPLES

BACKUP = str(next((SAMPLES / "backup").glob("*.xml")))
TAKEOUT = str(SAMPLES / "takeout")


def job(folder: Path | None, source: str = BACKUP, **settings: Any) -> Job:
    told: dict[str, Any] = {"sources": [source], "images": False} | settings
    return Job(Settings(**told), (source,), folder)


def run(told: Job) -> Report:
    return migrate(told).report


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file: what is in it and when it was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def actions(report: Report) -> set[Action]:
    return set(report.actions)


@pytest.mark.parametrize("source", [BACKUP, TAKEOUT, TAKEOUT + ".zip"])
def test_a_second_run_writes_nothing(source: str, tmp_path: Path) -> None:
    first = run(job(tmp_path, source))
    assert first.actions.keys() == {Action.CREATE}
    before = tree(tmp_path)
    second = run(job(tmp_path, source))
    assert second.changes_nothing
    assert tree(tmp_path) == before


@pytest.mark.parametrize("profile", ["jekyll", "alembic", "hugo"])
def test_every_post_is_there_with_its_id(profile: str, tmp_path: Path) -> None:
    report = run(job(tmp_path, profile=profile))
    for entry in report.entries:
        assert f'blogger_id: "{entry.id}"\n' in (tmp_path / entry.path).read_text(encoding="utf-8")


def test_a_dry_run_says_the_same_and_writes_nothing_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    dry = run(replace(job(folder), dry_run=True))
    assert not folder.exists()
    assert list(run(job(folder)).changes) == list(dry.changes)


def test_an_edited_file_is_left_alone_and_told(tmp_path: Path) -> None:
    report = run(job(tmp_path))
    edited = tmp_path / report.entries[0].path
    edited.write_text("mine", encoding="utf-8")
    report = run(replace(job(tmp_path, comments=True, profile="alembic"), rewrite=True))
    assert edited.read_text(encoding="utf-8") == "mine"
    assert report.exit_code == 1
    run(replace(job(tmp_path, profile="alembic"), rewrite=True, force=True))
    assert edited.read_text(encoding="utf-8") != "mine"


def test_files_that_were_there_before_stay(tmp_path: Path) -> None:
    planned = run(replace(job(tmp_path), dry_run=True))
    foreign = tmp_path / planned.entries[0].path
    foreign.parent.mkdir(parents=True)
    foreign.write_text("theirs", encoding="utf-8")
    report = run(replace(job(tmp_path), force=True))
    assert foreign.read_text(encoding="utf-8") == "theirs"
    assert report.actions[Action.CONFLICT] == 1


def test_a_partial_run_takes_nothing_for_gone_and_keeps_all_links(tmp_path: Path) -> None:
    whole = run(job(tmp_path))
    before = tree(tmp_path)
    part = run(replace(job(tmp_path), limit=1))
    assert len(part.entries) == 1 < len(whole.entries)
    assert actions(part) == {Action.KEEP}
    assert tree(tmp_path) == before


def test_what_is_no_longer_wanted_is_told_but_stays(tmp_path: Path) -> None:
    drafts = [one for one in run(job(tmp_path)).entries if one.status is Status.DRAFT]
    report = run(job(tmp_path, drafts=False))
    assert report.actions[Action.ORPHAN] >= len(drafts) > 0
    assert all((tmp_path / draft.path).exists() for draft in drafts)


def test_a_body_that_can_not_be_converted_is_kept_as_html_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(html: str, context: Context) -> Conversion:
        if "radish" in html:
            raise RecursionError("too deep")
        return convert(html, context)

    monkeypatch.setattr(build, "convert", stumble)
    report = run(job(tmp_path))
    told = [note for note in report.notes if note.code == "body-not-converted"]
    assert report.exit_code == 1
    assert told
    paths = {entry.id: entry.path for entry in report.entries}
    assert all("radish" in (tmp_path / paths[note.post_id]).read_text(encoding="utf-8") for note in told)


def test_a_post_that_can_not_be_written_is_left_out_and_never_taken_for_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(job(tmp_path))

    def stumble(*_: object) -> None:
        raise ValueError("no such date")

    monkeypatch.setattr(build, "document", stumble)
    report = run(replace(job(tmp_path), rewrite=True))
    assert {note.code for note in report.notes if note.loss} == {"post-left-out"}
    assert actions(report) <= {Action.KEEP}


def test_the_folder_remembers_its_settings_but_not_what_a_person_wrote(tmp_path: Path) -> None:
    run(job(tmp_path))
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8").count("profile = ") == 1
    (tmp_path / FILE_NAME).write_text("# mine\n", encoding="utf-8")
    run(job(tmp_path))
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == "# mine\n"


def test_a_folder_that_can_not_be_one_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(OutputError, match="this is a file"):
        run(job(file, "no such source"))
    with pytest.raises(OutputError, match="no folder can be made"):
        run(job(file / "below", "no such source"))


def test_a_preview_shows_the_newest_posts_as_they_would_be_written(tmp_path: Path) -> None:
    report, samples, _ = migrate(replace(job(None), samples=2, dry_run=True))
    assert [document.id for document in samples] == [
        entry.id for entry in reversed(report.entries) if entry.status is Status.LIVE
    ][:2]
    run(job(tmp_path))
    assert [document.text for document in samples] == [
        (tmp_path / document.path).read_text(encoding="utf-8") for document in samples
    ]


GIF = "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="
LINK = (
    "<a href='https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEhSampleRainGauge0hZq3nV7bT1cY-x_gKpLmQ2w"
    "ErTyUiOpAsDfGhJkLzXcVbNm/s1600-h/Rain%2520Gauge%2520%25281%2529.png'>this</a>"
)


@pytest.fixture
def stand_in() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


def test_a_live_blog_comes_with_its_images_once(stand_in: DemoServer, tmp_path: Path) -> None:
    told = replace(job(tmp_path, stand_in.url, images=True), allow_private=True)
    first = run(told)
    assert first.images
    assert first.fetched
    texts = [(tmp_path / entry.path).read_text(encoding="utf-8") for entry in first.entries]
    assert not any("migrator-image-" in text for text in texts)
    stand_in.requests.clear()
    before = tree(tmp_path)
    second = run(told)
    assert second.fetched == 0
    assert second.images == first.images
    assert tree(tmp_path) == before


def test_temporary_files_are_gone_however_a_run_ends(
    stand_in: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    told = replace(job(tmp_path / "site", stand_in.url, images=True), allow_private=True)
    with monkeypatch.context() as patched:
        patched.setattr("migrator.pipeline.run.plan", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(told)
    stand_in.requests.clear()
    run(told)
    assert len([address for address in stand_in.requests if "/d/" in address]) == 1, "only the dead one again"
    assert not (tmp_path / "site" / ".migrator" / "cache").exists()
    assert not list(place.iterdir())


def test_images_that_posts_hold_become_files_even_where_none_are_fetched(stand_in: DemoServer, tmp_path: Path) -> None:
    post = replace(
        stand_in.blog.listed("post", "live")[0], html=f"<p>See <img src='data:image/gif;base64,{GIF}'/> and {LINK}.</p>"
    )
    stand_in.blog = replace(stand_in.blog, posts=(post,))
    told = replace(job(tmp_path, stand_in.url), allow_private=True)
    text = (tmp_path / run(told).entries[0].path).read_text(encoding="utf-8")
    assert "data:" not in text
    assert "![](/assets/images/" in text
    assert "/s1600-h/" in text
    assert not [address for address in stand_in.requests if "/img/" in address]


def test_a_link_to_an_image_of_the_blog_leads_to_the_folder(stand_in: DemoServer, tmp_path: Path) -> None:
    post = replace(
        stand_in.blog.listed("post", "live")[0],
        html=f"<p>See {LINK} and <a href='https://example.org/a.png'>it</a>.</p>",
    )
    stand_in.blog = replace(stand_in.blog, posts=(post,))
    told = replace(job(tmp_path, stand_in.url, images=True), allow_private=True)
    report = run(told)
    text = (tmp_path / report.entries[0].path).read_text(encoding="utf-8")
    assert "[this](/assets/images/rain-gauge-1.png)" in text
    assert "[it](https://example.org/a.png)" in text
    assert (tmp_path / "assets/images/rain-gauge-1.png").is_file()
    assert {note.code for note in report.notes} == {"feed-footer"}


def test_an_overview_counts_what_is_there() -> None:
    seen = inspect(job(None))
    report = run(replace(job(None), dry_run=True))
    assert sum(seen.kinds.values()) == len(report.entries)
    assert seen.comments == report.comments
    assert seen.labels
    assert seen.image_hosts
