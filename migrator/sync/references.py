"""What ties the posts of a blog to each other: links in their bodies, and the anchors that links can lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zlib import crc32

from migrator.model import BodyLinks

_DIGITS = 5
_MOST_ANCHORS = 40
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


def references_of(body: BodyLinks, own: Callable[[str], str]) -> References:
    """The references of a body; `own` shortens a link that may lead to a post of the blog, any other to ''."""
    anchors = {_digits(name) for name in body.anchors}
    return References(
        tuple(sorted(set(map(own, (*body.links, *body.other_links))) - {""})),
        tuple(sorted(body.targets)),
        _ANY if len(anchors) > _MOST_ANCHORS else "".join(sorted(anchors)),
    )


def _digits(name: str) -> str:
    return f"{crc32(name.encode('utf-8', 'replace')) & 0xFFFFF:0{_DIGITS}x}"
