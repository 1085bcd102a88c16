"""What a plan asks of the output folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from migrator.writer.plan.decisions import Wanted


def _nowhere(_document: str) -> tuple[PurePosixPath, ...]:
    return ()


def _never(_wanted: Wanted, _base: str, _path: PurePosixPath) -> str | None:
    return None


@dataclass(frozen=True)
class World:
    """The folder as it is: only asked, never changed."""

    disk: Callable[[PurePosixPath], str | None]
    """The digest of what lies at a path; None where nothing does."""
    whereabouts: Callable[[str], tuple[PurePosixPath, ...]] = _nowhere
    """Files that say they are this document."""
    merge: Callable[[Wanted, str, PurePosixPath], str | None] = _never
    """The digest of what lies at a path with what the blog changed since the text of that digest was written;
    None where both changed the same."""
