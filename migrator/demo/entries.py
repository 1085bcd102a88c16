"""Atom entries as Blogger writes them, in feeds and backups: single quotes, no blanks between elements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from migrator.demo.blog import SampleBlog, SampleComment, SamplePost

ATOM = "http://www.w3.org/2005/Atom"
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


def element(name: str, content: str = "", /, **attributes: str) -> str:
    """An element around markup.  An attribute `xmlns_app` is written `xmlns:app`."""
    written = "".join(
        f" {key.replace('_', ':')}='{escape(value, {chr(39): '&#39;'})}'" for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text_element(name: str, content: str, /, **attributes: str) -> str:
    """An element around plain text, with an end tag even if it is empty."""
    markup = element(name, escape(content) or "\0", **attributes)
    return markup if content else markup.replace("\0", "")


def post_entry(blog: SampleBlog, post: SamplePost, body: str, *marks: str) -> str:
    """The entry of a post with this body; `marks` are elements that only some of Blogger's formats have."""
    return entry(
        text_element("id", f"tag:blogger.com,1999:blog-{blog.id}.{post.kind}-{post.id}"),
        *dates(blog, post.published, post.updated),
        *marks,
        *(element("category", scheme=LABEL, term=label) for label in post.labels),
        text_element("title", post.title, type="text"),
        body,
        *_post_links(blog, post),
        author(blog.author, blog.author_uri),
        _thumbnail(post),
        text_element("thr:total", str(len(visible_comments(post)))) if post.kind == "post" else "",
        *_place(post),
    )


def visible_comments(post: SamplePost) -> tuple[SampleComment, ...]:
    """Its public comments, oldest first."""
    return tuple(comment for comment in post.comments if comment.status == "LIVE")


def changed(comment: SampleComment) -> datetime:
    """When it was last changed: written, or deleted by its author."""
    return comment.updated or comment.published


def summary(html: str) -> str:
    """A body in a short feed: the beginning of its plain text, without any sign that it is cut."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())[:400]


def _post_links(blog: SampleBlog, post: SamplePost) -> Iterable[str]:
    """The links of a post: a draft has neither an address nor comments."""
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
    """The entry of a comment; `marks` are elements that only some of Blogger's formats have."""
    api = f"https://www.blogger.com/feeds/{blog.id}/{post.id}/comments/default"
    moment = int(comment.published.timestamp() * 1000)
    address = f"{blog.url}{post.path}"
    related = element("link", rel="related", type="application/atom+xml", href=f"{api}/{comment.parent}")
    removed = element("gd:extendedProperty", name="blogger.contentRemoved", value="true")
    first_words = summary(comment.html)
    return entry(
        text_element("id", f"tag:blogger.com,1999:blog-{blog.id}.post-{comment.id}"),
        *dates(blog, comment.published, changed(comment)),
        *marks,
        text_element("title", first_words if len(first_words) <= 50 else f"{first_words[:50]}...", type="text"),
        text_element("content", comment.html, type="html"),
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
    """The category with the kind of an entry."""
    return element("category", scheme=KIND, term=f"http://schemas.google.com/blogger/2008/kind#{kind}")


def local(blog: SampleBlog, moment: datetime) -> str:
    """The moment in the blog's time zone."""
    return moment.astimezone(ZoneInfo(blog.zone)).isoformat(timespec="milliseconds")


def dates(blog: SampleBlog, published: datetime, updated: datetime) -> tuple[str, str]:
    """The `published` and `updated` elements."""
    return text_element("published", local(blog, published)), text_element("updated", local(blog, updated))


def author(name: str, uri: str) -> str:
    """The `author` element; Blogger gives all authors one email address."""
    face = element("gd:image", rel="http://schemas.google.com/g/2005#thumbnail", width="35", height="35", src=FACE)
    known = text_element("uri", uri) if uri else ""
    return element("author", text_element("name", name) + known + text_element("email", "noreply@blogger.com") + face)


def _thumbnail(post: SamplePost) -> str:
    """The first image as a 72 pixel square, which Blogger's feeds have for feed readers."""
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
        yield text_element("georss:featurename", post.location.name)
        yield text_element("georss:point", f"{post.location.latitude} {post.location.longitude}")
