"""The blog as Blogger's public feeds give it out, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from migrator.demo.blog import SampleBlog, SamplePost
from migrator.demo.entries import HEAD, author, changed, comment_entry, local, post_entry, summary, visible_comments
from migrator.demo.markup import element, filled


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Which part of a feed, and how its owner has it served."""

    kind: str = "posts"
    """posts, pages or comments."""
    start: int = 1
    size: int = 25
    """Entries that the page may hold."""
    total: int | None = None
    """What the feed claims to hold; the truth if None."""
    short: bool = False
    """Whether the owner gives out summaries only."""
    footer: bool = True
    newest_change_first: bool = False


def feed(blog: SampleBlog, page: FeedPage) -> str:
    """One page of a public feed."""
    entries = _feed_entries(blog, page)
    here = [written() for written in entries[page.start - 1 : page.start - 1 + page.size]]
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
        filled("id", f"tag:blogger.com,1999:blog-{blog.id}"),
        filled("updated", local(blog, blog.updated)),
        *(element("category", term=label) for label in labels if page.kind == "posts"),
        filled("title", blog.title, type="text"),
        filled("subtitle", blog.description, type="html"),
        *links,
        author(blog.author, blog.author_uri),
        filled("generator", "Blogger", version="7.00", uri="http://www.blogger.com"),
        filled("openSearch:totalResults", str(len(entries) if page.total is None else page.total)),
        filled("openSearch:startIndex", str(page.start)),
        filled("openSearch:itemsPerPage", str(page.size)),
    ]
    return f"{HEAD}{''.join(head)}{''.join(here)}</feed>\n"


def _feed_entries(blog: SampleBlog, page: FeedPage) -> Sequence[Callable[[], str]]:
    """What writes each entry of the feed, in order: a blog may be large, and a page of it is small."""
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
        body = filled("summary", summary(post.html), type="text")
    else:
        footer = f"<div class='blogger-post-footer'>{blog.footer}{_tracker(blog, post)}</div>" if page.footer else ""
        body = filled("content", post.html + footer, type="html")
    return post_entry(blog, post, body)


def _tracker(blog: SampleBlog, post: SamplePost) -> str:
    host = blog.url.partition("//")[2]
    address = f"https://blogger.googleusercontent.com/tracker/{blog.id}-{post.id}?l={host}"
    return f"<img width='1' height='1' src='{address}' alt='' />"
