"""What changed of a blog since it was read through Blogger's API: its posts are listed without their bodies.

The list of public posts comes by `updated`, so it is left at the first page on which nothing is new; only where
comments are wanted it is read to its end, since nothing else tells how many of them each post has.  (`startDate` is
no help: it goes by the day of publication.)  Whatever doesn't fit is a `FullReadNeeded`.  A comment that took the place
of another one of the same post isn't seen.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from migrator.blogger import blog_host
from migrator.errors import FullReadNeeded
from migrator.fetcher.api.client import ApiClient
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.api import as_entry
from migrator.fetcher.formats.entry import Entry, FeedFacts, moment
from migrator.fetcher.formats.jsonfeed import as_element
from migrator.fetcher.refetch import again, check_number
from migrator.fetcher.source import FetchOptions, Item, Known
from migrator.model import Kind, Post, Status, SyncCursor

API = "api"
PAGE_SIZE = 500
_FIELDS = "nextPageToken,items(id,status,updated,replies/totalItems)"
_UNPUBLISHED = {Kind.POST: ("DRAFT", "SCHEDULED"), Kind.PAGE: ("DRAFT",)}
_COMMENTS = {"maxResults": PAGE_SIZE, "fetchBodies": "true", "status": "LIVE"}


def told_of_blog(facts: Mapping[str, Any]) -> str:
    """What the API says of the blog, as a mark holds it."""
    return json.dumps([facts.get("id"), facts.get("name"), facts.get("url"), facts.get("locale")])


def total_of(facts: Mapping[str, Any], kind: Kind) -> int:
    """How many posts, or pages, are public; -1 where it isn't said."""
    told = facts.get(f"{kind}s")
    total = told.get("totalItems") if isinstance(told, dict) else None
    return total if isinstance(total, int) else -1


@dataclass(frozen=True, slots=True)
class _Listed:
    """A post or page of a list."""

    id: str
    kind: Kind
    public: bool
    updated: datetime
    comments: int


class ApiUpdate:
    """A blog, read through the API as far as it changed."""

    def __init__(
        self,
        api: ApiClient,
        facts: Mapping[str, Any],
        mark: SyncCursor,
        known: Known,
        options: FetchOptions,
        *,
        author: bool,
    ) -> None:
        if mark.position.get("of") != API or mark.position["blog"] != told_of_blog(facts):
            raise FullReadNeeded("it is another blog, or wasn't read through the API")
        self._api = api
        self._facts = facts
        self._mark = mark
        self._known = known
        self._options = options
        self._author = author
        self._root = f"blogs/{facts['id']}"

    def changed(self) -> Iterator[Item]:
        """The posts and pages that changed, and all comments of those that have not as many as they had."""
        listed = [*self._all(Kind.POST), *self._all(Kind.PAGE)]
        changed = [one for one in listed if self._is_news(one)]
        commented = [one for one in listed if self._options.comments and one.comments != self._known.comments(one.id)]
        check_number(len(changed) + len(commented), self._known)
        for one in changed:
            yield self._post(one.id, one.kind, one.updated)
        for one in commented:
            found = list(self._comments_of(one.id))
            if not found:
                raise FullReadNeeded("the comments of a post are gone")
            yield from found
        yield self._mark

    def again(self, posts: Collection[str], comments: Collection[str]) -> Iterator[Item]:
        """These posts and the comments of those, as they are."""
        return again(self._known, posts, comments, self._as_known, self._comments_of)

    def _as_known(self, known: Post) -> Post:
        return self._post(known.id, known.kind, known.updated)

    def _all(self, kind: Kind) -> list[_Listed]:
        """Whatever may have changed of one kind, if nothing of it is gone."""
        listed = self._public(kind)
        if self._author:
            for status in _UNPUBLISHED[kind]:
                query = {**_query(status), "view": "AUTHOR"}
                listed += (_listed(one, kind) for one in self._api.every(f"{self._root}/{kind}s", query))
        whole = kind is Kind.PAGE or self._options.comments
        before = sum(number for (of, _), number in self._known.counts.items() if of is kind)
        hidden = before - self._known.counts[kind, Status.LIVE]
        met = [post for one in listed if (post := self._known.post(one.id))]
        if whole and len(met) != before:
            raise FullReadNeeded("some are gone")
        if not whole and sum(post.status is not Status.LIVE for post in met) != hidden:
            raise FullReadNeeded("some drafts are gone")
        return listed

    def _public(self, kind: Kind) -> list[_Listed]:
        order = {"orderBy": "UPDATED"} if kind is Kind.POST else {}
        until_known = kind is Kind.POST and not self._options.comments
        listed: list[_Listed] = []
        for page in self._api.pages(f"{self._root}/{kind}s", {**_query("LIVE"), **order}):
            here = [_listed(one, kind) for one in page]
            listed += here
            if until_known and here and not any(map(self._is_news, here)):
                break
        if until_known:
            self._check_order(listed)
        new = sum(one.public and not self._was_public(one.id) for one in listed)
        if total_of(self._facts, kind) != self._known.counts[kind, Status.LIVE] + new:
            raise FullReadNeeded("some are gone, or the total is wrong")
        return listed

    def _check_order(self, listed: list[_Listed]) -> None:
        """What changed last has to come first, and among that what was known to have changed last."""
        moments = [one.updated for one in listed]
        same = [one.updated for one in listed if not self._is_news(one)]
        if moments != sorted(moments, reverse=True) or (not same and self._known.counts[Kind.POST, Status.LIVE]):
            raise FullReadNeeded("the order that was asked for is passed over")
        met = [post for one in listed if (post := self._known.post(one.id))]
        former = [post.updated for post in met if post.status is Status.LIVE]
        if self._known.latest and max(former, default=None) != self._known.latest:
            raise FullReadNeeded("what changed last isn't among the first")

    def _was_public(self, post_id: str) -> bool:
        known = self._known.post(post_id)
        return known is not None and known.status is Status.LIVE

    def _is_news(self, one: _Listed) -> bool:
        known = self._known.post(one.id)
        return known is None or known.updated != one.updated or (known.status is Status.LIVE) != one.public

    def _post(self, post_id: str, kind: Kind, updated: datetime) -> Post:
        query = {"view": "AUTHOR"} if self._author else {}
        items = list(self._items([self._api.one(f"{self._root}/{kind}s/{quote(post_id, safe='')}", query)]))
        match items:
            case [Post() as post] if (post.id, post.updated) == (post_id, updated):
                host = blog_host(post.url)
                if host and host not in self._known.blog.hosts:
                    raise FullReadNeeded("a post lives under another name")
                return post
        raise FullReadNeeded("a post isn't what was listed")

    def _comments_of(self, post_id: str) -> Iterator[Item]:
        path = f"{self._root}/posts/{quote(post_id, safe='')}/comments"
        yield from self._items(self._api.every(path, _COMMENTS))

    def _items(self, values: Collection[Mapping[str, Any]] | Iterator[Mapping[str, Any]]) -> Iterator[Item]:
        now = self._options.now()
        for value in values:
            made = as_entry(value, self._root)
            if not isinstance(made, Mapping):
                raise FullReadNeeded("it isn't to be read")
            yield from atom.read_entry(Entry.of(as_element("entry", made)), FeedFacts(self._root, now, now))


def _query(status: str) -> dict[str, Any]:
    return {"maxResults": PAGE_SIZE, "fetchBodies": "false", "status": status, "fields": _FIELDS}


def _listed(value: Mapping[str, Any], kind: Kind) -> _Listed:
    replies = value.get("replies")
    count = str(replies.get("totalItems", "0")) if isinstance(replies, dict) else "0"
    updated = moment(str(value.get("updated", "")))
    if updated is None or not value.get("id"):
        raise FullReadNeeded("an item of a list doesn't say what it is, or when it was touched")
    public = str(value.get("status", "LIVE")).upper() == "LIVE"
    return _Listed(str(value["id"]), kind, public, updated, int(count) if count.isdecimal() else 0)
