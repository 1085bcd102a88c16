"""What Blogger would answer to a request: feeds with their oddities, images in sizes, pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape as xml_escape

from migrator.demo.api import PREFIX, Access, api_answer
from migrator.demo.atom import FeedPage, feed
from migrator.demo.blog import SampleBlog, SampleImage, SamplePost
from migrator.demo.feedjson import as_json
from migrator.demo.query import FeedQuery

UPLOADS = "/img/b/R29vZ2xl/"
SMALL_UP_TO = 400
"""Pixels; what asks for no more than this gets the small copy."""

_FEED = re.compile(
    r"/feeds/(?P<owner>\d+/)?(?P<post>\d+/)?(?P<kind>posts|pages|comments)"
    r"/(?P<form>default|full|summary)(?:/-/(?P<labels>.+)|/(?P<one>\d+))?"
)
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SIZE = re.compile(r"[swh](\d+)")
_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Habits:
    """How the blog's owner set it up, and what the server makes of it."""

    page_cap: int = 150
    """Entries a page holds at most, whatever was asked for; nobody is told."""
    feed: str = "full"
    """full, short (summaries), none (turned off), private, or page (an HTML page in its place)."""
    total: int | None = None
    """What the feed claims to hold."""
    burner: bool = False
    """Whether the feed leads elsewhere unless `redirect=false` is asked for."""
    last_index: int = 0
    """Beyond which `start-index` is a bad request, if set."""
    dropped: frozenset[str] = frozenset()
    """Ids of posts that the feed leaves out of its pages, though the sitemap has them."""
    sitemap_size: int = 800
    """Addresses that one part of the sitemap holds."""
    footer: bool = True
    etags: bool = False
    """Whether feeds say how to ask whether they changed, and 304 if they did not."""
    stale_etags: bool = False
    """The same, but what they say stays the same whatever changes."""
    unordered: bool = False
    """Whether `orderby` is passed over, and with it what only goes with it."""
    access: Access = field(default_factory=Access)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer."""

    status: int
    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(blog: SampleBlog, habits: Habits, address: str, headers: Mapping[str, str]) -> Reply:
    """The answer to a GET of this path and query; the names of `headers` are in lower case."""
    parts = urlsplit(address)
    if parts.path.startswith(PREFIX):
        status, body = api_answer(blog, habits.access, address, headers)
        return Reply(status, body, "application/json; charset=UTF-8")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    asked = _FEED.fullmatch(parts.path)
    if asked:
        if asked["one"]:
            return _single(blog, habits, _asked(blog, habits, asked, query), asked["one"])
        return _tagged(_feed(blog, habits, _asked(blog, habits, asked, query), asked["form"]), habits, headers)
    image = _image(blog, parts.path)
    if image is not None:
        return image
    if parts.path == "/":
        return _html(blog.title, "".join(f"<p><a href='{post.path}'>{escape(post.title)}</a>" for post in _live(blog)))
    if parts.path in {"/sitemap.xml", "/sitemap-pages.xml"}:
        listed = blog.listed("post" if parts.path == "/sitemap.xml" else "page", "live")
        return _permalinks(blog.url, listed, habits.sitemap_size, int(query.get("page", "0")))
    post = next((post for post in _live(blog) if unquote(post.path) == unquote(parts.path)), None)
    if post is not None:
        return _html(post.title, post.html)
    return _html("Not found", "<p>Sorry, the page you were looking for does not exist.</p>", 404)


def served_from(blog: SampleBlog, url: str) -> SampleBlog:
    """The blog with its images at this address, in the shape that Google gave all uploads in 2024."""

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


def _asked(blog: SampleBlog, habits: Habits, found: re.Match[str], query: Mapping[str, str]) -> FeedQuery:
    numbers = [number.strip("/") for name in ("owner", "post") if (number := found[name] or "")]
    post = next((number for number in numbers if number != blog.id), "")  # whose blog it is needn't be said
    return FeedQuery(found["kind"], query, unquote(found["labels"] or ""), post, habits.unordered)


def _feed(blog: SampleBlog, habits: Habits, asked: FeedQuery, form: str) -> Reply:
    query = asked.query
    if habits.feed == "none":
        return _html("Not found", "", 404)
    if habits.feed == "private":
        return _html("Unauthorized", "", 401)
    if habits.feed == "page":
        return _html(blog.title, "<p>Welcome!</p>")
    if habits.burner and query.get("redirect") != "false":
        return Reply(302, b"", headers={"Location": f"http://feeds.feedburner.com/{blog.subdomain}"})
    try:
        page = FeedPage(
            asked.kind,
            start=max(1, int(query.get("start-index", "1"))),
            size=min(int(query.get("max-results", "25")), habits.page_cap),
            total=habits.total,
            short=habits.feed == "short" or form == "summary",
            footer=habits.footer,
            newest_change_first=asked.by_updated,
        )
        shown = asked.of(blog, habits.dropped)
        if habits.last_index and page.start > habits.last_index:
            return _html("Bad Request", "", 400)
    except ValueError:
        return _html("Bad Request", "", 400)
    written = feed(shown, page)
    if query.get("alt") == "json":
        return Reply(200, json.dumps(as_json(written), ensure_ascii=False).encode(), "application/json; charset=UTF-8")
    return Reply(200, written.encode(), "application/atom+xml; charset=UTF-8")


def _tagged(reply: Reply, habits: Habits, headers: Mapping[str, str]) -> Reply:
    if not (habits.etags or habits.stale_etags) or reply.status != 200:
        return reply
    tag = {"ETag": 'W/"always"' if habits.stale_etags else f'W/"{sha256(reply.body).hexdigest()[:16]}"'}
    return Reply(304, b"", headers=tag) if headers.get("if-none-match") == tag["ETag"] else replace(reply, headers=tag)


def _single(blog: SampleBlog, habits: Habits, asked: FeedQuery, number: str) -> Reply:
    """One entry alone, which is the root of its document."""
    found = replace(blog, posts=tuple(post for post in blog.posts if post.id == number))
    written = feed(found, FeedPage(asked.kind, short=habits.feed == "short", footer=habits.footer))
    if "<entry>" not in written:
        return _html("Not found", "", 404)
    if asked.query.get("alt") == "json":
        entry = {"version": "1.0", "encoding": "UTF-8", "entry": as_json(written)["feed"]["entry"][0]}
        return Reply(200, json.dumps(entry, ensure_ascii=False).encode(), "application/json; charset=UTF-8")
    head, _, rest = written.partition("<entry>")
    names = head[head.index("<feed") + 5 : head.index(">", head.index("<feed"))]
    alone = f"<?xml version='1.0' encoding='UTF-8'?><entry{names}>{rest.removesuffix('</feed>' + chr(10))}"
    return Reply(200, alone.encode(), "application/atom+xml; charset=UTF-8")


def _image(blog: SampleBlog, path: str) -> Reply | None:
    """The image, in about the size that the path asks for."""
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


def _permalinks(home: str, posts: Sequence[SamplePost], size: int, page: int) -> Reply:
    """The list of these posts, or its page; an index of its pages where it has several."""
    pages = range(1, 1 + (len(posts) + size - 1) // size)
    if len(pages) > 1 and not page:
        parts = "".join(f"<sitemap><loc>{home}/sitemap.xml?page={number}</loc></sitemap>" for number in pages)
        written = f"<sitemapindex xmlns='{_SITEMAPS}'>{parts}</sitemapindex>\n"
    else:
        start = max(0, page - 1) * size
        entries = "".join(
            f"<url><loc>{home}{xml_escape(post.path)}</loc><lastmod>{post.updated.isoformat()}</lastmod></url>"
            for post in posts[start : start + size]
        )
        written = f"<urlset xmlns='{_SITEMAPS}'>{entries}</urlset>\n"
    return Reply(200, written.encode(), "application/xml; charset=UTF-8")


def _html(title: str, body: str, status: int = 200) -> Reply:
    page = (
        "<!DOCTYPE html>\n<html><head><meta charset='UTF-8'/><meta content='blogger' name='generator'/>"
        f"<title>{escape(title)}</title></head><body>{body}</body></html>\n"
    )
    return Reply(status, page.encode())
