"""Blogger's answers to requests: feeds with their oddities, images in all sizes, HTML pages, sitemaps."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape as xml_escape

from migrator.demo.api import PREFIX, Access, api_answer
from migrator.demo.blog import SampleBlog, SampleImage, SamplePost
from migrator.demo.feeds import FeedPage, feed, json_feed
from migrator.demo.query import FeedQuery

UPLOADS = "/img/b/R29vZ2xl/"
SMALL_UP_TO = 400
"""Pixels up to which a size gets the small file."""

_FEED = re.compile(
    r"/feeds/(?P<owner>\d+/)?(?P<post>\d+/)?(?P<kind>posts|pages|comments)"
    r"/(?P<form>default|full|summary)(?:/-/(?P<labels>.+)|/(?P<one>\d+))?"
)
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SIZE = re.compile(r"[swh](\d+)")
_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class ServerBehaviour:
    """The blog's settings, and the oddities of the server."""

    page_cap: int = 150
    """The most entries of a page, whatever is requested."""
    feed: str = "full"
    """full, short (summaries), none (turned off), private, or page (an HTML page in its place)."""
    total: int | None = None
    """The number of entries that the feed claims; the right one if None."""
    burner: bool = False
    """Whether the feed redirects to FeedBurner, but for requests with `redirect=false`."""
    last_index: int = 0
    """The last good `start-index`; 0 for no limit."""
    dropped: frozenset[str] = frozenset()
    """Ids of posts that are in the sitemap and missing in the feed."""
    sitemap_size: int = 800
    """The most addresses of one part of the sitemap."""
    footer: bool = True
    etags: bool = False
    """Whether feeds have an ETag, and answer 304."""
    stale_etags: bool = False
    """The same with one ETag for all contents."""
    unordered: bool = False
    """Whether `orderby` is ignored, and the parameters that need it."""
    access: Access = field(default_factory=Access)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response."""

    status: int
    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(blog: SampleBlog, behaviour: ServerBehaviour, address: str, headers: Mapping[str, str]) -> Reply:
    """The response to a GET of this path and query; the names of `headers` are in lower case."""
    parts = urlsplit(address)
    if parts.path.startswith(PREFIX):
        status, body = api_answer(blog, behaviour.access, address, headers)
        return Reply(status, body, "application/json; charset=UTF-8")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    found = _FEED.fullmatch(parts.path)
    if found:
        feed_query = _feed_query(blog, behaviour, found, query)
        if found["one"]:
            return _single(blog, behaviour, feed_query, found["one"])
        return _with_etag(_feed(blog, behaviour, feed_query, found["form"]), behaviour, headers)
    image = _image(blog, parts.path)
    if image is not None:
        return image
    if parts.path == "/":
        return _html(blog.title, "".join(f"<p><a href='{post.path}'>{escape(post.title)}</a>" for post in _live(blog)))
    if parts.path in {"/sitemap.xml", "/sitemap-pages.xml"}:
        listed = blog.listed("post" if parts.path == "/sitemap.xml" else "page", "live")
        return _sitemap(blog.url, listed, behaviour.sitemap_size, int(query.get("page", "0")))
    post = next((post for post in _live(blog) if unquote(post.path) == unquote(parts.path)), None)
    if post is not None:
        return _html(post.title, post.html)
    return _html("Not found", "<p>Sorry, the page you were looking for does not exist.</p>", 404)


def served_from(blog: SampleBlog, url: str) -> SampleBlog:
    """The blog with its images on this host, at the paths to which Google moved all uploads in 2024."""

    def moved(html: str) -> str:
        for image in blog.images:
            html = re.sub(rf"(?:https?:)?//[\w.-]+{re.escape(image.id)}(?=[/=])", url + _moved_id(image), html)
        return html.replace("https://blogger.googleusercontent.com/img/", f"{url}/img/")

    return replace(blog, posts=tuple(replace(post, html=moved(post.html)) for post in blog.posts))


def _moved_id(image: SampleImage) -> str:
    if image.id.startswith("/img/"):
        return image.id
    return UPLOADS + "AVvXsE" + image.id[1:].replace("/", "_")


def _live(blog: SampleBlog) -> tuple[SamplePost, ...]:
    return blog.listed("post", "live") + blog.listed("page", "live")


def _feed_query(
    blog: SampleBlog, behaviour: ServerBehaviour, found: re.Match[str], query: Mapping[str, str]
) -> FeedQuery:
    numbers = [number.strip("/") for name in ("owner", "post") if (number := found[name] or "")]
    post = next((number for number in numbers if number != blog.id), "")  # the blog's id may be missing
    return FeedQuery(found["kind"], query, unquote(found["labels"] or ""), post, behaviour.unordered)


def _feed(blog: SampleBlog, behaviour: ServerBehaviour, feed_query: FeedQuery, form: str) -> Reply:
    query = feed_query.query
    if behaviour.feed == "none":
        return _html("Not found", "", 404)
    if behaviour.feed == "private":
        return _html("Unauthorized", "", 401)
    if behaviour.feed == "page":
        return _html(blog.title, "<p>Welcome!</p>")
    if behaviour.burner and query.get("redirect") != "false":
        return Reply(302, b"", headers={"Location": f"http://feeds.feedburner.com/{blog.subdomain}"})
    try:
        page = FeedPage(
            feed_query.kind,
            start=max(1, int(query.get("start-index", "1"))),
            size=min(int(query.get("max-results", "25")), behaviour.page_cap),
            total=behaviour.total,
            short=behaviour.feed == "short" or form == "summary",
            footer=behaviour.footer,
            newest_change_first=feed_query.by_updated,
        )
        shown = feed_query.filtered(blog, behaviour.dropped)
        if behaviour.last_index and page.start > behaviour.last_index:
            return _html("Bad Request", "", 400)
    except ValueError:
        return _html("Bad Request", "", 400)
    xml = feed(shown, page)
    if query.get("alt") == "json":
        return _json(json_feed(xml))
    return Reply(200, xml.encode(), "application/atom+xml; charset=UTF-8")


def _with_etag(reply: Reply, behaviour: ServerBehaviour, headers: Mapping[str, str]) -> Reply:
    if not (behaviour.etags or behaviour.stale_etags) or reply.status != 200:
        return reply
    tag = {"ETag": 'W/"always"' if behaviour.stale_etags else f'W/"{sha256(reply.body).hexdigest()[:16]}"'}
    return Reply(304, b"", headers=tag) if headers.get("if-none-match") == tag["ETag"] else replace(reply, headers=tag)


def _single(blog: SampleBlog, behaviour: ServerBehaviour, feed_query: FeedQuery, number: str) -> Reply:
    """One entry as the root of its document."""
    found = replace(blog, posts=tuple(post for post in blog.posts if post.id == number))
    xml = feed(found, FeedPage(feed_query.kind, short=behaviour.feed == "short", footer=behaviour.footer))
    if "<entry>" not in xml:
        return _html("Not found", "", 404)
    if feed_query.query.get("alt") == "json":
        return _json({"version": "1.0", "encoding": "UTF-8", "entry": json_feed(xml)["feed"]["entry"][0]})
    head, _, rest = xml.partition("<entry>")
    names = head[head.index("<feed") + 5 : head.index(">", head.index("<feed"))]
    alone = f"<?xml version='1.0' encoding='UTF-8'?><entry{names}>{rest.removesuffix('</feed>' + chr(10))}"
    return Reply(200, alone.encode(), "application/atom+xml; charset=UTF-8")


def _image(blog: SampleBlog, path: str) -> Reply | None:
    """The image of this path, small or in full size; None for another path."""
    for image in blog.images:
        for place in {
            image.id,
            _moved_id(image),
            image.id.replace("/img/a/", UPLOADS),
            image.id.replace(UPLOADS, "/img/a/"),
        }:
            rest = path.removeprefix(place)
            if rest != path and (not rest or rest[0] in "=/"):
                return _sized(image, place, rest)
    return None


def _sized(image: SampleImage, place: str, rest: str) -> Reply:
    size = rest[1:].partition("/")[0]
    if size.endswith("-h") or "-h-" in size:
        return _html(image.name, f"<img src='{place}/s1600/{image.name}' alt='' />")
    pixels = [int(number) for number in _SIZE.findall(size)]
    full = size.split("-")[0] == "d" or any(number == 0 or number > SMALL_UP_TO for number in pixels)
    file = image.file if full else image.small
    return Reply(200, file.read_bytes(), _TYPES[file.suffix], {"Cache-Control": "public, max-age=86400"})


def _sitemap(home: str, posts: Sequence[SamplePost], size: int, page: int) -> Reply:
    """The sitemap of these posts or one of its parts; an index if it has several parts."""
    pages = range(1, 1 + (len(posts) + size - 1) // size)
    if len(pages) > 1 and not page:
        parts = "".join(f"<sitemap><loc>{home}/sitemap.xml?page={number}</loc></sitemap>" for number in pages)
        xml = f"<sitemapindex xmlns='{_SITEMAPS}'>{parts}</sitemapindex>\n"
    else:
        start = max(0, page - 1) * size
        entries = "".join(
            f"<url><loc>{home}{xml_escape(post.path)}</loc><lastmod>{post.updated.isoformat()}</lastmod></url>"
            for post in posts[start : start + size]
        )
        xml = f"<urlset xmlns='{_SITEMAPS}'>{entries}</urlset>\n"
    return Reply(200, xml.encode(), "application/xml; charset=UTF-8")


def _json(value: Mapping[str, Any]) -> Reply:
    return Reply(200, json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=UTF-8")


def _html(title: str, body: str, status: int = 200) -> Reply:
    page = (
        "<!DOCTYPE html>\n<html><head><meta charset='UTF-8'/><meta content='blogger' name='generator'/>"
        f"<title>{escape(title)}</title></head><body>{body}</body></html>\n"
    )
    return Reply(status, page.encode())
