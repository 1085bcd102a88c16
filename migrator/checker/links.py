"""What a file of a finished folder shows and leads to, and what of it isn't there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from migrator.checker.files import Kept
from migrator.checker.site import Site, own_address
from migrator.converter.addresses import Addresses
from migrator.fetcher.images.candidates import picture
from migrator.fetcher.images.hosts import leads_to_googles, on_googles
from migrator.model import Note, StoredPicture
from migrator.writer.documents import fields
from migrator.writer.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class Leads:
    """Judges the addresses in files, one file after another."""

    site: Site
    profile: Profile
    stored: Mapping[str, StoredPicture]
    """By key, the pictures that earlier runs fetched."""
    images: bool
    """Whether pictures belong into the folder; else Blogger's are no trouble."""

    def notes(self, kept: Kept, found: Addresses) -> Iterator[Note]:
        """Everything in the file that leads nowhere, or still to Blogger's pictures."""
        address = own_address(kept.meta)
        for href in dict.fromkeys(found.links):
            problem = self.site.problem(href, address, found.places)
            if problem:
                code = "place-missing" if problem.startswith("there is no place") else "link-dead"
                yield noted(kept, code, problem, href)
            elif leads_to_googles(href):
                yield from self._picture(kept, href, address)
        for source in dict.fromkeys((*found.pictures, *self.front_pictures(kept))):
            yield from self._picture(kept, source, address)
        for source in dict.fromkeys(found.media):
            if self.site.missing(source, address, kept.path):
                yield noted(kept, "media-missing", f"the file {source} is not in the folder", source)

    def front_pictures(self, kept: Kept) -> Iterator[str]:
        """The pictures that the front matter names, in the fields where this profile has them."""
        names = [name for name, field in self.profile.fields if field in (fields.image, fields.images)]
        for value in (kept.meta.get(name) for name in names):
            listed = value if isinstance(value, list) else [value]
            yield from (each for each in listed if isinstance(each, str) and each)

    def remote(self, kept: Kept, found: Addresses) -> int:
        """How many of the file's pictures still come from Blogger's servers."""
        return sum(map(on_googles, {*found.pictures, *self.front_pictures(kept)}))

    def _picture(self, kept: Kept, source: str, address: str) -> Iterator[Note]:
        wanted = picture(source)
        if wanted is None:
            if self.site.missing(source, address, kept.path):
                yield noted(kept, "picture-missing", f"the picture {source} is not in the folder", source)
        elif self.images and (on_googles(source) or not kept.edited):
            here = self.stored.get(wanted.key)
            if here:
                message = f"{source} comes from Blogger; the folder has it as {here.path}"
                yield noted(kept, "picture-remote", message, source)
            elif kept.edited:
                yield noted(
                    kept, "picture-remote", f"{source} comes from Blogger, and the folder doesn't have it", source
                )
            else:
                yield noted(kept, "image-dead", f"{source} could not be fetched; the post shows it from there", source)


def noted(kept: Kept, code: str, message: str, about: str = "") -> Note:
    """A note about a file, with the line that `about` stands in."""
    line = kept.line(about) or kept.line(unquote(about))
    where = f"line {line}: " if line else ""
    return Note(code, str(kept.path), where + message, post_id=kept.id, loss=True)
