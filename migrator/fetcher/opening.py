"""Command line arguments -> sources, by what the address, file or folder is."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from migrator.errors import SourceError
from migrator.fetcher.api.source import ApiBlog
from migrator.fetcher.export.archive import FolderTree, MultiPartTree, Tree, ZipTree
from migrator.fetcher.export.find import open_file, open_tree, share_feeds
from migrator.fetcher.export.source import FeedFile
from migrator.fetcher.export.tarball import open_tarball
from migrator.fetcher.feed.source import PublicFeed
from migrator.fetcher.folder import half_migrated_posts, holds_half_migrated, is_half_migrated
from migrator.fetcher.formats.encoding import UNREADABLE
from migrator.fetcher.images.takeout import TakeoutImages
from migrator.fetcher.source import FetchOptions, Source

_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/\S*)?$")
_ZIP = frozenset({b"PK\x03\x04", b"PK\x05\x06"})
_GZIP = b"\x1f\x8b"
_TAR_MAGIC = 257
"""The position of `ustar` in a tar."""
_ARCHIVES = (".zip", ".tgz", ".tar.gz")
_FILE_ENDINGS = (".xml", ".atom", ".zip", ".json", ".html", ".htm", ".txt", ".csv", ".tgz", ".gz", ".rss")


def open_sources(args: Sequence[str], options: FetchOptions) -> tuple[Source, ...]:
    """A source for each blog address, file or folder; archives are the parts of one export.

    Raises `SourceError` for what is no source of a blog.  Sends no requests.
    """
    if not args:
        raise SourceError("no source", "there is nothing to read", "Give a blog's address or an export.")
    archives = [path for path in map(Path, args) if _is_archive(path)]
    found: list[Source] = []
    for arg in args:
        path = Path(arg)
        if is_address(arg):
            found.append(_open_address(arg, options))
        elif path in archives:
            if path == archives[0]:
                found += _open_archives(archives, options)
        elif path.is_dir():
            found += _open_folder(path, options)
        else:
            found.append(_open_file(path, options))
    return tuple(found)


def takeout_images(sources: Iterable[Source]) -> TakeoutImages:
    """The images in the exports of the blogs."""
    trees = (source.tree for source in sources if isinstance(source, FeedFile) and source.tree is not None)
    return TakeoutImages({id(tree): tree for tree in trees}.values())


def _open_address(address: str, options: FetchOptions) -> Source:
    if options.credentials is not None:
        return ApiBlog(address, options, options.credentials)
    return PublicFeed(address, options)


def is_address(arg: str) -> bool:
    """Whether an argument is a web address and no file."""
    if arg.lower().startswith(("http://", "https://")):
        return True
    if Path(arg).exists() or arg.lower().endswith(_FILE_ENDINGS):
        return False
    return _HOST.match(arg) is not None


def _is_archive(path: Path) -> bool:
    """Whether a file begins as a zip or a .tgz, or ends as a zip: a part may be incomplete."""
    try:
        if not path.is_file():
            return False
        begins = _beginning(path, 4)
        return begins in _ZIP or (begins.startswith(_GZIP) and _is_tar(path)) or zipfile.is_zipfile(path)
    except OSError:
        return False


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _is_tar(path: Path) -> bool:
    """Whether a gzip holds a tar; if it is damaged, by its name."""
    try:
        with gzip.open(path) as packed:
            return packed.read(_TAR_MAGIC + 5)[_TAR_MAGIC:] == b"ustar"
    except UNREADABLE:
        return path.name.lower().endswith((".tgz", ".tar.gz"))


def _open_archives(paths: Sequence[Path], options: FetchOptions) -> Sequence[Source]:
    trees: list[Tree] = [open_tarball(path) if _beginning(path, 2) == _GZIP else ZipTree(path) for path in paths]
    if len(trees) > 1 and not share_feeds(trees):
        return open_tree(MultiPartTree(trees), options)
    return [source for tree in trees for source in open_tree(tree, options)]


def _open_folder(path: Path, options: FetchOptions) -> Sequence[Source]:
    """The blog in a folder, or in the packed archives in it."""
    folder = FolderTree(path)
    try:
        return open_tree(folder, options)
    except SourceError:
        archives = [path / name for name in folder.names if name.lower().endswith(_ARCHIVES) and "/" not in name]
        if not archives and holds_half_migrated(path):
            raise half_migrated_posts(path) from None
        if not archives:
            raise
    return _open_archives(archives, options)


def _open_file(path: Path, options: FetchOptions) -> Source:
    try:
        first = _beginning(path, 16)
    except FileNotFoundError as error:
        raise SourceError(str(path), "there is no such file, folder or address") from error
    except (OSError, ValueError) as error:
        raise SourceError(str(path), f"it can't be read ({error})") from error
    if not first:
        raise SourceError(str(path), "the file is empty", "Download it again.")
    if first.startswith(_GZIP):
        raise SourceError(str(path), "this is a packed file, but no .tgz", "Unpack it and give what was in it.")
    if is_half_migrated(path):
        raise half_migrated_posts(path)
    return open_file(FolderTree(path.parent, deep=False), path.name, options, _export_of(path))


def _export_of(feed: Path) -> FolderTree | None:
    """The Takeout that a feed.atom is in: `Blogger` of `Blogger/Blogs/NAME/feed.atom`; None elsewhere."""
    above = feed.absolute().parents
    return FolderTree(above[2]) if len(above) > 2 and above[2].name == "Blogger" else None
