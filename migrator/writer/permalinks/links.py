"""The many names that one post goes by: which link means which post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from migrator.blogger import BLOGGER_HOSTS, blogspot_host, is_archive, is_search, post_in_url
from migrator.model import Blog
from migrator.storage.disk import DiskDict

# What sticks to addresses in prose and old templates: `slug.html/`, `slug.html)`, `slug.html%20`.
_NOISE_AFTER = re.compile(r"(.*?\.html)[^\w-].*", re.DOTALL)

_LONGEST_NAME = 255


def old_path(url: str) -> str:
    """The path of a post's own address, exactly as Blogger had it, safe to stand in front matter."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return ""
    if path and not path.startswith("/"):
        path = "/" + path
    return "" if path == "/" else quote(path, safe="/%@!$&'()*+,;=~")


def fits_a_file(address: str) -> bool:
    """Whether a site can serve the address as a file at all: 255 bytes are the most that a name may have."""
    return all(len(unquote(part).encode()) <= _LONGEST_NAME for part in address.split("/"))


class PostLinks:
    """Every name that the blog's posts are known by."""

    def __init__(self, blog: Blog) -> None:
        self._hosts = {_host(name) for name in blog.hosts} | {_host(_netloc(blog.url))}
        self._by_path: DiskDict[str] = DiskDict()
        self._by_id: DiskDict[str] = DiskDict()

    def __contains__(self, address: str) -> bool:
        """Whether a post had that address on Blogger."""
        return unquote(address) in self._by_path

    def add(self, post_id: str, url: str, address: str) -> None:
        """From now on links to the post lead to `address`."""
        self._hosts.add(_host(_netloc(url)))
        if address:
            self._by_id[post_id] = address
            self._by_path.setdefault(unquote(old_path(url)), address)

    def add_former(self, address: str, former: Iterable[str]) -> None:
        """From now on links to these addresses, unless a post has them now, lead to `address`."""
        for old in former:
            self._by_path.setdefault(unquote(old), address)

    def leads(self, old: str, address: str) -> bool:
        """Whether links to the one address lead to the other."""
        return self._by_path.get(unquote(old)) == address

    def own(self, href: str) -> str:
        """What has to be kept of a link to see where it leads; '' where it can never lead to a post."""
        try:
            parts = urlsplit(href.strip())
            host = _host(parts.netloc)
        except ValueError:
            return ""
        if parts.scheme.lower() not in ("", "http", "https") or not parts.path.startswith("/"):
            return ""
        if host in BLOGGER_HOSTS:
            return href.strip() if post_in_url(parts.path, parts.query) else ""
        if (host and host not in self._hosts) or is_search(parts.path):
            return ""
        if parts.path.startswith("//"):  # alone, it would be read as a host
            return href.strip()
        return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path

    def resolve(self, href: str) -> str:
        """The address that a link to one of the posts has to lead to now; any other link as it is."""
        try:
            parts = urlsplit(href.strip())
            host = _host(parts.netloc)
        except ValueError:
            return href
        if parts.scheme.lower() not in ("", "http", "https") or not parts.path.startswith("/"):
            return href
        if host in BLOGGER_HOSTS:
            target = self._by_id.get(post_in_url(parts.path, parts.query))
            return target or href
        if host and host not in self._hosts:
            return href
        if is_archive(parts.path):
            return self._by_id.get(parts.fragment, href)
        target = self._target(unquote(parts.path))
        if not target:
            return href
        return f"{target}#{parts.fragment}" if parts.fragment else target

    def _target(self, path: str) -> str:
        known = self._by_path.get(path)
        if known is not None:
            return known
        trimmed = _NOISE_AFTER.fullmatch(path)
        return self._by_path.get(trimmed[1], "") if trimmed else ""


def _netloc(url: str) -> str:
    try:
        return urlsplit(url.strip()).netloc
    except ValueError:
        return ""


@lru_cache(4096)
def _host(netloc: str) -> str:
    """One name for all the names of a host: without www, port and country."""
    name = netloc.lower().rpartition("@")[2].removesuffix(":80").removesuffix(":443").rstrip(".")
    return blogspot_host(name) or name.removeprefix("www.")
