"""The blog as Google Takeout gives it out: a tree of folders."""

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
from migrator.demo.markup import ATOM, element, filled

TREE = PurePosixPath("Takeout/Blogger")
LONGEST_STEM = 47
"""Takeout cuts the names of album files; the whole name is in the file beside it."""

_STATUS = {"live": "LIVE", "draft": "DRAFT", "scheduled": "SCHEDULED", "trashed": "SOFT_TRASHED"}


def takeout(blog: SampleBlog) -> Mapping[PurePosixPath, bytes]:
    """Every file of the export, in order of path."""
    folder = TREE / "Blogs" / folder_name(blog.title)
    files = {
        folder / "feed.atom": takeout_feed(blog).encode(),
        folder / "settings.csv": _settings(blog).encode(),
        folder / "followers.csv": b"display_name,profile_image_url,is_blocked\n",
        folder / "theme-classic.html": b"<html><body><Blogger></Blogger></body></html>\n",
        **dict(_downloads(blog)),
        **dict(_comments_elsewhere(blog)),
    }
    return dict(sorted(files.items()))


def zipped(files: Mapping[PurePosixPath, bytes]) -> bytes:
    """The files as an archive: the same bytes for the same files, whenever and wherever it is made."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        for path, content in files.items():
            entry = zipfile.ZipInfo(str(path), (2026, 11, 22, 8, 30, 0))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            writer.writestr(entry, content)
    return archive.getvalue()


def folder_name(title: str) -> str:
    """A blog's title as a folder: what file systems mind becomes an underscore."""
    return re.sub(r"[':/\\?*<>|\"]", "_", title)


def takeout_feed(blog: SampleBlog) -> str:
    """`feed.atom`: comments before their posts, pages and posts in no order, trash and spam with the rest."""
    entries = [_comment(blog, post, comment) for post in blog.posts for comment in post.comments]
    entries += [_post(blog, post) for post in sorted(blog.posts, key=lambda post: post.id[::-1])]
    return "\n".join(
        [
            "<?xml version='1.0' encoding='utf-8'?>",
            f"<feed xmlns='{ATOM}' xmlns:blogger='http://schemas.google.com/blogger/2018'>",
            f"  {filled('id', f'tag:blogger.com,1999:blog-{blog.id}')}",
            f"  {filled('title', blog.title)}",
            *entries,
            "</feed>\n",
        ]
    )


def utc(moment: datetime) -> str:
    """The moment as Takeout writes it: UTC, with milliseconds only where there are some."""
    precise = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precise).replace("+00:00", "Z")


def _or_empty(name: str, content: str) -> str:
    """Takeout writes every element, with nothing in it where nothing is set."""
    return filled(name, content) if content else element(name)


def _entry(children: Iterable[str]) -> str:
    return "\n".join(["  <entry>", *(f"    {child}" for child in children), "  </entry>"])


def _author(name: str, uri: str) -> str:
    kind = "BLOGGER" if uri else "ANONYMOUS"
    known = filled("uri", uri) if uri else ""
    return element("author", filled("name", name) + known + filled("blogger:type", kind))


def _post(blog: SampleBlog, post: SamplePost) -> str:
    place = ""
    if post.location is not None:
        place = (
            filled("blogger:name", post.location.name)
            + filled("blogger:latitude", str(post.location.latitude))
            + filled("blogger:longitude", str(post.location.longitude))
            + filled("blogger:span", "0.31,0.64")
        )
    scheme = f"tag:blogger.com,1999:blog-{blog.id}"
    labels = [element("category", scheme=scheme, term=label) for label in post.labels]
    # Takeout has the jump break as it is stored, not as the feeds show it.
    html = re.sub(r"<a name=['\"]more['\"]></a>", "<!--more-->", post.html)
    return _entry(
        [
            filled("id", f"{scheme}.post-{post.id}"),
            filled("blogger:type", post.kind.upper()),
            filled("blogger:status", _STATUS[post.status]),
            _author(blog.author, blog.author_uri),
            _or_empty("title", post.title),
            filled("content", html, type="html"),
            _or_empty("blogger:metaDescription", post.description),
            filled("blogger:created", utc(min(post.published, post.updated))),
            filled("published", utc(post.published)),
            filled("updated", utc(post.updated)),
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
            filled("id", f"{scheme}.post-{comment.id}"),
            filled("blogger:parent", f"{scheme}.post-{post.id}"),
            _or_empty("blogger:inReplyTo", f"{scheme}.post-{comment.parent}" if comment.parent else ""),
            filled("blogger:type", "COMMENT"),
            filled("blogger:status", comment.status),
            _author(comment.author, comment.uri),
            filled("content", comment.html, type="html"),
            filled("blogger:created", utc(comment.published)),
            filled("published", utc(comment.published)),
            filled("updated", utc(comment.published)),
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


def _downloads(blog: SampleBlog) -> Iterable[tuple[PurePosixPath, bytes]]:
    """The images: two of one name are told apart by a number, which the sidecar has in another place."""
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
    """What the author wrote on somebody else's blog: no part of this one."""
    post = f"tag:blogger.com,1999:blog-7000000000000000001.post-{'8' * 19}"
    comment = _entry(
        [
            filled("id", f"tag:blogger.com,1999:blog-7000000000000000001.post-{'9' * 18}"),
            filled("blogger:parent", post),
            element("blogger:inReplyTo"),
            filled("blogger:type", "COMMENT"),
            filled("blogger:status", "LIVE"),
            _author(blog.author, blog.author_uri),
            filled("content", "Greetings from under the other roof.", type="html"),
            filled("published", "2018-01-01T00:00:00Z"),
            filled("updated", "2018-01-01T00:00:00Z"),
            element("blogger:trashed"),
        ]
    )
    feed = (
        f"<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='{ATOM}' xmlns:blogger="
        "'http://schemas.google.com/blogger/2018'>\n  <id>tag:blogger.com,1999:blog-7000000000000000001</id>"
        f"\n  <title>The neighbour</title>\n{comment}\n</feed>\n"
    )
    yield TREE / "Comments" / "The neighbour" / "feed.atom", feed.encode()
