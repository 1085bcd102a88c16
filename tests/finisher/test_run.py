"""A half-migrated site, finished."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from migrator.demo.server import DemoServer
from migrator.errors import MigratorError
from migrator.finisher import post
from migrator.finisher.run import FinishJob, finish
from migrator.model import Action
from migrator.report import Report
from tests.paths import SAMPLES

HEAD = "---\ntitle: x\n---\n"
HTML = f"{HEAD}\n<h3>A</h3>\n<p data-ke-size='size16'>b</p>\n"
MARKDOWN = f"{HEAD}\n## A\n\nb\n"


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / "_posts" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return root


def run(source: Path, output: Path | None = None, *, dry_run: bool = False, images: bool = False) -> Report:
    return finish(FinishJob(source, output, dry_run=dry_run, images=images, allow_private=True))


def actions(report: Report) -> dict[str, Action]:
    return {str(change.path): change.action for change in report.changes}


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a folder and its bytes, but for the lock."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLES / "half-migrated", tmp_path / "half"))


@pytest.fixture
def stand_in() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


def test_the_sample_comes_out_as_it_should() -> None:
    made = runpy.run_path(str(SAMPLES / "finished.py"))["make"]()
    folder = SAMPLES / "half-migrated-expected"
    assert made == {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.md")}


def test_in_place_originals_are_kept_and_a_second_run_changes_nothing(sample: Path) -> None:
    before = tree(sample)
    report = run(sample)
    after = tree(sample)
    expected = tree(SAMPLES / "half-migrated-expected")
    assert {path: after[path] for path in expected} == expected
    changed = {path for path in before if before[path] != after[path]}
    assert actions(report) == {path: _action(path, changed) for path in before}
    assert {path: after[f".migrator/originals/{path}"] for path in changed} == {path: before[path] for path in changed}
    assert not report.differing
    again = run(sample)
    assert again.changes_nothing
    assert tree(sample) == after


def _action(path: str, changed: set[str]) -> Action:
    return Action.UPDATE if path in changed else Action.SKIP if "broken" in path else Action.KEEP


def test_front_matter_that_does_not_parse_is_told_with_its_line(sample: Path) -> None:
    report = run(sample)
    (note,) = [note for note in report.notes if note.loss]
    assert (note.code, note.subject) == ("front-matter-broken", "_posts/2024-03-23-broken.md")
    assert "line 5" in note.message
    assert report.exit_code == 1


def test_a_new_folder_holds_every_post_and_the_old_one_is_not_touched(sample: Path, tmp_path: Path) -> None:
    before = tree(sample)
    report = run(sample, tmp_path / "new")
    assert tree(sample) == before
    assert set(actions(report).values()) == {Action.CREATE}
    assert {path for path in tree(tmp_path / "new") if not path.startswith(".migrator")} == set(before)
    assert run(sample, tmp_path / "new").changes_nothing


def test_what_was_edited_in_the_new_folder_stays(tmp_path: Path) -> None:
    source, output = write(tmp_path / "old", a=HTML, b=HTML), tmp_path / "new"
    run(source, output)
    (output / "_posts/a.md").write_text("mine")
    write(source, a=HTML + "<p>c</p>\n", b=HTML + "<p>c</p>\n")
    report = run(source, output)
    assert actions(report) == {"_posts/a.md": Action.CONFLICT, "_posts/b.md": Action.UPDATE}
    assert (output / "_posts/a.md").read_text() == "mine"
    assert (output / "_posts/b.md").read_text() == MARKDOWN + "\nc\n"


def test_a_dry_run_writes_nothing(sample: Path) -> None:
    before = tree(sample)
    report = run(sample, dry_run=True)
    assert list(actions(report).values()).count(Action.UPDATE) == 4
    assert tree(sample) == before


def test_a_file_that_was_replaced_is_finished_anew_and_both_originals_stay(tmp_path: Path) -> None:
    site = write(tmp_path, a=HTML)
    run(site)
    write(site, a=HTML + "<p>c</p>\n")
    run(site)
    kept = site / ".migrator/originals/_posts"
    assert (site / "_posts/a.md").read_text() == MARKDOWN + "\nc\n"
    assert (kept / "a.md").read_text() == HTML
    assert (kept / "a.md.2").read_text() == HTML + "<p>c</p>\n"


@pytest.mark.parametrize("point", ["_posts", "_posts/a.md"])
def test_the_folder_or_one_file_of_a_site_can_be_named(tmp_path: Path, point: str) -> None:
    site = write(tmp_path, a=HTML, b=HTML)
    run(site / point)
    assert (site / "_posts/a.md").read_text() == MARKDOWN
    assert ((site / "_posts/b.md").read_text() == MARKDOWN) == (point == "_posts")
    assert (site / ".migrator/originals/_posts/a.md").read_text() == HTML
    assert {path.name for path in site.iterdir()} == {".migrator", "_posts"}


def test_a_post_that_is_html_gets_the_name_of_markdown(tmp_path: Path) -> None:
    page = write(tmp_path) / "_posts/2012-01-01-a.html"
    page.parent.mkdir()
    page.write_text(f"{HEAD}<p>a **b**</p>")
    report = run(tmp_path)
    assert actions(report) == {"_posts/2012-01-01-a.md": Action.RENAME}
    assert not page.exists()
    assert page.with_suffix(".md").read_text() == f"{HEAD}\na \\*\\*b\\*\\*\n"
    assert (tmp_path / ".migrator/originals/_posts/2012-01-01-a.html").exists()
    assert run(tmp_path).changes_nothing


def test_lines_end_as_they_did(tmp_path: Path) -> None:
    site = write(tmp_path, a=HTML.replace("\n", "\r\n"))
    run(site)
    assert (site / "_posts/a.md").read_bytes() == MARKDOWN.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "body",
    ['<div class="{{ page.style }}">x</div>', "<style>{% include s.css %}</style><p>x</p>"],
    ids=["in a tag", "in a style"],
)
def test_a_post_whose_liquid_would_be_lost_is_left_alone(tmp_path: Path, body: str) -> None:
    site = write(tmp_path, a=HEAD + body)
    report = run(site)
    assert actions(report) == {"_posts/a.md": Action.SKIP}
    assert (site / "_posts/a.md").read_text() == HEAD + body
    assert [note.code for note in report.notes] == ["liquid-in-markup"]
    assert report.exit_code == 1


def test_images_become_local_in_body_and_front_matter(stand_in: DemoServer, tmp_path: Path) -> None:
    image = next(each for each in stand_in.blog.images if "/img/b/" in each.id)
    there, gone = f"{stand_in.url}{image.id}", f"{stand_in.url}/img/b/R29vZ2xl/AVvXsEgone"
    text = (
        f"---\ntitle: x\nfeature_text: y\nimage: '{there}/s1600/a.png' # the first\ndead: {gone}/s72-c/b.png\n---\n"
        f"<p><a href='{there}/s1600/a.png'><img src='{there}/s320/a.png' alt='A'></a></p>\n"
        f"<img src='{gone}/s320/b.png'>\n"
    )
    clean = f"{HEAD}*  ![B]({there}/s640/a.png)\n\n`{there}/s640/a.png`\n"
    site = write(tmp_path, a=text, b=clean)
    report = run(site, images=True)
    (stored,) = (site / "assets/images").iterdir()
    local = f"/assets/images/{stored.name}"
    assert (site / "_posts/a.md").read_text() == (
        f"---\ntitle: x\nfeature_text: y\nimage: '{local}' # the first\ndead: {gone}/s72-c/b.png\n---\n"
        f"\n![A]({local})\n\n![]({gone}/s320/b.png)\n"
    )
    assert (site / "_posts/b.md").read_text() == clean.replace(f"({there}/s640/a.png)", f"({local})")
    assert {note.code for note in report.notes if note.loss} == {"image-dead"}
    after = tree(site)
    assert run(site, images=True).changes_nothing
    assert tree(site) == after


def test_images_that_an_earlier_run_left_are_fetched_when_they_are_wished(stand_in: DemoServer, tmp_path: Path) -> None:
    image = next(each for each in stand_in.blog.images if "/img/b/" in each.id)
    # An address like any other host's: the path says nothing of Google.
    elsewhere = replace(image, id="/images", name="bed.png", small=image.file)
    stand_in.blog = replace(stand_in.blog, images=(elsewhere,))
    address = f"{stand_in.url}/images/bed.png"
    site = write(tmp_path, a=f"{HEAD}<p>x</p><img src='{address}'>\n", clean=f"{HEAD}![]({address})\n")
    run(site, images=False)
    assert f"![]({address})" in (site / "_posts/a.md").read_text()
    run(site, images=True)
    (stored,) = (site / "assets/images").iterdir()
    assert f"![](/assets/images/{stored.name})" in (site / "_posts/a.md").read_text()
    assert address in (site / "_posts/clean.md").read_text(), "what was Markdown already is left alone"
    assert run(site, images=True).changes_nothing


BIRDS = "http://birds.blogspot.com"


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        (f"{BIRDS}/2014/03/wren.html", "{% post_url 2014-03-05-wren %}"),
        (f"{BIRDS.replace('.com', '.co.kr')}/2014/03/wren.html?m=1#nest", "{% post_url 2014-03-05-wren %}#nest"),
        (f"{BIRDS}/2014/04/own.html", "/birds/own/"),
        (f"{BIRDS}/2014/03/robin.html", f"{BIRDS}/2014/03/robin.html"),
        (f"{BIRDS}/2014/05/twice.html", f"{BIRDS}/2014/05/twice.html"),
        ("http://other.example/2014/03/wren.html", "http://other.example/2014/03/wren.html"),
    ],
)
def test_links_to_the_old_blog_lead_to_posts_that_are_here(tmp_path: Path, href: str, leads: str) -> None:
    others = {
        "2014-03-05-wren": MARKDOWN,
        "2014-04-01-own": "---\ntitle: y\npermalink: /birds/own/\n---\n\nb\n",
        "2014-05-01-twice": MARKDOWN,
        "2014-05-02-twice": MARKDOWN,
    }
    site = write(tmp_path, a=f"{HEAD}<p><a href='{href}'>One</a> and <a href='{href}'>two</a></p>\n", **others)
    report = run(site)
    assert (site / "_posts/a.md").read_text() == f"{HEAD}\n[One]({leads}) and [two]({leads})\n"
    assert not report.notes


def test_a_link_to_a_post_of_hugos_without_an_address_stays(tmp_path: Path) -> None:
    site = write(tmp_path, a=f"{HEAD}<a href='{BIRDS}/2014/03/wren.html'>x</a>\n", **{"2014-03-05-wren": MARKDOWN})
    finish(FinishJob(site, profile="hugo", images=False))
    assert f"[x]({BIRDS}/2014/03/wren.html)" in (site / "_posts/a.md").read_text()


@pytest.mark.parametrize(
    ("body", "becomes"),
    [
        ("<p>One</p>\n{: .wide }\n\nTwo\n{:.b}\n", "One\n{: .wide }\n\nTwo\n{:.b}\n"),
        ("<h2>A</h2>\n{: #a}\n<p>b</p>\n", "## A\n{: #a}\n\nb\n"),
        ("<p>a</p>\n* TOC\n{:toc}\n\n<p>b</p>\n", "a\n\n-   TOC\n{:toc}\n\nb\n"),
        ("<p>a</p>\n```css\n{: .b}\n```\n", "a\n\n```css\n{: .b}\n```\n"),
        ("<p>a {: .b} c</p>\n", "a \\{: .b} c\n"),
    ],
    ids=["below paragraphs", "below a heading", "a table of contents", "in code", "in a line"],
)
def test_lines_of_attributes_stay_with_their_block(tmp_path: Path, body: str, becomes: str) -> None:
    site = write(tmp_path, a=HEAD + body)
    report = run(site)
    assert (site / "_posts/a.md").read_text() == f"{HEAD}\n{becomes}"
    assert not report.notes
    assert run(site).changes_nothing


BLOCK = "    ```\n      b\n    c\n    ```\n"
CODE = f"- a\n\n{BLOCK}"


@pytest.mark.parametrize("html", ["", "<p>d</p>\n"], ids=["clean", "finished before"])
def test_code_in_a_list_stays_in_its_list(stand_in: DemoServer, tmp_path: Path, html: str) -> None:
    image = next(each for each in stand_in.blog.images if "/img/b/" in each.id)
    address = f"{stand_in.url}{image.id}/s1600/a.png"
    site = write(tmp_path, a=f"{HEAD}\n{CODE}{html}", b=f"{HEAD}\n{CODE}\n![]({address})\n")
    run(site)
    before = tree(site)
    assert all(BLOCK in before[f"_posts/{name}.md"].decode() for name in "ab")
    assert run(site).changes_nothing
    assert tree(site) == before
    run(site, images=True)
    assert BLOCK in (site / "_posts/b.md").read_text()
    assert address not in (site / "_posts/b.md").read_text()


def test_links_lead_nowhere_outside(tmp_path: Path) -> None:
    outside, site = write(tmp_path / "outside", a=HTML), tmp_path / "site"
    site.mkdir()
    (site / "_posts").symlink_to(outside / "_posts", target_is_directory=True)
    with pytest.raises(MigratorError, match="there is no post in it"):
        run(site)
    assert (outside / "_posts/a.md").read_text() == HTML


def test_a_run_that_broke_off_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = write(tmp_path, a=HTML, b=HTML, c=HTML)
    whole = post.Finisher.final
    calls = 0

    def breaking(*args: Any, **told: Any) -> bytes:
        nonlocal calls
        calls += 1
        if calls == 5:  # three to plan with, one written
            raise KeyboardInterrupt
        return whole(*args, **told)

    monkeypatch.setattr(post.Finisher, "final", breaking)
    with pytest.raises(KeyboardInterrupt):
        run(site)
    monkeypatch.undo()
    assert list(actions(run(site)).values()) == [Action.KEEP, Action.UPDATE, Action.UPDATE]
    assert all((site / f"_posts/{name}.md").read_text() == MARKDOWN for name in "abc")
    assert all((site / f".migrator/originals/_posts/{name}.md").read_text() == HTML for name in "abc")


def test_the_command_tells_what_it_did(sample: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "migrator", "finish", str(sample), "--no-images", "--report", str(report)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stderr
    assert "text of 4 posts and pages; images not fetched\n" in done.stdout
    assert "front-matter-broken: _posts/2024-03-23-broken.md" in done.stdout
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["actions"] == {"update": 4, "keep": 1, "skip": 1}
