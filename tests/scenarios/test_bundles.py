"""Page bundles: posts in folders of their own with their images, over whole runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from migrator import layout
from migrator.checker.check import check_folder
from migrator.checker.result import CheckResult
from migrator.demo.blog import SamplePost
from migrator.demo.server import DemoServer
from migrator.errors import SettingsError
from migrator.model import Action
from migrator.pipeline.run import Job, migrate
from migrator.report import Report
from migrator.settings import Settings
from migrator.writer.plan.adopt import adopt
from migrator.writer.plan.resolve import Side, resolve

BUNDLES = Settings(profile="hugo", image_layout="bundle", comments=False)
FIRST = "content/posts/2007-05-27-first-radishes"


@pytest.fixture
def stand_in() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


def job(stand_in: DemoServer, folder: Path, settings: Settings = BUNDLES) -> Job:
    return Job(settings, (stand_in.url,), folder, allow_private=True)


def run(stand_in: DemoServer, folder: Path, settings: Settings = BUNDLES) -> Report:
    return migrate(job(stand_in, folder, settings)).report


def checked(stand_in: DemoServer, folder: Path) -> CheckResult:
    return check_folder(job(stand_in, folder), folder)


def troubles(stand_in: DemoServer, folder: Path) -> set[str]:
    """What a check finds, but for the one image that the sample blog has lost."""
    result = checked(stand_in, folder)
    return {note.code for post in result.posts for note in post.notes if note.loss} - {"image-dead"}


def text(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8")


def radishes(stand_in: DemoServer) -> SamplePost:
    return next(post for post in stand_in.blog.posts if post.path == "/2007/05/first-radishes.html")


def replaced(stand_in: DemoServer, old: SamplePost, *new: SamplePost) -> None:
    """Let the author put these in the post's place; Blogger notes when."""
    others = [post for post in stand_in.blog.posts if post is not old]
    now = max(post.updated for post in stand_in.blog.posts) + timedelta(days=1)
    changed = (post if post is old else replace(post, updated=now) for post in new)
    posts = sorted((*others, *changed), key=lambda post: (post.published, post.id), reverse=True)
    stand_in.blog = replace(stand_in.blog, posts=tuple(posts))


def test_images_lie_beside_their_post(stand_in: DemoServer, tmp_path: Path) -> None:
    report = run(stand_in, tmp_path)
    assert (tmp_path / FIRST / "radishes.jpg").is_file()
    assert "(/2007/05/first-radishes/radishes.jpg)" in text(tmp_path, f"{FIRST}/index.md")
    assert not (tmp_path / "static").exists()
    assert all(entry.path.name == "index.md" for entry in report.entries)
    assert troubles(stand_in, tmp_path) == set()


def test_the_second_run_changes_and_fetches_nothing(stand_in: DemoServer, tmp_path: Path) -> None:
    run(stand_in, tmp_path)
    stand_in.faults = ()
    stand_in.requests.clear()
    assert run(stand_in, tmp_path).changes_nothing
    # The one that is gone may have come back.
    assert {address.split("/")[-1] for address in stand_in.requests if "/img/" in address} <= {"greenhouse.jpg"}


def test_a_check_misses_an_image(stand_in: DemoServer, tmp_path: Path) -> None:
    run(stand_in, tmp_path)
    (tmp_path / FIRST / "radishes.jpg").unlink()
    assert troubles(stand_in, tmp_path) == {"image-missing"}


def test_a_post_that_gets_another_permalink_takes_its_images_along(stand_in: DemoServer, tmp_path: Path) -> None:
    post = radishes(stand_in)
    other = replace(post, id="99", path="/2008/01/again.html", published=post.published.replace(year=2008))
    replaced(stand_in, post, post, other)
    run(stand_in, tmp_path)
    shared = "content/posts/2008-05-27-again/index.md"
    assert "(/2007/05/first-radishes/radishes.jpg)" in text(tmp_path, shared)
    replaced(stand_in, post, replace(post, path="/2007/05/radishes.html"))
    report = run(stand_in, tmp_path)
    moved = "content/posts/2007-05-27-radishes/index.md"
    assert {str(one.path) for one in report.changes if one.action is Action.RENAME} == {moved}
    # Beside no post any more, a file is served from where it lies.
    where = "(/posts/2007-05-27-first-radishes/radishes.jpg)"
    assert where in text(tmp_path, moved)
    assert where in text(tmp_path, shared)
    assert troubles(stand_in, tmp_path) == set()
    assert run(stand_in, tmp_path).changes_nothing


def test_a_conflict_is_settled(stand_in: DemoServer, tmp_path: Path) -> None:
    run(stand_in, tmp_path)
    file = tmp_path / FIRST / "index.md"
    file.write_text(file.read_text(encoding="utf-8").replace("adish", "urnip"), encoding="utf-8")
    post = radishes(stand_in)
    replaced(stand_in, post, replace(post, html=post.html.replace("adish", "eetroot")))
    run(stand_in, tmp_path)
    assert (file.parent / "index.incoming.md").is_file()
    resolve(file, Side.THEIRS)
    assert "eetroot" in file.read_text(encoding="utf-8")
    assert run(stand_in, tmp_path).changes_nothing


def test_a_lost_state_is_made_anew(stand_in: DemoServer, tmp_path: Path) -> None:
    report = run(stand_in, tmp_path)
    (tmp_path / layout.STATE).unlink()
    assert adopt(tmp_path).as_written == len(report.entries)
    run(stand_in, tmp_path)
    assert (tmp_path / FIRST / "radishes.jpg").is_file()
    assert troubles(stand_in, tmp_path) == set()


def test_a_folder_of_another_layout_becomes_bundles_when_that_is_asked_for(
    stand_in: DemoServer, tmp_path: Path
) -> None:
    flat = replace(BUNDLES, image_layout="flat")
    run(stand_in, tmp_path, flat)
    assert {one.action for one in run(stand_in, tmp_path).changes} == {Action.SKIP}
    migrate(replace(job(stand_in, tmp_path), rewrite=True))
    assert "(/images/radishes.jpg)" in text(tmp_path, f"{FIRST}/index.md"), "what is there stays where it is"
    assert not (tmp_path / f"{FIRST}.md").exists()
    assert troubles(stand_in, tmp_path) == set()


@pytest.mark.parametrize("profile", ["jekyll", "alembic"])
def test_where_a_generator_has_none_that_is_said(stand_in: DemoServer, tmp_path: Path, profile: str) -> None:
    with pytest.raises(SettingsError, match=r"image_layout bundle: .* has no page bundles"):
        run(stand_in, tmp_path / "site", Settings(profile=profile, image_layout="bundle"))
    assert not (tmp_path / "site").exists()
