"""Catching up with a live blog: what is asked of it, and that nothing comes out otherwise than if all was read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from migrator import layout
from migrator.converter.context import Context, Conversion
from migrator.demo.blog import SampleBlog, SampleComment, SamplePost, read_blog
from migrator.demo.responses import ServerBehaviour
from migrator.demo.server import DemoServer
from migrator.errors import UnreachableError
from migrator.fetcher.export.source import FeedFile
from migrator.fetcher.http.cache import Cache
from migrator.fetcher.source import Item
from migrator.model import Action
from migrator.pipeline import build
from migrator.pipeline.run import Job, migrate
from migrator.report import Report
from migrator.settings import FILE_NAME, Settings
from migrator.sync import fingerprints, incremental
from migrator.writer.disk.folder import Folder
from tests.cli.test_app import migrator
from tests.exports import Exported, write_backup
from tests.scenarios.test_sync import ONE, Site, changes

START = datetime(2010, 3, 1, 8, tzinfo=UTC)
LATER = datetime(2025, 1, 1, tzinfo=UTC)
HABITS = ServerBehaviour(footer=False)


def written(number: int, **told: Any) -> SamplePost:
    """A post of a made-up blog; each links to the one before it."""
    moment = START + timedelta(hours=6 * number, seconds=number)
    link = f'<p><a href="/2010/03/post-{number - 1}.html">Before</a></p>' if number else ""
    post = SamplePost(
        f"{number:019}",
        f"Post {number}",
        f"/2010/03/post-{number}.html",
        moment,
        moment,
        ("a",),
        f"<p>{number}</p>{link}",
    )
    return replace(post, **told)


def blog_of(posts: list[SamplePost]) -> SampleBlog:
    newest_first = sorted(posts, key=lambda post: (post.published, post.id), reverse=True)
    return replace(read_blog(), posts=tuple(newest_first), images=())


@dataclass
class Mirror:
    """A folder that is kept in step with a blog on the stand-in server."""

    server: DemoServer
    root: Path
    posts: dict[str, SamplePost]

    def sync(self, root: Path | None = None, **told: Any) -> Report:
        settings = Settings(sources=[self.server.url], images=False, verify=False, **told.pop("settings", {}))
        self.server.blog = blog_of(list(self.posts.values()))
        self.server.requests.clear()
        return migrate(replace(Job(settings, (self.server.url,), root or self.root, allow_private=True), **told))[0]

    def change(self, number: int, **told: Any) -> None:
        post = self.posts[f"{number:019}"]
        self.posts[post.id] = replace(post, **{"updated": LATER, **told})

    def put(self, post: SamplePost) -> None:
        self.posts[post.id] = post

    def file(self, number: int) -> Path:
        """The file of a post."""
        (found,) = self.root.glob(f"_posts/*-post-{number}.md")
        return found

    @property
    def asked(self) -> int:
        return len(self.server.requests)

    @property
    def walked(self) -> bool:
        """Whether the whole blog was read: nothing else asks for the sitemap."""
        return any("sitemap" in request for request in self.server.requests)


def mirror_of(count: int, root: Path) -> Iterator[Mirror]:
    posts = {post.id: post for post in map(written, range(count))}
    with DemoServer(blog_of(list(posts.values())), behaviour=HABITS) as server:
        yield Mirror(server, root, posts)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    yield from mirror_of(30, tmp_path / "site")


@dataclass
class Counted:
    converted: list[str]
    written: list[PurePosixPath]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """What is converted and written; conversion costs nothing."""
    counts = Counted([], [])
    write = Folder.write

    def convert(html: str, _context: Context) -> Conversion:
        counts.converted.append(html)
        return Conversion(html, html, "", ())

    def counting(self: Folder, path: PurePosixPath, data: bytes, **told: bool) -> None:
        counts.written.append(path)
        write(self, path, data, **told)

    monkeypatch.setattr(build, "convert", convert)
    monkeypatch.setattr(Folder, "write", counting)
    return counts


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_with_nothing_new_a_few_requests_are_all(count: int, tmp_path: Path, counted: Counted) -> None:
    for mirror in mirror_of(count, tmp_path / "site"):
        assert mirror.sync().converted == count
        before = tree(mirror.root)
        counted.converted.clear()
        counted.written.clear()
        report = mirror.sync()
        assert report.changes_nothing
        assert len(report.entries) == count
        assert (report.converted, counted.converted, counted.written) == (0, [], [])
        assert mirror.asked <= 5
        assert not [
            request
            for request in mirror.server.requests
            if "posts/default" in request and "max-results=0" not in request
        ]
        assert tree(mirror.root) == before
        mirror.change(7, html="Changed")
        report = mirror.sync()
        assert mirror.asked <= 5
        assert counted.converted == ["Changed"]
        assert [path.name for path in counted.written if path.suffix == ".md"] == [mirror.file(7).name]
        assert report.actions[Action.UPDATE] == 1


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


SAID = SampleComment("7000000000000000001", "Bob", LATER, "Nice")
MOVED = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/{}/s320/frame.jpg"


def nothing(_mirror: Mirror) -> None:
    pass


def edited(mirror: Mirror) -> None:
    mirror.change(3, html="<p>Other</p>")


def several(mirror: Mirror) -> None:
    for number in (1, 5, 8):
        mirror.change(number, html="<p>Other</p>")


def added(mirror: Mirror) -> None:
    mirror.put(written(40))


def added_before(mirror: Mirror) -> None:
    """Of the same moment as the last one: no other takes its place."""
    last = mirror.posts[f"{29:019}"]
    mirror.put(written(40, published=last.published, updated=last.updated))


def added_with_comments(mirror: Mirror) -> None:
    early = replace(SAID, published=START, id="7000000000000000009")
    mirror.put(written(40, comments=(early, SAID)))


def retitled(mirror: Mirror) -> None:
    mirror.change(3, title="Other")


def relabelled(mirror: Mirror) -> None:
    mirror.change(3, labels=())


def redated(mirror: Mirror) -> None:
    mirror.change(3, published=START - timedelta(days=5))


def readdressed(mirror: Mirror) -> None:
    """The next post links to it."""
    mirror.change(3, path="/2010/03/elsewhere.html")


def linked_to(mirror: Mirror) -> None:
    """Post 40 was linked to by post 12 before it was there."""
    mirror.put(written(40, path="/2010/03/to-come.html"))


def given_a_place_to(mirror: Mirror) -> None:
    mirror.change(5, html='<p><a href="/2010/03/post-13.html#there">There</a></p>')


def no_longer_given_a_place_to(mirror: Mirror) -> None:
    mirror.change(14, html="<p>No link</p>")


def commented(mirror: Mirror) -> None:
    mirror.change(10, comments=(*mirror.posts[f"{10:019}"].comments, SAID), updated=written(10).updated)


def first_comment(mirror: Mirror) -> None:
    mirror.change(3, comments=(SAID,), updated=written(3).updated)


def comment_taken_back(mirror: Mirror) -> None:
    one, *others = mirror.posts[f"{10:019}"].comments
    gone = replace(one, html="This comment was removed by its author.", updated=LATER)
    mirror.change(10, comments=(gone, *others), updated=written(10).updated)


def page_edited(mirror: Mirror) -> None:
    mirror.put(replace(ABOUT, html="<p>Us</p>", updated=LATER))


def page_added(mirror: Mirror) -> None:
    mirror.put(replace(ABOUT, id="9000000000000000002", path="/p/contact.html"))


def touched(mirror: Mirror) -> None:
    mirror.change(3)


def rehosted(mirror: Mirror) -> None:
    mirror.change(11, html=mirror.posts[f"{11:019}"].html.replace("AVvXsEa", "AVvXsEb"))


def edited_here(mirror: Mirror) -> None:
    """Post 15 is edited here and there at the same place, so that it is at odds in every run from now on."""
    mirror.change(15, html="<p>Theirs</p>")


def deleted(mirror: Mirror) -> None:
    del mirror.posts[f"{3:019}"]


def deleted_and_added(mirror: Mirror) -> None:
    deleted(mirror)
    added(mirror)


def withdrawn(mirror: Mirror) -> None:
    mirror.change(3, status="draft")


def touched_all(mirror: Mirror) -> None:
    for number in range(30):
        mirror.change(number)


def page_deleted(mirror: Mirror) -> None:
    del mirror.posts[ABOUT.id]


def comment_deleted(mirror: Mirror) -> None:
    mirror.change(10, comments=mirror.posts[f"{10:019}"].comments[1:], updated=written(10).updated)


def old_comment_deleted(mirror: Mirror) -> None:
    mirror.change(4, comments=(), updated=written(4).updated)


ABOUT = replace(written(0), id="9000000000000000001", kind="page", path="/p/about.html", title="About")
CHEAP = [
    *(nothing, edited, several, added, added_before, added_with_comments, retitled, relabelled, redated, readdressed),
    *(linked_to, given_a_place_to, no_longer_given_a_place_to, commented, first_comment, comment_taken_back),
    *(page_edited, page_added, touched, rehosted, edited_here, comment_deleted),
]
DOUBTFUL = [deleted, deleted_and_added, withdrawn, touched_all, page_deleted, old_comment_deleted]


@pytest.fixture
def lived_in(mirror: Mirror) -> Mirror:
    """A folder in step with a blog that has a bit of everything."""
    mirror.put(ABOUT)
    says = tuple(
        SampleComment(f"70000000000000001{number:02}", "Ann", START + timedelta(days=number), f"<p>{number}</p>")
        for number in range(5)
    )
    mirror.change(10, comments=says, updated=written(10).updated)
    mirror.change(4, comments=(replace(says[0], id="7000000000000000002"),), updated=written(4).updated)
    mirror.change(11, html=f'<p><img src="{MOVED.format("AVvXsEa")}"></p>', updated=written(11).updated)
    mirror.change(12, html='<p><a href="/2010/03/to-come.html">Later</a></p>', updated=written(12).updated)
    mirror.change(13, html='<p id="there">There</p>', updated=written(13).updated)
    mirror.change(14, html='<p><a href="/2010/03/post-16.html#here">Here</a></p>', updated=written(14).updated)
    mirror.change(16, html='<p id="here">Here</p>', updated=written(16).updated)
    mirror.sync()
    file = mirror.file(15)
    file.write_text(file.read_text().replace("15\n", "Mine\n"), encoding="utf-8")
    mirror.file(17).unlink()
    return mirror


@pytest.mark.parametrize("happens", [*CHEAP, *DOUBTFUL])
def test_it_comes_out_as_if_all_was_read(lived_in: Mirror, tmp_path: Path, happens: Callable[[Mirror], None]) -> None:
    other = tmp_path / "other"
    shutil.copytree(lived_in.root, other)
    for after in (happens, nothing):
        after(lived_in)
        whole = lived_in.sync(other, full=True)
        report = lived_in.sync()
        assert lived_in.walked == (happens in DOUBTFUL and after is happens)
        assert list(report.changes) == list(whole.changes)
        assert list(report.entries) == [replace(entry, findings=None) for entry in whole.entries]
        assert report.comments == whole.comments
        assert tree(lived_in.root) == tree(other)


DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def test_images_that_move_along_with_a_post_are_followed(mirror: Mirror, tmp_path: Path) -> None:
    """In Hugo's page bundles they lie beside the first post that shows them, and others lead there."""
    bundles = {"profile": "hugo", "image_layout": "bundle"}
    for number in (3, 20):
        mirror.change(number, html=f'<p><img src="{DOT}"></p>', updated=written(number).updated)
    mirror.sync(settings=bundles)
    other = tmp_path / "other"
    shutil.copytree(mirror.root, other)
    for after in (readdressed, nothing, several, nothing):
        after(mirror)
        whole = mirror.sync(other, full=True, settings=bundles)
        assert list(mirror.sync(settings=bundles).changes) == list(whole.changes)
        assert tree(mirror.root) == tree(other)
    assert not mirror.walked


FAULTS = {
    "orderby is passed over": ServerBehaviour(footer=False, unordered=True),
    "the total is too low": ServerBehaviour(footer=False, total=3),
    "the total is too high": ServerBehaviour(footer=False, total=500),
    "pages are short": ServerBehaviour(footer=False, page_cap=3),
    "posts are dropped": ServerBehaviour(footer=False, dropped=frozenset({f"{20:019}"})),
}


@pytest.mark.parametrize("behaviour", [pytest.param(behaviour, id=name) for name, behaviour in FAULTS.items()])
@pytest.mark.parametrize("from_the_start", [True, False])
def test_a_server_that_lies_hides_no_change(mirror: Mirror, behaviour: ServerBehaviour, from_the_start: bool) -> None:
    mirror.server.behaviour = behaviour if from_the_start else HABITS
    mirror.sync()
    mirror.server.behaviour = behaviour
    for number in (3, 20):
        mirror.change(number, html="<p>Other</p>")
    assert mirror.sync().actions == {Action.UPDATE: 2, Action.KEEP: 28}


@pytest.mark.parametrize("full", [False, True])
def test_validators_that_lie_hide_no_change(mirror: Mirror, tmp_path: Path, full: bool) -> None:
    mirror.server.behaviour = replace(HABITS, stale_etags=True)

    def cache() -> Cache:
        return Cache(tmp_path / "cache", [mirror.server.url])

    mirror.sync(cache=cache())
    edited(mirror)
    assert mirror.sync(cache=cache(), full=full).actions[Action.UPDATE] == 1
    deleted(mirror)
    assert mirror.sync(cache=cache()).actions[Action.ORPHAN] == 1


def test_offline_shows_no_older_blog_than_the_last_run_saw(mirror: Mirror, tmp_path: Path) -> None:
    def cache(*, offline: bool = False) -> Cache:
        return Cache(tmp_path / "cache", [mirror.server.url], offline=offline)

    mirror.sync(cache=cache())
    mirror.sync(cache=cache())
    assert not mirror.walked
    assert mirror.sync(cache=cache(offline=True)).changes_nothing
    edited(mirror)
    mirror.sync(cache=cache())
    with pytest.raises(UnreachableError, match="--full"):
        mirror.sync(cache=cache(offline=True))
    mirror.sync(cache=cache(), full=True)
    assert mirror.sync(cache=cache(offline=True)).changes_nothing


def snapshot_gone(mirror: Mirror) -> None:
    (mirror.root / layout.SNAPSHOT).unlink()


def snapshot_cut(mirror: Mirror) -> None:
    text = (mirror.root / layout.SNAPSHOT).read_text()
    (mirror.root / layout.SNAPSHOT).write_text(text[: len(text) // 2])


def line_lost(mirror: Mirror) -> None:
    lines = (mirror.root / layout.SNAPSHOT).read_text().splitlines(keepends=True)
    (mirror.root / layout.SNAPSHOT).write_text("".join(lines[:5] + lines[6:]))


def line_damaged(mirror: Mirror) -> None:
    text = (mirror.root / layout.SNAPSHOT).read_text()
    (mirror.root / layout.SNAPSHOT).write_text(text.replace('"published"', '"x"', 1))


def both_branches(mirror: Mirror) -> None:
    """As git puts two of them together."""
    lines = (mirror.root / layout.SNAPSHOT).read_text().splitlines(keepends=True)
    (mirror.root / layout.SNAPSHOT).write_text("".join([lines[0].replace('"settings":"', '"settings":"0'), *lines]))


def another_state(mirror: Mirror) -> None:
    lines = (mirror.root / layout.STATE).read_text().splitlines(keepends=True)
    (mirror.root / layout.STATE).write_text("".join(lines[:-1]))


def cut_short(mirror: Mirror) -> None:
    shutil.copy(mirror.root / layout.STATE, mirror.root / layout.NEXT_STATE)


BROKEN = [snapshot_gone, snapshot_cut, line_lost, line_damaged, both_branches, another_state, cut_short]


@pytest.mark.parametrize("breaks", BROKEN)
def test_in_doubt_everything_is_read_once(mirror: Mirror, breaks: Callable[[Mirror], None]) -> None:
    mirror.sync()
    before = tree(mirror.root)
    breaks(mirror)
    assert mirror.sync().changes_nothing
    assert mirror.walked
    assert tree(mirror.root) == before
    mirror.sync()
    assert not mirror.walked


@pytest.mark.parametrize(
    "told",
    [{"full": True}, {"rewrite": True}, {"force": True}, {"settings": {"bold_headings": True}}, {"limit": 3}],
    ids=str,
)
def test_what_is_told_otherwise_is_a_reason_to_read_everything(mirror: Mirror, told: dict[str, Any]) -> None:
    mirror.sync()
    mirror.sync(**told)
    assert mirror.walked


def test_another_version_reads_everything_once(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror.sync()
    for module in (fingerprints, incremental):
        monkeypatch.setattr(module, "__version__", "99.0")
    told = mirror.sync().actions
    assert mirror.walked
    assert told == {Action.SKIP: 30} == mirror.sync().actions
    assert not mirror.walked


def test_what_was_put_off_is_put_off_again(mirror: Mirror) -> None:
    """Files of other settings are told in every run, though nothing is read for that."""
    mirror.sync()
    hugo = {"profile": "hugo"}
    first = mirror.sync(settings=hugo)
    again = mirror.sync(settings=hugo)
    assert not mirror.walked
    assert again.actions == first.actions == {Action.SKIP: 30}


def test_a_dry_run_is_as_cheap_and_remembers_nothing(mirror: Mirror) -> None:
    mirror.sync()
    edited(mirror)
    before = tree(mirror.root)
    for _ in range(2):
        assert mirror.sync(dry_run=True).actions[Action.UPDATE] == 1
        assert not mirror.walked
    assert tree(mirror.root) == before


def test_of_several_sources_all_is_read_unless_all_are_exports(mirror: Mirror, tmp_path: Path) -> None:
    backup = write_backup(tmp_path / "blog.xml", [Exported(7)])
    sources = (mirror.server.url, backup)
    job = Job(Settings(sources=list(sources), images=False), sources, mirror.root, allow_private=True)
    for _ in range(2):
        mirror.server.requests.clear()
        migrate(job)
        assert mirror.walked


def test_another_source_is_read(mirror: Mirror, tmp_path: Path) -> None:
    mirror.sync()
    backup = write_backup(tmp_path / "blog.xml", [Exported(7)])
    report = migrate(Job(Settings(sources=[backup], images=False, verify=False), (backup,), mirror.root)).report
    assert [entry.id for entry in report.entries] == ["7"]
    with DemoServer(blog_of([written(60)]), behaviour=HABITS) as other:
        for source in (mirror.server.url, other.url):
            settings = Settings(sources=[source], images=False, verify=False)
            report = migrate(Job(settings, (source,), mirror.root, allow_private=True)).report
    assert [entry.id for entry in report.entries] == [f"{60:019}"]


def test_the_settings_are_written_again_where_there_is_nothing_else_to_do(mirror: Mirror) -> None:
    idle_for_long(mirror)
    (mirror.root / FILE_NAME).unlink()
    assert mirror.sync(brief=True).passed_by
    assert (mirror.root / FILE_NAME).exists()


def test_what_somebody_puts_back_is_read_again(mirror: Mirror) -> None:
    mirror.sync()
    file = mirror.file(3)
    text = file.read_text()
    file.unlink()
    mirror.sync()
    file.write_text(text)
    assert mirror.sync().changes_nothing
    assert not mirror.walked
    assert sum("/posts/default/" in request for request in mirror.server.requests) == 1


def test_an_export_is_not_read_again_whatever_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    read = FeedFile.read

    def counting(self: FeedFile) -> Iterator[Item]:
        reads.append(self.label)
        return read(self)

    monkeypatch.setattr(FeedFile, "read", counting)
    site = Site(tmp_path / "site", {})
    site.run(ONE, Exported(2, comments=2))
    assert len(reads) == 1
    source = str(shutil.copy(site.root.with_suffix(".xml"), tmp_path / "other.xml"))
    report = migrate(Job(Settings(sources=[source], images=False), (source,), site.root)).report
    assert (report.changes_nothing, len(report.entries), report.comments, len(reads)) == (True, 2, 2, 1)
    assert changes(site.run(replace(ONE, title="Other"))) == [
        ("orphan", "_data/comments/2.json", "no longer on the blog, left alone"),
        ("update", "_posts/2014-03-24-post-1.md", "changed on the blog"),
        ("orphan", "_posts/2014-03-24-post-2.md", "no longer on the blog, left alone"),
    ]


def aged(root: Path) -> None:
    """Nobody touched a file for an hour."""
    for path in root.rglob("*"):
        if path.is_file():
            moment = path.stat().st_mtime - 3600
            os.utime(path, (moment, moment))


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[PurePosixPath]:
    """The files of posts that are read to see what is in them."""
    looked: list[PurePosixPath] = []
    digest = Folder.digest

    def counting(self: Folder, path: PurePosixPath) -> str | None:
        if path.suffix == ".md":
            looked.append(path)
        return digest(self, path)

    monkeypatch.setattr(Folder, "digest", counting)
    return looked


def idle_for_long(mirror: Mirror) -> None:
    mirror.sync(brief=True)
    aged(mirror.root)
    mirror.sync(brief=True)


def test_files_that_nobody_touched_are_not_read(mirror: Mirror, looked_at: list[PurePosixPath]) -> None:
    idle_for_long(mirror)
    before = tree(mirror.root)
    looked_at.clear()
    report = mirror.sync(brief=True)
    assert (looked_at, report.passed_by, report.exit_code, report.changes_nothing) == ([], 30, 0, True)
    assert tree(mirror.root) == before
    assert len(mirror.sync().changes) == 30


def test_files_that_were_just_written_are_not_believed_to_be_untouched(
    mirror: Mirror, looked_at: list[PurePosixPath]
) -> None:
    mirror.sync(brief=True)
    looked_at.clear()
    mirror.sync(brief=True)
    assert len(looked_at) >= 30


def edit(mirror: Mirror) -> None:
    mirror.file(3).write_text("x")


def delete(mirror: Mirror) -> None:
    mirror.file(3).unlink()


def swap(mirror: Mirror) -> None:
    """Of the same size."""
    mirror.file(3).write_bytes(mirror.file(3).read_bytes()[::-1])


def link(mirror: Mirror) -> None:
    file = mirror.file(3)
    file.rename(mirror.root / "elsewhere")
    file.symlink_to(mirror.root / "elsewhere")


@pytest.mark.parametrize("happens", [edit, delete, swap, link, edited, added, deleted, commented])
def test_whatever_was_touched_is_seen(
    mirror: Mirror, happens: Callable[[Mirror], None], looked_at: list[PurePosixPath]
) -> None:
    idle_for_long(mirror)
    happens(mirror)
    looked_at.clear()
    report = mirror.sync(brief=True)
    assert len(looked_at) >= 30
    assert len(report.changes) >= 30
    assert not report.passed_by


def test_what_is_told_in_every_run_is_told_of_untouched_files_too(mirror: Mirror) -> None:
    idle_for_long(mirror)
    bold = {"bold_headings": True}
    assert mirror.sync(brief=True, settings=bold).actions == {Action.SKIP: 30}
    aged(mirror.root)
    for _ in range(2):
        assert mirror.sync(brief=True, settings=bold).actions == {Action.SKIP: 30}


def test_the_command_says_as_much_in_one_line(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", {})
    site.run(ONE, Exported(2))
    said = []
    for _ in range(3):
        aged(site.root)
        said.append(migrator("sync", str(site.root)).out.splitlines())
    assert said == [["Nothing new: 2 posts and pages looked at, nothing to write."]] * 3
    assert (site.root / layout.STAT_CACHE).exists()
    assert "2 keep" in migrator("sync", str(site.root), "--dry-run").out
