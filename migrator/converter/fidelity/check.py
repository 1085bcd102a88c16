"""The proof: what a post's Markdown kept of the post, as a reader sees both.

The Markdown is rendered by an independent renderer and compared with the post's own HTML: words, links, images,
headings, code, tables, list items, embeds.  Whatever differs is a finding with its words or address.  What the
converter takes out on purpose (trackers, feed footers, hidden text, scripts) is a note of the conversion instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from migrator.converter.commonmark import _EXTENSIONS, _RENDERING, render
from migrator.converter.constructs.footnotes import place_in_body
from migrator.converter.context import Context
from migrator.converter.fidelity.view import View, view_of
from migrator.converter.fidelity.words import words
from migrator.converter.tree.imagesources import source_of
from migrator.model import Finding, Note, Post

_EXTENSIONS.table = _EXTENSIONS.strikethrough = _EXTENSIONS.footnotes = True
_RENDERING.unsafe_ = True  # HTML in Markdown is part of what we wrote
_VIDEO = re.compile(
    r"(?:youtube(?:-nocookie|\.googleapis)?\.com/(?:embed/|v/|watch\?v=|shorts/)|youtu\.be/)([\w-]{6,})"
    r"|vimeo\.com/(?:video/|moogaloop\.swf\?(?:[^\"']*&)?clip_id=)?(\d+)",
    re.IGNORECASE,
)
_NO_LINK = ("javascript:", "vbscript:", "about:", "data:", "#")
_TAG = re.compile(r"<[^<>\n]*>")
SHOWN = 200
"""At most so many characters of what was lost are told."""


def check(html: str, markdown: str, context: Context) -> tuple[Finding, ...]:
    """Everything in which the Markdown differs from the post, or nothing at all."""
    before, after = view_of(html), view_of(render(markdown))
    findings = (
        *_words(before, after),
        _links(before, after, context),
        _images(before, after, context),
        _headings(before, after),
        _code(before, after),
        _tables(before, after),
        _items(before, after),
        _embeds(before, after, markdown, context),
    )
    return tuple(finding for finding in findings if finding)


def _finding(kind: str, missing: Sequence[str]) -> Finding | None:
    if not missing:
        return None
    shown = "; ".join(" ".join(what.split()) for what in missing)
    return Finding(kind, len(missing), shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…")


def _words(before: View, after: View) -> Iterator[Finding | None]:
    if before.text == after.text:
        return
    source, result = before.words, after.words
    if source == result:
        return
    lost, added = Counter(source) - Counter(result), Counter(result) - Counter(source)
    added -= Counter(words(" ".join(text for address, text, _ in after.links if _is_stand_in(address, before))))
    added -= Counter(words(" ".join(tag for code in after.codes for tag in _TAG.findall(code))))
    yield _finding_of_words("words", source, lost)
    yield _finding_of_words("added", result, added)


def _is_stand_in(address: str, before: View) -> bool:
    """Whether a link stands where an embed stood that Markdown can't hold: its text is no word too many."""
    return any(_embed_key(address) == _embed_key(embed) for embed in (*before.embeds, *before.media))


def _finding_of_words(kind: str, text: Sequence[str], wanted: Counter[str]) -> Finding | None:
    """The wanted words in the order of the text, runs of neighbours together, each run after the word before it."""
    runs: list[str] = []
    count, last = 0, -2
    for at, word in enumerate(text):
        if wanted.get(word, 0) > 0:
            wanted[word] -= 1
            count += 1
            if at == last + 1:
                runs[-1] += f" {word}"
            else:
                runs.append(f"after “{text[at - 1]}”: {word}" if at else word)
            last = at
    finding = _finding(kind, runs)
    return Finding(kind, count, finding.detail) if finding else None


def _address(address: str) -> str:
    """An address as it is compared: however it is encoded."""
    if address.startswith("data:"):
        return re.sub(r"\s|%20|%0A", "", address[:300], flags=re.IGNORECASE)
    return re.sub(r"\s", "", unquote(address)).replace("&amp;", "&").rstrip("/").lower()


def _links(before: View, after: View, context: Context) -> Finding | None:
    kept = {_address(address) for address, _, _ in after.links}
    missing = []
    for source, text, shown in before.links:
        href = " ".join(source.split())
        if href.lower().startswith(_NO_LINK) or place_in_body(href):
            continue
        if shown and not text.strip() and all(context.image(source_of(each), href)[1] for each in shown):
            continue
        if _address(context.link(href)) not in kept and href not in after.text:
            missing.append(f"{href} ({text.strip()[:40]})" if text.strip() else href)
    return _finding("links", missing)


def _images(before: View, after: View, context: Context) -> Finding | None:
    kept = Counter(_address(source_of(attributes)) for attributes, _ in after.images)
    missing = []
    for attributes, link in before.images:
        source = source_of(attributes)
        wanted = _address(context.image(source, " ".join(link.split()))[0])
        if kept[wanted]:
            kept[wanted] -= 1
        else:
            missing.append(source[:150])
    return _finding("images", missing)


def _squeezed(text: str) -> str:
    return "".join(words(text))


def _headings(before: View, after: View) -> Finding | None:
    kept = [_squeezed(heading) for heading in after.headings]
    missing = []
    for heading in before.headings:
        wanted = _squeezed(heading)
        # Of a heading that was never closed only the first line is one.
        if wanted and wanted not in kept and not any(each and wanted.startswith(each) for each in kept):
            missing.append(heading)
    return _finding("headings", missing)


def _code(before: View, after: View) -> Finding | None:
    kept = Counter(after.codes)
    typed = {_untyped(code) for code in after.codes}
    missing = []
    for code in before.codes:
        if kept[code]:
            kept[code] -= 1
        elif code and _untyped(code) not in typed:
            missing.append(code)
    return _finding("code blocks", missing)


def _untyped(code: str) -> str:
    """Code without what might be tags: the converter gives back those that the editor took from it."""
    return "".join(_TAG.sub("", code).split())


def _tables(before: View, after: View) -> Finding | None:
    missing = [" | ".join(table) for table in before.tables if table not in after.tables]
    return _finding("tables", missing)


def _items(before: View, after: View) -> Finding | None:
    lost = before.items - after.items
    return Finding("list items", lost, f"{after.items} of {before.items} are left") if lost > 0 else None


def _embed_key(address: str) -> str:
    match = _VIDEO.search(address)
    if match:
        return match[1] or match[2]
    return re.sub(r"^(?:https?:)?//(?:www\.)?", "", _address(address)).split("?")[0]


def _embeds(before: View, after: View, markdown: str, context: Context) -> Finding | None:
    kept = {_embed_key(address) for address in (*after.embeds, *after.media, *(href for href, _, _ in after.links))}
    missing = [
        embed
        for embeds, become in ((before.embeds, context.link), (before.media, context.media))
        for embed in embeds
        if _embed_key(embed) not in kept and embed not in markdown and _embed_key(become(embed)) not in kept
    ]
    return _finding("embeds", missing)


def finding_note(post: Post, finding: Finding) -> Note:
    """What a person reads of it."""
    if finding.kind == "added":
        message = f"{finding.count} words or signs in the Markdown are not in the post: {finding.detail}"
        return Note("words-added", post.name, message, post_id=post.id)
    message = f"Not in the Markdown: {finding.count} of its {finding.kind}: {finding.detail}"
    return Note(f"lost-{finding.kind.replace(' ', '-')}", post.name, message, post_id=post.id, loss=True)
