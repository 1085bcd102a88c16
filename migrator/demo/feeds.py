"""Blogger's public feeds of the blog, page by page, as Atom and JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree

from migrator.demo.blog import SampleBlog, SamplePost
from migrator.demo.entries import (
    HEAD,
    author,
    changed,
    comment_entry,
    element,
    local,
    post_entry,
    summary,
    text_element,
    visible_comments,
)

_PREFIXES = {
    "http://www.w3.org/2005/Atom": "",
    "http://a9.com/-/spec/opensearchrss/1.0/": "openSearch$",
    "http://schemas.google.com/g/2005": "gd$",
    "http://purl.org/syndication/thread/1.0": "thr$",
    "http://www.georss.org/georss": "georss$",
    "http://search.yahoo.com/mrss/": "media$",
}
_LISTS = frozenset({"entry", "link", "category", "author", "gd$extendedProperty"})


@dataclass(frozen=True, slots=True)
class FeedPage:
    """The part of a feed that one page has, and the owner's settings of the feed."""

    kind: str = "posts"
    """posts, pages or comments."""
    start: int = 1
    size: int = 25
    """The most entries of the page."""
    total: int | None = None
    """The number of entries that the feed claims; the right one if None."""
    short: bool = False
    """Whether it has only summaries."""
    footer: bool = True
    newest_change_first: bool = False


def feed(blog: SampleBlog, page: FeedPage) -> str:
    """One page of a public feed, as Atom."""
    entries = _feed_entries(blog, page)
    here = [write() for write in entries[page.start - 1 : page.start - 1 + page.size]]
    api = f"https://www.blogger.com/feeds/{blog.id}/{page.kind}/default"
    links = [
        element("link", rel="http://schemas.google.com/g/2005#feed", type="application/atom+xml",
                href=f"{blog.url}/feeds/{page.kind}/default"),
        element("link", rel="self", type="application/atom+xml", href=api),
        element("link", rel="alternate", type="text/html", href=f"{blog.url}/"),
        element("link", rel="hub", href="http://pubsubhubbub.appspot.com/"),
    ]  # fmt: skip
    if page.start - 1 + len(here) < len(entries):
        following = f"{api}?start-index={page.start + len(here)}&max-results={page.size}"
        links.append(
            element("link", rel="next", type="application/atom+xml", href=following.replace("https:", "http:"))
        )
    labels = dict.fromkeys(label for post in blog.listed("post", "live") for label in post.labels)
    head = [
        text_element("id", f"tag:blogger.com,1999:blog-{blog.id}"),
        text_element("updated", local(blog, blog.updated)),
        *(element("category", term=label) for label in labels if page.kind == "posts"),
        text_element("title", blog.title, type="text"),
        text_element("subtitle", blog.description, type="html"),
        *links,
        author(blog.author, blog.author_uri),
        text_element("generator", "Blogger", version="7.00", uri="http://www.blogger.com"),
        text_element("openSearch:totalResults", str(len(entries) if page.total is None else page.total)),
        text_element("openSearch:startIndex", str(page.start)),
        text_element("openSearch:itemsPerPage", str(page.size)),
    ]
    return f"{HEAD}{''.join(head)}{''.join(here)}</feed>\n"


def _feed_entries(blog: SampleBlog, page: FeedPage) -> Sequence[Callable[[], str]]:
    """A function for each entry of the feed that writes it, in order: of a large blog one page is written."""
    if page.kind == "comments":
        pairs = [(post, comment) for post in blog.listed("post", "live") for comment in visible_comments(post)]
        pairs.sort(key=lambda pair: (changed(pair[1]) if page.newest_change_first else pair[1].published, pair[1].id))
        return [partial(comment_entry, blog, post, comment) for post, comment in reversed(pairs)]
    posts = blog.listed(page.kind.removesuffix("s"), "live")
    if page.newest_change_first:
        posts = tuple(sorted(posts, key=lambda post: post.updated, reverse=True))
    return [partial(_public_post, blog, post, page) for post in posts]


def _public_post(blog: SampleBlog, post: SamplePost, page: FeedPage) -> str:
    if page.short:
        body = text_element("summary", summary(post.html), type="text")
    else:
        footer = f"<div class='blogger-post-footer'>{blog.footer}{_tracker(blog, post)}</div>" if page.footer else ""
        body = text_element("content", post.html + footer, type="html")
    return post_entry(blog, post, body)


def _tracker(blog: SampleBlog, post: SamplePost) -> str:
    host = blog.url.partition("//")[2]
    address = f"https://blogger.googleusercontent.com/tracker/{blog.id}-{post.id}?l={host}"
    return f"<img width='1' height='1' src='{address}' alt='' />"


def json_feed(atom: str) -> dict[str, Any]:
    """The feed as Blogger's `alt=json` has it: text under `$t`, `thr:total` as `thr$total`."""
    tree = etree.fromstring(atom.encode())
    return {"version": "1.0", "encoding": "UTF-8", "feed": _value(tree)}


def _value(node: etree._Element) -> dict[str, Any]:
    value: dict[str, Any] = {str(name): str(text) for name, text in node.attrib.items()}
    if node.text or not (len(node) or node.attrib):
        value["$t"] = node.text or ""
    for child in node:
        namespace, _, name = child.tag[1:].partition("}")
        key = _PREFIXES[namespace] + name
        if key in _LISTS:
            value.setdefault(key, []).append(_value(child))
        else:
            value[key] = _value(child)
    return value
