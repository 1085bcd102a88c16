"""Why a blog has no feed: by its home page, and by what came instead of the feed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from migrator.blogger import home, is_sign_in
from migrator.errors import MigratorError, SourceError
from migrator.fetcher.http.client import Client
from migrator.fetcher.http.errors import FailureKind, FetchError

_BLOGGER_PAGE = re.compile(
    rb"""<meta[^>]+content=['"]blogger['"]|(?:www\.blogger\.com|blogblog\.com)/(?:feeds|static|rearrange)""",
    re.IGNORECASE,
)
_NUMBER = re.compile(rb"blogger\.com/feeds/(\d+)/|[?&;]blogID=(\d+)|'blogId': ?'(\d+)'")
_EXPLICABLE = frozenset({0, 400, 401, 403, 404, 410})
"""Statuses whose reason the home page may show; 0 for a success that was no feed."""
EXPORT = "Give a Google Takeout of the blog"


def number_on_home_page(client: Client, address: str) -> str:
    """Blogger's number of the blog on its home page; '' if it is not there."""
    try:
        found = _NUMBER.search(client.get(f"{home(address)}/").content)
    except FetchError:
        return ""
    return next(group for group in found.groups() if group).decode() if found else ""


def explain(client: Client, address: str, error: FetchError) -> MigratorError:
    """The error for the user, for a blog whose feed failed with `error`."""
    if error.kind is not FailureKind.STATUS or error.status not in _EXPLICABLE:
        return FetchError(error.kind, address, error.problem, error.advice, status=error.status)
    if is_sign_in(error.url) or error.status in {401, 403}:
        return SourceError(address, "the blog is private, or shows itself only after a click", f"{EXPORT}.")
    if (urlsplit(error.url).hostname or "").endswith("feedburner.com"):
        advice = f"In Blogger, empty Settings > Site feed > Post feed redirect URL, or {_lower(EXPORT)}."
        return SourceError(address, "the blog hands its feed to FeedBurner", advice)
    return _home_page_error(client, address, in_place=not error.status)


def _home_page_error(client: Client, address: str, *, in_place: bool) -> MigratorError:
    """The error by the blog's home page; `in_place` if an HTML page came instead of the feed."""
    try:
        page = client.get(f"{home(address)}/")
    except FetchError as error:
        if error.status in {404, 410}:
            return SourceError(address, "there is no blog at this address", "Check the spelling.")
        return error
    if is_sign_in(page.url):
        return SourceError(address, "the blog is private, or shows itself only after a click", f"{EXPORT}.")
    if not _BLOGGER_PAGE.search(page.content):
        return SourceError(address, "this is not a blog on Blogger", "migrator reads only Blogger's blogs.")
    setting = "In Blogger, set Settings > Site feed > Allow blog feed to Full"
    if in_place:
        problem = "an HTML page came in place of the blog's feed"
        return SourceError(address, problem, f"{setting} and empty Post feed redirect URL, or {_lower(EXPORT)}.")
    return SourceError(address, "the blog's feed is turned off", f"{setting}, or {_lower(EXPORT)}.")


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
