"""Reads the Markdown files of a migrated folder, wherever people have moved them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from migrator import frontmatter
from migrator.errors import OutputError
from migrator.model import State, WrittenFile
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.postfiles import candidates
from migrator.writer.documents.documents import digest
from migrator.writer.profiles import PROFILES
from migrator.writer.profiles.profile import Profile

_ID = re.compile(r"^blogger_id\s*[:=]\s*[\"']?([\w-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PostFile:
    """One Markdown file of the folder, and what is wrong with it."""

    id: str
    """The id of its post; '' for a file that migrator didn't write."""
    path: PurePosixPath
    text: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    """The Markdown without the escapes of the generator's template language."""
    edited: bool = False
    """Whether it differs from what migrator wrote."""
    code: str = ""
    """The code of the note on its damage; '' where it is undamaged."""
    damage: str = ""
    """The message of that note."""

    @property
    def title(self) -> str:
        """The title in its front matter, or ''."""
        return str(self.meta.get("title") or "")

    def line(self, words: str) -> int:
        """The number of the first line with these words; 0 where there is none."""
        start = self.text.find(words) if words else -1
        return self.text.count("\n", 0, start) + 1 if start >= 0 else 0


class MigratedFolder:
    """A folder that earlier runs wrote to and people may have edited."""

    def __init__(self, root: Path, profile: Profile, known: State) -> None:
        self._root = root
        self._folder = Folder(root)
        self._profile = profile
        self._posts = {each.path: each for each in known.files.values() if ":" not in each.id and each.digest}

    def files(self) -> Iterator[PostFile]:
        """Every Markdown file, those at the paths that migrator wrote first.

        Of two files with one id only the first keeps it; the other counts as no file of migrator's.
        """
        seen: set[str] = set()
        files = (path for path in candidates(self._root) if (self._root / path).is_file())
        for path in sorted(files, key=lambda path: (path not in self._posts, path)):
            file = self.read(path)
            yield file if file.id not in seen else PostFile("", path, file.text, file.meta, file.body)
            seen.add(file.id)

    def read(self, path: PurePosixPath) -> PostFile:
        """The file at `path`; damage is recorded in it, not raised."""
        written = self._posts.get(path)
        post_id = written.id if written else ""
        try:
            text = self._folder.full(path).read_text(encoding="utf-8-sig")
        except OSError as error:
            return PostFile(post_id, path, code="file-unreadable", damage=f"it can't be read: {error.strerror}")
        except UnicodeDecodeError:
            return PostFile(post_id, path, code="file-unreadable", damage="it is no UTF-8 text")
        edited = written is None or written.digest != digest(text)
        try:
            meta, body = frontmatter.parse(text, str(path))
        except OutputError as error:
            claimed = _ID.search(text)
            post_id = post_id or (claimed[1] if claimed else "")
            return PostFile(post_id, path, text, edited=edited, code="front-matter-damaged", damage=error.problem)
        post_id = post_id or str(meta.get("blogger_id") or "")
        missing = "" if meta else "it has no front matter"
        code = "front-matter-damaged" if missing else ""
        return PostFile(post_id, path, text, meta, self._profile.unescape(body), edited, code, missing)


def profile_of(files: Iterable[WrittenFile]) -> str:
    """The name of the profile whose paths most of the files have."""
    tops = [each.path.parts[0] for each in files if ":" not in each.id]

    def fits(profile: Profile) -> int:
        own = {PurePosixPath(pattern).parts[0] for pattern in (profile.posts, profile.drafts, profile.pages)}
        return sum(top in own for top in tops)

    return max(PROFILES.values(), key=fits).name
