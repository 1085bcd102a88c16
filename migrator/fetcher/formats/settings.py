"""Blogger's settings, from a backup's entries or from Takeout's settings.csv -> what matters of the blog."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import IO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from migrator.blogger import BLOGSPOT
from migrator.model import Blog

MOST_SETTINGS = 16 * 2**20
_OLD_LANGUAGES = {"in": "id", "iw": "he", "ji": "yi"}
"""Java's old names, which Blogger still writes."""


def from_settings(values: Mapping[str, str]) -> Blog:
    """What some settings, named `BLOG_TIME_ZONE` or `blog_time_zone`, say of the blog."""
    known = {name.strip().lower(): value.strip() for name, value in values.items()}
    subdomain = known.get("blog_subdomain", "").lower()
    host = f"{subdomain}.{BLOGSPOT}" if subdomain else ""
    hosted = known.get("blog_publishing_mode", "").upper().endswith("HOSTED")
    breaks = known.get("blog_convert_line_breaks", "").lower()
    return Blog(
        title=known.get("blog_name", ""),
        # With a domain of its own, the blog's address is in no export.
        url=f"https://{host}" if host and not hosted and "blog_publishing_mode" in known else "",
        hosts=frozenset({host} if host else ()),
        zone=_zone(known.get("blog_time_zone", "")),
        locale=_locale(known.get("blog_locale", "")),
        line_breaks={"true": True, "false": False}.get(breaks),
    )


def read_settings_csv(file: IO[bytes]) -> Blog:
    """What a Takeout's settings.csv says: one header, one row; several lines can be one quoted value."""
    text = file.read(MOST_SETTINGS).decode("utf-8-sig", "replace").replace("\0", "")
    # Header texts and such can be long; the csv module's own bound is lower than the file's.
    csv.field_size_limit(MOST_SETTINGS)
    rows = csv.reader(io.StringIO(text, newline=""))
    header, row = next(rows, []), next(rows, [])
    return from_settings(dict(zip(header, row, strict=False)))


def _zone(name: str) -> str:
    """A time zone's name, '' if this system does not know it."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _locale(name: str) -> str:
    """`pt_BR` -> `pt-BR`, and Java's old language names -> today's."""
    language, _, rest = name.replace("_", "-").partition("-")
    language = _OLD_LANGUAGES.get(language.lower(), language)
    return f"{language}-{rest}" if rest else language
