"""A blog by way of Blogger's API v3: bodies whole whatever the feed is set to, drafts for their author."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote, urlencode

from migrator.errors import DoubtError
from migrator.fetcher import apierrors, atom
from migrator.fetcher.apijson import as_entry
from migrator.fetcher.client import Client
from migrator.fetcher.credentials import Credentials
from migrator.fetcher.entry import Entry, FeedFacts
from migrator.fetcher.export import new_host
from migrator.fetcher.facts import from_settings
from migrator.fetcher.feedjson import as_element
from migrator.fetcher.remembering import opened
from migrator.fetcher.source import FetchOptions, Item, Known, Update
from migrator.fetcher.trouble import FetchError, Trouble
from migrator.fetcher.whereabouts import absolute, blog_number, home, post_path
from migrator.model import Blog, Mark, Note, Post

PAGE_SIZE = 100
"""Of posts; more than 500 of anything is an error, and bodies are long."""
MOST_PER_PAGE = 500
MOST_PAGES = 100_000
_COMMENTS = {"maxResults": MOST_PER_PAGE, "fetchBodies": "true", "status": "LIVE"}


class ApiBlog:
    """Everything of a blog that the API shows to whoever asks."""

    def __init__(self, address: str, options: FetchOptions, credentials: Credentials) -> None:
        self._address = absolute(address)
        self._options = options
        self._credentials = credentials
        self.label = f"Blogger's API on {self._address}"

    def read(self) -> Iterator[Item]:
        """All that it tells; raises a clear error if the API does not answer for this blog."""
        options = self._options
        with opened(options.cache, allow_private=options.allow_private, patience=options.patience) as client:
            try:
                offline = options.cache is not None and options.cache.offline
                yield from self._read(_Api(client, options.api_root, None if offline else self._credentials))
            except FetchError as error:
                raise apierrors.final(error, self._address) from error

    def since(self, _mark: Mark, _known: Known, /) -> AbstractContextManager[Update]:
        """Only all of it is told, for now."""
        raise DoubtError("the API is read as a whole")

    def _read(self, api: _Api) -> Iterator[Item]:
        facts = self._about(api)
        blog = _blog(facts, self._options.base_url, self._address)
        yield blog
        root = f"blogs/{facts['id']}"
        reading = _Reading(self._address, self._options, set(blog.hosts))
        if self._options.post:
            alone = list(self._alone(api, root, reading))
            yield from alone
            if any(isinstance(item, Post) for item in alone):
                return
        for kind in ("posts", "pages"):
            size = {"maxResults": PAGE_SIZE, "fetchBodies": "true"}
            yield from reading.items(api.every(f"{root}/{kind}", {**size, "status": "LIVE"}))
            if self._credentials.author:
                yield from self._unpublished(api, f"{root}/{kind}", size, reading)
        yield from reading.notes(facts)
        if self._options.comments:
            yield from self._comments(api, root, reading)

    def _alone(self, api: _Api, root: str, reading: _Reading) -> Iterator[Item]:
        """The one post that is wanted; pages can't be asked for by address."""
        wanted = self._options.post
        path = post_path(wanted)
        number = f"/{wanted}" if wanted.isdecimal() else ""
        for place in [f"posts{number}", f"pages{number}"] if number else ["posts/bypath"] if path else []:
            try:
                one = api.one(f"{root}/{place}", {} if number else {"path": path})
            except FetchError as error:
                if not apierrors.refused(error):
                    raise
            else:
                yield from reading.items(iter([one]))
                return

    def _about(self, api: _Api) -> Mapping[str, Any]:
        number = blog_number(self._address)
        return api.one(f"blogs/{number}" if number else "blogs/byurl", {} if number else {"url": home(self._address)})

    def _unpublished(self, api: _Api, path: str, size: Mapping[str, Any], reading: _Reading) -> Iterator[Item]:
        """Drafts and scheduled posts, each asked for alone: a mixture is not always answered."""
        for status in ("DRAFT", "SCHEDULED") if path.endswith("posts") else ("DRAFT",):
            try:
                yield from reading.items(api.every(path, {**size, "status": status, "view": "AUTHOR"}))
            except FetchError as error:
                if not apierrors.refused(error):
                    raise
                message = "you are logged in, but not as an author of this blog: drafts are not read"
                yield Note(
                    "drafts-unavailable", self._address, message, "Run `migrator login` as its author.", loss=True
                )
                return

    def _comments(self, api: _Api, root: str, reading: _Reading) -> Iterator[Item]:
        """All comments at once if that is allowed, else post by post."""
        try:
            yield from reading.items(api.every(f"{root}/comments", _COMMENTS))
        except FetchError as error:
            if not apierrors.refused(error):
                raise
            for post_id in reading.commented:
                yield from self._comments_of(api, f"{root}/posts/{quote(post_id, safe='')}/comments", post_id, reading)

    def _comments_of(self, api: _Api, path: str, post_id: str, reading: _Reading) -> Iterator[Item]:
        try:
            yield from reading.items(api.every(path, _COMMENTS))
        except FetchError as error:
            if not apierrors.refused(error):
                raise
            message = f"its comments could not be read ({error.problem})"
            yield Note("comments-unavailable", f"post {post_id}", message, error.advice, post_id, loss=True)


class _Api:
    """Requests to the API."""

    def __init__(self, client: Client, root: str, credentials: Credentials | None) -> None:
        self._client = client
        self._root = root.rstrip("/")
        self._credentials = credentials

    def one(self, path: str, query: Mapping[str, Any]) -> Mapping[str, Any]:
        """One answer."""
        url = f"{self._root}/{path}?{urlencode(query)}".rstrip("?")
        answer = self._client.get(
            url,
            accept="application/json",
            secrets=self._credentials.headers() if self._credentials else {},
            understood=apierrors.understood,
        )
        try:
            value = json.loads(answer.content)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise FetchError(Trouble.ENCODING, url, "the API's answer is not the JSON that it promises")
        return value

    def every(self, path: str, query: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """All items of a list.  A page may be empty and still not be the last."""
        token, seen = "", {""}
        for _ in range(MOST_PAGES):
            page = self.one(path, {**query, "pageToken": token} if token else query)
            found = page.get("items")
            yield from (item for item in found if isinstance(item, dict)) if isinstance(found, list) else ()
            token = str(page.get("nextPageToken") or "")
            if token in seen:
                return
            seen.add(token)


class _Reading:
    """What the API gave so far."""

    def __init__(self, subject: str, options: FetchOptions, hosts: set[str]) -> None:
        now = options.now()
        self._subject = subject
        self._facts = FeedFacts(subject, now, now)
        self._hosts = hosts
        self._live = {"post": 0, "page": 0}
        self.commented: list[str] = []
        """The posts that have comments."""

    def items(self, values: Iterator[Mapping[str, Any]]) -> Iterator[Item]:
        """What items of the API say."""
        for value in values:
            made = as_entry(value, self._subject)
            if isinstance(made, Note):
                yield made
                continue
            for item in atom.read_entry(Entry.of(as_element("entry", made)), self._facts):
                yield item
                yield from new_host(item, self._hosts)
                if isinstance(item, Post):
                    self._count(item, value)

    def _count(self, post: Post, value: Mapping[str, Any]) -> None:
        self._live[post.kind] += str(value.get("status", "LIVE")).upper() == "LIVE"
        replies = value.get("replies")
        if isinstance(replies, dict) and str(replies.get("totalItems", "0")) != "0":
            self.commented.append(post.id)

    def notes(self, facts: Mapping[str, Any]) -> Iterator[Note]:
        """Whether fewer posts came than the blog is said to have."""
        for kind, came in self._live.items():
            told = facts.get(f"{kind}s")
            total = told.get("totalItems") if isinstance(told, dict) else None
            if isinstance(total, int) and came < total:
                message = f"the API speaks of {total} {kind}s, but gave {came}"
                yield Note("api-incomplete", self._subject, message, "Compare with a Google Takeout.", loss=True)


def _blog(facts: Mapping[str, Any], base_url: str, address: str) -> Blog:
    if not str(facts.get("id", "")).isdecimal():
        raise FetchError(Trouble.ENCODING, address, "the API's answer names no blog")
    told = facts.get("locale")
    locale = told if isinstance(told, dict) else {}
    url = (base_url or str(facts.get("url", ""))).rstrip("/")
    hosts = (atom.blog_host(known) for known in (url, str(facts.get("url", "")), address))
    settings = from_settings({"blog_locale": f"{locale.get('language', '')}_{locale.get('country', '')}"})
    return Blog(
        id=str(facts["id"]),
        title=str(facts.get("name", "")),
        url=url,
        hosts=frozenset(filter(None, hosts)),
        locale=settings.locale,
    )
