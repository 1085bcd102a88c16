"""Posts, pages and comments of Blogger's API v3 -> entries of the JSON feed."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

from migrator.blogger import BLOGGER, atom_id, comments_url
from migrator.errors import SourceError
from migrator.model import Note

_LABEL = "http://www.blogger.com/atom/ns#"
_LEFT_OUT = {
    "SOFT_TRASHED": ("api-trashed", "it lies in Blogger's trash and was left out"),
    "SPAM": ("comment-spam", "Blogger holds it for spam; it was left out"),
    "PENDING": ("comment-pending", "it waits for approval and was left out"),
    "EMPTIED": ("comment-emptied", "its text was deleted; it was left out"),
}


def is_answer(value: Any) -> bool:
    """Whether a JSON value is an answer of the API, or the list of items in one."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, Mapping) and str(first.get("kind", "")).startswith("blogger#")


def head(value: Any) -> Mapping[str, Any]:
    """The head of a feed for the blog of an answer."""
    first = value
    if isinstance(value, Mapping):
        first = (value.get("items") or [value])[0]
    elif value:
        first = value[0]
    blog = _part(first, "blog") if isinstance(first, Mapping) else {}
    return {"id": {"$t": atom_id(str(blog.get("id", "")))}}


def as_entry(value: Mapping[str, Any], subject: str) -> Mapping[str, Any] | Note:
    """One post, page or comment as an entry of the JSON feed; a note for one that is not public.

    Raises `SourceError` if posts come without their bodies, as the API gives them with `fetchBodies=false`.
    """
    kind = str(value.get("kind", "")).rpartition("#")[2]
    status = str(value.get("status", "LIVE")).upper()
    if kind not in {"post", "page", "comment"}:
        return Note("entry-unknown", subject, f"an item of the unknown kind {kind!r} was left out", loss=True)
    if status in _LEFT_OUT:
        code, message = _LEFT_OUT[status]
        return Note(code, _name(value, kind), message, post_id=_post_id(value))
    if status not in {"LIVE", "DRAFT", "SCHEDULED"}:
        message = f"its status {status!r} is unknown, and it was left out"
        return Note("api-unknown-status", _name(value, kind), message, post_id=_post_id(value), loss=True)
    if not isinstance(value.get("content"), str):
        raise SourceError(subject, "it holds posts without their bodies", "Ask the API for them: fetchBodies=true.")
    blog_id = str(_part(value, "blog").get("id", ""))
    name = atom_id(blog_id, "page" if kind == "page" else "post", str(value.get("id", "")))
    return {
        "id": {"$t": name},
        "published": {"$t": value.get("published", "")},
        "updated": {"$t": value.get("updated", "")},
        "content": {"type": "html", "$t": value["content"]},
        "author": [_author(_part(value, "author"))],
        **(_comment_fields(value, blog_id) if kind == "comment" else _post_fields(value, status)),
    }


def _post_fields(value: Mapping[str, Any], status: str) -> Mapping[str, Any]:
    labels = value.get("labels") or []
    place = _part(value, "location")
    # A draft that was published once comes with its old address; one that never was, with the blog's.
    address = str(value.get("url", ""))
    point = {"georss$point": {"$t": f"{place['lat']} {place['lng']}"}} if {"lat", "lng"} <= place.keys() else {}
    return {
        "title": {"type": "text", "$t": value.get("title", "")},
        "category": [{"scheme": _LABEL, "term": unescape(str(label))} for label in labels],
        "link": [{"rel": "alternate", "type": "text/html", "href": address}] if address.endswith(".html") else [],
        "app$control": {"app$draft": {"$t": "yes" if status == "DRAFT" else "no"}},
        "georss$featurename": {"$t": place.get("name", "")},
        **point,
    }


def _comment_fields(value: Mapping[str, Any], blog_id: str) -> Mapping[str, Any]:
    post_id = _post_id(value)
    parent = _part(value, "inReplyTo").get("id", "")
    related = f"{comments_url(f'{BLOGGER}/feeds/{blog_id}', post_id)}/{parent}"
    return {
        "thr$in-reply-to": {"ref": atom_id(blog_id, "post", post_id)},
        "link": [{"rel": "related", "href": related}] if parent else [],
    }


def _author(value: Mapping[str, Any]) -> Mapping[str, Any]:
    # Names and labels come with their ampersands escaped, at times.
    address = str(value.get("url", ""))
    return {"name": {"$t": unescape(str(value.get("displayName", "")))}, "uri": {"$t": address}}


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _post_id(value: Mapping[str, Any]) -> str:
    return str(_part(value, "post").get("id") or value.get("id", ""))


def _name(value: Mapping[str, Any], kind: str) -> str:
    """The title of a post, or the author of a comment, for messages."""
    if kind == "comment":
        return f"comment by {_part(value, 'author').get('displayName') or 'someone'}"
    return str(value.get("title") or value.get("id") or "an entry")
