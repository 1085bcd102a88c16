"""A finished folder, checked: every file is there, leads where it says and, next to its source, has lost nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from migrator.checker.files import MigratedFolder, profile_of
from migrator.checker.links import LinkCheck
from migrator.checker.result import CheckedPost, CheckResult
from migrator.checker.rewrites import Rewrites
from migrator.checker.site import Site
from migrator.converter.addresses import BodyLinks, body_links
from migrator.converter.commonmark import render
from migrator.converter.context import Context
from migrator.converter.fidelity.check import check, finding_note
from migrator.errors import ODD, OutputError
from migrator.job import Job
from migrator.model import Note, Post, State, WrittenFile
from migrator.pipeline.read import read_sources
from migrator.progress import Progress, ProgressListener
from migrator.settings import Settings
from migrator.storage.store import Store
from migrator.writer.disk import state
from migrator.writer.disk.folder import Folder
from migrator.writer.documents.dates import localise
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.profiles import get
from migrator.writer.profiles.profile import Profile

_WHOLE = 1_000_000
"""A whole post weighs more than anything that one can lose."""
_FETCH = "`migrator migrate` with this source writes it"
_COMMENTS = "comments:"


@dataclass(slots=True)
class _Post:
    """What is known so far of one post."""

    id: str
    path: PurePosixPath | None = None
    title: str = ""
    found: BodyLinks | None = None
    """None where there is no body to look at."""
    notes: list[Note] = field(default_factory=list)
    weight: int = 0

    def tell(self, note: Note, weight: int = 1) -> None:
        self.notes.append(note)
        self.weight += weight if note.loss else 0

    def lack(self, code: str, message: str, advice: str = "", weight: int = _WHOLE) -> None:
        name = str(self.path) if self.path else self.title or f"post {self.id}"
        self.tell(Note(code, name, message, advice, self.id, loss=True), weight)


def guessed(root: Path) -> Settings:
    """Settings for a folder that has no migrator.toml: its files tell the profile."""
    return Settings(profile=profile_of(state.load(root).files.values()))


def check_folder(job: Job, root: Path, listener: ProgressListener | None = None) -> CheckResult:
    """Check what earlier runs wrote to `root`, against the sources as well if the job names any.

    Raises `OutputError` where migrator never wrote.  Nothing is written.
    """
    if not root.is_dir():
        raise OutputError(str(root), "there is no such folder")
    profile = get(job.settings.profile, bundles=job.settings.bundles)
    checker = _Checker(job, root, state.load(root), profile, Progress(listener))
    checker.read_files()
    if not checker.posts:
        raise OutputError(
            str(root), "there is nothing in it that migrator wrote", "Name the folder that you gave to -o"
        )
    checker.follow_links()
    if job.sources:
        checker.compare()
    return checker.result()


class _Checker:
    """One check, step by step."""

    def __init__(self, job: Job, root: Path, known: State, profile: Profile, progress: Progress) -> None:
        self._job = job
        self._root = root
        self._known = known
        self._profile = profile
        self._progress = progress
        self._finished = MigratedFolder(root, profile, known)
        self._site = Site(root, profile)
        self.posts: dict[str, _Post] = {}
        self._notes: list[Note] = []

    def read_files(self) -> None:
        """Look at every Markdown file of the folder, and for every file that migrator wrote."""
        self._progress.begin("reading files")
        for kept in self._finished.files():
            found = body_links(render(kept.body))
            self._site.add(kept.path, kept.meta, found.anchors)
            if kept.id:
                post = self.posts[kept.id] = _Post(kept.id, kept.path, kept.title, None if kept.code else found)
                if kept.code:
                    post.lack(kept.code, kept.damage, weight=_WHOLE // 2)
                self._progress.reach(len(self.posts))
        for written in self._known.files.values():
            if written.digest:
                self._look_for(written)
        if self._known.interrupted:
            message = "a run was cut short in it, so files may be missing or old"
            self._notes.append(Note("run-interrupted", str(self._root), message, "Run `migrator sync` to finish it"))

    def _look_for(self, written: WrittenFile) -> None:
        post_id = written.id.removeprefix(_COMMENTS)
        if written.id.startswith(_COMMENTS):
            post = self.posts.setdefault(post_id, _Post(post_id))
            problem = _trouble_with_json(Folder(self._root).full(written.path))
            if problem:
                post.lack("comments-missing", f"its comments in {written.path} {problem}", weight=1)
        elif ":" not in written.id and written.id not in self.posts:
            post = self.posts[post_id] = _Post(post_id, written.path)
            advice = "If you deleted it on purpose, the next `migrator sync` takes note of that; --force writes it anew"
            post.lack("file-missing", "the file is not there, and no other file is that post", advice)

    def follow_links(self) -> None:
        """Look whether everything is there that the files show and lead to."""
        self._progress.begin("following links")
        images = self._job.settings.images
        leads = LinkCheck(self._site, self._profile, self._known.images, images)
        remote = 0
        for done, post in enumerate(self.posts.values(), 1):
            if post.path and post.found:
                kept = self._finished.read(post.path)
                for note in leads.notes(kept, post.found):
                    post.tell(note)
                remote += 0 if images else leads.remote(kept, post.found)
                self._progress.reach(done, len(self.posts))
        if remote:
            message = f"{remote:,} images still come from Blogger's servers, as its settings say (images = false)"
            self._notes.append(Note("images-remote", str(self._root), message, "They are gone once the blog is"))

    def compare(self) -> None:
        """Compare the files with the posts of the sources."""
        with Store() as store:
            read_sources(self._job, store, self._progress)
            self._notes += store.notes
            self._progress.begin("comparing")
            permalinks = Permalinks.build(store.headers(), self._profile, store.blog, self._known.files)
            laid = Rewrites(self._known.images, permalinks)
            zone = store.blog.zone
            dated = (replace(post, published=localise(post.published, zone)) for post in store.headers())
            wanted = self._job.selection.ids(dated)
            for post in store.posts():
                self._compare(post, laid, post.id in wanted)

    def _compare(self, post: Post, laid: Rewrites, wanted: bool) -> None:
        here = self.posts.get(post.id)
        if here is None:
            if wanted and post.id not in self._known.files:
                here = self.posts[post.id] = _Post(post.id, None, post.name)
                here.lack("post-without-file", "the source has this post, the folder doesn't", _FETCH)
            return
        here.title = here.title or post.name
        if here.path is None or here.found is None:
            return
        for note, weight in self._differences(post, here.path, laid):
            here.tell(note, weight)
        for href in dict.fromkeys(here.found.links):
            target = laid.permalinks.resolve(href)
            if target != href and "//" in href:
                here.lack("link-old", f"a link leads to the old blog ({href}); that post is now at {target}", weight=1)

    def _differences(self, post: Post, path: PurePosixPath, laid: Rewrites) -> Iterator[tuple[Note, int]]:
        """What of the post's own HTML isn't in its file."""
        body = self._finished.read(path).body
        laid = laid.beside(post.html, body)
        context = Context(laid.link, laid.image, laid.attached, self._profile.more)
        try:
            findings = check(post.html, body, context)
        except ODD as error:
            message = f"it could not be compared with the post ({type(error).__name__}: {error})"
            yield Note("not-compared", str(path), message, post_id=post.id, loss=True), 1
            return
        for finding in findings:
            yield replace(finding_note(post, finding), subject=str(path)), finding.count

    def result(self) -> CheckResult:
        """All that was found."""
        self._progress.end()
        posts = sorted(self.posts.values(), key=lambda post: (str(post.path or ""), post.id))
        return CheckResult(
            folder=str(self._root),
            compared=bool(self._job.sources),
            posts=tuple(CheckedPost(each.id, each.title, each.path, tuple(each.notes), each.weight) for each in posts),
            notes=tuple(self._notes),
            seconds=self._progress.seconds,
        )


def _trouble_with_json(file: Path) -> str:
    try:
        json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return "are not there"
    except (OSError, ValueError) as error:
        return f"can't be read ({error})"
    return ""
