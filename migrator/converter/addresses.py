"""Links, images, media and anchors of a piece of HTML."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from migrator.converter.tree.imagesources import source_of
from migrator.model import BodyLinks

_NO_LETTER = re.compile(r"[^\w\- ]")


def body_links(html: str) -> BodyLinks:
    """Every address in the HTML, and every name that a fragment can have there."""
    tree = LexborHTMLParser(html)
    hrefs = [(node.tag == "a", node.attributes.get("href") or "") for node in tree.css("[href]")]
    images = [source_of(node.attributes) for node in tree.css("img")]
    posters = [node.attributes.get("poster") or "" for node in tree.css("video[poster]")]
    media = [node.attributes.get("src") or "" for node in tree.css("audio, video, source, embed, iframe")]
    return BodyLinks(
        links=tuple(href for is_link, href in hrefs if is_link),
        other_links=tuple(href for is_link, href in hrefs if not is_link),
        images=tuple(filter(None, (*images, *posters))),
        media=tuple(filter(None, media)),
        anchors=frozenset(_anchors(tree)),
        heading_ids=frozenset(_heading_ids(tree)),
    )


def _anchors(tree: LexborHTMLParser) -> set[str]:
    ids = {node.attributes.get("id") or "" for node in tree.css("[id]")}
    names = {node.attributes.get("name") or "" for node in tree.css("a[name]")}
    return (ids | names) - {""}


def _heading_ids(tree: LexborHTMLParser) -> set[str]:
    """The ids that GitHub, kramdown and Hugo agree on for all but odd headings."""
    headings = (node.text(deep=True).strip().lower() for node in tree.css("h1, h2, h3, h4, h5, h6"))
    return {_NO_LETTER.sub("", heading).replace(" ", "-") for heading in headings} - {""}
