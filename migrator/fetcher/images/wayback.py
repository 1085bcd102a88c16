"""The Internet Archive's captures of images that are gone."""

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
"""How many addresses of one image are looked up: the last candidates, which are those in use and in the post."""

_CAPTURE = re.compile(r"(?P<before>https?://.+?/web/)(?P<when>\d{14})(?:[a-z]{2}_)?/(?P<of>.+)")


class PageClient(Protocol):
    """The part of `migrator.fetcher.http.client.Client` that is used here."""

    def get(self, url: str, /) -> Response:
        """The whole answer; raises `FetchError`."""


class CaptureSource(Protocol):
    """The part of `Wayback` that downloads use."""

    def captures(self, image: Image, day: str, /) -> tuple[str, ...]:
        """Addresses of the captures."""


class Wayback:
    """The Internet Archive's availability API; safe to share between threads."""

    def __init__(self, client: PageClient, availability: str = AVAILABILITY) -> None:
        self._client = client
        self._availability = availability

    def captures(self, image: Image, day: str) -> tuple[str, ...]:
        """Addresses of the image's captures nearest to `day` (20140331; '' for any day), as unchanged bytes."""
        addresses = dict.fromkeys(image.candidates[-MOST_ASKED:])
        return tuple(filter(None, (self._capture(address, day) for address in addresses)))

    def _capture(self, address: str, day: str) -> str:
        query = {"url": address} | ({"timestamp": day} if day else {})
        try:
            answer = self._client.get(f"{self._availability}?{urlencode(query)}")
            closest = json.loads(answer.content)["archived_snapshots"]["closest"]
            found = _CAPTURE.fullmatch(str(closest["url"]))
            is_usable = closest["available"] is True and str(closest.get("status", "200")) == "200"
        except (FetchError, ValueError, LookupError, TypeError):
            return ""
        # With id_ the archive serves the bytes that it captured, without its own page around them.
        return f"{found['before']}{found['when']}id_/{found['of']}" if found and is_usable else ""


def captured_on(served_by: str) -> str:
    """The day of the capture whose address this is, as 2014-03-31; '' for other addresses."""
    found = re.search(r"/web/(\d{4})(\d{2})(\d{2})\d{6}id_/", served_by)
    return "-".join(found.groups()) if found else ""
