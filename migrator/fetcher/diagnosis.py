"""Why a blog gave no feed: told from what its home page is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from migrator.errors import MigratorError, SourceError
from migrator.fetcher.client import Client
from migrator.fetcher.trouble import FetchError, Trouble

_BLOGGER_PAGE = re.compile(
    rb"""<meta[^>]+content=['"]blogger['"]|(?:www\.blogger\.com|blogblog\.com)/(?:feeds|static|rearrange)""",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(r"^https?://(?:(?:www|draft)\.blogger\.com/blogin\.g|accounts\.google\.com/)")
EXPORT = "Give a Google Takeout of the blog"


def explain(client: Client, address: str, error: MigratorError, final: str = "") -> MigratorError:
    """The error that tells the user what stands in the way of the feed at `address`.

    `final` is where the request ended if something came that is not a feed.
    """
    if isinstance(error, FetchError):
        final = error.url
        if error.kind is not Trouble.STATUS or error.status not in {400, 401, 403, 404, 410}:
            return FetchError(error.kind, address, error.problem, error.advice, status=error.status)
    if _SIGN_IN.match(final) or (isinstance(error, FetchError) and error.status in {401, 403}):
        return SourceError(address, "the blog is private, or shows itself only after a click", f"{EXPORT}.")
    if (urlsplit(final).hostname or "").endswith("feedburner.com"):
        advice = f"In Blogger, empty Settings > Site feed > Post feed redirect URL, or {_lower(EXPORT)}."
        return SourceError(address, "the blog hands its feed to FeedBurner", advice)
    return _from_home_page(client, address, in_place=not isinstance(error, FetchError))


def _from_home_page(client: Client, address: str, *, in_place: bool) -> MigratorError:
    """What the home page shows; `in_place`: whether a page came where the feed should be."""
    parts = urlsplit(address)
    try:
        home = client.get(f"{parts.scheme}://{parts.netloc}/")
    except FetchError as error:
        if error.status in {404, 410}:
            return SourceError(address, "there is no blog at this address", "Check the spelling.")
        return error
    if _SIGN_IN.match(home.url):
        return SourceError(address, "the blog is private, or shows itself only after a click", f"{EXPORT}.")
    if not _BLOGGER_PAGE.search(home.content):
        return SourceError(address, "this is not a blog on Blogger", "migrator reads only Blogger's blogs.")
    setting = "In Blogger, set Settings > Site feed > Allow blog feed to Full"
    if in_place:
        problem = "an HTML page came in place of the blog's feed"
        return SourceError(address, problem, f"{setting} and empty Post feed redirect URL, or {_lower(EXPORT)}.")
    return SourceError(address, "the blog's feed is turned off", f"{setting}, or {_lower(EXPORT)}.")


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
