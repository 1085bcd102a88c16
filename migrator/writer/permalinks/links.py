"""The URLs that Blogger answered for each post, by host, path and id, and the permalink they resolve to."""

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
"""Bytes of a file name."""


def permalink_in(url: str) -> str:
    """The path of a post's URL as Blogger has it, percent-encoded where a URL has to be; '' where there is none."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return ""
    if path and not path.startswith("/"):
        path = "/" + path
    return "" if path == "/" else quote(path, safe="/%@!$&'()*+,;=~")


def fits_a_file(permalink: str) -> bool:
    """Whether a disk can hold a file of that name, which is how static sites serve a permalink."""
    return all(len(unquote(part).encode()) <= _LONGEST_NAME for part in permalink.split("/"))


class PostLinks:
    """Resolves links to the blog's own posts: those of every host, path and id that `add` was told."""

    def __init__(self, blog: Blog) -> None:
        self._hosts = {_host(name) for name in blog.hosts} | {_host(_netloc(blog.url))}
        self._by_path: DiskDict[str] = DiskDict()
        self._by_id: DiskDict[str] = DiskDict()

    def __contains__(self, permalink: str) -> bool:
        """Whether a post that was added has that permalink."""
        return unquote(permalink) in self._by_path

    def add(self, post_id: str, url: str, permalink: str) -> None:
        """Resolve links to the post's URL and id to `permalink`; '' for a post without one, whose host alone counts."""
        self._hosts.add(_host(_netloc(url)))
        if permalink:
            self._by_id[post_id] = permalink
            self._by_path.setdefault(unquote(permalink_in(url)), permalink)

    def add_former(self, permalink: str, former: Iterable[str]) -> None:
        """Resolve links to former permalinks of a post, those that no post has now, to its present one."""
        for old in former:
            self._by_path.setdefault(unquote(old), permalink)

    def leads_to(self, old: str, permalink: str) -> bool:
        """Whether links to `old` resolve to `permalink`."""
        return self._by_path.get(unquote(old)) == permalink

    def short_link(self, href: str) -> str:
        """The part of a link that `resolve` goes by, for a later run; '' where it can never lead to a post."""
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
        """The permalink, with the fragment, of the post that a link leads to; any other link as it is."""
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
        permalink = self._permalink(unquote(parts.path))
        if not permalink:
            return href
        return f"{permalink}#{parts.fragment}" if parts.fragment else permalink

    def _permalink(self, path: str) -> str:
        """The permalink for a decoded URL path; '' where no post has it."""
        permalink = self._by_path.get(path)
        if permalink is not None:
            return permalink
        trimmed = _NOISE_AFTER.fullmatch(path)
        return self._by_path.get(trimmed[1], "") if trimmed else ""


def _netloc(url: str) -> str:
    try:
        return urlsplit(url.strip()).netloc
    except ValueError:
        return ""


@lru_cache(4096)
def _host(netloc: str) -> str:
    """The host name without www, port and the country of blogspot: equal for all hosts of one blog."""
    name = netloc.lower().rpartition("@")[2].removesuffix(":80").removesuffix(":443").rstrip(".")
    return blogspot_host(name) or name.removeprefix("www.")
