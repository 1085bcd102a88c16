"""Blogger's settings, in a backup's entries or Takeout's settings.csv -> `Blog`."""

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
    """The blog of some settings, whose names are like `BLOG_TIME_ZONE` or `blog_time_zone`."""
    known = {name.strip().lower(): value.strip() for name, value in values.items()}
    subdomain = known.get("blog_subdomain", "").lower()
    host = f"{subdomain}.{BLOGSPOT}" if subdomain else ""
    hosted = known.get("blog_publishing_mode", "").upper().endswith("HOSTED")
    breaks = known.get("blog_convert_line_breaks", "").lower()
    return Blog(
        title=known.get("blog_name", ""),
        # No export has the address of a blog that has a domain of its own.
        url=f"https://{host}" if host and not hosted and "blog_publishing_mode" in known else "",
        hosts=frozenset({host} if host else ()),
        zone=_zone(known.get("blog_time_zone", "")),
        locale=_locale(known.get("blog_locale", "")),
        line_breaks={"true": True, "false": False}.get(breaks),
    )


def read_settings_csv(file: IO[bytes]) -> Blog:
    """The blog of a Takeout's settings.csv: one header and one row, in which a quoted value may have several lines."""
    text = file.read(MOST_SETTINGS).decode("utf-8-sig", "replace").replace("\0", "")
    # Values like HTML footers can be longer than the csv module allows by default.
    csv.field_size_limit(MOST_SETTINGS)
    rows = csv.reader(io.StringIO(text, newline=""))
    header, row = next(rows, []), next(rows, [])
    return from_settings(dict(zip(header, row, strict=False)))


def _zone(name: str) -> str:
    """A time zone's name; '' if this system does not know it."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _locale(name: str) -> str:
    """`pt_BR` -> `pt-BR`, with today's name for a language that has an old one in Java."""
    language, _, rest = name.replace("_", "-").partition("-")
    language = _OLD_LANGUAGES.get(language.lower(), language)
    return f"{language}-{rest}" if rest else language
