"""The backup of the blog, which Blogger's settings had until 2025."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.demo.blog import SampleBlog, SamplePost
from migrator.demo.entries import (
    HEAD,
    author,
    comment_entry,
    dates,
    element,
    entry,
    kind,
    local,
    post_entry,
    text_element,
    visible_comments,
)


def backup(blog: SampleBlog) -> str:
    """The whole blog as `blog-MM-DD-YYYY.xml`."""
    entries = [_template(blog), *(_setting(blog, *setting) for setting in _settings(blog))]
    for name in ("post", "page"):
        entries += [_post(blog, post) for post in blog.listed(name, "live", "draft", "scheduled")]
    entries += [
        comment_entry(blog, post, comment, kind("comment"))
        for post in blog.listed("post", "live")
        for comment in reversed(visible_comments(post))
    ]
    archive = f"https://www.blogger.com/feeds/{blog.id}/archive"
    head = [
        text_element("id", f"tag:blogger.com,1999:blog-{blog.id}.archive"),
        text_element("updated", local(blog, blog.updated)),
        text_element("title", blog.title, type="text"),
        element("link", rel="http://schemas.google.com/g/2005#feed", type="application/atom+xml", href=archive),
        element("link", rel="self", type="application/atom+xml", href=archive),
        element("link", rel="alternate", type="text/html", href=f"{blog.url}/"),
        author(blog.author, blog.author_uri),
        text_element("generator", "Blogger", version="7.00", uri="https://www.blogger.com"),
    ]
    return f"{HEAD}{''.join(head)}{''.join(entries)}</feed>\n"


def _post(blog: SampleBlog, post: SamplePost) -> str:
    control = element("app:control", text_element("app:draft", "yes"), xmlns_app="http://purl.org/atom/app#")
    marks = (control if post.status == "draft" else "", kind(post.kind))
    return post_entry(blog, post, text_element("content", post.html, type="html"), *marks)


def _settings(blog: SampleBlog) -> Iterable[tuple[str, str, str]]:
    yield "BLOG_PUBLISHING_MODE", "The type of publishing done for this blog.", "PUBLISH_MODE_BLOGSPOT"
    yield "BLOG_NAME", "The name of the blog", blog.title
    yield "BLOG_DESCRIPTION", "A description of the blog", blog.description
    yield "BLOG_LOCALE", "Language for this Blog", blog.locale
    yield "BLOG_TIME_ZONE", "The time zone for this Blog", blog.zone
    yield (
        "BLOG_CONVERT_LINE_BREAKS",
        "Whether to convert line breaks into <br /> tags",
        str(blog.line_breaks).lower(),
    )
    yield "BLOG_POST_FEED", "The type of feed to provide for blog posts", "FULL"
    yield "BLOG_FEED_REDIRECT_URL", "URL to redirect post feed requests to", ""
    yield "BLOG_SUBDOMAIN", "The BlogSpot subdomain under which to publish your blog", blog.subdomain


def _setting(blog: SampleBlog, name: str, title: str, value: str) -> str:
    address = f"https://www.blogger.com/feeds/{blog.id}/settings/{name}"
    return entry(
        text_element("id", f"tag:blogger.com,1999:blog-{blog.id}.settings.{name}"),
        *dates(blog, blog.created, blog.updated),
        kind("settings"),
        text_element("title", title, type="text"),
        text_element("content", value, type="text"),
        element("link", rel="edit", type="application/atom+xml", href=address),
        element("link", rel="self", type="application/atom+xml", href=address),
        author(blog.author, blog.author_uri),
    )


def _template(blog: SampleBlog) -> str:
    theme = '<?xml version="1.0" encoding="UTF-8" ?>\n<html><title><data:blog.pageTitle/></title></html>'
    return entry(
        text_element("id", f"tag:blogger.com,1999:blog-{blog.id}.layout"),
        *dates(blog, blog.created, blog.updated),
        kind("template"),
        text_element("title", f"Template: {blog.title}", type="text"),
        text_element("content", theme, type="text"),
        author(blog.author, blog.author_uri),
    )
