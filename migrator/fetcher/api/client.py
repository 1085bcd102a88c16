"""Requests to Blogger's API v3: one resource, or all items of a list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from migrator.fetcher.api import errors
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FailureKind, FetchError
from migrator.fetcher.source import Credentials

MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the user's own Google project, with which the API gives what is public."""

    key: str = field(repr=False)
    author: bool = False

    def headers(self) -> Mapping[str, str]:
        """The key in a header, since addresses end up in messages."""
        return {"X-Goog-Api-Key": self.key}


class ApiClient:
    """Requests to the API with its credentials."""

    def __init__(self, client: Client, root: str, credentials: Credentials | None) -> None:
        self._client = client
        self._root = root.rstrip("/")
        self._credentials = credentials

    def one(self, path: str, query: Mapping[str, Any]) -> Mapping[str, Any]:
        """One resource; raises `FetchError`."""
        url = f"{self._root}/{path}?{urlencode(query)}".rstrip("?")
        response = self._client.get(
            url,
            accept="application/json",
            secrets=self._credentials.headers() if self._credentials else {},
            classify=errors.api_error,
        )
        try:
            value = json.loads(response.content)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise FetchError(FailureKind.ENCODING, url, "the API's answer is not the JSON that it promises")
        return value

    def items(self, path: str, query: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """All items of a list."""
        return chain.from_iterable(self.pages(path, query))

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[list[Mapping[str, Any]]]:
        """The items page by page; an empty page need not be the last."""
        token, seen = "", {""}
        for _ in range(MOST_PAGES):
            page = self.one(path, {**query, "pageToken": token} if token else query)
            found = page.get("items")
            yield [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
            token = str(page.get("nextPageToken") or "")
            if token in seen:
                return
            seen.add(token)
