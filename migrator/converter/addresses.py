"""Links, images, media and anchors of a piece of HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from migrator.converter.tree.imagesources import source_of

_NO_LETTER = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class BodyLinks:
    """Every address in the HTML, in its order, as it is written there."""

    links: tuple[str, ...]
    images: tuple[str, ...]
    """Of images and of the still images of videos."""
    media: tuple[str, ...]
    """Of what players play."""
    anchors: frozenset[str]
    """What a `#fragment` can name: ids, names of `a`, and the ids that generators make of headings."""


def body_links(html: str) -> BodyLinks:
    """The links, images, media and anchors of the HTML, each list in its order."""
    tree = LexborHTMLParser(html)
    images = [source_of(node.attributes) for node in tree.css("img")]
    posters = [node.attributes.get("poster") or "" for node in tree.css("video[poster]")]
    media = [node.attributes.get("src") or "" for node in tree.css("audio, video, source, embed, iframe")]
    return BodyLinks(
        links=tuple(node.attributes.get("href") or "" for node in tree.css("a[href]")),
        images=tuple(filter(None, (*images, *posters))),
        media=tuple(filter(None, media)),
        anchors=frozenset(_anchors(tree)),
    )


def _anchors(tree: LexborHTMLParser) -> set[str]:
    anchors = {node.attributes.get("id") or "" for node in tree.css("[id]")}
    anchors |= {node.attributes.get("name") or "" for node in tree.css("a[name]")}
    return anchors | {_slug(node.text(deep=True)) for node in tree.css("h1, h2, h3, h4, h5, h6")} - {""}


def _slug(heading: str) -> str:
    """The id that GitHub, kramdown and Hugo agree on for all but odd headings."""
    return _NO_LETTER.sub("", heading.strip().lower()).replace(" ", "-")
