"""A folder of posts with front matter whose bodies were never finished as Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from migrator import frontmatter
from migrator.blogger import BLOGSPOT_HOST
from migrator.errors import SourceError
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.urls import leads_to_googles

_MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".txt"})
_HTML = frozenset({".html", ".htm"})
"""What jekyll-import writes; elsewhere than among posts these are layouts and pages."""
POSTS = frozenset({"_posts", "_drafts"})
_NOT_POSTS = frozenset("_site _layouts _includes _sass _data _plugins _originals node_modules vendor".split())
_ADDRESS = re.compile(r"https?://[^\s\"'<>()\[\]{}|\\^`]+", re.IGNORECASE)
_OLD_ADDRESS = re.compile(
    rf"(?:https?:)?//{BLOGSPOT_HOST}/(\d{{4}})/(\d\d)/([^/?#]+)\.html(?:\?[^#]*)?(#.*)?",
    re.IGNORECASE,
)
_DATED = re.compile(r"(\d{4})-(\d\d)-\d\d-(.+)")
LOOKED_INTO = 200
"""So many files are enough to see what a folder holds."""
MOST_BYTES = 32 * 2**20
"""A larger file is no post."""


@dataclass(frozen=True, slots=True)
class HalfMigratedPost:
    """One file: front matter, kept as it is, and a body."""

    head: str
    """Up to the end of the line that ends it; '' for a file without front matter."""
    body: str
    is_html: bool = False
    """Whether the file calls itself HTML, so that nothing in it is Markdown."""


class HalfMigratedFolder:
    """The posts of a folder, or a single one.

    Links in a folder are not followed, for they may lead out of it; one that is named is the file that it leads to.
    """

    def __init__(self, path: Path, but: Path | None = None) -> None:
        """`but` is a folder in it that is not looked into."""
        self.path = path.resolve() if path.is_symlink() and path.is_file() else path
        self._but = but.resolve() if but else None
        self.single = path.is_file()
        if not path.exists():
            raise SourceError(str(path), "there is no such file or folder")
        self.folder = self.path.parent if self.single else path

    @cached_property
    def names(self) -> Sequence[PurePosixPath]:
        """Every file that may be a post, sorted, relative to the folder."""
        if self.single:
            return (PurePosixPath(self.path.name),)
        return tuple(sorted(self._found()))

    def _found(self) -> Iterator[PurePosixPath]:
        within = bool(POSTS & set(self.folder.absolute().parts))
        for top, folders, files in os.walk(self.folder, onerror=_refused):
            here = Path(top)
            folders[:] = [name for name in folders if self._counts(here / name)]
            inside = PurePosixPath(here.relative_to(self.folder).as_posix())
            endings = _MARKDOWN | _HTML if within or POSTS & set(inside.parts) else _MARKDOWN
            for name in files:
                file = here / name
                if file.suffix.lower() in endings and not name.startswith(".") and _is_regular(file):
                    yield inside / name

    def _counts(self, folder: Path) -> bool:
        hidden = folder.name.startswith(".") or folder.name in _NOT_POSTS
        return not hidden and folder.resolve() != self._but

    def post_at(self, href: str) -> tuple[PurePosixPath, str] | None:
        """The file of the post that an address of a blog at Blogger's means, and the place in it; None where none is.

        Told by its year, month and slug, which jekyll-import and its like keep in the name of the file.
        """
        old = _OLD_ADDRESS.fullmatch(href.strip())
        name = self._by_address.get((old[1], old[2], unquote(old[3]).casefold())) if old else None
        return (name, old[4] or "") if old and name else None

    @cached_property
    def _by_address(self) -> Mapping[tuple[str, str, str], PurePosixPath | None]:
        """Posts by year, month and slug; None where two share them.

        Two files that differ in their endings only are one post: a run that broke off had yet to remove the old one.
        """
        found: dict[tuple[str, str, str], PurePosixPath | None] = {}
        for name in sorted(self._found()):
            dated = _DATED.fullmatch(name.stem)
            if dated:
                key = (dated[1], dated[2], dated[3].casefold())
                other = found.get(key, name)
                found[key] = name if other and other.with_suffix("") == name.with_suffix("") else None
        return found

    def read(self, name: PurePosixPath) -> bytes:
        """A file's bytes.  Raises `SourceError` where it can't be read."""
        file = self.folder / name
        try:
            if file.stat().st_size > MOST_BYTES:
                raise SourceError(str(file), "it is too large to be a post")
            return file.read_bytes()
        except OSError as error:
            raise SourceError(str(file), f"it can't be read ({error.strerror})") from error

    @property
    def site(self) -> Path:
        """The folder that the site is built from: the one that holds `_posts`, wherever in it the user pointed."""
        return site_of(self.folder)


def site_of(folder: Path) -> Path:
    """The folder of the site that a folder of posts belongs to."""
    parts = folder.absolute().parts
    at = max((number for number, part in enumerate(parts) if part in POSTS), default=0)
    return Path(*parts[:at]) if at else folder


def _is_regular(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def _refused(error: OSError) -> None:
    raise SourceError(str(error.filename), f"it can't be read ({error.strerror})")


def half_migrated_post(data: bytes, name: PurePosixPath) -> HalfMigratedPost:
    """A file's front matter and body.  Raises `SourceError` where it is no UTF-8, or the front matter has no end."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(str(name), f"line {line} is no UTF-8 text", "Save the file as UTF-8") from error
    parts = frontmatter.split(text)
    if parts.is_open:
        raise SourceError(str(name), frontmatter.NO_END)
    return HalfMigratedPost(parts.head, parts.body, name.suffix.lower() in _HTML)


def image_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a text of images that Blogger or Google holds, each once."""
    found = dict.fromkeys(each[0] for each in _ADDRESS.finditer(text))
    return tuple(each for each in found if leads_to_googles(each) and image_of(each) is not None)


def readdressed(text: str, addresses: Mapping[str, str]) -> str:
    """The text with other addresses in the places of those that are given, all else as it is."""
    return _ADDRESS.sub(lambda found: addresses.get(found[0], found[0]), text)


def holds_half_migrated(folder: Path) -> bool:
    """Whether somebody who looks for a blog in this folder has posts with front matter before him."""
    half_migrated = HalfMigratedFolder(folder)
    return any(is_half_migrated(folder / name) for name in half_migrated.names[:LOOKED_INTO])


def is_half_migrated(file: Path) -> bool:
    """Whether a file begins with front matter."""
    try:
        with file.open("rb") as opened:
            return frontmatter.has_front_matter(opened.readline(40).decode("utf-8", "replace"))
    except OSError:
        return False


def half_migrated_posts(path: Path) -> SourceError:
    """What to tell somebody who takes such posts for a blog's export."""
    what = "a folder of posts" if path.is_dir() else "a post"
    return SourceError(
        str(path), f"this is {what} with front matter, no blog", f"`migrator finish {path}` completes it"
    )
