"""What a site generator expects of a folder of posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from migrator.writer.fields import Field


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
    pictures: PurePosixPath
    """The folder that pictures are put into."""
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

    def picture_address(self, path: PurePosixPath) -> str:
        """The address, from the root of the site, of a picture that lies at `path` in the output folder."""
        return "/" + quote(path.relative_to(self.public).as_posix())
