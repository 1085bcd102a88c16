"""The links and image addresses of a blog as earlier runs rewrote them, to compare its posts with the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from migrator.converter.commonmark import render
from migrator.converter.fidelity.view import view_of
from migrator.fetcher.images.candidates import attachment_of, image_of, is_same_image
from migrator.fetcher.images.urls import leads_to_googles
from migrator.model import Image, StoredImage
from migrator.writer.permalinks.permalinks import Permalinks


@dataclass(frozen=True, slots=True)
class Rewrites:
    """The functions of a converter `Context` for a folder that is finished: nothing is fetched."""

    stored: Mapping[str, StoredImage]
    """The images of the folder, by key."""
    permalinks: Permalinks
    moved: Mapping[str, str] = field(default_factory=dict)
    """By key, the addresses in the folder of images that Google has renamed since they were fetched."""

    def for_post(self, html: str, markdown: str) -> Rewrites:
        """The same with `moved` for one post and the body of its file.

        Google gives old images new addresses now and then.  If as many images of the post are unknown as images
        of the file are left over, they are taken for the same ones, in their order.
        """
        images = list(filter(None, map(image_of, _image_sources(html))))
        if all(image.key in self.stored for image in images):
            return self
        shown = _image_sources(render(markdown))
        known = {self._local_address(image) for image in images}
        unknown = [image.key for image in images if image.key not in self.stored and image.source not in shown]
        sources = {image.source for image in images}
        spare = [address for address in shown if address not in known and address not in sources]
        pairs = zip(unknown, spare, strict=True) if len(unknown) == len(spare) else ()
        return replace(self, moved=dict(pairs))

    def link(self, href: str) -> str:
        """The target of a link: a post's permalink, the address of a file of the folder, or `href` itself."""
        target = self.permalinks.resolve(href)
        if target != href:
            return target
        return self._local_address(image_of(href)) or href if leads_to_googles(href) else self.media(href)

    def image(self, src: str, link: str) -> tuple[str, bool]:
        """The address of an image, local if the folder has it, and whether the link around it only leads to itself."""
        return self._local_address(image_of(src, link)) or src, bool(link) and is_same_image(src, link)

    def media(self, href: str) -> str:
        """The address of a document, or of a player's audio or video, local if the folder has it."""
        return self._local_address(attachment_of(href)) or href

    def _local_address(self, image: Image | None) -> str:
        """The address of the image in the folder, '' where the folder doesn't have it."""
        stored = self.stored.get(image.key) if image else None
        if stored is not None:
            return self.permalinks.image_address(stored.path)
        return self.moved.get(image.key, "") if image else ""


def _image_sources(html: str) -> list[str]:
    """The addresses of all images that a reader sees."""
    return [image.source for image in view_of(html).images]
