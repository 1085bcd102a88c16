"""The links and images of a migrated file: dead links, missing files, images that are still Blogger's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from migrator.checker.files import PostFile
from migrator.checker.site import Site, permalink_of
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.urls import leads_to_googles, on_googles
from migrator.model import BodyLinks, Note, StoredImage
from migrator.writer.documents import fields
from migrator.writer.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """Checks the links, images and media of one file after another."""

    site: Site
    profile: Profile
    stored: Mapping[str, StoredImage]
    """By key, the images that earlier runs fetched."""
    images: bool
    """Whether images belong in the folder; if not, an image on Blogger's servers is no finding."""

    def notes(self, file: PostFile, body: BodyLinks) -> Iterator[Note]:
        """A note for each link, image and media file of `file` that is missing or still on Blogger's servers."""
        permalink = permalink_of(file.meta)
        anchors = body.anchors | body.heading_ids
        for href in dict.fromkeys(body.links):
            problem = self.site.problem(href, permalink, anchors)
            if problem:
                yield file_note(file, problem.code, problem.message, href)
            elif leads_to_googles(href):
                yield from self._image_notes(file, href, permalink)
        for source in dict.fromkeys((*body.images, *self._front_images(file))):
            yield from self._image_notes(file, source, permalink)
        for source in dict.fromkeys(body.media):
            if self.site.missing(source, permalink, file.path):
                yield file_note(file, "media-missing", f"the file {source} is not in the folder", source)

    def remote(self, file: PostFile, body: BodyLinks) -> int:
        """How many of the file's images still come from Blogger's servers."""
        return sum(map(on_googles, {*body.images, *self._front_images(file)}))

    def _front_images(self, file: PostFile) -> Iterator[str]:
        """The addresses in those fields of the front matter that hold images in this profile."""
        names = [name for name, field in self.profile.fields if field in (fields.image, fields.images)]
        for value in (file.meta.get(name) for name in names):
            listed = value if isinstance(value, list) else [value]
            yield from (each for each in listed if isinstance(each, str) and each)

    def _image_notes(self, file: PostFile, source: str, permalink: str) -> Iterator[Note]:
        image = image_of(source)
        if image is None:
            if self.site.missing(source, permalink, file.path):
                yield file_note(file, "image-missing", f"the image {source} is not in the folder", source)
        elif self.images and (on_googles(source) or not file.edited):
            stored = self.stored.get(image.key)
            if stored:
                message = f"{source} comes from Blogger; the folder has it as {stored.path}"
                yield file_note(file, "image-remote", message, source)
            elif file.edited:
                message = f"{source} comes from Blogger, and the folder doesn't have it"
                yield file_note(file, "image-remote", message, source)
            else:
                message = f"{source} could not be fetched; the post shows it from there"
                yield file_note(file, "image-dead", message, source)


def file_note(file: PostFile, code: str, message: str, about: str = "") -> Note:
    """A note about a file, with the number of the line that has `about` in it."""
    line = file.line(about) or file.line(unquote(about))
    where = f"line {line}: " if line else ""
    return Note(code, str(file.path), where + message, post_id=file.id, loss=True)
