"""Checks a migrated folder: files, links and images and, where a source is given, each body against its post."""

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
from migrator.converter.addresses import body_links
from migrator.converter.commonmark import render
from migrator.converter.context import Context
from migrator.converter.fidelity.check import check, finding_note
from migrator.errors import BODY_ERRORS, OutputError
from migrator.job import Job
from migrator.model import BodyLinks, Note, Post, State, WrittenFile
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

_WHOLE_POST = 1_000_000
"""The weight of a post that is missing: more than anything that one can lose."""
_FETCH = "`migrator migrate` with this source writes it"
_COMMENTS = "comments:"


@dataclass(slots=True)
class _PostCheck:
    """The notes on one post so far."""

    id: str
    path: PurePosixPath | None = None
    title: str = ""
    body: BodyLinks | None = None
    """The links, images and anchors of its body; None where it can't be read."""
    notes: list[Note] = field(default_factory=list)
    weight: int = 0
    """How much readers miss: the sum over its losses."""

    def add(self, note: Note, weight: int = 1) -> None:
        self.notes.append(note)
        self.weight += weight if note.loss else 0

    def add_loss(self, code: str, message: str, advice: str = "", weight: int = _WHOLE_POST) -> None:
        name = str(self.path) if self.path else self.title or f"post {self.id}"
        self.add(Note(code, name, message, advice, self.id, loss=True), weight)


def guessed_settings(root: Path) -> Settings:
    """Settings for a folder without migrator.toml: the profile that fits the paths of its files."""
    return Settings(profile=profile_of(state.load(root).files.values()))


def check_folder(job: Job, root: Path, listener: ProgressListener | None = None) -> CheckResult:
    """Check the files that earlier runs wrote to `root`, against the sources as well if the job names any.

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
    """The steps of one check."""

    def __init__(self, job: Job, root: Path, known: State, profile: Profile, progress: Progress) -> None:
        self._job = job
        self._root = root
        self._known = known
        self._profile = profile
        self._progress = progress
        self._folder = MigratedFolder(root, profile, known)
        self._site = Site(root, profile)
        self.posts: dict[str, _PostCheck] = {}
        self._notes: list[Note] = []

    def read_files(self) -> None:
        """Read every Markdown file of the folder, and note the files of the state that are missing."""
        self._progress.begin("reading files")
        for file in self._folder.files():
            body = body_links(render(file.body))
            self._site.add(file.path, file.meta, body.anchors | body.heading_ids)
            if file.id:
                post = self.posts[file.id] = _PostCheck(file.id, file.path, file.title, None if file.code else body)
                if file.code:
                    post.add_loss(file.code, file.damage, weight=_WHOLE_POST // 2)
                self._progress.reach(len(self.posts))
        for written in self._known.files.values():
            if written.digest:
                self._check_presence(written)
        if self._known.interrupted:
            message = "a run was cut short in it, so files may be missing or old"
            self._notes.append(Note("run-interrupted", str(self._root), message, "Run `migrator sync` to finish it"))

    def _check_presence(self, written: WrittenFile) -> None:
        post_id = written.id.removeprefix(_COMMENTS)
        if written.id.startswith(_COMMENTS):
            post = self.posts.setdefault(post_id, _PostCheck(post_id))
            problem = _json_problem(Folder(self._root).full(written.path))
            if problem:
                post.add_loss("comments-missing", f"its comments in {written.path} {problem}", weight=1)
        elif ":" not in written.id and written.id not in self.posts:
            post = self.posts[post_id] = _PostCheck(post_id, written.path)
            advice = "If you deleted it on purpose, the next `migrator sync` takes note of that; --force writes it anew"
            post.add_loss("file-missing", "the file is not there, and no other file is that post", advice)

    def follow_links(self) -> None:
        """Check the links, images and media of every file."""
        self._progress.begin("following links")
        images = self._job.settings.images
        link_check = LinkCheck(self._site, self._profile, self._known.images, images)
        remote = 0
        for done, post in enumerate(self.posts.values(), 1):
            if post.path and post.body:
                file = self._folder.read(post.path)
                for note in link_check.notes(file, post.body):
                    post.add(note)
                remote += 0 if images else link_check.remote(file, post.body)
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
            rewrites = Rewrites(self._known.images, permalinks)
            zone = store.blog.zone
            dated = (replace(post, published=localise(post.published, zone)) for post in store.headers())
            wanted = self._job.selection.ids(dated)
            for post in store.posts():
                self._compare(post, rewrites, wanted=post.id in wanted)

    def _compare(self, post: Post, rewrites: Rewrites, *, wanted: bool) -> None:
        checked = self.posts.get(post.id)
        if checked is None:
            if wanted and post.id not in self._known.files:
                checked = self.posts[post.id] = _PostCheck(post.id, None, post.name)
                checked.add_loss("post-without-file", "the source has this post, the folder doesn't", _FETCH)
            return
        checked.title = checked.title or post.name
        if checked.path is None or checked.body is None:
            return
        for note, weight in self._differences(post, checked.path, rewrites):
            checked.add(note, weight)
        for href in dict.fromkeys(checked.body.links):
            target = rewrites.permalinks.resolve(href)
            if target != href and "//" in href:
                message = f"a link leads to the old blog ({href}); that post is now at {target}"
                checked.add_loss("link-old", message, weight=1)

    def _differences(self, post: Post, path: PurePosixPath, rewrites: Rewrites) -> Iterator[tuple[Note, int]]:
        """A note for each difference between the post's HTML and its file, with its weight."""
        body = self._folder.read(path).body
        rewrites = rewrites.for_post(post.html, body)
        context = Context(rewrites.link, rewrites.image, rewrites.media, self._profile.more)
        try:
            findings = check(post.html, body, context)
        except BODY_ERRORS as error:
            message = f"it could not be compared with the post ({type(error).__name__}: {error})"
            yield Note("not-compared", str(path), message, post_id=post.id, loss=True), 1
            return
        for finding in findings:
            yield replace(finding_note(post, finding), subject=str(path)), finding.count

    def result(self) -> CheckResult:
        """The notes of all steps, by post."""
        self._progress.end()
        posts = sorted(self.posts.values(), key=lambda post: (str(post.path or ""), post.id))
        return CheckResult(
            folder=str(self._root),
            compared=bool(self._job.sources),
            posts=tuple(CheckedPost(each.id, each.title, each.path, tuple(each.notes), each.weight) for each in posts),
            notes=tuple(self._notes),
            seconds=self._progress.seconds,
        )


def _json_problem(file: Path) -> str:
    try:
        json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return "are not there"
    except (OSError, ValueError) as error:
        return f"can't be read ({error})"
    return ""
