"""Settles a conflict: the file keeps its text, takes the blog's, or holds both."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from migrator import layout
from migrator.errors import OutputError
from migrator.model import State, WrittenFile
from migrator.writer.disk import state
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.lock import locked
from migrator.writer.disk.newlines import like, plain_bytes
from migrator.writer.disk.statefolder import make_state_folder
from migrator.writer.plan.decisions import INCOMING

_MARKS = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)


class Side(StrEnum):
    """The text that a conflict is settled with."""

    OURS = "ours"
    """The file stays as it is."""
    THEIRS = "theirs"
    """The blog's version takes its place."""
    MERGED = "merged"
    """A person has merged both into the file."""


def resolve(file: Path, side: Side) -> PurePosixPath:
    """Settle the conflict of a file, given by its path or its incoming version's; return its path in the folder.

    A version that loses is put into `layout.REMOVED`.  Raises `OutputError` where there is no conflict.
    """
    root = _root_of(file)
    with locked(root):
        known = state.load(root)
        path = PurePosixPath(file.resolve().relative_to(root).as_posix())
        was, incoming = _conflict(known, path)
        folder = Folder(root)
        if side is Side.MERGED:
            _check_merged(folder, was.path)
        if side is Side.THEIRS:
            _take_over(folder, was.path, incoming)
        settled = replace(was, digest=incoming.digest, provenance=incoming.provenance)
        make_state_folder(root)
        files = {key: each for key, each in known.files.items() if key != incoming.id} | {was.id: settled}
        folder.write(layout.STATE, state.dump(replace(known, files=files)).encode())
        if folder.digest(incoming.path) == incoming.digest:
            folder.remove(incoming.path)
        elif folder.digest(incoming.path) is not None:
            folder.move(incoming.path, layout.REMOVED / incoming.path)
    return was.path


def _root_of(file: Path) -> Path:
    """The output folder that a file lies in."""
    for above in file.resolve().parents:
        if (above / layout.STATE).is_file():
            return above
    raise OutputError(str(file), "it lies in no folder that migrator wrote")


def _conflict(known: State, path: PurePosixPath) -> tuple[WrittenFile, WrittenFile]:
    """The state's entries of the file and of its incoming version, at either of whose paths `path` is."""
    for file in known.files.values():
        incoming = known.files.get(INCOMING + file.id)
        if incoming and path in (file.path, incoming.path):
            return file, incoming
    advice = "`migrator sync --dry-run` names the files that are in conflict"
    raise OutputError(str(path), "it is not in conflict with the blog", advice)


def _check_merged(folder: Folder, path: PurePosixPath) -> None:
    if _MARKS.search(plain_bytes(folder.read(path)).decode("utf-8", "replace")):
        raise OutputError(str(path), "there are still marks of a conflict in it", "Mend those places first")


def _take_over(folder: Folder, path: PurePosixPath, incoming: WrittenFile) -> None:
    """Write the incoming version, with whatever a person changed in it, over the file."""
    theirs, ours = folder.read(incoming.path), folder.read(path)
    if not theirs:
        advice = "Run `migrator sync --force`, which writes it anew"
        raise OutputError(str(incoming.path), "the blog's version is not there any more", advice)
    if folder.digest(path) is not None:
        folder.write(layout.REMOVED / path, ours)
    folder.write(path, like(plain_bytes(theirs).decode("utf-8", "replace"), ours))
