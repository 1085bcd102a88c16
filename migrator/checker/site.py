"""The finished site as its files promise it: which addresses will answer, and with which places in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from migrator.writer.profiles.profile import Profile

_ADDRESS_FIELDS = ("permalink", "url", "aliases", "redirect_from")
"""Where front matter says under which addresses a page answers, now or as a redirect."""
_SELF = "http://this-site.invalid"
"""Stands for the site's own host, which its files don't know."""
_LONGEST = 120
_DATED = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(.+)")
_BLOGGERS = re.compile(r"c?\d+|comments?|comment-form|more|links", re.IGNORECASE)
"""Places that Blogger's own templates have in every page, around the post: the page itself is as good."""
_TEMPLATE = ("{{", "{%")


class Site:
    """Pages, which are told, and files, which are looked for in the folder."""

    def __init__(self, root: Path, profile: Profile) -> None:
        self._root = root
        self._public = root / profile.public
        content = PurePosixPath(profile.posts).parts[0]
        self._content = root if content.startswith("_") else root / content
        self._pages: dict[str, frozenset[str]] = {}
        self._bundles: dict[str, Path] | None = {} if profile.has_bundles else None
        """By the folder that the site serves them from, where the files beside a page lie."""

    def add(self, path: PurePosixPath, meta: Mapping[str, Any], places: frozenset[str]) -> None:
        """A Markdown file of the folder, and the places in it that links can lead to."""
        for address in _addresses(path, meta):
            self._pages.setdefault(_plain(address), places)
            if self._bundles is not None and path.stem == "index":
                self._bundles.setdefault(_plain(address).removesuffix(".html"), self._root / path.parent)

    def problem(self, href: str, address: str, own: frozenset[str]) -> str:
        """What is wrong with a link in a page; '' where nothing is, or nobody can tell from here.

        `address` is the page's own ('' if it has none), `own` are the places in it.
        """
        href = href.strip()
        if href.startswith("#"):
            return "" if _is_place(href[1:], own) else f"there is no place {_shown(href)} in it"
        path, fragment = self._inside(href, address)
        if not path:
            return ""
        if path not in self._pages:
            return "" if self._file(path) else f"no post, page or file of this folder answers at {_shown(href)}"
        return "" if _is_place(fragment, self._pages[path]) else f"there is no place #{fragment} in {path}"

    def missing(self, source: str, address: str, beside: PurePosixPath) -> bool:
        """Whether an image or other file that a page shows should be in the folder and isn't.

        `beside` is the page's own file: generators take relative addresses from there, browsers from `address`.
        """
        path, _ = self._inside(source.strip(), address or "/")
        if not path or self._is_served(path):
            return False
        if source.lstrip().startswith("/"):
            return True
        relative = unquote(urlsplit(source.strip()).path)
        return not self._is_file(self._root / beside.parent / relative)

    def _inside(self, href: str, address: str) -> tuple[str, str]:
        """Path and fragment of what lies on this site; ('', '') for all else."""
        if not href or any(mark in href for mark in _TEMPLATE) or not (address or href.startswith("/")):
            return "", ""
        try:
            parts = urlsplit(urljoin(_SELF + address, href))
        except ValueError:
            return "", ""
        if not parts.geturl().startswith(_SELF):
            return "", ""
        return _plain(parts.path), parts.fragment

    def _file(self, path: str) -> bool:
        """Whether a file is served there, or made into a page by the generator."""
        name = path.strip("/")
        if not name:
            return True
        stem = name.removesuffix(".html")
        made = [stem + ending for ending in (".md", ".html", "/index.md", "/index.html", "/_index.md")]
        return self._is_served(path) or any(self._is_file(self._content / each) for each in made)

    def _is_served(self, path: str) -> bool:
        """Whether a file is served there as it is."""
        if self._is_file(self._public / path.lstrip("/")):
            return True
        folder, _, name = path.rpartition("/")
        if self._bundles is None or name.endswith(".md"):
            return False
        return self._is_file(self._bundles.get(folder, self._content / folder.lstrip("/")) / name)

    def _is_file(self, path: Path) -> bool:
        try:
            return path.is_file()
        except (OSError, ValueError):  # no name that a file could have
            return False


def own_address(meta: Mapping[str, Any]) -> str:
    """Where the page says that it answers, '' where it doesn't."""
    return next((each for name in ("permalink", "url") for each in _texts(meta.get(name))), "")


def _addresses(path: PurePosixPath, meta: Mapping[str, Any]) -> Iterator[str]:
    """All addresses of a page; the one that Jekyll makes of a post's name where none is told."""
    told = [address for name in _ADDRESS_FIELDS for address in _texts(meta.get(name))]
    yield from told
    dated = _DATED.fullmatch(path.stem)
    if dated and not told:
        yield f"/{'/'.join(dated.groups())}.html"


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else ()


def _plain(address: str) -> str:
    """The same for all ways to write an address."""
    path = "/" + unicodedata.normalize("NFC", unquote(address)).strip("/")
    return path.removesuffix("/index.html") or "/"


def _is_place(fragment: str, places: frozenset[str]) -> bool:
    """Whether a browser finds the place, or the fragment is none of the page's text: `#`, `#top`, `#:~:text=x`."""
    if fragment in ("", "top") or fragment.startswith(":~:") or _BLOGGERS.fullmatch(fragment):
        return True
    return fragment in places or unquote(fragment) in places


def _shown(href: str) -> str:
    """The address as a person reads it."""
    address = unquote(href)
    return address if len(address) <= _LONGEST else f"{address[: _LONGEST - 1]}…"
