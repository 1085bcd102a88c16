"""Where a blog lives, from any address that somebody may give for it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from migrator.errors import SourceError

GOOGLE_HOSTS = frozenset({"www.blogger.com", "blogger.com", "draft.blogger.com", "beta.blogger.com"})


def blog_host(url: str) -> str:
    """The host that a blog answers under, from one of its addresses; '' where that is Blogger itself."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return "" if host in GOOGLE_HOSTS else host


_BY_NUMBER = re.compile(r"(?:/u/\d+)?/(?:feeds|blog/\w+|v3/blogs)/(\d+)(?:/|$)")
_BLOGSPOT = re.compile(r"(?:www\.)?([\w-]+)\.blogspot\.(?:com?\.)?[a-z]{2,3}")
_POST = re.compile(r"/(?:\d{4}/\d{2}|p)/[^/]+\.html?")


def absolute(address: str) -> str:
    """The address with a scheme."""
    return address if "://" in address else f"https://{address}"


def home(address: str) -> str:
    """`https://name.blogspot.com`, without a path.

    The domains of countries only ever led to .com, and may stop doing so.
    """
    parts = _parts(address)
    blogspot = _BLOGSPOT.fullmatch((parts.hostname or "").lower())
    return f"https://{blogspot[1]}.blogspot.com" if blogspot else f"{parts.scheme}://{parts.netloc}"


def blog_number(address: str) -> str:
    """The blog's number where the address is its place in Blogger's own pages, else ''."""
    parts = _parts(address)
    if (parts.hostname or "").lower() not in GOOGLE_HOSTS:
        return ""
    found = _BY_NUMBER.match(parts.path)
    if not found:
        advice = "Give the address of the blog itself, like https://name.blogspot.com."
        raise SourceError(address, "this is a page of Blogger, not a blog", advice)
    return found.group(1)


def feeds_root(address: str) -> str:
    """Where the feeds of the blog lie."""
    number = blog_number(address)
    return f"https://www.blogger.com/feeds/{number}" if number else f"{home(address)}/feeds"


def post_path(address: str) -> str:
    """`/2020/01/post.html` if the address is one of a post or page, else ''."""
    try:
        path = urlsplit(absolute(address)).path
    except ValueError:
        return ""
    return path if _POST.fullmatch(path) else ""


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(absolute(address))
        host = parts.hostname
    except ValueError:
        host = None
    if not host:
        raise SourceError(address, "this is not an address", "Give one like https://name.blogspot.com.")
    return parts
