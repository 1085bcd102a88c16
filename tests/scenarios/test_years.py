"""Two years of a blog and of the folder that is kept in step with it, while a person works in there too."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from migrator.demo.blog import SampleBlog, SampleComment, SamplePost, read_blog
from migrator.demo.server import DemoServer
from migrator.model import Action
from migrator.pipeline.run import Job, migrate
from migrator.report import Report
from migrator.settings import Settings
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.postfiles import PostFiles
from migrator.writer.disk.state import load
from migrator.writer.plan.resolve import Side, resolve
from tests.scenarios.test_kill import dying

WEEKS = 104
START = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)
IMAGE = "https://blogger.googleusercontent.com/img/b/R29vZ2xl/{}/s320/frame.jpg"


@dataclass
class Author:
    """Writes the blog, and changes her mind."""

    dice: random.Random
    posts: dict[str, SamplePost] = field(default_factory=dict)
    now: datetime = START
    count: int = 0

    def act(self) -> None:
        """One of the things that authors, and Google, do."""
        acts: list[Callable[[], None]] = [
            *(self.write, self.write, self.revise, self.revise, self.retitle, self.relabel, self.redate),
            *(self.readdress, self.delete, self.withdraw, self.comment, self.touch_all, self.rehost),
        ]
        self.dice.choice(acts)()

    def write(self) -> None:
        self.count += 1
        number = f"{self.count:06}"
        path = f"/{self.now:%Y/%m}/post-{self.dice.choice(['a', 'b', number])}-{number}.html"
        links = "".join(
            f'<p>See <a href="{one.path}">it</a>.</p>' for one in list(self.posts.values())[-1:] if one.path
        )
        image = f'<p><img src="{IMAGE.format(f"AVvXsE{number}")}"></p>'
        html = f"<p>First of {number}.</p><p>Second.</p><p>Third.</p>{image}{links}"
        self._put(SamplePost(number, f"Title {number}", path, self.now, self.now, ("garden",), html))

    def revise(self) -> None:
        place = self.dice.choice(["First", "Second", "Third"])
        self._change(lambda one: {"html": one.html.replace(place, f"{place}'", 1)})

    def retitle(self) -> None:
        self._change(lambda one: {"title": f"{one.title}!"})

    def relabel(self) -> None:
        self._change(lambda one: {"labels": (*one.labels, f"label-{self.dice.randrange(9)}")[-3:]})

    def redate(self) -> None:
        self._change(lambda one: {"published": one.published - timedelta(days=1)})

    def readdress(self) -> None:
        self._change(lambda one: {"path": one.path.replace(".html", "-x.html")})

    def delete(self) -> None:
        if len(self.posts) > 5:
            self.posts.pop(self.dice.choice(list(self.posts)))

    def withdraw(self) -> None:
        self._change(lambda one: {"status": "draft" if one.status == "live" else "live"})

    def comment(self) -> None:
        said = f"{self.now:%j}{self.dice.randrange(10**6):06}"
        new = SampleComment(said, "Bob", self.now, f"Nice {said}")
        self._change(lambda one: {"comments": (*one.comments, new)})

    def touch_all(self) -> None:
        self.posts = {key: replace(one, updated=self.now) for key, one in self.posts.items()}

    def rehost(self) -> None:
        self._change(lambda one: {"html": one.html.replace("AVvXsE", "AVvXsEb"), "updated": one.updated})

    def _change(self, how: Callable[[SamplePost], dict[str, object]]) -> None:
        if self.posts:
            one = self.dice.choice(list(self.posts.values()))
            changes: dict[str, Any] = {"updated": self.now, **how(one)}
            self._put(replace(one, **changes))

    def _put(self, post: SamplePost) -> None:
        self.posts[post.id] = post

    def blog(self, sample: SampleBlog) -> SampleBlog:
        """The blog as it is now."""
        newest_first = sorted(self.posts.values(), key=lambda one: (one.published, one.id), reverse=True)
        return replace(sample, posts=tuple(newest_first), images=(), updated=self.now)


@dataclass
class Person:
    """Works in the folder."""

    dice: random.Random
    root: Path
    marks: dict[str, str] = field(default_factory=dict)
    """What was written into files, by the post."""
    deleted: set[str] = field(default_factory=set)
    count: int = 0

    def act(self) -> None:
        """One of the things that people do to files."""
        files = [(post, paths[0]) for post, paths in PostFiles(self.root).all()]
        if not files:
            return
        post, path = self.dice.choice(files)
        self.dice.choice([self.add, self.change, self.add_field, self.move, self.delete])(post, self.root / path)

    def add(self, post: str, file: Path) -> None:
        self._mark(post, file, lambda text, mark: f"{text}\n{mark}\n")

    def change(self, post: str, file: Path) -> None:
        self._mark(post, file, lambda text, mark: text.replace("Second", f"{mark} Second", 1))

    def add_field(self, post: str, file: Path) -> None:
        self._mark(post, file, lambda text, mark: text.replace("---\n", f"---\n{mark}: 1\n", 1))

    def move(self, _post: str, file: Path) -> None:
        self.count += 1
        target = self.root / "_posts" / "kept" / f"2020-01-01-moved-{self.count}.md"
        target.parent.mkdir(exist_ok=True)
        file.rename(target)

    def delete(self, post: str, file: Path) -> None:
        if self.dice.random() < 0.3:
            file.unlink()
            self.deleted.add(post)
            self.marks = {mark: owner for mark, owner in self.marks.items() if owner != post}

    def settle(self) -> None:
        """Take side in every conflict, one way or the other."""
        for beside in sorted(self.root.rglob("*.incoming.md")):
            if ".migrator" not in beside.parts:
                resolve(beside, self.dice.choice([Side.OURS, Side.THEIRS]))

    def _mark(self, post: str, file: Path, how: Callable[[str, str], str]) -> None:
        self.count += 1
        mark = f"mine{self.count:05}"
        text = how(file.read_text(encoding="utf-8"), mark)
        if mark in text:
            file.write_text(text, encoding="utf-8")
            self.marks[mark] = post


def check(root: Path, author: Author, person: Person, report: Report) -> None:
    """What holds after every run, whatever has happened."""
    places = dict(PostFiles(root).all())
    assert {post: paths for post, paths in places.items() if len(paths) > 1} == {}, "a post has two files"
    live = {one.id for one in author.posts.values() if one.status == "live"}
    assert live - set(places) <= person.deleted, "a post is missing"
    assert not (person.deleted & set(places)), "a deleted file came back"
    everything = "".join(file.read_text(encoding="utf-8") for file in root.rglob("*.md"))
    assert [mark for mark in person.marks if mark not in everything] == [], "an edit is lost"
    folder = Folder(root)
    for file in load(root).files.values():
        assert not file.digest or folder.digest(file.path) is not None, f"{file} is remembered but not there"
    assert not (root / ".migrator/state.next").exists()
    assert not list(root.rglob("*.part"))
    assert all(note.code != "changed-meanwhile" for note in report.notes)


def check_the_rest(root: Path, fresh: Path, person: Person) -> None:
    """Files that nobody touched are those that a first migration would write."""
    touched = person.deleted | set(person.marks.values())
    theirs = dict(PostFiles(fresh).all())
    for post, paths in PostFiles(root).all():
        if post in theirs and post not in touched:
            ours, new = (
                (where / path).read_text(encoding="utf-8")
                for where, path in ((root, paths[0]), (fresh, theirs[post][0]))
            )
            assert _without_former(ours) == _without_former(new)


def _without_former(text: str) -> str:
    """Former addresses are known, and links to them mended, only by who was there then."""
    head, found, rest = text.partition("redirect_from:\n")
    if found:
        text = head + "".join(line for line in rest.splitlines(keepends=True) if not line.startswith('  - "/'))
    return text.replace("-x", "")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_two_years(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    author, person = Author(dice), Person(dice, tmp_path / "site")
    sample = read_blog()
    with DemoServer(author.blog(sample)) as server:
        settings = Settings(sources=[server.url], images=False, verify=False)
        job = Job(settings, (server.url,), person.root, allow_private=True)
        for week in range(WEEKS):
            author.now = START + timedelta(weeks=week)
            for _ in range(dice.randint(1, 4)):
                author.act()
            server.blog = author.blog(sample)
            if week and dice.random() < 0.5:
                person.act()
            if dice.random() < 0.2:
                dying(dice.randrange(40), person.root, lambda: migrate(job))
                if dice.random() < 0.5:
                    author.act()
                    server.blog = author.blog(sample)
            report = migrate(replace(job, prune=week % 10 == 9)).report
            check(person.root, author, person, report)
            again = migrate(job).report
            assert again.changes_nothing
            assert again.converted == sum(change.action is Action.CONFLICT for change in again.changes)
            if week % 8 == 7:
                person.settle()
        whole = migrate(replace(job, full=True)).report
        assert whole.changes_nothing
        fresh = migrate(replace(job, folder=tmp_path / "fresh")).report
        assert not fresh.changes_nothing
    check_the_rest(person.root, tmp_path / "fresh", person)


class Honest(Author):
    """Nothing changes but `updated` tells; where Google moves images in silence, only reading everything shows it."""

    def rehost(self) -> None:
        self._change(lambda one: {"html": one.html.replace("AVvXsE", "AVvXsEb")})


@pytest.mark.parametrize("seed", [1, 2])
def test_reading_only_what_changed_comes_to_the_same_as_reading_everything(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    author = Honest(dice)
    sample = read_blog()
    for _ in range(12):
        author.write()
    walks = 0
    with DemoServer(author.blog(sample)) as server:
        settings = Settings(sources=[server.url], images=False, verify=False)
        job = Job(settings, (server.url,), tmp_path / "partly", allow_private=True)
        for day in range(60):
            author.now = START + timedelta(days=day, hours=1)
            author.act()
            server.blog = author.blog(sample)
            server.requests.clear()
            partly = migrate(job).report
            walks += any("sitemap" in request for request in server.requests)
            whole = migrate(replace(job, folder=tmp_path / "whole", full=True)).report
            assert partly.actions == whole.actions
            assert posts_of(tmp_path / "partly") == posts_of(tmp_path / "whole")
    assert 1 < walks < 40


def posts_of(root: Path) -> dict[str, bytes]:
    """Everything that a reader of the site may see."""
    files = (path for path in root.rglob("*") if path.is_file() and ".migrator" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in files if path.name != "migrator.toml"}
