"""Running again: what is made again, what isn't, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from migrator.converter.context import Context, Conversion
from migrator.model import Action, Change
from migrator.pipeline import build
from migrator.pipeline.run import Job, migrate
from migrator.report import Report
from migrator.settings import Settings
from migrator.sync import fingerprints
from migrator.writer.disk.folder import Folder
from tests.cli.test_app import migrator
from tests.exports import Exported, write_backup

IMAGE = "http://3.bp.blogspot.com/-zlJxyz/Tt5/AAAA/abcdef/s1600/Cold-frame.jpg"
REHOSTED = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsEabc/s1600/Cold-frame.jpg"


@dataclass
class Site:
    """A folder that is kept in step with a backup that changes."""

    root: Path
    settings: dict[str, Any]

    def run(self, *posts: Exported, many: Iterable[Exported] = (), **told: Any) -> Report:
        """Write the backup anew, and sync."""
        source = write_backup(self.root.with_suffix(".xml"), [*posts, *many])
        values: dict[str, Any] = {"sources": [source], "images": False, **self.settings}
        settings = Settings(**values)
        return migrate(replace(Job(settings, (source,), self.root), **told))[0]

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.text(path)
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", {})


def changes(report: Report, *but: Action) -> list[tuple[str, str, str]]:
    """Action, path and reason of every change that isn't one of `but`."""
    return [
        (one.action, str(one.path), one.reason) for one in report.changes if one.action not in (but or (Action.KEEP,))
    ]


def change(report: Report, path: str) -> Change:
    return next(one for one in report.changes if one.path == PurePosixPath(path))


ONE = Exported(1, "<p>One.</p><p>Two.</p><p>Three.</p>")
PATH = "_posts/2014-03-24-post-1.md"


@pytest.mark.slow
def test_with_nothing_new_ten_thousand_posts_are_neither_converted_nor_written(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted, written = [], []

    def convert(html: str, _context: Context) -> Conversion:
        converted.append(html)
        return Conversion(html, html, "", ())

    write = Folder.write

    def counting(self: Folder, path: PurePosixPath, data: bytes, **told: bool) -> None:
        written.append(path)
        write(self, path, data, **told)

    monkeypatch.setattr(build, "convert", convert)
    monkeypatch.setattr(Folder, "write", counting)
    site.settings = {"verify": False}
    posts = [Exported(number, f"Post {number}") for number in range(10_000)]
    assert site.run(many=posts).converted == len(converted) == 10_000
    converted.clear()
    written.clear()
    report = site.run(many=posts)
    assert (report.converted, converted, written) == (0, [], [])
    assert report.changes_nothing
    posts[5_000] = replace(posts[5_000], html="Changed")
    assert changes(site.run(many=posts)) == [("update", "_posts/2014-03-24-post-5000.md", "changed on the blog")]
    assert converted == ["Changed"]
    assert [path for path in written if path.suffix == ".md"] == [PurePosixPath("_posts/2014-03-24-post-5000.md")]


TOUCHED = {
    "only its `updated`": replace(ONE, updated="2026-01-01T00:00:00.000+00:00"),
    "a footer of the feed": replace(ONE, html=f"{ONE.html}<div class='blogger-post-footer'>Mine</div>"),
    "a note of Google's": replace(ONE, html=f'{ONE.html}<!-- Blogger automated replacement: "a" with "b" -->'),
}


@pytest.mark.parametrize("touched", [pytest.param(post, id=name) for name, post in TOUCHED.items()])
def test_a_touch_changes_nothing(site: Site, touched: Exported) -> None:
    site.run(ONE)
    report = site.run(touched)
    assert report.converted == 0
    assert changes(report) == []


def test_an_image_at_a_new_address_changes_nothing(site: Site) -> None:
    site.run(replace(ONE, html=f'<p><img src="{IMAGE}"></p>'))
    assert site.run(replace(ONE, html=f'<p><img src="{REHOSTED}"></p>')).converted == 0


def test_an_image_that_took_the_place_of_one_of_its_name_is_a_change(site: Site) -> None:
    first, second = (
        REHOSTED.replace("Cold-frame.jpg", "image.png").replace("AVvXsEabc", key) for key in ("Ab1", "Cd2")
    )
    later = "2026-01-01T00:00:00.000+00:00"
    site.run(replace(ONE, html=f'<p><img src="{first}"></p>'))
    report = site.run(replace(ONE, html=f'<p><img src="{second}"></p>', updated=later))
    assert changes(report) == [("update", PATH, "changed on the blog")]
    state = (site.root / ".migrator/state").read_bytes()
    touched = replace(ONE, html=f'<p><img src="{second}"></p>', updated="2026-02-01T00:00:00.000+00:00")
    assert site.run(touched).converted == 0
    assert (site.root / ".migrator/state").read_bytes() == state


CHANGED = {
    "text": replace(ONE, html="<p>Other</p>"),
    "title": replace(ONE, title="Other"),
    "labels": replace(ONE, labels=("a",)),
    "time": replace(ONE, published="2014-03-24T08:47:42.345+00:00"),
}


@pytest.mark.parametrize("changed", [pytest.param(post, id=name) for name, post in CHANGED.items()])
def test_a_change_is_written(site: Site, changed: Exported) -> None:
    site.run(ONE)
    assert changes(site.run(changed)) == [("update", PATH, "changed on the blog")]
    assert changes(site.run(changed)) == []


def test_changed_settings_are_told_and_carried_out_when_asked_for(site: Site) -> None:
    site.run(ONE, Exported(2))
    site.settings = {"profile": "hugo"}
    report = site.run(ONE, Exported(2))
    assert report.converted == 0
    assert report.changes_nothing
    reason = "would be written anew: changed profile (jekyll -> hugo); --rewrite does it"
    assert changes(report) == [("skip", PATH, reason), ("skip", "_posts/2014-03-24-post-2.md", reason)]
    report = site.run(ONE, Exported(2), rewrite=True)
    assert [one[0] for one in changes(report)] == ["rename", "rename"]
    assert not (site.root / PATH).exists()
    assert changes(site.run(ONE, Exported(2))) == []


def test_another_version_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.run(ONE)
    monkeypatch.setattr(fingerprints, "__version__", "99.0")
    assert "changed version (" in change(site.run(ONE), PATH).reason
    assert changes(site.run(ONE, rewrite=True)) == []
    assert changes(site.run(ONE)) == []


def test_a_new_post_under_changed_settings_leaves_the_others_alone(site: Site) -> None:
    site.run(ONE)
    site.settings = {"bold_headings": True}
    report = site.run(ONE, Exported(2))
    assert [one[:2] for one in changes(report)] == [("skip", PATH), ("create", "_posts/2014-03-24-post-2.md")]


def test_a_state_of_version_1_is_brought_up_to_date(site: Site) -> None:
    site.run(ONE)
    state = site.root / ".migrator/state"
    before = state.read_text()
    known = [json.loads(line).get("file") for line in before.splitlines()]
    old = [{"migrator": "state", "version": 1}]
    old += [{"file": file["id"], "path": file["path"], "digest": file["digest"]} for file in known if file]
    state.write_text("".join(f"{json.dumps(line)}\n" for line in old))
    report = site.run(ONE)
    assert report.converted == 1
    assert changes(report) == []
    assert state.read_text() == before


def test_a_plan_can_be_read_by_people_and_by_machines(site: Site) -> None:
    site.run(ONE, Exported(2))
    source = write_backup(site.root.with_suffix(".xml"), [replace(ONE, html="<p>One.</p><p>Zwei.</p>"), Exported(3)])
    common = ("migrate", source, "-o", str(site.root), "--no-images", "--dry-run")
    shown = migrator(*common, "--diff", "--detailed-exitcode")
    assert shown.code == 4
    assert f"--- a/{PATH}\n+++ b/{PATH}\n@@ " in shown.out
    assert "\n-Two.\n" in shown.out
    assert "\n+Zwei.\n" in shown.out
    assert "--- /dev/null\n+++ b/_posts/2014-03-24-post-3.md\n" in shown.out
    assert f"update    {PATH}  (changed on the blog)" in shown.out
    told = json.loads(migrator(*common, "--diff", "--json").out)
    assert {one["action"] for one in told["plan"]} == {"create", "update", "orphan"}
    assert "\n+Zwei.\n" in told["diffs"][PATH]
    assert migrator(*common).code == 0


def test_the_detailed_exit_code_is_0_where_nothing_is_to_do_and_1_where_somebody_is_needed(site: Site) -> None:
    site.run(ONE)
    source = str(site.root.with_suffix(".xml"))
    check = ("migrate", source, "-o", str(site.root), "--no-images", "--dry-run", "--detailed-exitcode")
    assert migrator(*check).code == 0
    site.edit(PATH, "One.", "My one.")
    write_backup(site.root.with_suffix(".xml"), [replace(ONE, html="<p>Their one.</p>")])
    assert migrator(*check).code == 1


def test_what_is_not_carried_out_is_told_in_one_line(site: Site) -> None:
    site.run(ONE, Exported(2))
    (site.root / "migrator.toml").write_text(
        (site.root / "migrator.toml").read_text().replace('"jekyll"', '"hugo"'), encoding="utf-8"
    )
    told = migrator("sync", str(site.root))
    assert told.out.splitlines() == [
        "2 files would be written anew: changed profile (jekyll -> hugo); --rewrite does it",
        "Nothing new: 2 posts and pages looked at, nothing to write.",
    ]
