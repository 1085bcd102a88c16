"""A feed as Blogger's `alt=json` gives it: texts under `$t`, `thr:total` as `thr$total`."""

from __future__ import annotations

from typing import Any

from lxml import etree

_PREFIXES = {
    "http://www.w3.org/2005/Atom": "",
    "http://a9.com/-/spec/opensearchrss/1.0/": "openSearch$",
    "http://schemas.google.com/g/2005": "gd$",
    "http://purl.org/syndication/thread/1.0": "thr$",
    "http://www.georss.org/georss": "georss$",
    "http://search.yahoo.com/mrss/": "media$",
}
_LISTS = frozenset({"entry", "link", "category", "author", "gd$extendedProperty"})


def as_json(written: str) -> dict[str, Any]:
    """The feed, ready for `json.dumps`."""
    tree = etree.fromstring(written.encode())
    return {"version": "1.0", "encoding": "UTF-8", "feed": _value(tree)}


def _value(element: etree._Element) -> dict[str, Any]:
    value: dict[str, Any] = {str(name): str(said) for name, said in element.attrib.items()}
    if element.text or not (len(element) or element.attrib):
        value["$t"] = element.text or ""
    for child in element:
        namespace, _, name = child.tag[1:].partition("}")
        key = _PREFIXES[namespace] + name
        if key in _LISTS:
            value.setdefault(key, []).append(_value(child))
        else:
            value[key] = _value(child)
    return value
