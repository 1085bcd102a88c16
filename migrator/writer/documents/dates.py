"""Times in the blog's own zone, which dates in permalinks and front matter are in; exports have them in UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from migrator.model import Post


def localise(moment: datetime, zone: str) -> datetime:
    """`moment` on the clock of `zone`, or as it is where the zone is unknown."""
    if not zone:
        return moment
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        # No such zone (OSError: its name is that of a folder), or a date at the very end of the calendar.
        return moment


def localised(post: Post, zone: str) -> Post:
    """The post with its date on the blog's clock."""
    return replace(post, published=localise(post.published, zone))
