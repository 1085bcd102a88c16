"""The arguments and the result of a conversion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from migrator.model import Note


def _same_link(address: str) -> str:
    return address


def _remote_image(source: str, link: str) -> tuple[str, bool]:
    return source, source == link


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversion needs besides the body: how addresses are rewritten, and what target and blog do."""

    link: Callable[[str], str] = _same_link
    """The address of a link as the post has it -> the address to write."""
    image: Callable[[str, str], tuple[str, bool]] = _remote_image
    """An image's address and the link around it ('' if none) -> the address to write, and whether the
    link led only to the image itself, so that it can go."""
    media: Callable[[str], str] = _same_link
    """The address of what a player plays -> the address to write."""
    more: str = "<!--more-->"
    """How the target marks the jump break."""
    line_breaks: bool = False
    """Whether the blog turned raw newlines into line breaks."""
    targets: frozenset[str] = frozenset()
    """Names of places (`#name`) that other posts link to: they are kept wherever they stand."""
    bold_headings: bool = False
    """Whether a short paragraph of nothing but bold words becomes the heading that it poses as."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted body, and what else is known of it."""

    markdown: str
    """Ends in one newline, or is empty."""
    lead: str
    """Plain text of what stands before the jump break, or of the first paragraphs: at most 60 words."""
    image: str
    """The address of the first image as written, or ''."""
    notes: tuple[Note, ...]
    """Their subject is left empty for the caller to fill: the converter doesn't know the post."""
    direction: str = ""
    """`rtl` if most of it is written from right to left, else ''."""
