"""Posts become documents: those that an earlier run made are left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check, finding_note
from migrator.errors import ODD, OutputError
from migrator.fetcher.images.resolver import ImageContext, ImageResolver
from migrator.model import Blog, Document, Finding, Note, Post, Provenance
from migrator.progress import Progress
from migrator.report import ReportEntry
from migrator.storage.disk import DiskDict, DiskList
from migrator.storage.store import Store
from migrator.sync.fingerprints import Fingerprints
from migrator.writer.documents.comments import comments_document
from migrator.writer.documents.dates import localise
from migrator.writer.documents.documents import document, original_document
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.plan.decisions import Wanted
from migrator.writer.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class BuiltPost:
    """What a post became: no documents at all if that proved impossible."""

    documents: tuple[Document, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...] | None = None
    """In what the Markdown differs from the post; None if that was not looked at."""


@dataclass(frozen=True, slots=True)
class DocumentBuilder:
    """Everything that is the same for all posts of a run."""

    blog: Blog
    profile: Profile
    permalinks: Permalinks
    images: ImageResolver
    comments: bool
    targets: frozenset[str] = frozenset()
    """Names of places in posts that links of the blog lead to."""
    verify: bool = True
    bold_headings: bool = False
    keep_html: bool = False

    def post(self, post: Post) -> BuiltPost:
        """The documents of one post, images still tokens, and what there is to tell about it."""
        context = self._context(post)
        conversion, findings = self._converted(post, context)
        notes = tuple(replace(note, subject=post.name, post_id=post.id) for note in conversion.notes)
        notes += tuple(finding_note(post, finding) for finding in findings or ())
        try:
            return BuiltPost(tuple(self._documents(post, conversion)), notes, findings)
        except ODD as error:
            message = f"It could not be written as a file ({_told(error)}); it was left out"
            return BuiltPost((), (*notes, _failure("post-left-out", post, message)))

    def _context(self, post: Post) -> Context:
        asker = ImageContext(post.id, self.permalinks.path(post.id), localise(post.published, self.blog.zone))
        return Context(
            link=partial(self._link, asker=asker),
            image=partial(self.images.ask, asker=asker),
            media=partial(self.images.play, asker=asker),
            more=self.profile.more,
            line_breaks=bool(self.blog.line_breaks),
            targets=self.targets,
            bold_headings=self.bold_headings,
        )

    def _converted(self, post: Post, context: Context) -> tuple[Conversion, tuple[Finding, ...] | None]:
        try:
            made = convert(post.html, context)
            return made, check(post.html, made.markdown, context) if self.verify else None
        except ODD as error:
            message = f"Its body could not be converted ({_told(error)}); it stands in the file as HTML"
            return Conversion(post.html, "", "", (_failure("body-not-converted", post, message),)), None

    def _link(self, href: str, asker: ImageContext) -> str:
        """Where a link leads: another post of the blog, an image that is fetched, or where it always did."""
        resolved = self.permalinks.resolve(href)
        return resolved if resolved != href else self.images.follow(href, asker)

    def _documents(self, post: Post, made: Conversion) -> Iterator[Document]:
        file = document(post, self.blog, self.permalinks, self.profile, made.markdown, made.lead, made.image)
        file.text.encode()  # what isn't Unicode could not be written later either
        yield file
        if self.keep_html:
            yield original_document(post, file)

    def comments_of(self, post: Post) -> BuiltPost:
        """The document of its comments, if it has any."""
        try:
            document = comments_document(post, self.profile, self.blog)
        except ODD as error:
            message = f"Its comments could not be written as a file ({_told(error)}); they were left out"
            return BuiltPost((), (_failure("comments-left-out", post, message),))
        return BuiltPost((document,) if document else (), ())


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _failure(code: str, post: Post, message: str) -> Note:
    advice = "Please report it, with the post's HTML"
    return Note(code, post.name, message, advice, post_id=post.id, loss=True)


@dataclass(slots=True)
class BuildResult:
    """What piles up while posts are looked at."""

    notes: DiskList[Note]
    entries: DiskList[ReportEntry] = field(default_factory=DiskList)
    standing: DiskList[Wanted] = field(default_factory=DiskList)
    """Documents that were not made again."""
    provenance: DiskDict[Provenance] = field(default_factory=DiskDict)
    """How each document that was made came to be."""
    comments: int = 0
    converted: int = 0
    failed: bool = False


def build_documents(
    store: Store, builder: DocumentBuilder, fingerprints: Fingerprints, selected: Set[str], progress: Progress
) -> BuildResult:
    """Stage the documents of all selected posts; their images are being fetched from now on."""
    built = BuildResult(DiskList(chain(store.notes, builder.permalinks.notes)))
    progress.begin("converting")
    for post in store.posts():
        if post.id not in selected:
            continue
        posted = _made(post, store, builder, fingerprints, built)
        if builder.comments:
            _comments(post, store, builder, fingerprints, built)
        findings = posted.findings if posted else None
        path = builder.permalinks.path(post.id)
        built.entries.append(ReportEntry(post.id, post.title, post.url, post.kind, post.status, path, findings))
        progress.reach(len(built.entries), len(selected))
    return built


def _made(
    post: Post, store: Store, builder: DocumentBuilder, fingerprints: Fingerprints, built: BuildResult
) -> BuiltPost | None:
    """What the post became in this run; None where it is still as it was made before."""
    path = builder.permalinks.path(post.id)
    if post.id in store.unread:
        built.standing.append(_still(post.id, fingerprints, path))
        if builder.keep_html:
            built.standing.append(_still(f"html:{post.id}", fingerprints))
        return None
    provenance = fingerprints.of_post(post)
    standing = [fingerprints.standing(post.id, provenance, path)]
    if builder.keep_html:
        standing.append(fingerprints.standing(f"html:{post.id}", provenance))
    if all(standing):
        built.standing.extend(filter(None, standing))
        return None
    posted = builder.post(post)
    for each in posted.documents:
        _stage(each, provenance, store, built)
    built.notes.extend(posted.notes)
    built.converted += 1
    built.failed |= not posted.documents
    return posted


def _comments(
    post: Post, store: Store, builder: DocumentBuilder, fingerprints: Fingerprints, built: BuildResult
) -> None:
    count = store.uncounted.get(post.id, len(post.comments))
    built.comments += count
    if not count:
        return
    if post.id in store.uncounted:
        built.standing.append(_still(f"comments:{post.id}", fingerprints))
        return
    provenance = fingerprints.of_comments(post)
    standing = fingerprints.standing(f"comments:{post.id}", provenance)
    if standing:
        built.standing.append(standing)
        return
    posted = builder.comments_of(post)
    built.notes.extend(posted.notes)
    for each in posted.documents:
        _stage(each, provenance, store, built)


def _still(document: str, fingerprints: Fingerprints, path: PurePosixPath | None = None) -> Wanted:
    """The document of a post that needn't be read again, as was seen before it came to this."""
    found = fingerprints.still(document, path)
    if found is None:
        raise OutputError(document, "its file was changed while this run was under way", "Run again")
    return found


def _stage(document: Document, provenance: Provenance, store: Store, built: BuildResult) -> None:
    store.stage(document)
    built.provenance[document.id] = provenance
