"""Images that are gone from where they were, as the Internet Archive once saw them."""

from __future__ import annotations

import json
import re
from typing import Protocol
from urllib.parse import urlencode

from migrator.fetcher.http.client import Response
from migrator.fetcher.http.errors import FetchError
from migrator.model import Image

AVAILABILITY = "https://archive.org/wayback/available"
MOST_ASKED = 3
"""Addresses of one image that are asked for: the large sizes in use and those that the post wrote."""

_CAPTURE = re.compile(r"(?P<before>https?://.+?/web/)(?P<when>\d{14})(?:[a-z]{2}_)?/(?P<of>.+)")


class Gets(Protocol):
    """What this needs of `migrator.fetcher.http.client.Client`."""

    def get(self, url: str, /) -> Response:
        """The whole answer; raises `FetchError`."""


class Archive(Protocol):
    """What the album needs of a `Wayback`."""

    def captures(self, image: Image, day: str, /) -> tuple[str, ...]:
        """Addresses of the image as it was captured next to `day`."""


class Wayback:
    """Asks the Internet Archive for captures; safe to share between threads."""

    def __init__(self, client: Gets, availability: str = AVAILABILITY) -> None:
        self._client = client
        self._availability = availability

    def captures(self, image: Image, day: str) -> tuple[str, ...]:
        """Addresses of the image as it was captured next to `day` (20140331; '' for any day), unchanged bytes."""
        asked = dict.fromkeys(image.candidates[-MOST_ASKED:])
        return tuple(filter(None, (self._capture(address, day) for address in asked)))

    def _capture(self, address: str, day: str) -> str:
        query = {"url": address} | ({"timestamp": day} if day else {})
        try:
            answer = self._client.get(f"{self._availability}?{urlencode(query)}")
            closest = json.loads(answer.content)["archived_snapshots"]["closest"]
            found = _CAPTURE.fullmatch(str(closest["url"]))
            good = closest["available"] is True and str(closest.get("status", "200")) == "200"
        except (FetchError, ValueError, LookupError, TypeError):
            return ""
        # With id_ it comes as it was captured, without the archive's own frame around it.
        return f"{found['before']}{found['when']}id_/{found['of']}" if found and good else ""


def captured_on(served_by: str) -> str:
    """The day of the capture that served an image, as 2014-03-31; '' if none did."""
    found = re.search(r"/web/(\d{4})(\d{2})(\d{2})\d{6}id_/", served_by)
    return "-".join(found.groups()) if found else ""
