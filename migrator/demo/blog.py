"""The sample blog: a folder of posts (HTML and TOML) and images."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class SampleComment:
    """A comment as Blogger stores it."""

    id: str
    author: str
    published: datetime
    html: str
    parent: str = ""
    uri: str = ""
    status: str = "LIVE"
    """In Takeout's words: LIVE or SPAM_COMMENT."""
    removed: bool = False
    """Whether its author deleted it; its text is a sentence that says so."""
    updated: datetime | None = None
    """When it was last changed, if not when it was published."""


@dataclass(frozen=True, slots=True)
class SamplePlace:
    """The place of a post."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class SamplePost:
    """A post or page as Blogger stores it."""

    id: str
    title: str
    path: str
    """`/2007/05/first-radishes.html`; '' for a draft that never had one."""
    published: datetime
    updated: datetime
    labels: tuple[str, ...]
    html: str
    kind: str = "post"
    status: str = "live"
    """live, draft, scheduled or trashed."""
    description: str = ""
    location: SamplePlace | None = None
    comments: tuple[SampleComment, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleImage:
    """An image and its address at Google."""

    id: str
    """The part of its address that is the same in all sizes: `/img/b/R29vZ2xl/AVvX...` or `/-a/b/c/d`."""
    name: str
    """The upload's file name in addresses (percent-encoded), or ''."""
    file: Path
    small: Path
    """The file for small sizes."""


@dataclass(frozen=True, slots=True)
class SampleBlog:
    """A whole blog."""

    id: str
    title: str
    description: str
    url: str
    subdomain: str
    author: str
    author_uri: str
    zone: str
    locale: str
    line_breaks: bool
    created: datetime
    updated: datetime
    footer: str
    """HTML that the public feed has at the end of every post."""
    posts: tuple[SamplePost, ...]
    """Posts and pages, newest first."""
    images: tuple[SampleImage, ...]

    def listed(self, kind: str, *statuses: str) -> tuple[SamplePost, ...]:
        """Its posts (or pages) of these statuses, newest first."""
        return tuple(post for post in self.posts if post.kind == kind and post.status in statuses)


def sample_folder() -> Path:
    """The folder of the sample blog: in the installed package, else in the project's samples."""
    installed = Path(__file__).parent / "blog"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "samples" / "blog"


def read_blog(folder: Path | None = None) -> SampleBlog:
    """The blog in the folder; the sample blog if none is given."""
    folder = folder or sample_folder()
    posts = (_post(path) for path in (folder / "posts").glob("*.toml"))
    newest_first = sorted(posts, key=lambda post: (post.published, post.id), reverse=True)
    images = _table(folder / "images.toml")["image"]
    return SampleBlog(
        **_table(folder / "blog.toml"),
        posts=tuple(newest_first),
        images=tuple(_image(folder / "images", entry) for entry in images),
    )


def _table(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _post(path: Path) -> SamplePost:
    entry = _table(path)
    entry["labels"] = tuple(entry["labels"])
    entry["comments"] = tuple(SampleComment(**comment) for comment in entry.get("comments", ()))
    if "location" in entry:
        entry["location"] = SamplePlace(**entry["location"])
    html = path.with_suffix(".html").read_bytes().decode("utf-8")
    return SamplePost(**entry, html=html.removesuffix("\n"))


def _image(folder: Path, entry: Mapping[str, str]) -> SampleImage:
    return SampleImage(entry["id"], entry["name"], folder / entry["file"], folder / "small" / entry["file"])
