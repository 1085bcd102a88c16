"""Links, images and players, as a reader sees them."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from migrator.converter.constructs.embeds import uploaded
from migrator.converter.fidelity.seen import (
    EDGE,
    IMAGE,
    LINE,
    LINK,
    MONOSPACE,
    PREFORMATTED,
    Attributes,
    SeenEmbed,
    SeenLink,
)
from migrator.converter.fidelity.walk import UNSEEN, Walk
from migrator.converter.fidelity.words import is_footnote_marker, lines_of
from migrator.converter.tree.imagesources import is_tracker, source_of


def enter_link(walk: Walk, node: LexborNode, attributes: Attributes, state: int) -> int:
    address = (attributes.get("href") or "").strip()
    if not address:
        return state
    if "#" in address and is_footnote_marker(node):
        return UNSEEN
    walk.link = SeenLink(address, len(walk.parts))
    return state | LINK


def leave_link(walk: Walk, _node: LexborNode) -> None:
    if walk.link is not None:
        walk.link.end = len(walk.parts)
        walk.view.links.append(walk.link)
        walk.link = None


def area(walk: Walk, _node: LexborNode, attributes: Attributes, state: int) -> int:
    """A part of an image that leads somewhere."""
    address = (attributes.get("href") or "").strip()
    if address:
        name = attributes.get("alt") or attributes.get("title") or address
        walk.parts += [EDGE, name, EDGE]
        walk.view.links.append(SeenLink(address, len(walk.parts) - 2, len(walk.parts) - 1))
    return state


def image(walk: Walk, node: LexborNode, attributes: Attributes, state: int) -> int:
    source = source_of(attributes)
    around = None if source else node.parent
    if around is not None and around.tag == "picture":
        described = around.css_first("source")
        attributes = attributes if described is None else {**attributes, **described.attributes}
        source = source_of(attributes)
    if source and not is_tracker(attributes):
        walk.show(source, attributes, node)
        walk.parts.append(IMAGE)
    return state


def player(walk: Walk, node: LexborNode, _attributes: Attributes, state: int) -> int:
    """A frame or plug-in."""
    _play(walk, node, _played(node))
    return state


def frame(walk: Walk, node: LexborNode, _attributes: Attributes, _state: int) -> int:
    """An <iframe>: what it holds is for browsers that know none."""
    _play(walk, node, _played(node))
    return UNSEEN


def media(walk: Walk, node: LexborNode, attributes: Attributes, state: int) -> int:
    """An <audio> or <video>: what it holds besides its sources is for browsers that can't play them."""
    addresses = [_played(each) for each in (node, *node.css("source"))]
    for address in addresses:
        _play(walk, node, address)
    poster = {"src": attributes.get("poster")}
    if poster["src"]:
        walk.show(source_of(poster), poster, node)
        walk.parts.append(IMAGE)
    return UNSEEN if any(addresses) or poster["src"] else state


def _play(walk: Walk, node: LexborNode, address: str) -> None:
    if address:
        walk.view.embeds.append(SeenEmbed(address, len(walk.parts), node.tag or ""))
        walk.parts.append(IMAGE)
        walk.seen += 1


def _played(node: LexborNode) -> str:
    """What a player plays: an address, or the number of a video that was uploaded to Blogger."""
    attributes, tag = node.attributes, node.tag
    if tag == "embed" and node.parent is not None and uploaded(node.parent.attributes):
        return ""  # it plays what the <object> around it does
    if attributes.get("youtube-src-id"):
        return f"https://www.youtube.com/embed/{attributes['youtube-src-id']}"
    address = attributes.get("src") or attributes.get("data") or ""
    if not address or address == "about:blank":
        address = attributes.get("data-src") or ""
    if tag == "object" and uploaded(attributes):
        return uploaded(attributes)
    if tag == "object" and not address:
        values = {
            (part.attributes.get("name") or "").lower(): part.attributes.get("value") for part in node.css("param")
        }
        address = values.get("movie") or values.get("src") or ""
    address = address.strip()
    return "" if address == "about:blank" else address


def script(walk: Walk, node: LexborNode, attributes: Attributes, _state: int) -> int:
    """Of scripts a reader sees what they show: a gist, highlighted code, a formula."""
    address, kind = attributes.get("src") or "", attributes.get("type") or ""
    if "gist.github.com" in address:
        _play(walk, node, address)
    elif kind == "syntaxhighlighter":
        code = node.text(deep=True).strip().removeprefix("<![CDATA[").removesuffix("]]>")
        walk.view.codes.append(lines_of(code))
        walk.view.states.append((len(walk.parts), _state | MONOSPACE | PREFORMATTED))
        walk.parts += [EDGE, code.replace("\n", LINE), EDGE]
        walk.view.states.append((len(walk.parts), _state))
    elif "math/tex" in kind:
        text = node.text(deep=True)
        walk.parts.append(f"\\[{text}\\]" if "display" in kind else f"\\({text}\\)")
    return UNSEEN
