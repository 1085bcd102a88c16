"""One half-migrated post: what its body becomes, and what there is to tell about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import PurePosixPath

from migrator import frontmatter
from migrator.converter.addresses import body_links
from migrator.converter.commonmark import render
from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check, finding_note
from migrator.converter.fidelity.view import view_of
from migrator.converter.fidelity.words import words
from migrator.converter.mixed.mixed import as_html, is_markdown, mended
from migrator.converter.mixed.placeholders import Placeholders, hide_attributes, hide_code, hide_templates
from migrator.errors import BODY_ERRORS, MigratorError
from migrator.fetcher.folder import HalfMigratedPost, half_migrated_post, image_addresses, readdressed
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.resolver import ImageContext, ImageResolver
from migrator.model import Finding, Note, Post, StoredImage
from migrator.writer.profiles.profile import Profile

CLEAN = "clean Markdown already"
FINISHED = "finished by an earlier run"
NO_POST = "no post: it has no front matter"
_SOMETIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FinishedPost:
    """What came of looking at one file."""

    title: str = ""
    body: str | None = None
    """The body that it gets, images still tokens; None where the file's own stays."""
    reason: str = ""
    """Why that is so."""
    is_post: bool = True
    left_alone: bool = False
    """Whether it should have been finished, and could not be."""
    findings: tuple[Finding, ...] | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Finisher:
    """Finishes posts, one after another."""

    profile: Profile
    images: ImageResolver
    own_link: Callable[[str], str] = lambda _href: ""
    """The address here of a post that a link to the old blog leads to; '' where it is not here."""

    def look(self, data: bytes, name: PurePosixPath, *, finished: bool) -> FinishedPost:
        """What a file is to become; the body of one that is `finished` is looked at for its images only."""
        try:
            half = half_migrated_post(data, name)
            meta, _ = frontmatter.parse(half.head, str(name))
        except MigratorError as error:
            return _left_alone(name, "front-matter-broken", error.problem, error.advice or "Mend it and run again")
        if not half.head:
            return FinishedPost(reason=NO_POST, is_post=False)
        title = str(meta.get("title") or name)
        try:
            looked = FinishedPost(reason=FINISHED) if finished else self._body(half, name, title)
        except BODY_ERRORS as error:
            problem = f"its body could not be converted ({type(error).__name__}: {error})"
            return _left_alone(name, "body-not-converted", problem, "Please report it, with the file")
        if not looked.left_alone:
            for address in (*_addresses(half, whole=looked.body is None), *(_image_sources(half) if finished else ())):
                self.images.ask(address, "", _asker(name))
        return replace(looked, title=title)

    def _body(self, half: HalfMigratedPost, name: PurePosixPath, title: str) -> FinishedPost:
        body = half.body.replace("\r\n", "\n")
        templates, attributes, links = (
            Placeholders(body, "liquid"),
            Placeholders(body, "attributes"),
            Placeholders(body, "link"),
        )
        text = mended(hide_templates(body, templates))
        if not half.is_html and is_markdown(text):
            return FinishedPost(reason=CLEAN)
        if not half.is_html:
            text = hide_attributes(text, attributes)
        html = text if half.is_html else as_html(text, templates.alone)
        asker = _asker(name)
        context = Context(
            link=cache(partial(self._link, asker=asker, links=links)),
            image=partial(self.images.ask, asker=asker),
            media=partial(self.images.play, asker=asker),
            more=self.profile.more,
        )
        made = convert(html, context)
        if not (templates.whole(made.markdown) and attributes.whole(made.markdown)):
            problem = (
                "Liquid or kramdown attributes stand where Markdown can't keep them: in a tag, or in what nobody sees"
            )
            return _left_alone(name, "liquid-in-markup", problem, "Move it into the text and run again")
        markdown = links.show(templates.show(attributes.show_below(self.profile.escape(made.markdown))))
        if markdown.strip() == body.strip():
            return FinishedPost(reason=CLEAN)
        findings = (*_unread(text, html), *check(html, made.markdown, context))
        post = _as_post(name, title)
        notes = [replace(note, subject=str(name), post_id=post.id) for note in made.notes]
        notes += [replace(finding_note(post, finding), subject=str(name)) for finding in findings]
        return FinishedPost(body=f"\n{markdown}", findings=findings, notes=tuple(notes))

    def _link(self, href: str, asker: ImageContext, links: Placeholders) -> str:
        """Where a link leads: to a post of this folder, to an image that is fetched, or where it always did.

        Addresses may be Liquid, so they stand aside.
        """
        own = self.own_link(href)
        return links.hide(own) if own else self.images.follow(href, asker)

    def final(
        self,
        data: bytes,
        name: PurePosixPath,
        body: str | None,
        stored: Mapping[str, StoredImage],
        *,
        finished: bool = False,
    ) -> bytes:
        """The file with the body that it gets, None for its own, and with the local addresses of its images.

        Of one that is `finished` these are all it shows: an earlier run may have been told to leave them.
        """
        half = half_migrated_post(data, name)
        local = {
            address: self.profile.image_address(stored[found.key].path)
            for address in (*_addresses(half, whole=body is None), *(_image_sources(half) if finished else ()))
            if (found := image_of(address)) and found.key in stored
        }
        head = readdressed(half.head, local)
        if body is None:
            codes = Placeholders(half.body, "code")
            rest = hide_code(half.body, codes, dedent=False)
            return (head + codes.show(readdressed(rest, local))).encode()
        text = self.images.settled(body)
        return (head + (text.replace("\n", "\r\n") if head.endswith("\r\n") else text)).encode()


def _asker(name: PurePosixPath) -> ImageContext:
    return ImageContext(str(name), name, _SOMETIME)


def _addresses(half: HalfMigratedPost, *, whole: bool) -> tuple[str, ...]:
    """Of images at Google's: in the front matter, in the `whole` file where its body stays as it is."""
    body = hide_code(half.body, Placeholders(half.body, "code")) if whole else ""
    return image_addresses(f"{half.head}\n{body}")


def _image_sources(half: HalfMigratedPost) -> tuple[str, ...]:
    """Of all images in a Markdown body."""
    return body_links(render(half.body)).images


def _left_alone(name: PurePosixPath, code: str, problem: str, advice: str) -> FinishedPost:
    note = Note(code, str(name), f"{problem}; the file is left as it is", advice, post_id=str(name), loss=True)
    return FinishedPost(str(name), reason=f"left as it is: {problem}", left_alone=True, notes=(note,))


def _unread(text: str, html: str) -> tuple[Finding, ...]:
    """Words of the file that are not in the HTML that it was read as."""
    told = Counter(words(html)) + Counter(view_of(html).words)
    lost = Counter(word for word in view_of(text).words if word.isalpha()) - told
    return (Finding("words", lost.total(), " ".join(lost.elements())[:200]),) if lost else ()


def _as_post(name: PurePosixPath, title: str) -> Post:
    return Post(str(name), title, "", _SOMETIME, _SOMETIME)
