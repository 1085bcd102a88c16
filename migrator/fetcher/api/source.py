"""Blogger's API v3 as a source: whole bodies whatever the blog's feed settings, and drafts for their author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from migrator.blogger import absolute, blog_host, blog_number, home, post_path
from migrator.fetcher.api import errors
from migrator.fetcher.api.client import ApiClient
from migrator.fetcher.api.updates import API, ApiUpdate, blog_text, total_of
from migrator.fetcher.formats import atom
from migrator.fetcher.formats.api import as_entry
from migrator.fetcher.formats.atom import new_host
from migrator.fetcher.formats.entry import Entry, FeedFacts
from migrator.fetcher.formats.jsonfeed import as_element
from migrator.fetcher.formats.settings import from_settings
from migrator.fetcher.http.caching import open_client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.source import Credentials, FetchOptions, Item, Known
from migrator.model import Blog, Kind, Note, Post, SyncCursor

PAGE_SIZE = 100
"""Of posts; more than 500 of anything is an error, and bodies are long."""
MOST_PER_PAGE = 500
_COMMENTS = {"maxResults": MOST_PER_PAGE, "fetchBodies": "true", "status": "LIVE"}


class ApiBlog:
    """The blog as the API gives it to these credentials."""

    def __init__(self, address: str, options: FetchOptions, credentials: Credentials) -> None:
        self._address = absolute(address)
        self._options = options
        self._credentials = credentials
        self.label = f"Blogger's API on {self._address}"

    def read(self) -> Iterator[Item]:
        """Everything that the API gives; raises an error that says why if it does not know the blog."""
        options = self._options
        with open_client(options.cache, allow_private=options.allow_private, timeouts=options.timeouts) as client:
            try:
                offline = options.cache is not None and options.cache.offline
                yield from self._read(ApiClient(client, options.api_root, None if offline else self._credentials))
            except FetchError as error:
                raise errors.final(error, self._address) from error

    @contextmanager
    def since(self, cursor: SyncCursor, known: Known, /) -> Iterator[ApiUpdate]:
        """An incremental read from the cursor on, without a cache."""
        options, credentials = self._options, self._credentials
        with open_client(None, allow_private=options.allow_private, timeouts=options.timeouts) as client:
            api = ApiClient(client, options.api_root, credentials)
            yield ApiUpdate(api, self._blog_facts(api), cursor, known, options, author=credentials.author)

    def _read(self, api: ApiClient) -> Iterator[Item]:
        facts = self._blog_facts(api)
        blog = _blog(facts, self._options.base_url, self._address)
        yield blog
        root = f"blogs/{facts['id']}"
        reader = _ItemReader(self._address, self._options, set(blog.hosts))
        if self._options.post:
            single = list(self._single(api, root, reader))
            yield from single
            if any(isinstance(item, Post) for item in single):
                return
        for kind in ("posts", "pages"):
            size = {"maxResults": PAGE_SIZE, "fetchBodies": "true"}
            yield from reader.items(api.items(f"{root}/{kind}", {**size, "status": "LIVE"}))
            if self._credentials.author:
                yield from self._unpublished(api, f"{root}/{kind}", size, reader)
        notes = list(reader.notes(facts))
        yield from notes
        if self._options.comments:
            yield from self._comments(api, root, reader)
        if not notes:
            yield SyncCursor({"of": API, "blog": blog_text(facts)})

    def _single(self, api: ApiClient, root: str, reader: _ItemReader) -> Iterator[Item]:
        """The only post or page that is wanted; the API finds pages by number, not by address."""
        wanted = self._options.post
        path = post_path(wanted)
        number = f"/{wanted}" if wanted.isdecimal() else ""
        for resource in [f"posts{number}", f"pages{number}"] if number else ["posts/bypath"] if path else []:
            try:
                one = api.one(f"{root}/{resource}", {} if number else {"path": path})
            except FetchError as error:
                if not errors.needs_rights(error):
                    raise
            else:
                yield from reader.items(iter([one]))
                return

    def _blog_facts(self, api: ApiClient) -> Mapping[str, Any]:
        number = blog_number(self._address)
        return api.one(f"blogs/{number}" if number else "blogs/byurl", {} if number else {"url": home(self._address)})

    def _unpublished(self, api: ApiClient, path: str, size: Mapping[str, Any], reader: _ItemReader) -> Iterator[Item]:
        """Drafts and scheduled posts, requested one status at a time: not every combination is answered."""
        for status in ("DRAFT", "SCHEDULED") if path.endswith("posts") else ("DRAFT",):
            try:
                yield from reader.items(api.items(path, {**size, "status": status, "view": "AUTHOR"}))
            except FetchError as error:
                if not errors.needs_rights(error):
                    raise
                message = "you are logged in, but not as an author of this blog: drafts are not read"
                yield Note(
                    "drafts-unavailable", self._address, message, "Run `migrator login` as its author.", loss=True
                )
                return

    def _comments(self, api: ApiClient, root: str, reader: _ItemReader) -> Iterator[Item]:
        """All comments in one list if that is allowed, else those of each post."""
        try:
            yield from reader.items(api.items(f"{root}/comments", _COMMENTS))
        except FetchError as error:
            if not errors.needs_rights(error):
                raise
            for post_id in reader.commented:
                yield from self._comments_of(api, f"{root}/posts/{quote(post_id, safe='')}/comments", post_id, reader)

    def _comments_of(self, api: ApiClient, path: str, post_id: str, reader: _ItemReader) -> Iterator[Item]:
        try:
            yield from reader.items(api.items(path, _COMMENTS))
        except FetchError as error:
            if not errors.needs_rights(error):
                raise
            message = f"its comments could not be read ({error.problem})"
            yield Note("comments-unavailable", f"post {post_id}", message, error.advice, post_id, loss=True)


class _ItemReader:
    """The items of the API's resources, counted."""

    def __init__(self, subject: str, options: FetchOptions, hosts: set[str]) -> None:
        now = options.now()
        self._subject = subject
        self._facts = FeedFacts(subject, now, now)
        self._hosts = hosts
        self._live = {"post": 0, "page": 0}
        self.commented: list[str] = []
        """The posts that have comments."""

    def items(self, values: Iterator[Mapping[str, Any]]) -> Iterator[Item]:
        """The items of these resources: posts, comments, notes and new hosts of the blog."""
        for value in values:
            entry = as_entry(value, self._subject)
            if isinstance(entry, Note):
                yield entry
                continue
            for item in atom.read_entry(Entry.of(as_element("entry", entry)), self._facts):
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
        """A note if there were fewer posts or pages than the blog has according to the API."""
        for kind, count in self._live.items():
            total = total_of(facts, Kind(kind))
            if count < total:
                message = f"the API speaks of {total} {kind}s, but gave {count}"
                yield Note("api-incomplete", self._subject, message, "Compare with a Google Takeout.", loss=True)


def _blog(facts: Mapping[str, Any], base_url: str, address: str) -> Blog:
    if not str(facts.get("id", "")).isdecimal():
        raise FetchError(FailureKind.ENCODING, address, "the API's answer names no blog")
    found = facts.get("locale")
    locale = found if isinstance(found, dict) else {}
    url = (base_url or str(facts.get("url", ""))).rstrip("/")
    hosts = (blog_host(known) for known in (url, str(facts.get("url", "")), address))
    settings = from_settings({"blog_locale": f"{locale.get('language', '')}_{locale.get('country', '')}"})
    return Blog(
        id=str(facts["id"]),
        title=str(facts.get("name", "")),
        url=url,
        hosts=frozenset(filter(None, hosts)),
        locale=settings.locale,
    )
