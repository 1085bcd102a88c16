"""Which files are which posts', wherever people have put them: told by the `blogger_id` in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath

from migrator.frontmatter import split
from migrator.storage.disk import DiskDict

_ID = re.compile(r"""^blogger_id:[ \t]*["']?([0-9]+)["']?[ \t]*\r?$""", re.MULTILINE)
_HEAD = 64 * 1024
"""Bytes that front matter fits into."""
_NOT_POSTS = frozenset({"node_modules", "_site", "_originals", "vendor"})
INCOMING = ".incoming"


class PostFiles:
    """The files of the output folder by the post that they hold; looked for when somebody asks, once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, post_id: str) -> tuple[PurePosixPath, ...]:
        """The files of a post, by path; usually one."""
        return tuple(self._files_by_post.under(f"{post_id}\0"))

    def all(self) -> Iterator[tuple[str, tuple[PurePosixPath, ...]]]:
        """Every post that has a file, with its files."""
        for post_id, _ in groupby(key.partition("\0")[0] for key in self._files_by_post):
            yield post_id, self.of(post_id)

    @cached_property
    def _files_by_post(self) -> DiskDict[PurePosixPath]:
        """All files, by post and path."""
        posts = ((_post_id_in(self._root / path), path) for path in candidates(self._root))
        return DiskDict((f"{post_id}\0{path}", path) for post_id, path in posts if post_id)


def candidates(root: Path) -> Iterator[PurePosixPath]:
    """Markdown files that could be somebody's post: none in hidden folders, no links, nothing incoming."""
    for folder, below, names in os.walk(root):
        below[:] = [name for name in below if not name.startswith(".") and name not in _NOT_POSTS]
        parent = PurePosixPath(Path(folder).relative_to(root).as_posix())
        for name in names:
            path = parent / name
            usual = path.suffix in {".md", ".markdown"} and not path.stem.endswith(INCOMING)
            if usual and not set(":\\") & set(str(path)):
                yield path


def _post_id_in(file: Path) -> str:
    try:
        if file.is_symlink() or not file.is_file():  # to open a pipe is to wait for ever
            return ""
        with file.open("rb") as opened:
            return post_id(opened.read(_HEAD).decode("utf-8", "replace"))
    except OSError:
        return ""


def post_id(text: str) -> str:
    """The id of the post that a text says in its front matter to be, or ''."""
    found = _ID.search(split(text).fields)
    return found[1] if found else ""
