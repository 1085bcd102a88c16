"""Every path under `.migrator/`, the folder in which migrator keeps what it remembers of an output folder."""

from __future__ import annotations

from pathlib import PurePosixPath

FOLDER = PurePosixPath(".migrator")
"""The folder itself, in the output folder."""

STATE = FOLDER / "state"
"""What earlier runs wrote: a line for each file and image."""
SNAPSHOT = FOLDER / "snapshot"
"""The blog as it was when it was last read, without its bodies."""
STAT_CACHE = FOLDER / "stat-cache"
"""Size and time of every file, as the last run left it."""
MERGE_BASES = FOLDER / "merge-bases"
"""The texts that the blog last had for each file, below the first two digits of their digests."""
FINISHED = FOLDER / "finished"
"""What `finish` wrote: lines like the state's."""
LOCK = FOLDER / "lock"
"""Held by the run that is at work."""

REMOVED = FOLDER / "removed"
"""Files that were put away: pruned ones, and versions that lost a conflict."""
ORIGINALS = FOLDER / "originals"
"""Files as they were before `finish` wrote over them."""

CACHE = FOLDER / "cache"
IMAGES = CACHE / "images"
"""Images until the run ends that fetched them; one that breaks off leaves them to the next."""

GIT_ATTRIBUTES = FOLDER / ".gitattributes"
GIT_IGNORE = FOLDER / ".gitignore"

OLD_STAT_CACHE = FOLDER / "looks"
OLD_MERGE_BASES = FOLDER / "texts"
"""What up to version 2 of the state bore other names; renamed when the folder is next written."""

NEXT = ".next"


def next_of(path: PurePosixPath) -> PurePosixPath:
    """Where a run puts what `STATE` or `FINISHED` is about to hold.

    It takes that file's place when the run ends, so one that is found tells what a run that was cut short may already
    have written.
    """
    return path.with_name(f"{path.name}{NEXT}")


NEXT_STATE = next_of(STATE)
