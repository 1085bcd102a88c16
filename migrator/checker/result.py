"""The result of a check: notes by post, as values and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from migrator import __version__
from migrator.model import Note


@dataclass(frozen=True, slots=True)
class CheckedPost:
    """One post of the folder or of the source, and the notes on it."""

    id: str
    title: str
    path: PurePosixPath | None
    """Its file; None for a post of the source that has none."""
    notes: tuple[Note, ...] = ()
    weight: int = 0
    """Roughly, how many words, links, images, ... readers miss."""

    @property
    def whole(self) -> bool:
        """Whether no note tells of a loss."""
        return not any(note.loss for note in self.notes)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A whole check.  The exit code follows from it."""

    folder: str
    compared: bool
    """Whether the files were compared with posts of a source."""
    posts: tuple[CheckedPost, ...]
    """By path."""
    notes: tuple[Note, ...] = ()
    """About the folder or the source as a whole."""
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def broken(self) -> list[CheckedPost]:
        """The posts that are not whole, worst first."""
        return sorted((post for post in self.posts if not post.whole), key=lambda post: -post.weight)

    @property
    def exit_code(self) -> int:
        """1 where any note tells of a loss, else 0."""
        return int(bool(self.broken) or any(note.loss for note in self.notes))


def as_json(result: CheckResult) -> str:
    """The whole result for programs, worst posts first."""
    broken = result.broken
    whole = [post for post in result.posts if post.whole]
    notes = [*result.notes, *(note for post in result.posts for note in post.notes)]
    document = {
        "migrator": __version__,
        "folder": result.folder,
        "exit_code": result.exit_code,
        "compared": result.compared,
        "counts": {"posts": len(result.posts), "whole": len(whole), "broken": len(broken)},
        "notes_by_code": dict(Counter(note.code for note in notes).most_common()),
        "seconds": {stage: round(seconds, 3) for stage, seconds in result.seconds.items()},
        "posts": [_post_row(post) for post in (*broken, *whole)],
        "notes": [asdict(note) for note in result.notes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _post_row(post: CheckedPost) -> dict[str, Any]:
    return {
        "id": post.id,
        "title": post.title,
        "path": str(post.path or ""),
        "whole": post.whole,
        "notes": [asdict(note) for note in post.notes],
    }
