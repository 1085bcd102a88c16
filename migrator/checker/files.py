"""A finished folder, read back: the Markdown files in it, wherever people have put them."""

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
    """One Markdown file of the folder."""

    id: str
    """The id of the post that it is; '' for a file that migrator didn't write."""
    path: PurePosixPath
    text: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    """The Markdown, as the generator makes HTML of it: template escaping is undone."""
    edited: bool = False
    """Whether it differs from what migrator wrote."""
    code: str = ""
    """What kind of damage it has, as a note's code; '' where all is well."""
    damage: str = ""

    @property
    def title(self) -> str:
        """What its owner calls it."""
        return str(self.meta.get("title") or "")

    def line(self, words: str) -> int:
        """The line of the file in which the words stand first; 0 where they aren't found."""
        at = self.text.find(words) if words else -1
        return self.text.count("\n", 0, at) + 1 if at >= 0 else 0


class MigratedFolder:
    """The files of a folder that earlier runs wrote, and a person may have worked in."""

    def __init__(self, root: Path, profile: Profile, known: State) -> None:
        self._root = root
        self._folder = Folder(root)
        self._profile = profile
        self._posts = {each.path: each for each in known.files.values() if ":" not in each.id and each.digest}

    def files(self) -> Iterator[PostFile]:
        """Every Markdown file, those that lie where migrator wrote them first.

        Of two files that claim to be the same post it is the one that lies where migrator wrote it.
        """
        seen: set[str] = set()
        files = (path for path in candidates(self._root) if (self._root / path).is_file())
        for path in sorted(files, key=lambda path: (path not in self._posts, path)):
            kept = self.read(path)
            yield kept if kept.id not in seen else PostFile("", path, kept.text, kept.meta, kept.body)
            seen.add(kept.id)

    def read(self, path: PurePosixPath) -> PostFile:
        """One file, with what is wrong with it."""
        written = self._posts.get(path)
        own = written.id if written else ""
        try:
            text = self._folder.full(path).read_text(encoding="utf-8-sig")
        except OSError as error:
            return PostFile(own, path, code="file-unreadable", damage=f"it can't be read: {error.strerror}")
        except UnicodeDecodeError:
            return PostFile(own, path, code="file-unreadable", damage="it is no UTF-8 text")
        edited = written is None or written.digest != digest(text)
        try:
            meta, body = frontmatter.parse(text, str(path))
        except OutputError as error:
            claimed = _ID.search(text)
            own = own or (claimed[1] if claimed else "")
            return PostFile(own, path, text, edited=edited, code="front-matter-damaged", damage=error.problem)
        own = own or str(meta.get("blogger_id") or "")
        missing = "" if meta else "it has no front matter"
        code = "front-matter-damaged" if missing else ""
        return PostFile(own, path, text, meta, self._profile.unescape(body), edited, code, missing)


def profile_of(files: Iterable[WrittenFile]) -> str:
    """The name of the profile that most of the files fit."""
    tops = [each.path.parts[0] for each in files if ":" not in each.id]

    def fits(profile: Profile) -> int:
        own = {PurePosixPath(place).parts[0] for place in (profile.posts, profile.drafts, profile.pages)}
        return sum(top in own for top in tops)

    return max(PROFILES.values(), key=fits).name
