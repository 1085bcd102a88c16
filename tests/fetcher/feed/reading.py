"""Reading a public feed from a server on this machine, without patience."""

from __future__ import annotations

from dataclasses import replace

from migrator.demo.blog import SampleBlog
from migrator.fetcher.feed.source import PublicFeed
from migrator.fetcher.http.retry import Timeouts
from migrator.fetcher.source import FetchOptions, Item

HASTY = Timeouts(connect=2, read=2, total=20, first_wait=0.001, longest_wait=0.002, attempts=3)
ATOM = {"Content-Type": "application/atom+xml; charset=UTF-8"}
HTML = {"Content-Type": "text/html; charset=UTF-8"}
FEED = "/feeds/posts/default"


def told(address: str, options: FetchOptions | None = None) -> list[Item]:
    """All that the feed of a blog gives."""
    options = replace(options or FetchOptions(), allow_private=True, timeouts=HASTY)
    return list(PublicFeed(address, options).read())


def live(sample: SampleBlog) -> list[str]:
    """The ids of the posts and pages that everybody may read, in the feed's order."""
    return [one.id for one in (*sample.listed("post", "live"), *sample.listed("page", "live"))]
