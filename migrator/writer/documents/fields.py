"""The fields of a post's front matter: one function each.  None leaves the field out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import TypeAlias
from urllib.parse import unquote

from migrator.model import Kind, Post, Status
from migrator.writer.documents.frontmatter import Folded, Value, printable


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A post and what is known of its document: the values that fields are made of."""

    post: Post
    date: datetime
    """Of publication, on the blog's clock."""
    permalink: str
    """`/2014/03/slug.html`, or '' for a draft that never had one."""
    lead: str
    """The beginning of the post as plain text."""
    image: str
    """The address or token of the post's first image, or ''."""
    body: str
    """The Markdown."""
    more: str
    """The jump break as this generator marks it."""
    former: tuple[str, ...] = ()
    """Permalinks that the post had before."""
    direction: str = ""
    """`rtl` for a body that is mostly written from right to left, else ''."""


Field: TypeAlias = Callable[[FieldSource], Value | None]

# Markup that bloggers put into titles on purpose, since Blogger's own themes print titles unescaped.
_INLINE_TAG = re.compile(
    r"</?(?:abbr|b|big|br|center|code|del|em|font|i|ins|kbd|s|small|span|strike|strong|sub|sup|tt|u)\b[^<>]*>",
    re.IGNORECASE,
)
_TITLE_MARKUP = re.compile(rf"({_INLINE_TAG.pattern})|<|&(?=#?\w+;)", re.IGNORECASE)
_MARKUP = re.compile(r"[\\`*\[\]<|~]|\$\$|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(?:([-+#>:=])|(\d+)([.)])(?=\s))")
_ENTITIES = {"<": "&lt;", "&": "&amp;", "|": "&#124;"}


def title(entry: FieldSource) -> Value:
    """The title on one line; '' where the post has none, as on Blogger."""
    return " ".join(printable(entry.post.title).split())


def title_as_html(entry: FieldSource) -> Value:
    """The title for a theme that prints it unescaped, as Blogger's themes do.

    `Vector<int>` has to be written with an entity or readers would see `Vector`; a title in `<i>` stays so.
    """
    return _TITLE_MARKUP.sub(lambda hit: hit[1] or _ENTITIES[hit[0]], str(title(entry)))


def layout(entry: FieldSource) -> Value:
    """`post` or `page`."""
    return str(entry.post.kind)


def date(entry: FieldSource) -> Value:
    """When it was published, on the blog's clock."""
    return entry.date


def permalink(entry: FieldSource) -> Value | None:
    """The permalink as Blogger has it."""
    return entry.permalink or None


def decoded_permalink(entry: FieldSource) -> Value | None:
    """The permalink percent-decoded, for a generator that makes a file's name of it as it stands."""
    return unquote(entry.permalink) or None


def former_permalinks(entry: FieldSource) -> Value | None:
    """Permalinks that the post had before, for redirects."""
    return entry.former or None


def labels(entry: FieldSource) -> Value | None:
    """The labels, each once."""
    return tuple(dict.fromkeys(filter(None, (" ".join(name.split()) for name in entry.post.labels)))) or None


def author(entry: FieldSource) -> Value | None:
    """The author's name."""
    return entry.post.author.strip() or None


def description(entry: FieldSource) -> Value | None:
    """The search description that the author gave it."""
    return " ".join(entry.post.description.split()) or None


def summary(entry: FieldSource) -> Value | None:
    """The search description, or else the beginning of the post, as one paragraph of Markdown."""
    return Folded(_as_markdown(entry.post.description or entry.lead)) or None


def image(entry: FieldSource) -> Value | None:
    """The first image."""
    return entry.image or None


def images(entry: FieldSource) -> Value | None:
    """The first image, as the list that some generators ask for."""
    return (entry.image,) if entry.image else None


def direction(entry: FieldSource) -> Value | None:
    """`rtl`, as a theme writes it into `dir`, where the body is mostly written from right to left."""
    return entry.direction or None


def location(entry: FieldSource) -> Value | None:
    """The name and coordinates that its author gave it."""
    place = entry.post.location
    if place is None:
        return None
    point = {"latitude": place.latitude, "longitude": place.longitude}
    return {"name": place.name} | {
        name: degrees for name, degrees in point.items() if degrees is not None and isfinite(degrees)
    }


def excerpt_mark(entry: FieldSource) -> Value | None:
    """The jump break, named in the posts that have one, so that the site's settings need not know it."""
    return entry.more if entry.more in entry.body else None


def is_draft(entry: FieldSource) -> Value | None:
    """True for a draft."""
    return True if entry.post.status is Status.DRAFT else None


def unpublished_page(entry: FieldSource) -> Value | None:
    """False for a page that is a draft: only posts have a folder for drafts."""
    hidden = entry.post.status is Status.DRAFT and entry.post.kind is Kind.PAGE
    return False if hidden else None


def blogger_id(entry: FieldSource) -> Value:
    """The post's id, by which a later run knows its file."""
    return entry.post.id


def _as_markdown(text: str) -> str:
    """Plain text as one line of Markdown that renders as just that text."""
    line = " ".join(printable(text).split())
    line = _MARKUP.sub(lambda hit: _ENTITIES.get(hit[0]) or "".join("\\" + char for char in hit[0]), line)
    return _LINE_START.sub(lambda hit: f"\\{hit[1]}" if hit[1] else f"{hit[2]}\\{hit[3]}", line)
