"""Making Atom elements out of other forms, so that one reading of entries serves them all."""

from __future__ import annotations

import re

from lxml import etree

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def make(name: str, text: str = "", **attributes: str) -> etree._Element:
    """An element without a namespace.  Characters that XML knows no way to write are left out."""
    element = etree.Element(name)
    element.text = allowed(text)
    for key, value in attributes.items():
        element.set(key, allowed(value))
    return element


def add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    """Another child at the end of `parent`, unless there is nothing to say."""
    if text or attributes:
        parent.append(make(name, text, **attributes))


def allowed(text: str) -> str:
    """The text without control characters and halves of surrogate pairs."""
    return _FORBIDDEN.sub("", text)


def is_name(name: str) -> bool:
    """Whether an element or attribute can be called so."""
    return _NAME.fullmatch(name) is not None
