"""Paths for the posts of an export that has none, by Blogger's own rules.

Takeouts of about 2021 have no addresses.  Since 2012 authors can choose one, and a title can change after its post
was published, so these paths are guesses, and every post gets a note that says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from migrator.blogger import path_start
from migrator.fetcher.formats.entry import Entry
from migrator.fetcher.formats.reader import EntryReader

LONGEST = 39
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
_LEFT_OUT = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class _PublishedPost:
    """What a path depends on."""

    moment: datetime
    id: str
    kind: str
    title: str


def slug_of(title: str) -> str:
    """`The Roses of a garden, 2014` -> `the-roses-of-garden-2014`; '' for a title without Latin letters or digits."""
    folded = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS))
    plain = re.sub(r"[^a-z0-9\s-]", "", folded, flags=re.ASCII)
    words = re.split(r"[\s-]+", plain.strip(" \t\r\n-"))
    kept = [word for at, word in enumerate(words) if word and (at == 0 or word not in _LEFT_OUT)]
    slug = ""
    for word in kept:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug


def guessed_paths(reader: EntryReader, zone: str) -> Mapping[str, str]:
    """The path of every published post and page, by id; nothing if the export has paths."""
    found: list[_PublishedPost] = []
    for element in reader.entries():
        entry = Entry.of(element)
        kind = entry.text("type").upper()
        if kind in {"POST", "PAGE"}:
            if "filename" in entry.children:
                return {}
            found += _published_post(entry, kind)
    return dict(_paths(sorted(found, key=lambda one: (one.moment, one.id)), ZoneInfo(zone) if zone else UTC))


def _published_post(entry: Entry, kind: str) -> Iterator[_PublishedPost]:
    moment = entry.moment("published", "created", "updated")
    if moment and entry.number() and entry.text("status").upper() in {"LIVE", ""}:
        yield _PublishedPost(moment, entry.number(), kind, entry.text("title"))


def _paths(posts: list[_PublishedPost], zone: tzinfo) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for post in posts:
        local = post.moment.astimezone(zone)
        start = path_start(local, page=post.kind == "PAGE")
        slug = slug_of(post.title) or f"blog-{post.kind.lower()}"
        # Blogger appends the day to a name that is taken, or else some number.
        endings = ("", f"_{local:%d}", f"_{post.id[-4:]}", f"_{post.id}")
        path = next(path for ending in endings if (path := f"{start}{slug}{ending}.html") not in taken)
        taken.add(path)
        yield post.id, path
