"""What a file of a finished folder shows and leads to, and what of it isn't there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from migrator.checker.files import PostFile
from migrator.checker.site import Site, own_address
from migrator.converter.addresses import BodyLinks
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.urls import leads_to_googles, on_googles
from migrator.model import Note, StoredImage
from migrator.writer.documents import fields
from migrator.writer.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """Judges the addresses in files, one file after another."""

    site: Site
    profile: Profile
    stored: Mapping[str, StoredImage]
    """By key, the images that earlier runs fetched."""
    images: bool
    """Whether images belong into the folder; else Blogger's are no trouble."""

    def notes(self, kept: PostFile, found: BodyLinks) -> Iterator[Note]:
        """Everything in the file that leads nowhere, or still to Blogger's images."""
        address = own_address(kept.meta)
        for href in dict.fromkeys(found.links):
            problem = self.site.problem(href, address, found.places)
            if problem:
                code = "place-missing" if problem.startswith("there is no place") else "link-dead"
                yield noted(kept, code, problem, href)
            elif leads_to_googles(href):
                yield from self._image(kept, href, address)
        for source in dict.fromkeys((*found.images, *self.front_images(kept))):
            yield from self._image(kept, source, address)
        for source in dict.fromkeys(found.media):
            if self.site.missing(source, address, kept.path):
                yield noted(kept, "media-missing", f"the file {source} is not in the folder", source)

    def front_images(self, kept: PostFile) -> Iterator[str]:
        """The images that the front matter names, in the fields where this profile has them."""
        names = [name for name, field in self.profile.fields if field in (fields.image, fields.images)]
        for value in (kept.meta.get(name) for name in names):
            listed = value if isinstance(value, list) else [value]
            yield from (each for each in listed if isinstance(each, str) and each)

    def remote(self, kept: PostFile, found: BodyLinks) -> int:
        """How many of the file's images still come from Blogger's servers."""
        return sum(map(on_googles, {*found.images, *self.front_images(kept)}))

    def _image(self, kept: PostFile, source: str, address: str) -> Iterator[Note]:
        wanted = image_of(source)
        if wanted is None:
            if self.site.missing(source, address, kept.path):
                yield noted(kept, "image-missing", f"the image {source} is not in the folder", source)
        elif self.images and (on_googles(source) or not kept.edited):
            here = self.stored.get(wanted.key)
            if here:
                message = f"{source} comes from Blogger; the folder has it as {here.path}"
                yield noted(kept, "image-remote", message, source)
            elif kept.edited:
                yield noted(
                    kept, "image-remote", f"{source} comes from Blogger, and the folder doesn't have it", source
                )
            else:
                yield noted(kept, "image-dead", f"{source} could not be fetched; the post shows it from there", source)


def noted(kept: PostFile, code: str, message: str, about: str = "") -> Note:
    """A note about a file, with the line that `about` stands in."""
    line = kept.line(about) or kept.line(unquote(about))
    where = f"line {line}: " if line else ""
    return Note(code, str(kept.path), where + message, post_id=kept.id, loss=True)
