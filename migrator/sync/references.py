"""What ties the posts of a blog to each other: links in their bodies, and the places that links can lead to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zlib import crc32

_LINK = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_PLACE = re.compile(r"""\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_TARGET = re.compile(r"""href\s*=\s*["'][^"'#]+#([^"'\s]+)["']""", re.IGNORECASE)
_DIGITS = 5
_MOST_PLACES = 40
_ANY = "*"


@dataclass(frozen=True, slots=True)
class References:
    """What has to be known of a body to see whether a change of another post is one of this post too."""

    links: tuple[str, ...] = ()
    """Links that may lead to posts of the same blog, in short."""
    targets: tuple[str, ...] = ()
    """Names of anchors in posts that its links lead to."""
    anchors: str = ""
    """The names of its own anchors, five digits for each; `*` for many."""

    def may_hold(self, names: Iterable[str]) -> bool:
        """Whether it may have anchors of these names.  It is seldom said of one that has not."""
        return self.anchors == _ANY or any(_digits(name) in self._digits() for name in names)

    def _digits(self) -> set[str]:
        return {self.anchors[at : at + _DIGITS] for at in range(0, len(self.anchors), _DIGITS)}


def references_of(html: str, own: Callable[[str], str]) -> References:
    """The ties of a body; `own` shortens a link that may lead to a post of the blog, and makes '' of any other."""
    places = {_digits(name) for name in places_in(html)}
    return References(
        tuple(sorted({short for link in links_in(html) if (short := own(link))})),
        tuple(sorted(targets_in(html))),
        _ANY if len(places) > _MOST_PLACES else "".join(sorted(places)),
    )


def links_in(html: str) -> set[str]:
    """Where its links lead, as written."""
    return {"".join(found).replace("&amp;", "&") for found in _LINK.findall(html)}


def places_in(html: str) -> set[str]:
    """Names of places in it; some that are none may be among them."""
    return set(_PLACE.findall(html))


def targets_in(html: str) -> set[str]:
    """Names of places in other posts that its links lead to."""
    return set(_TARGET.findall(html)) if "#" in html else set()


def _digits(name: str) -> str:
    return f"{crc32(name.encode('utf-8', 'replace')) & 0xFFFFF:0{_DIGITS}x}"
