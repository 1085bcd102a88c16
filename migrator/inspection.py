"""Counts what a blog holds and finds what is unusual in it, before anything is migrated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from lxml import etree, html

from migrator.model import Blog, Kind, Note, Post, Status

_EMBEDS = frozenset({"iframe", "embed", "object", "video", "audio"})
_FORMS = frozenset({"form", "input", "button", "select"})
_LONG_BODY = 500_000
"""Characters of a body that is unusually long: most often an image was pasted into it as data."""


@dataclass(slots=True)
class Inspection:
    """The counts and the unusual findings of a blog."""

    blog: Blog
    notes: Sequence[Note]
    kinds: Counter[tuple[Kind, Status]] = field(default_factory=Counter)
    comments: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    image_hosts: Counter[str] = field(default_factory=Counter)
    embeds: Counter[str] = field(default_factory=Counter)
    """By host; `object` and the like where there is none."""
    unusual: dict[str, list[str]] = field(default_factory=dict)
    """By finding, the titles or URLs of the posts that have it."""


def inspect_posts(posts: Iterable[Post], blog: Blog, notes: Sequence[Note], now: datetime | None = None) -> Inspection:
    """Inspect `posts`, which come by date; `now` tells which are in the future."""
    inspection = Inspection(blog, notes)
    moment = now or datetime.now(UTC)
    titles: Counter[str] = Counter()
    for post in posts:
        _count(inspection, post)
        titles[post.title.strip().casefold()] += 1
        for finding in (*_post_findings(post, moment), *_body_findings(inspection, post)):
            inspection.unusual.setdefault(finding, []).append(post.name)
    equal = [f"{title} ({count} times)" for title, count in titles.items() if title and count > 1]
    if equal:
        inspection.unusual["title used more than once"] = equal
    return inspection


def _count(inspection: Inspection, post: Post) -> None:
    inspection.kinds[post.kind, post.status] += 1
    inspection.comments += len(post.comments)
    inspection.labels.update(post.labels)
    if post.kind is Kind.POST:
        inspection.years[post.published.year] += 1
        inspection.first = min(inspection.first or post.published, post.published)
        inspection.last = max(inspection.last or post.published, post.published)


def _post_findings(post: Post, now: datetime) -> Iterator[str]:
    if not post.title.strip():
        yield "no title"
    if "<" in post.title and ">" in post.title:
        yield "HTML in the title"
    if not post.html.strip():
        yield "empty body"
    if post.published > now and post.status is Status.LIVE:
        yield "published in the future"
    if post.published.year < 1999:
        yield "older than Blogger"
    if not post.url and post.status is Status.LIVE:
        yield "no permalink known: one will be made"
    if not post.url and post.status is Status.DRAFT:
        yield "draft that never had a permalink"
    if len(post.html) > _LONG_BODY:
        yield "very long body"


def _body_findings(inspection: Inspection, post: Post) -> Iterator[str]:
    """The elements of the body that won't survive as they are; its images and embeds are counted on the way."""
    tags: Counter[str] = Counter()
    for element in _elements(post.html):
        tags[element.tag] += 1
        if element.tag == "img":
            inspection.image_hosts[_host(element.get("src", "")) or "no address"] += 1
        elif element.tag in _EMBEDS:
            inspection.embeds[_host(element.get("src", "")) or element.tag] += 1
    if tags["script"]:
        yield "script in the body"
    if tags["style"]:
        yield "style sheet in the body"
    if tags.keys() & _FORMS:
        yield "form in the body"
    if tags["object"] or tags["embed"]:
        yield "Flash-era object in the body"
    if tags["h1"]:
        yield "h1 in the body"


def _elements(body: str) -> Iterator[html.HtmlElement]:
    try:
        tree = html.fragment_fromstring(body, create_parent="div", parser=html.HTMLParser(huge_tree=True))
    except (etree.LxmlError, ValueError, AssertionError):  # nothing that could be parsed at all
        return
    yield from (element for element in tree.iter() if isinstance(element.tag, str))


def _host(address: str) -> str:
    if address[:5].casefold() == "data:":
        return "inside the post (data:)"
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
