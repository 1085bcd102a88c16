"""The blog's sitemap: a second list of its posts, which shows those that are missing in the feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from migrator.fetcher.formats.xml import hardened
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FetchError
from migrator.model import Note

MOST_PARTS = 2_000
MOST_LISTED = 20


def listed_paths(client: Client, home: str) -> Iterator[str]:
    """The path of every post and page in the blog's sitemaps; nothing if there are none."""
    for name in ("sitemap.xml", "sitemap-pages.xml"):
        for url in _locations(client, f"{home}/{name}", MOST_PARTS):
            path = plain_path(url)
            if path.strip("/"):
                yield path


def plain_path(url: str) -> str:
    """The path of an address, percent-decoded; '' if it is no address."""
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""


def incomplete_note(subject: str, paths: Iterable[str], home: str) -> Note:
    """The note for the posts of the sitemap that are missing in the feed."""
    addresses = [f"{home}{path}" for path in paths]
    more = f" and {len(addresses) - MOST_LISTED} more" if len(addresses) > MOST_LISTED else ""
    message = f"its sitemap lists {len(addresses)} that its feed did not give: {', '.join(addresses[:MOST_LISTED])}"
    advice = "A Google Takeout of the blog holds them."
    return Note("feed-incomplete", subject, f"{message}{more}", advice, loss=True)


def _locations(client: Client, url: str, parts_left: int) -> Iterator[str]:
    """The URLs of a sitemap, or of those in a sitemap index."""
    try:
        root = etree.fromstring(client.get(url).content, hardened(recover=True))
    except (FetchError, etree.XMLSyntaxError):
        return  # the sitemap is only a check
    if root is None:
        return
    found = [text.strip() for element in root.iterfind("{*}url/{*}loc") if (text := element.text)]
    yield from found
    for part in list(root.iterfind("{*}sitemap/{*}loc"))[:parts_left]:
        address = _part_url(url, (part.text or "").strip())
        if address != url:
            yield from _locations(client, address, 0)


def _part_url(index: str, part: str) -> str:
    """The URL of a part, on the host of the index, which may call that by another name."""
    try:
        target = urlsplit(part)
    except ValueError:
        return index
    return urlsplit(index)._replace(path=target.path, query=target.query).geturl()
