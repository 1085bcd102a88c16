"""One post after another becomes documents; a bad one becomes a note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check
from migrator.errors import MigratorError
from migrator.fetcher.images.resolver import Asker, Pictures
from migrator.model import Blog, Document, Finding, Note, Post
from migrator.writer.documents.comments import comments_document
from migrator.writer.documents.dates import localise
from migrator.writer.documents.documents import document, original_document
from migrator.writer.permalinks.permalinks import SiteMap
from migrator.writer.profiles.profile import Profile

ODD = (MigratorError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What code stumbles with over a body that nobody foresaw: a wrong number, address or encoding, a missing
piece, endless depth.  Trouble with disk, memory or the network is not the post's and ends the run."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a post became: no documents at all if that proved impossible."""

    documents: tuple[Document, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...] | None = None
    """In what the Markdown differs from the post; None if that was not looked at."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that is the same for all posts of a run."""

    blog: Blog
    profile: Profile
    sitemap: SiteMap
    pictures: Pictures
    comments: bool
    targets: frozenset[str] = frozenset()
    """Names of places in posts that links of the blog lead to."""
    verify: bool = True
    bold_headings: bool = False
    keep_html: bool = False

    def post(self, post: Post) -> Posted:
        """The documents of one post, pictures still tokens, and what there is to tell about it."""
        context = self._context(post)
        conversion, findings = self._converted(post, context)
        notes = tuple(replace(note, subject=post.name, post_id=post.id) for note in conversion.notes)
        notes += tuple(told_finding(post, finding) for finding in findings or ())
        try:
            return Posted(tuple(self._documents(post, conversion)), notes, findings)
        except ODD as error:
            message = f"It could not be written as a file ({_told(error)}); it was left out"
            return Posted((), (*notes, _failure("post-left-out", post, message)))

    def _context(self, post: Post) -> Context:
        asker = Asker(post.id, self.sitemap.path(post.id), localise(post.published, self.blog.zone))
        return Context(
            link=partial(self._link, asker=asker),
            picture=partial(self.pictures.ask, asker=asker),
            media=partial(self.pictures.play, asker=asker),
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

    def _link(self, href: str, asker: Asker) -> str:
        """Where a link leads: another post of the blog, a picture that is fetched, or where it always did."""
        resolved = self.sitemap.resolve(href)
        return resolved if resolved != href else self.pictures.follow(href, asker)

    def _documents(self, post: Post, made: Conversion) -> Iterator[Document]:
        file = document(post, self.blog, self.sitemap, self.profile, made.markdown, made.lead, made.image)
        file.text.encode()  # what isn't Unicode could not be written later either
        yield file
        if self.keep_html:
            yield original_document(post, file)

    def comments_of(self, post: Post) -> Posted:
        """The document of its comments, if it has any."""
        try:
            document = comments_document(post, self.profile, self.blog)
        except ODD as error:
            message = f"Its comments could not be written as a file ({_told(error)}); they were left out"
            return Posted((), (_failure("comments-left-out", post, message),))
        return Posted((document,) if document else (), ())


def told_finding(post: Post, finding: Finding) -> Note:
    """What a person reads of it."""
    if finding.kind == "added":
        message = f"{finding.count} words or signs in the Markdown are not in the post: {finding.detail}"
        return Note("words-added", post.name, message, post_id=post.id)
    message = f"Not in the Markdown: {finding.count} of its {finding.kind}: {finding.detail}"
    return Note(f"lost-{finding.kind.replace(' ', '-')}", post.name, message, post_id=post.id, loss=True)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _failure(code: str, post: Post, message: str) -> Note:
    advice = "Please report it, with the post's HTML"
    return Note(code, post.name, message, advice, post_id=post.id, loss=True)
