"""Atom entries as Blogger writes them, in feeds and backups alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

from migrator.demo.blog import SampleBlog, SampleComment, SamplePost
from migrator.demo.markup import element, filled

KIND = "http://schemas.google.com/g/2005#kind"
LABEL = "http://www.blogger.com/atom/ns#"
HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>"
    '<?xml-stylesheet href="https://www.blogger.com/styles/atom.css" type="text/css"?>'
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
    " xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:georss='http://www.georss.org/georss'"
    " xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
)
FACE = "//www.blogger.com/img/blogger_logo_round_35.png"


def post_entry(blog: SampleBlog, post: SamplePost, body: str, *marks: str) -> str:
    """A post around its body; `marks` are the elements that only some of Blogger's forms have."""
    return entry(
        filled("id", f"tag:blogger.com,1999:blog-{blog.id}.{post.kind}-{post.id}"),
        *dates(blog, post.published, post.updated),
        *marks,
        *(element("category", scheme=LABEL, term=label) for label in post.labels),
        filled("title", post.title, type="text"),
        body,
        *_post_links(blog, post),
        author(blog.author, blog.author_uri),
        _thumbnail(post),
        filled("thr:total", str(len(visible_comments(post)))) if post.kind == "post" else "",
        *_place(post),
    )


def visible_comments(post: SamplePost) -> tuple[SampleComment, ...]:
    """Its comments that readers see, oldest first."""
    return tuple(comment for comment in post.comments if comment.status == "LIVE")


def changed(comment: SampleComment) -> datetime:
    """When it was last touched, as when its author took it back."""
    return comment.updated or comment.published


def summary(html: str) -> str:
    """What a short feed gives of a body: plain text, without a word on what is missing."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())[:400]


def _post_links(blog: SampleBlog, post: SamplePost) -> Iterable[str]:
    """A draft has no address and nothing that could be answered."""
    api = f"https://www.blogger.com/feeds/{blog.id}/{post.kind}s/default/{post.id}"
    if post.path and post.kind == "post":
        yield element("link", rel="replies", type="application/atom+xml", title="Post Comments",
                      href=f"{blog.url}/feeds/{post.id}/comments/default")  # fmt: skip
        yield element("link", rel="replies", type="text/html", href=f"{blog.url}{post.path}#comment-form",
                      title=f"{len(visible_comments(post))} Comments")  # fmt: skip
    yield element("link", rel="edit", type="application/atom+xml", href=api)
    yield element("link", rel="self", type="application/atom+xml", href=api)
    if post.path:
        yield element("link", rel="alternate", type="text/html", href=f"{blog.url}{post.path}", title=post.title)


def comment_entry(blog: SampleBlog, post: SamplePost, comment: SampleComment, *marks: str) -> str:
    """A comment, with what only some forms have as `marks`."""
    api = f"https://www.blogger.com/feeds/{blog.id}/{post.id}/comments/default"
    moment = int(comment.published.timestamp() * 1000)
    address = f"{blog.url}{post.path}"
    related = element("link", rel="related", type="application/atom+xml", href=f"{api}/{comment.parent}")
    removed = element("gd:extendedProperty", name="blogger.contentRemoved", value="true")
    first_words = summary(comment.html)
    return entry(
        filled("id", f"tag:blogger.com,1999:blog-{blog.id}.post-{comment.id}"),
        *dates(blog, comment.published, changed(comment)),
        *marks,
        filled("title", first_words if len(first_words) <= 50 else f"{first_words[:50]}...", type="text"),
        filled("content", comment.html, type="html"),
        element("link", rel="edit", type="application/atom+xml", href=f"{api}/{comment.id}"),
        element("link", rel="self", type="application/atom+xml", href=f"{api}/{comment.id}"),
        element("link", rel="alternate", type="text/html", title="",
                href=f"{address}?showComment={moment}#c{comment.id}"),
        related if comment.parent else "",
        author(comment.author, comment.uri),
        element("thr:in-reply-to", href=address, ref=f"tag:blogger.com,1999:blog-{blog.id}.post-{post.id}",
                source=f"https://www.blogger.com/feeds/{blog.id}/posts/default/{post.id}", type="text/html"),
        removed if comment.removed else "",
        element("gd:extendedProperty", name="blogger.itemClass", value=f"pid-{comment.id[-9:]}"),
    )  # fmt: skip


def entry(*children: str) -> str:
    """An entry of these children."""
    return f"<entry>{''.join(children)}</entry>"


def kind(kind: str) -> str:
    """The category that says what an entry is."""
    return element("category", scheme=KIND, term=f"http://schemas.google.com/blogger/2008/kind#{kind}")


def local(blog: SampleBlog, moment: datetime) -> str:
    """The moment as the blog's own clock had it."""
    return moment.astimezone(ZoneInfo(blog.zone)).isoformat(timespec="milliseconds")


def dates(blog: SampleBlog, published: datetime, updated: datetime) -> tuple[str, str]:
    """When it was published and last changed."""
    return filled("published", local(blog, published)), filled("updated", local(blog, updated))


def author(name: str, uri: str) -> str:
    """A person; the address is always the same one."""
    face = element("gd:image", rel="http://schemas.google.com/g/2005#thumbnail", width="35", height="35", src=FACE)
    known = filled("uri", uri) if uri else ""
    return element("author", filled("name", name) + known + filled("email", "noreply@blogger.com") + face)


def _thumbnail(post: SamplePost) -> str:
    """The first image as a 72 pixel square, which Blogger adds for feed readers."""
    first = re.search(r'<img[^>]* src="(https?:[^"]+/)[swh][\w-]+(/[^"/]*)"', post.html)
    if first is None:
        return ""
    return element(
        "media:thumbnail",
        xmlns_media="http://search.yahoo.com/mrss/",
        url=f"{first[1]}s72-c{first[2]}",
        height="72",
        width="72",
    )


def _place(post: SamplePost) -> Iterable[str]:
    if post.location is not None:
        yield filled("georss:featurename", post.location.name)
        yield filled("georss:point", f"{post.location.latitude} {post.location.longitude}")
