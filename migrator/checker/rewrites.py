"""Where that lies now which a blog's posts lead to and show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from migrator.converter.commonmark import render
from migrator.converter.fidelity.view import view_of
from migrator.converter.tree.imagesources import source_of
from migrator.fetcher.images.candidates import attachment_of, image_of, is_same_image
from migrator.fetcher.images.urls import leads_to_googles
from migrator.model import Image, StoredImage
from migrator.writer.permalinks.permalinks import Permalinks


@dataclass(frozen=True, slots=True)
class Rewrites:
    """What was made of a blog's addresses by the runs that filled a folder."""

    stored: Mapping[str, StoredImage]
    """By key."""
    permalinks: Permalinks
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where images lie that Google has given new addresses since, by key."""

    def beside(self, html: str, markdown: str) -> Rewrites:
        """The same next to one post and what its file holds.

        Google gives old images new addresses now and then.  Those of the post that no run knows are those of
        the file that are left over, one by one, if there are as many.
        """
        asked = list(filter(None, map(image_of, _images(html))))
        if all(wanted.key in self.stored for wanted in asked):
            return self
        shown = _images(render(markdown))
        known = {self._local(wanted) for wanted in asked}
        unknown = [wanted.key for wanted in asked if wanted.key not in self.stored and wanted.source not in shown]
        sources = {wanted.source for wanted in asked}
        spare = [address for address in shown if address not in known and address not in sources]
        alike = len(unknown) == len(spare)
        return replace(self, moved=dict(zip(unknown, spare, strict=True)) if alike else {})

    def link(self, href: str) -> str:
        """Where a link leads now: to another post, to a file that was fetched, or where it did."""
        target = self.permalinks.resolve(href)
        if target != href:
            return target
        return self._local(image_of(href)) or href if leads_to_googles(href) else self.attached(href)

    def image(self, src: str, link: str) -> tuple[str, bool]:
        """Where an image lies now, and whether the link around it only led to itself."""
        return self._local(image_of(src, link)) or src, bool(link) and is_same_image(src, link)

    def attached(self, href: str) -> str:
        """Where a document, or what a player plays, lies now."""
        return self._local(attachment_of(href)) or href

    def _local(self, wanted: Image | None) -> str:
        here = self.stored.get(wanted.key) if wanted else None
        if here is not None:
            return self.permalinks.image_address(here.path)
        return self.moved.get(wanted.key, "") if wanted else ""


def _images(html: str) -> list[str]:
    """The addresses of all images that a reader sees."""
    return [source_of(attributes) for attributes, _link in view_of(html).images]
