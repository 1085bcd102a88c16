"""The URL paths that the finished site will answer at, and the anchors in its pages, told from the files alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from migrator.writer.profiles.profile import Profile

_ADDRESS_FIELDS = ("permalink", "url", "aliases", "redirect_from")
"""Fields of front matter that name URL paths of a page, its own or such as redirect to it."""
_SELF = "http://this-site.invalid"
"""In place of the site's own host, which its files don't know."""
_LONGEST = 120
"""Characters of an address that a message shows."""
_DATED = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(.+)")
_BLOGGERS = re.compile(r"c?\d+|comments?|comment-form|more|links", re.IGNORECASE)
"""Anchors that Blogger's own templates have in every page, outside the post: a link to the page itself is as good."""
_TEMPLATE = ("{{", "{%")


class LinkProblem(NamedTuple):
    """Why a link leads nowhere."""

    code: str
    """`link-dead` or `anchor-missing`."""
    message: str


class Site:
    """The pages of the site, which `add` makes known, and its other files, which are looked for in the folder."""

    def __init__(self, root: Path, profile: Profile) -> None:
        self._root = root
        self._public = root / profile.public
        content = PurePosixPath(profile.posts).parts[0]
        self._content = root if content.startswith("_") else root / content
        self._pages: dict[str, frozenset[str]] = {}
        self._bundles: dict[str, Path] | None = {} if profile.has_bundles else None
        """By URL path of a page bundle, its folder on disk; None for a generator without bundles."""

    def add(self, path: PurePosixPath, meta: Mapping[str, Any], anchors: frozenset[str]) -> None:
        """Make a page known: the Markdown file at `path`, its front matter and the anchors in its body."""
        for address in _addresses(path, meta):
            self._pages.setdefault(_plain(address), anchors)
            if self._bundles is not None and path.stem == "index":
                self._bundles.setdefault(_plain(address).removesuffix(".html"), self._root / path.parent)

    def problem(self, href: str, permalink: str, anchors: frozenset[str]) -> LinkProblem | None:
        """What is wrong with a link in a page; None where nothing is, or where the files can't tell.

        `permalink` ('' if it has none) and `anchors` are those of the page that the link stands in.
        """
        href = href.strip()
        if href.startswith("#"):
            return None if _has_anchor(anchors, href[1:]) else _no_anchor(_short_address(href), "it")
        path, fragment = self._own_path(href, permalink)
        if not path:
            return None
        if path in self._pages:
            return None if _has_anchor(self._pages[path], fragment) else _no_anchor(f"#{fragment}", path)
        if self._has_file(path):
            return None
        return LinkProblem("link-dead", f"no post, page or file of this folder answers at {_short_address(href)}")

    def missing(self, source: str, permalink: str, file: PurePosixPath) -> bool:
        """Whether an image or other file that a page shows should be in the folder and isn't.

        `permalink` and `file` are those of the page: browsers resolve relative addresses against the one,
        generators against the other.
        """
        path, _ = self._own_path(source.strip(), permalink or "/")
        if not path or self._is_served(path):
            return False
        if source.lstrip().startswith("/"):
            return True
        relative = unquote(urlsplit(source.strip()).path)
        return not self._is_file(self._root / file.parent / relative)

    def _own_path(self, href: str, permalink: str) -> tuple[str, str]:
        """URL path and fragment of a link that stays on this site; ('', '') of any other."""
        if not href or any(mark in href for mark in _TEMPLATE) or not (permalink or href.startswith("/")):
            return "", ""
        try:
            parts = urlsplit(urljoin(_SELF + permalink, href))
        except ValueError:
            return "", ""
        if not parts.geturl().startswith(_SELF):
            return "", ""
        return _plain(parts.path), parts.fragment

    def _has_file(self, path: str) -> bool:
        """Whether a URL path answers with a file as it is, or with the page that the generator makes of one."""
        name = path.strip("/")
        if not name:
            return True
        stem = name.removesuffix(".html")
        pages = [stem + ending for ending in (".md", ".html", "/index.md", "/index.html", "/_index.md")]
        return self._is_served(path) or any(self._is_file(self._content / each) for each in pages)

    def _is_served(self, path: str) -> bool:
        """Whether a URL path answers with a file as it is."""
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


def permalink_of(meta: Mapping[str, Any]) -> str:
    """The permalink that front matter names, or ''."""
    return next((each for name in ("permalink", "url") for each in _texts(meta.get(name))), "")


def _addresses(path: PurePosixPath, meta: Mapping[str, Any]) -> Iterator[str]:
    """The URL paths in a page's front matter; without any, the one that Jekyll makes of a post's file name."""
    named = [address for name in _ADDRESS_FIELDS for address in _texts(meta.get(name))]
    yield from named
    dated = _DATED.fullmatch(path.stem)
    if dated and not named:
        yield f"/{'/'.join(dated.groups())}.html"


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else ()


def _plain(address: str) -> str:
    """The URL path decoded, in NFC, without trailing slash or index.html: one text for all ways to write it."""
    path = "/" + unicodedata.normalize("NFC", unquote(address)).strip("/")
    return path.removesuffix("/index.html") or "/"


def _has_anchor(anchors: frozenset[str], fragment: str) -> bool:
    """Whether a browser finds the fragment, or needs no anchor for it: `#`, `#top`, `#:~:text=x`."""
    if fragment in ("", "top") or fragment.startswith(":~:") or _BLOGGERS.fullmatch(fragment):
        return True
    return fragment in anchors or unquote(fragment) in anchors


def _no_anchor(anchor: str, page: str) -> LinkProblem:
    return LinkProblem("anchor-missing", f"there is no anchor {anchor} in {page}")


def _short_address(href: str) -> str:
    """The address decoded, and cut where it is long."""
    address = unquote(href)
    return address if len(address) <= _LONGEST else f"{address[: _LONGEST - 1]}…"
