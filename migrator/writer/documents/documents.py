"""The file of a post: its front matter and Markdown as one text."""

from __future__ import annotations

from pathlib import PurePosixPath

from migrator.model import Blog, Document, Post
from migrator.writer.disk.newlines import digest_of
from migrator.writer.documents import frontmatter
from migrator.writer.documents.dates import localise
from migrator.writer.documents.fields import FieldSource
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.profiles.profile import Profile

ORIGINALS = "_originals"
"""The folder of `--keep-html`: Jekyll skips names with an underscore, other generators read no such folder."""


def document(
    post: Post,
    blog: Blog,
    permalinks: Permalinks,
    profile: Profile,
    markdown: str,
    lead: str = "",
    image: str = "",
    direction: str = "",
) -> Document:
    """The file of a post.  `markdown` and `image` may hold image tokens; they stay tokens."""
    entry = FieldSource(
        post=post,
        date=localise(post.published, blog.zone),
        permalink=permalinks.permalink(post.id),
        lead=lead,
        image=image,
        body=markdown,
        more=profile.more,
        former=permalinks.former(post.id),
        direction=direction,
    )
    meta = {name: value for name, field in profile.fields if (value := field(entry)) is not None}
    text = frontmatter.render(meta, profile.escape(markdown))
    return Document(post.id, permalinks.path(post.id), text)


def original_document(post: Post, file: Document) -> Document:
    """The HTML body as Blogger has it, at the path of the post's file below `_originals/`."""
    path = PurePosixPath(ORIGINALS) / file.path.with_suffix(".html")
    return Document(f"html:{post.id}", path, post.html if post.html.endswith("\n") else f"{post.html}\n")


def digest(text: str) -> str:
    """SHA-256 of the text with Unix line ends, by which plan and state know it."""
    return digest_of(text.encode())
