"""Embeds: players and frames stay as small clean HTML, what no browser plays any more becomes a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qs, unquote, urlsplit

from bs4.element import Tag

from migrator.converter.constructs.languages import common_name, language
from migrator.converter.tree.nodes import Node
from migrator.converter.tree.reader import Inside, Reader, shorten
from migrator.converter.tree.runs import Marks

_YOUTUBE = re.compile(
    r"(?:youtube(?:-nocookie|\.googleapis)?\.com/(?:embed/|v/|watch\?v=|shorts/)|youtu\.be/)([\w-]{6,})", re.IGNORECASE
)
_VIMEO = re.compile(r"vimeo\.com/(?:video/|moogaloop\.swf\?(?:[^\"']*&)?clip_id=)?(\d+)", re.IGNORECASE)
_GIST = re.compile(r"gist\.github\.com/", re.IGNORECASE)
_TEX = re.compile(r"math/tex", re.IGNORECASE)
_UPLOADED = re.compile(r"//(?:www|draft)\.blogger\.com/video", re.IGNORECASE)
_SIZE = re.compile(r"\d+%?")


def frame(reader: Reader, tag: Tag, _marks: Marks) -> Inside | None:
    """An <iframe>: kept, with its address, size and title."""
    address = _absolute_address(str(tag.get("src") or ""))
    if not address or address == "about:blank":
        address = _absolute_address(str(tag.get("data-src") or ""))
    if not address and tag.get("youtube-src-id"):
        address = f"https://www.youtube.com/embed/{str(tag['youtube-src-id']).strip()}"
    if not address:
        reader.edge()
        return None
    if _UPLOADED.search(address):
        _note_uploaded(reader)
    reader.block(_frame_node(address, tag))
    return None


def _note_uploaded(reader: Reader) -> None:
    reader.page.note(
        "video-uploaded",
        "A video that was uploaded to Blogger has no address that lasts: it may no longer play",
        advice="Its file is in the blog's Takeout; put it where you like, and its address into the post",
    )


def _frame_node(address: str, tag: Tag) -> Node:
    attrs = {"src": address}
    for name in ("width", "height"):
        value = str(tag.get(name) or "")
        if _SIZE.fullmatch(value):
            attrs[name] = value
    title = " ".join(str(tag.get("title") or "").split())
    if title:
        attrs["title"] = title
    attrs["allowfullscreen"] = "allowfullscreen"
    return Node("raw", [f"<iframe{attributes(attrs)}></iframe>"])


def attributes(attrs: dict[str, str]) -> str:
    """` name="value"` for each, ready to stand in a tag."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())


def _absolute_address(address: str) -> str:
    address = address.strip()
    return f"https:{address}" if address.startswith("//") else address


def plugin(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """An <object> or <embed>: YouTube and Vimeo as today's players, anything else as a link to what it showed."""
    address = _plugin_address(tag)
    played = uploaded(tag.attrs)
    if played:
        _note_uploaded(reader)
        reader.block(Node("p", [Node("a", ["Video"], {"href": reader.page.context.media(played)})]))
        return None
    if not address:
        reader.paragraph()
        return Inside(marks, reader.paragraph)
    player = _player_address(address)
    if player:
        reader.block(_frame_node(player, tag))
    else:
        reader.page.note("embed-plugin", f"A plug-in that browsers no longer run became a link: {address[:120]}")
        reader.block(Node("p", [Node("a", [_plugin_name(address)], {"href": reader.page.context.link(address)})]))
    # The same film once more, for another browser of the time.
    for copy in tag.find_all(["object", "embed"]):
        copy.unwrap()
    return Inside(marks, reader.paragraph)


def uploaded(attributes: Mapping[str, object]) -> str:
    """Where a video that was uploaded to Blogger was played, if an <object> is its place; '' if it isn't."""
    name = str(attributes.get("id") or "")
    of_blogger = name.removeprefix("BLOG_video-") if name.startswith("BLOG_video-") else ""
    content = str(attributes.get("contentid") or of_blogger).strip()
    return f"https://www.blogger.com/video-play.mp4?contentId={content}" if content else ""


def _player_address(address: str) -> str:
    youtube = _YOUTUBE.search(address)
    if youtube:
        return f"https://www.youtube.com/embed/{youtube[1]}"
    vimeo = _VIMEO.search(address)
    return f"https://player.vimeo.com/video/{vimeo[1]}" if vimeo else ""


def _plugin_address(tag: Tag) -> str:
    """Where an <object> or <embed> gets what it shows, from the attribute or parameter that its kind uses."""
    video = str(tag.get("youtube-src-id") or "")
    if video:
        return f"https://www.youtube.com/embed/{video}"
    address = str(tag.get("src") or tag.get("data") or "")
    for part in tag.find_all(["param", "embed"]):
        if address:
            break
        if part.name == "embed":
            address = str(part.get("src") or "")
        elif str(part.get("name") or "").lower() in ("movie", "src", "url", "filename"):
            address = str(part.get("value") or "")
    return _absolute_address(address)


def _plugin_name(address: str) -> str:
    parts = urlsplit(address)
    played = parse_qs(parts.query).get("file") or parse_qs(parts.query).get("url")
    name = unquote((played[0] if played else parts.path).rstrip("/").rsplit("/", 1)[-1])
    return name or parts.netloc or address


def player(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <video> or <audio>: kept, with its sources."""
    sources = [
        str(tag.get("src") or ""),
        *(str(source.get("src") or "") for source in tag.find_all("source")),
    ]
    addresses = [_absolute_address(source) for source in sources if source.strip()]
    if not addresses:
        return _poster_or_content(reader, tag, marks)
    attrs = {"controls": "controls"}
    if tag.get("poster"):
        attrs["poster"] = reader.page.context.image(str(tag["poster"]), "")[0]
    inner = "".join(
        f"<source{attributes({'src': reader.page.context.media(address)})} />" for address in dict.fromkeys(addresses)
    )
    reader.block(Node("raw", [f"<{tag.name}{attributes(attrs)}>{inner}</{tag.name}>"]))
    return None


def _poster_or_content(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A player that plays nothing: its poster, which is all that browsers show of it, or what it says instead."""
    if not tag.get("poster"):
        return Inside(marks)
    address, _ = reader.page.context.image(str(tag["poster"]), "")
    reader.block(Node("p", [Node("img", [], {"src": address, "alt": ""})]))
    return None


def script(reader: Reader, tag: Tag, marks: Marks) -> Inside | None:
    """A <script>: a gist stays, formulas and code that scripts carry stay as such, anything else goes."""
    source = str(tag.get("src") or "")
    kind = str(tag.get("type") or "")
    text = tag.string or ""
    if _GIST.search(source):
        reader.block(Node("raw", [f"<script{attributes({'src': _absolute_address(source)})}></script>"]))
    elif _TEX.search(kind):
        marks_of = ("\\[", "\\]") if "display" in kind else ("\\(", "\\)")
        reader.text(f"{marks_of[0]}{text.strip()}{marks_of[1]}", marks)
    elif kind == "syntaxhighlighter":
        code = text.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip("\n")
        reader.block(*([Node("pre", [code], {"lang": common_name(language(tag))})] if code.strip() else []))
    elif source or text.strip():
        reader.page.note("script", f"A script was left out: {shorten(source or text, 100)}")
    return None
