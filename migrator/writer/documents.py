"""A post and its Markdown become one file's text."""

from __future__ import annotations

import hashlib

from migrator.model import Blog, Document, Post
from migrator.writer import frontmatter
from migrator.writer.dates import localise
from migrator.writer.fields import Entry
from migrator.writer.profile import Profile
from migrator.writer.sitemap import SiteMap


def document(
    post: Post, blog: Blog, sitemap: SiteMap, profile: Profile, markdown: str, lead: str = "", image: str = ""
) -> Document:
    """The file of a post.  `markdown` and `image` may hold picture tokens; they stay tokens."""
    entry = Entry(
        post=post,
        date=localise(post.published, blog.zone),
        address=sitemap.address(post.id),
        lead=lead,
        image=image,
        body=markdown,
        more=profile.more,
    )
    meta = {name: value for name, field in profile.fields if (value := field(entry)) is not None}
    text = frontmatter.render(meta, profile.escape(markdown))
    return Document(post.id, sitemap.path(post.id), text)


def digest(text: str) -> str:
    """What plan and state know a text by: the SHA-256 of its bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
