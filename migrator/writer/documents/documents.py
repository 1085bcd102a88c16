"""A post and its Markdown become one file's text."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from migrator.model import Blog, Document, Post
from migrator.writer.disk.newlines import plain_bytes
from migrator.writer.documents import frontmatter
from migrator.writer.documents.dates import localise
from migrator.writer.documents.fields import FieldSource
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.profiles.profile import Profile

ORIGINALS = "_originals"
"""Where `--keep-html` puts the bodies: Jekyll skips names with an underscore, the others know no such folder."""


def document(
    post: Post, blog: Blog, permalinks: Permalinks, profile: Profile, markdown: str, lead: str = "", image: str = ""
) -> Document:
    """The file of a post.  `markdown` and `image` may hold image tokens; they stay tokens."""
    entry = FieldSource(
        post=post,
        date=localise(post.published, blog.zone),
        address=permalinks.address(post.id),
        lead=lead,
        image=image,
        body=markdown,
        more=profile.more,
        former=permalinks.former(post.id),
    )
    meta = {name: value for name, field in profile.fields if (value := field(entry)) is not None}
    text = frontmatter.render(meta, profile.escape(markdown))
    return Document(post.id, permalinks.path(post.id), text)


def original_document(post: Post, file: Document) -> Document:
    """The body as Blogger has it, under the file's own path in a folder that every generator passes over."""
    path = PurePosixPath(ORIGINALS) / file.path.with_suffix(".html")
    return Document(f"html:{post.id}", path, post.html if post.html.endswith("\n") else f"{post.html}\n")


def digest(text: str) -> str:
    """What plan and state know a text by: the SHA-256 of its bytes, its lines ending as Unix ends them."""
    return hashlib.sha256(plain_bytes(text.encode())).hexdigest()
