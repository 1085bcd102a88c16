"""The paths, front matter and escapes that a site generator expects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import quote

from migrator.errors import SettingsError
from migrator.writer.documents.fields import Field


@dataclass(frozen=True, slots=True)
class Profile:
    """One generator's expectations.  A value, not a subclass: another generator is another value.

    In the paths `{date}` is the day of publication on the blog's clock, `{slug}` the file's stem.
    """

    name: str
    """Its name in `--profile`."""
    label: str
    """Its name in messages."""
    posts: str
    drafts: str
    pages: str
    comments: str
    """The data file of comments on the post `{id}`."""
    images: PurePosixPath
    """The folder that images are put into."""
    public: PurePosixPath
    """The folder whose content the generator serves from the root of the site."""
    more: str
    """The generator's marker of a jump break."""
    fields: tuple[tuple[str, Field], ...]
    """Name and function of each front-matter field, in order.  A field whose value is None is left out."""
    escape: Callable[[str], str]
    """Escapes a Markdown body from the generator's template language."""
    unescape: Callable[[str], str]
    """Undoes that: the body as readers of the site see it."""
    has_bundles: bool = False
    """Whether the generator has page bundles: files beside a post's `index.md`, served from below its permalink."""

    def bundled(self) -> Profile:
        """The same with every post as `index.md` in a folder of its own.  Raises `SettingsError` if it can't be."""
        if not self.has_bundles:
            advice = "Choose flat, by-post or by-date, or the profile hugo"
            raise SettingsError("image_layout bundle", f"{self.label} has no page bundles", advice)
        return replace(
            self,
            posts=_bundle_pattern(self.posts),
            drafts=_bundle_pattern(self.drafts),
            pages=_bundle_pattern(self.pages),
        )

    def image_address(self, path: PurePosixPath) -> str:
        """The address, from the root of the site, of an image that lies at `path` in the output folder.

        Not of one in a page bundle: `Permalinks.image_address` gives that.
        """
        top = self.public if path.is_relative_to(self.public) else PurePosixPath(self.posts).parts[0]
        return "/" + quote(path.relative_to(top).as_posix())


def _bundle_pattern(pattern: str) -> str:
    return f"{pattern.removesuffix('.md')}/index.md"
