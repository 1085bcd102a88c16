"""Backups of made-up blogs, as large as a test wants them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

_HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'
 xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-7.archive</id><title>Birds</title><generator>Blogger</generator>
"""
_KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>"
)
_DRAFT = "<app:control><app:draft>yes</app:draft></app:control>"


@dataclass(frozen=True)
class Exported:
    """A post of a backup, with only what tests change."""

    id: int
    html: str = "<p>Text</p>"
    title: str = "Title"
    slug: str = ""
    draft: bool = False
    labels: tuple[str, ...] = ()
    published: str = "2014-03-24T07:47:42.345+00:00"
    updated: str = "2014-03-24T07:47:42.345+00:00"
    comments: int = 0

    def entry(self) -> str:
        """Its part of the file."""
        labels = "".join(
            f"<category scheme='http://www.blogger.com/atom/ns#' term='{escape(label)}'/>" for label in self.labels
        )
        address = f"http://birds.blogspot.com/2014/03/{self.slug or f'post-{self.id}'}.html"
        link = "" if self.draft else f"<link rel='alternate' type='text/html' href='{address}'/>"
        return (
            f"<entry><id>tag:blogger.com,1999:blog-7.post-{self.id}</id><published>{self.published}</published>"
            f"<updated>{self.updated}</updated>{_DRAFT if self.draft else ''}{_KIND}{labels}"
            f"<title type='text'>{escape(self.title)}</title>"
            f"<content type='html'>{escape(self.html)}</content>{link}</entry>\n"
        ) + "".join(self._comment(number) for number in range(self.comments))

    def _comment(self, number: int) -> str:
        kind = _KIND.replace("#post", "#comment")
        return (
            f"<entry><id>tag:blogger.com,1999:blog-7.post-{self.id}{number:03}</id>"
            f"<published>{self.published}</published><updated>{self.updated}</updated>{kind}"
            f"<title type='text'>Nice</title><content type='html'>Nice</content>"
            f"<author><name>Bob</name></author>"
            f"<thr:in-reply-to ref='tag:blogger.com,1999:blog-7.post-{self.id}'/></entry>\n"
        )


def write_backup(file: Path, posts: Iterable[Exported]) -> str:
    """Write the backup; its name, as a source is named."""
    with file.open("w", encoding="utf-8") as out:
        out.write(_HEAD)
        out.writelines(post.entry() for post in posts)
        out.write("</feed>")
    return str(file)
