"""The answers of Blogger's API v3: posts, pages and comments as JSON, in pages, by the rights of the client."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from migrator.demo.blog import SampleBlog, SampleComment, SamplePost
from migrator.demo.entries import changed, local, visible_comments

PREFIX = "/v3/"
MOST_RESULTS = 500
_STATUSES = {"live": "LIVE", "draft": "DRAFT", "scheduled": "SCHEDULED", "trashed": "SOFT_TRASHED"}


@dataclass(frozen=True, slots=True)
class Access:
    """The credentials that the API accepts, and its oddities."""

    key: str = "stand-in-key"
    """The API key, for what is public."""
    bearer: str = "stand-in-token"
    """The access token of the blog's author."""
    page_cap: int = MOST_RESULTS
    comments_by_blog: bool = False
    """Whether all comments of the blog can be listed with the key."""
    unordered: bool = False
    """Whether `orderBy` is ignored."""


class DeniedError(Exception):
    """A request that gets an error."""

    def __init__(self, status: int, reason: str, canonical: str = "") -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason
        self.canonical = canonical

    def as_json(self) -> dict[str, Any]:
        """The error as Google writes it."""
        errors = [{"domain": "global", "reason": self.reason, "message": "No."}]
        named = {"status": self.canonical} if self.canonical else {}
        return {"error": {"code": self.status, "message": "No.", "errors": errors, **named}}


def api_answer(blog: SampleBlog, access: Access, address: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and JSON for a GET of this path and query under `/v3/`."""
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    try:
        found = _resource(blog, access, parts.path.removeprefix(PREFIX).split("/"), query, headers)
    except DeniedError as denied:
        return denied.status, json.dumps(denied.as_json()).encode()
    return 200, json.dumps(found, ensure_ascii=False).encode()


def _resource(
    blog: SampleBlog,
    access: Access,
    path: Sequence[str],
    query: Mapping[str, Sequence[str]],
    headers: Mapping[str, str],
) -> dict[str, Any]:
    author = headers.get("authorization", "") == f"Bearer {access.bearer}"
    _check_rights(access, headers, query, author=author)
    match path:
        case ["blogs", "byurl"] if query.get("url", [""])[0].rstrip("/"):
            return _blog(blog)
        case ["blogs", blog.id]:
            return _blog(blog)
        case ["blogs", blog.id, ("posts" | "pages") as kind]:
            posts = [post for post in blog.posts if post.kind == kind.removesuffix("s")]
            wanted = _wanted_statuses(query, author=author)
            by_updated = query.get("orderBy", [""])[0].upper() == "UPDATED" and not access.unordered
            if by_updated and kind == "posts":
                posts.sort(key=lambda post: post.updated, reverse=True)
            found = [_post(blog, post) for post in posts if _STATUSES[post.status] in wanted]
            if query.get("fetchBodies", ["true"])[0] == "false":
                found = [{name: value for name, value in one.items() if name != "content"} for one in found]
            return _page(kind, found, query, access)
        case ["blogs", blog.id, "posts", "bypath"]:
            return _single(blog, (post for post in _live(blog) if post.path == query["path"][0]))
        case ["blogs", blog.id, ("posts" | "pages") as kind, number]:
            as_author = author and query.get("view", [""])[0] in {"AUTHOR", "ADMIN"}
            seen = blog.posts if as_author else _live(blog)
            return _single(blog, (post for post in seen if (f"{post.kind}s", post.id) == (kind, number)))
        case ["blogs", blog.id, "comments"]:
            if not (author or access.comments_by_blog):
                raise DeniedError(403, "forbidden", "PERMISSION_DENIED")
            return _page("comments", [one for post in _live(blog) for one in _comments(blog, post)], query, access)
        case ["blogs", blog.id, "posts", number, "comments"]:
            return _page(
                "comments", _comments(blog, next(post for post in blog.posts if post.id == number)), query, access
            )
    raise DeniedError(404, "notFound", "NOT_FOUND")


def _check_rights(
    access: Access, headers: Mapping[str, str], query: Mapping[str, Sequence[str]], *, author: bool
) -> None:
    if author:
        return
    if headers.get("authorization"):
        raise DeniedError(401, "authError", "UNAUTHENTICATED")
    key = headers.get("x-goog-api-key", "") or query.get("key", [""])[0]
    if not key:
        raise DeniedError(403, "dailyLimitExceededUnreg")
    if key != access.key:
        raise DeniedError(400, "keyInvalid", "INVALID_ARGUMENT")


def _wanted_statuses(query: Mapping[str, Sequence[str]], *, author: bool) -> set[str]:
    statuses = set(query.get("status", ["LIVE"]))
    if statuses != {"LIVE"} and not (author and query.get("view", [""])[0] in {"AUTHOR", "ADMIN"}):
        raise DeniedError(404, "notFound", "NOT_FOUND")  # not 403, which would say that there are drafts
    return statuses


def _page(
    kind: str, items: Sequence[dict[str, Any]], query: Mapping[str, Sequence[str]], access: Access
) -> dict[str, Any]:
    size = int(query.get("maxResults", ["10"])[0])
    if size > MOST_RESULTS:
        raise DeniedError(400, "invalid", "INVALID_ARGUMENT")
    start = int(query.get("pageToken", ["0"])[0])
    end = start + min(size, access.page_cap)
    page: dict[str, Any] = {"kind": f"blogger#{kind.removesuffix('s')}List"}
    if items[start:end]:
        page["items"] = items[start:end]
    if items[end:]:
        page["nextPageToken"] = str(end)
    return page


def _live(blog: SampleBlog) -> Sequence[SamplePost]:
    return [post for post in blog.posts if post.status == "live"]


def _single(blog: SampleBlog, posts: Iterable[SamplePost]) -> dict[str, Any]:
    for post in posts:
        return _post(blog, post)
    raise DeniedError(404, "notFound", "NOT_FOUND")


def _blog(blog: SampleBlog) -> dict[str, Any]:
    language, _, country = blog.locale.replace("-", "_").partition("_")
    return {
        "kind": "blogger#blog",
        "id": blog.id,
        "name": blog.title,
        "description": blog.description,
        "url": f"{blog.url.replace('https:', 'http:')}/",
        "posts": {"totalItems": len(blog.listed("post", "live"))},
        "pages": {"totalItems": len(blog.listed("page", "live"))},
        "locale": {"language": language, "country": country, "variant": ""},
    }


def _post(blog: SampleBlog, post: SamplePost) -> dict[str, Any]:
    place = post.location
    located = {"location": {"name": place.name, "lat": place.latitude, "lng": place.longitude}} if place else {}
    return {
        "kind": f"blogger#{post.kind}",
        "id": post.id,
        "status": _STATUSES[post.status],
        "blog": {"id": blog.id},
        "published": local(blog, post.published),
        "updated": local(blog, post.updated),
        "url": f"{blog.url.replace('https:', 'http:')}{post.path or '/'}",
        "title": post.title,
        "content": post.html,
        "author": {"id": "1", "displayName": blog.author.replace("&", "&amp;"), "url": blog.author_uri},
        "replies": {"totalItems": str(len(visible_comments(post)))},
        **({"labels": [label.replace("&", "&amp;") for label in post.labels]} if post.labels else {}),
        **located,
    }


def _comments(blog: SampleBlog, post: SamplePost) -> Sequence[dict[str, Any]]:
    return [_comment(blog, post, one) for one in reversed(visible_comments(post))]


def _comment(blog: SampleBlog, post: SamplePost, comment: SampleComment) -> dict[str, Any]:
    return {
        "kind": "blogger#comment",
        "id": comment.id,
        "post": {"id": post.id},
        "blog": {"id": blog.id},
        "published": local(blog, comment.published),
        "updated": local(blog, changed(comment)),
        "content": comment.html,
        "author": {"id": "2", "displayName": comment.author, "url": comment.uri},
        **({"inReplyTo": {"id": comment.parent}} if comment.parent else {}),
    }
