"""The Google Takeout of the blog: a tree of folders."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_plus

from migrator.demo.blog import SampleBlog, SampleComment, SampleImage, SamplePost
from migrator.demo.entries import ATOM, element, text_element

TREE = PurePosixPath("Takeout/Blogger")
LONGEST_STEM = 47
"""Takeout cuts the names of images in albums; the whole name is in the sidecar."""

_STATUS = {"live": "LIVE", "draft": "DRAFT", "scheduled": "SCHEDULED", "trashed": "SOFT_TRASHED"}


def takeout(blog: SampleBlog) -> Mapping[PurePosixPath, bytes]:
    """Every file of the export, sorted by path."""
    folder = TREE / "Blogs" / folder_name(blog.title)
    files = {
        folder / "feed.atom": takeout_feed(blog).encode(),
        folder / "settings.csv": _settings(blog).encode(),
        folder / "followers.csv": b"display_name,profile_image_url,is_blocked\n",
        folder / "theme-classic.html": b"<html><body><Blogger></Blogger></body></html>\n",
        **dict(_images(blog)),
        **dict(_comments_elsewhere(blog)),
    }
    return dict(sorted(files.items()))


def zipped(files: Mapping[PurePosixPath, bytes]) -> bytes:
    """The files as a zip: the same bytes for the same files, at any time and on any system."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for path, content in files.items():
            entry = zipfile.ZipInfo(str(path), (2026, 11, 22, 8, 30, 0))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            writer.writestr(entry, content)
    return archive.getvalue()


def folder_name(title: str) -> str:
    """A blog's title as a folder name: characters that file systems forbid become underscores."""
    return re.sub(r"[':/\\?*<>|\"]", "_", title)


def takeout_feed(blog: SampleBlog) -> str:
    """`feed.atom`: comments before their posts, pages and posts in no order, trash and spam with the rest."""
    entries = [_comment(blog, post, comment) for post in blog.posts for comment in post.comments]
    entries += [_post(blog, post) for post in sorted(blog.posts, key=lambda post: post.id[::-1])]
    return "\n".join(
        [
            "<?xml version='1.0' encoding='utf-8'?>",
            f"<feed xmlns='{ATOM}' xmlns:blogger='http://schemas.google.com/blogger/2018'>",
            f"  {text_element('id', f'tag:blogger.com,1999:blog-{blog.id}')}",
            f"  {text_element('title', blog.title)}",
            *entries,
            "</feed>\n",
        ]
    )


def utc(moment: datetime) -> str:
    """The moment as Takeout writes it: UTC, with milliseconds unless they are 0."""
    precise = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precise).replace("+00:00", "Z")


def _or_empty(name: str, content: str) -> str:
    """A text element, or an empty one: Takeout writes every element, set or not."""
    return text_element(name, content) if content else element(name)


def _entry(children: Iterable[str]) -> str:
    return "\n".join(["  <entry>", *(f"    {child}" for child in children), "  </entry>"])


def _author(name: str, uri: str) -> str:
    kind = "BLOGGER" if uri else "ANONYMOUS"
    known = text_element("uri", uri) if uri else ""
    return element("author", text_element("name", name) + known + text_element("blogger:type", kind))


def _post(blog: SampleBlog, post: SamplePost) -> str:
    place = ""
    if post.location is not None:
        place = (
            text_element("blogger:name", post.location.name)
            + text_element("blogger:latitude", str(post.location.latitude))
            + text_element("blogger:longitude", str(post.location.longitude))
            + text_element("blogger:span", "0.31,0.64")
        )
    scheme = f"tag:blogger.com,1999:blog-{blog.id}"
    labels = [element("category", scheme=scheme, term=label) for label in post.labels]
    # Takeout has the jump break as Blogger stores it, not as in the feeds.
    html = re.sub(r"<a name=['\"]more['\"]></a>", "<!--more-->", post.html)
    return _entry(
        [
            text_element("id", f"{scheme}.post-{post.id}"),
            text_element("blogger:type", post.kind.upper()),
            text_element("blogger:status", _STATUS[post.status]),
            _author(blog.author, blog.author_uri),
            _or_empty("title", post.title),
            text_element("content", html, type="html"),
            _or_empty("blogger:metaDescription", post.description),
            text_element("blogger:created", utc(min(post.published, post.updated))),
            text_element("published", utc(post.published)),
            text_element("updated", utc(post.updated)),
            element("blogger:location", place),
            *(labels or [element("category")]),
            _or_empty("blogger:filename", post.path),
            element("link"),
            element("enclosure"),
            _or_empty("blogger:trashed", utc(post.updated) if post.status == "trashed" else ""),
        ]
    )


def _comment(blog: SampleBlog, post: SamplePost, comment: SampleComment) -> str:
    scheme = f"tag:blogger.com,1999:blog-{blog.id}"
    return _entry(
        [
            text_element("id", f"{scheme}.post-{comment.id}"),
            text_element("blogger:parent", f"{scheme}.post-{post.id}"),
            _or_empty("blogger:inReplyTo", f"{scheme}.post-{comment.parent}" if comment.parent else ""),
            text_element("blogger:type", "COMMENT"),
            text_element("blogger:status", comment.status),
            _author(comment.author, comment.uri),
            text_element("content", comment.html, type="html"),
            text_element("blogger:created", utc(comment.published)),
            text_element("published", utc(comment.published)),
            text_element("updated", utc(comment.published)),
            element("blogger:trashed"),
        ]
    )


def _settings(blog: SampleBlog) -> str:
    row = {
        "blog_publishing_mode": "BLOGSPOT",
        "blog_admin_permission": "mira@example.org",
        "blog_name": blog.title,
        "blog_description": f"{blog.description}\n(since {blog.created.year})",
        "blog_adult_content": "false",
        "blog_locale": blog.locale,
        "blog_time_zone": blog.zone,
        "blog_read_access_mode": "PUBLIC",
        "blog_post_feed": "",
        "blog_convert_line_breaks": "",
        "blog_feed_redirect_url": "",
        "blog_subdomain": blog.subdomain,
        "blog_post_feed_footer": blog.footer,
    }
    written = io.StringIO()
    writer = csv.DictWriter(written, row, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return written.getvalue()


def _images(blog: SampleBlog) -> Iterable[tuple[PurePosixPath, bytes]]:
    """The images and their sidecars: the second of one name gets a number, in each at another place."""
    folder = TREE / "Albums" / "Tin Roof"
    names: set[str] = set()
    for image in blog.images:
        name = _upload_name(image)
        stem, _, ending = name.rpartition(".")
        cut, number = f"{stem[:LONGEST_STEM]}.{ending}", ""
        while cut.replace(".", f"{number}.", 1) in names:
            number = f"({int(number.strip('()') or 0) + 1})"
        names.add(cut.replace(".", f"{number}.", 1))
        content = image.file.read_bytes()
        yield folder / cut.replace(".", f"{number}.", 1), content
        yield folder / f"{cut}{number}.json", _sidecar(name, len(content)).encode()
    metadata = {"title": "Tin Roof", "totalItems": str(len(blog.images)), "totalItemsAccuracy": "EXACT"}
    yield folder / "metadata.json", json.dumps(metadata, indent=2).encode()


def _upload_name(image: SampleImage) -> str:
    return unquote_plus(unquote(image.name)) or image.file.name


def _sidecar(name: str, size: int) -> str:
    facts = {
        "uploadStatus": "FULL_QUALITY",
        "sizeBytes": str(size),
        "filename": name,
        "creationTimestampMs": "1180267200000",
        "hasOriginalBytes": "MAYBE",
        "contentVersion": "1",
        "mimeType": "image/*",
    }
    return json.dumps(facts, indent=2, ensure_ascii=False)


def _comments_elsewhere(blog: SampleBlog) -> Iterable[tuple[PurePosixPath, bytes]]:
    """The author's comment on another blog, which is no part of this one."""
    post = f"tag:blogger.com,1999:blog-7000000000000000001.post-{'8' * 19}"
    comment = _entry(
        [
            text_element("id", f"tag:blogger.com,1999:blog-7000000000000000001.post-{'9' * 18}"),
            text_element("blogger:parent", post),
            element("blogger:inReplyTo"),
            text_element("blogger:type", "COMMENT"),
            text_element("blogger:status", "LIVE"),
            _author(blog.author, blog.author_uri),
            text_element("content", "Greetings from under the other roof.", type="html"),
            text_element("published", "2018-01-01T00:00:00Z"),
            text_element("updated", "2018-01-01T00:00:00Z"),
            element("blogger:trashed"),
        ]
    )
    feed = (
        f"<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='{ATOM}' xmlns:blogger="
        "'http://schemas.google.com/blogger/2018'>\n  <id>tag:blogger.com,1999:blog-7000000000000000001</id>"
        f"\n  <title>The neighbour</title>\n{comment}\n</feed>\n"
    )
    yield TREE / "Comments" / "The neighbour" / "feed.atom", feed.encode()
