"""Builds documents from posts; where an earlier run's document is up to date, its post is not converted."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check, finding_note
from migrator.errors import BODY_ERRORS, OutputError
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
    """The documents of one post; none where it could not be written."""

    documents: tuple[Document, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...] | None = None
    """The differences between the post and its Markdown; None where they were not compared."""


@dataclass(frozen=True, slots=True)
class DocumentBuilder:
    """Builds the documents of one post after another, all with the same settings."""

    blog: Blog
    profile: Profile
    permalinks: Permalinks
    images: ImageResolver
    comments: bool
    targets: frozenset[str] = frozenset()
    """Names of anchors that links of the blog lead to."""
    verify: bool = True
    bold_headings: bool = False
    keep_html: bool = False

    def post(self, post: Post) -> BuiltPost:
        """The documents of one post, with tokens in place of image addresses, and its notes and findings."""
        context = self._context(post)
        conversion, findings = self._conversion(post, context)
        notes = tuple(replace(note, subject=post.name, post_id=post.id) for note in conversion.notes)
        notes += tuple(finding_note(post, finding) for finding in findings or ())
        try:
            return BuiltPost(tuple(self._documents(post, conversion)), notes, findings)
        except BODY_ERRORS as error:
            message = f"It could not be written as a file ({_error_text(error)}); it was left out"
            return BuiltPost((), (*notes, _failure_note("post-left-out", post, message)))

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

    def _conversion(self, post: Post, context: Context) -> tuple[Conversion, tuple[Finding, ...] | None]:
        try:
            conversion = convert(post.html, context)
            return conversion, check(post.html, conversion.markdown, context) if self.verify else None
        except BODY_ERRORS as error:
            message = f"Its body could not be converted ({_error_text(error)}); it stands in the file as HTML"
            return Conversion(post.html, "", "", (_failure_note("body-not-converted", post, message),)), None

    def _link(self, href: str, asker: ImageContext) -> str:
        """The target of a link: a post's permalink, the token of an image that is fetched, or `href` itself."""
        resolved = self.permalinks.resolve(href)
        return resolved if resolved != href else self.images.follow(href, asker)

    def _documents(self, post: Post, body: Conversion) -> Iterator[Document]:
        file = document(
            post, self.blog, self.permalinks, self.profile, body.markdown, body.lead, body.image, body.direction
        )
        file.text.encode()  # what isn't Unicode could not be written later either
        yield file
        if self.keep_html:
            yield original_document(post, file)

    def comments_of(self, post: Post) -> BuiltPost:
        """The document of the post's comments, if it has any."""
        try:
            document = comments_document(post, self.profile, self.blog)
        except BODY_ERRORS as error:
            message = f"Its comments could not be written as a file ({_error_text(error)}); they were left out"
            return BuiltPost((), (_failure_note("comments-left-out", post, message),))
        return BuiltPost((document,) if document else (), ())


def _error_text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _failure_note(code: str, post: Post, message: str) -> Note:
    advice = "Please report it, with the post's HTML"
    return Note(code, post.name, message, advice, post_id=post.id, loss=True)


@dataclass(slots=True)
class BuildResult:
    """The notes, report entries and documents of a run; new documents wait in the store."""

    notes: DiskList[Note]
    entries: DiskList[ReportEntry] = field(default_factory=DiskList)
    unchanged: DiskList[Wanted] = field(default_factory=DiskList)
    """Documents that were not built again."""
    provenance: DiskDict[Provenance] = field(default_factory=DiskDict)
    """The provenance of each new document."""
    comments: int = 0
    """Of all selected posts."""
    converted: int = 0
    """Posts that were converted in this run."""
    failed: bool = False
    """Whether a post could not be written."""


def build_documents(
    store: Store, builder: DocumentBuilder, fingerprints: Fingerprints, selected: Set[str], progress: Progress
) -> BuildResult:
    """Build the documents of all selected posts into the store; their images are being fetched meanwhile."""
    built = BuildResult(DiskList(chain(store.notes, builder.permalinks.notes)))
    progress.begin("converting")
    for post in store.posts():
        if post.id not in selected:
            continue
        built_post = _built_post(post, store, builder, fingerprints, built)
        if builder.comments:
            _build_comments(post, store, builder, fingerprints, built)
        findings = built_post.findings if built_post else None
        path = builder.permalinks.path(post.id)
        built.entries.append(ReportEntry(post.id, post.title, post.url, post.kind, post.status, path, findings))
        progress.reach(len(built.entries), len(selected))
    return built


def _built_post(
    post: Post, store: Store, builder: DocumentBuilder, fingerprints: Fingerprints, built: BuildResult
) -> BuiltPost | None:
    """The post as it was built and staged; None where its documents are up to date."""
    path = builder.permalinks.path(post.id)
    if post.id in store.unread:
        built.unchanged.append(_unchanged(post.id, fingerprints, path))
        if builder.keep_html:
            built.unchanged.append(_unchanged(f"html:{post.id}", fingerprints))
        return None
    provenance = fingerprints.of_post(post, store.links(post.id))
    unchanged = [fingerprints.standing(post.id, provenance, path)]
    if builder.keep_html:
        unchanged.append(fingerprints.standing(f"html:{post.id}", provenance))
    if all(unchanged):
        built.unchanged.extend(filter(None, unchanged))
        return None
    built_post = builder.post(post)
    for each in built_post.documents:
        _stage(each, provenance, store, built)
    built.notes.extend(built_post.notes)
    built.converted += 1
    built.failed |= not built_post.documents
    return built_post


def _build_comments(
    post: Post, store: Store, builder: DocumentBuilder, fingerprints: Fingerprints, built: BuildResult
) -> None:
    count = store.uncounted.get(post.id, len(post.comments))
    built.comments += count
    if not count:
        return
    if post.id in store.uncounted:
        built.unchanged.append(_unchanged(f"comments:{post.id}", fingerprints))
        return
    provenance = fingerprints.of_comments(post)
    unchanged = fingerprints.standing(f"comments:{post.id}", provenance)
    if unchanged:
        built.unchanged.append(unchanged)
        return
    built_comments = builder.comments_of(post)
    built.notes.extend(built_comments.notes)
    for each in built_comments.documents:
        _stage(each, provenance, store, built)


def _unchanged(document_id: str, fingerprints: Fingerprints, path: PurePosixPath | None = None) -> Wanted:
    """An earlier run's document of a post that an incremental sync did not read.

    The sync has found it up to date; raises `OutputError` where it no longer is.
    """
    wanted = fingerprints.still(document_id, path)
    if wanted is None:
        raise OutputError(document_id, "its file was changed while this run was under way", "Run again")
    return wanted


def _stage(document: Document, provenance: Provenance, store: Store, built: BuildResult) -> None:
    store.stage(document)
    built.provenance[document.id] = provenance
