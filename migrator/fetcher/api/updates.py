"""An incremental read of a blog through Blogger's API: its posts are listed without bodies, and the changed ones read.

Public posts are listed by `updated`, up to the first page without a change; with comments the whole list is read, since
it has the number of comments of each post.  (`startDate` is no help: it filters by the day of publication.)  Every
contradiction raises `FullReadNeeded`.  A comment that replaces another one of the same post is not noticed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from migrator.errors import FullReadNeeded
from migrator.fetcher.api.client import ApiClient
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.api import as_entry
from migrator.fetcher.formats.entry import Entry, FeedFacts, moment
from migrator.fetcher.formats.jsonfeed import as_element
from migrator.fetcher.refetch import check_number, listed_post, refetch
from migrator.fetcher.source import FetchOptions, Item, Known
from migrator.model import Kind, Post, Status, SyncCursor

API = "api"
PAGE_SIZE = 500
_FIELDS = "nextPageToken,items(id,status,updated,replies/totalItems)"
_UNPUBLISHED = {Kind.POST: ("DRAFT", "SCHEDULED"), Kind.PAGE: ("DRAFT",)}
_COMMENTS = {"maxResults": PAGE_SIZE, "fetchBodies": "true", "status": "LIVE"}


def blog_text(facts: Mapping[str, Any]) -> str:
    """The API's blog resource for a sync cursor: another text for another blog."""
    return json.dumps([facts.get("id"), facts.get("name"), facts.get("url"), facts.get("locale")])


def total_of(facts: Mapping[str, Any], kind: Kind) -> int:
    """The number of public posts or pages; -1 if it is not in the blog resource."""
    found = facts.get(f"{kind}s")
    total = found.get("totalItems") if isinstance(found, dict) else None
    return total if isinstance(total, int) else -1


@dataclass(frozen=True, slots=True)
class _ListItem:
    """A post or page in a list without bodies."""

    id: str
    kind: Kind
    public: bool
    updated: datetime
    comments: int


class ApiUpdate:
    """The incremental read of one blog."""

    def __init__(
        self,
        api: ApiClient,
        facts: Mapping[str, Any],
        cursor: SyncCursor,
        known: Known,
        options: FetchOptions,
        *,
        author: bool,
    ) -> None:
        if cursor.position.get("of") != API or cursor.position["blog"] != blog_text(facts):
            raise FullReadNeeded("it is another blog, or wasn't read through the API")
        self._api = api
        self._facts = facts
        self._cursor = cursor
        self._known = known
        self._options = options
        self._author = author
        self._root = f"blogs/{facts['id']}"

    def changed(self) -> Iterator[Item]:
        """The posts and pages that changed, and all comments of those with another number of comments."""
        listed = [*self._list(Kind.POST), *self._list(Kind.PAGE)]
        changed = [one for one in listed if self._is_changed(one)]
        commented = [one for one in listed if self._options.comments and one.comments != self._known.comments(one.id)]
        check_number(len(changed) + len(commented), self._known)
        for one in changed:
            yield self._post(one.id, one.kind, one.updated)
        for one in commented:
            found = list(self._comments_of(one.id))
            if not found:
                raise FullReadNeeded("the comments of a post are gone")
            yield from found
        yield self._cursor

    def refetch(self, posts: Collection[str], comments: Collection[str]) -> Iterator[Item]:
        """These posts, and all comments of those."""
        return refetch(self._known, posts, comments, self._unchanged_post, self._comments_of)

    def _unchanged_post(self, known: Post) -> Post:
        return self._post(known.id, known.kind, known.updated)

    def _list(self, kind: Kind) -> list[_ListItem]:
        """The posts or pages that may have changed; raises `FullReadNeeded` if any is gone."""
        listed = self._public_list(kind)
        if self._author:
            for status in _UNPUBLISHED[kind]:
                query = {**_query(status), "view": "AUTHOR"}
                listed += (_list_item(one, kind) for one in self._api.items(f"{self._root}/{kind}s", query))
        whole = kind is Kind.PAGE or self._options.comments
        before = sum(number for (of, _), number in self._known.counts.items() if of is kind)
        hidden = before - self._known.counts[kind, Status.LIVE]
        met = [post for one in listed if (post := self._known.post(one.id))]
        if whole and len(met) != before:
            raise FullReadNeeded("some are gone")
        if not whole and sum(post.status is not Status.LIVE for post in met) != hidden:
            raise FullReadNeeded("some drafts are gone")
        return listed

    def _public_list(self, kind: Kind) -> list[_ListItem]:
        order = {"orderBy": "UPDATED"} if kind is Kind.POST else {}
        until_known = kind is Kind.POST and not self._options.comments
        listed: list[_ListItem] = []
        for page in self._api.pages(f"{self._root}/{kind}s", {**_query("LIVE"), **order}):
            here = [_list_item(one, kind) for one in page]
            listed += here
            if until_known and here and not any(map(self._is_changed, here)):
                break
        if until_known:
            self._check_order(listed)
        new = sum(one.public and not self._was_public(one.id) for one in listed)
        if total_of(self._facts, kind) != self._known.counts[kind, Status.LIVE] + new:
            raise FullReadNeeded("some are gone, or the total is wrong")
        return listed

    def _check_order(self, listed: list[_ListItem]) -> None:
        """Raise `FullReadNeeded` unless the list is by `updated` and has the last known change."""
        moments = [one.updated for one in listed]
        same = [one.updated for one in listed if not self._is_changed(one)]
        if moments != sorted(moments, reverse=True) or (not same and self._known.counts[Kind.POST, Status.LIVE]):
            raise FullReadNeeded("the order that was asked for is passed over")
        met = [post for one in listed if (post := self._known.post(one.id))]
        former = [post.updated for post in met if post.status is Status.LIVE]
        if self._known.latest and max(former, default=None) != self._known.latest:
            raise FullReadNeeded("what changed last isn't among the first")

    def _was_public(self, post_id: str) -> bool:
        known = self._known.post(post_id)
        return known is not None and known.status is Status.LIVE

    def _is_changed(self, one: _ListItem) -> bool:
        known = self._known.post(one.id)
        return known is None or known.updated != one.updated or (known.status is Status.LIVE) != one.public

    def _post(self, post_id: str, kind: Kind, updated: datetime) -> Post:
        query = {"view": "AUTHOR"} if self._author else {}
        items = list(self._items([self._api.one(f"{self._root}/{kind}s/{quote(post_id, safe='')}", query)]))
        return listed_post(items, post_id, updated, self._known)

    def _comments_of(self, post_id: str) -> Iterator[Item]:
        path = f"{self._root}/posts/{quote(post_id, safe='')}/comments"
        yield from self._items(self._api.items(path, _COMMENTS))

    def _items(self, values: Collection[Mapping[str, Any]] | Iterator[Mapping[str, Any]]) -> Iterator[Item]:
        now = self._options.now()
        for value in values:
            entry = as_entry(value, self._root)
            if not isinstance(entry, Mapping):
                raise FullReadNeeded("it isn't to be read")
            yield from atom.read_entry(Entry.of(as_element("entry", entry)), FeedFacts(self._root, now, now))


def _query(status: str) -> dict[str, Any]:
    return {"maxResults": PAGE_SIZE, "fetchBodies": "false", "status": status, "fields": _FIELDS}


def _list_item(value: Mapping[str, Any], kind: Kind) -> _ListItem:
    replies = value.get("replies")
    count = str(replies.get("totalItems", "0")) if isinstance(replies, dict) else "0"
    updated = moment(str(value.get("updated", "")))
    if updated is None or not value.get("id"):
        raise FullReadNeeded("an item of a list doesn't say what it is, or when it was touched")
    public = str(value.get("status", "LIVE")).upper() == "LIVE"
    return _ListItem(str(value["id"]), kind, public, updated, int(count) if count.isdecimal() else 0)
