"""What a site generator expects of a folder of posts."""

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
    """What `--profile` calls it."""
    label: str
    """What people call it."""
    posts: str
    drafts: str
    pages: str
    comments: str
    """Where the comments of the post `{id}` go."""
    images: PurePosixPath
    """The folder that images are put into."""
    public: PurePosixPath
    """The folder whose content the generator serves from the root of the site."""
    more: str
    """How the generator marks the jump break."""
    fields: tuple[tuple[str, Field], ...]
    """The front matter, in order.  A field that has nothing to say is left out."""
    escape: Callable[[str], str]
    """Makes a Markdown body safe from the generator's template language."""
    unescape: Callable[[str], str]
    """Undoes that: the body as readers of the site see it."""
    has_bundles: bool = False
    """Whether the generator serves what lies beside a post's `index.md` from the folder of the post's address."""

    def bundled(self) -> Profile:
        """The same with every post as `index.md` in a folder of its own.  Raises `SettingsError` if it can't be."""
        if not self.has_bundles:
            advice = "Choose flat, by-post or by-date, or the profile hugo"
            raise SettingsError("image_layout bundle", f"{self.label} has no page bundles", advice)
        return replace(self, posts=_own(self.posts), drafts=_own(self.drafts), pages=_own(self.pages))

    def image_address(self, path: PurePosixPath) -> str:
        """The address, from the root of the site, of an image that lies at `path` in the output folder.

        In no post's bundle: `Permalinks.image_address` knows those.
        """
        top = self.public if path.is_relative_to(self.public) else PurePosixPath(self.posts).parts[0]
        return "/" + quote(path.relative_to(top).as_posix())


def _own(pattern: str) -> str:
    return f"{pattern.removesuffix('.md')}/index.md"
