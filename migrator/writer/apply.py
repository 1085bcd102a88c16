"""A plan is carried out: pictures first, then the files, the state last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from migrator.model import Action, Note, Plan
from migrator.writer import state
from migrator.writer.documents import digest
from migrator.writer.folder import Folder, digest_of_file
from migrator.writer.sitemap import folded

WRITING = frozenset({Action.CREATE, Action.UPDATE, Action.RENAME})


def apply(
    plan: Plan, text_of: Callable[[str], str], staged: Mapping[PurePosixPath, Path], root: Path
) -> tuple[Note, ...]:
    """Write what the plan says into `root`; the notes tell which pictures had to stay away.

    `text_of` gives a document's final text by its id; `staged` says where each new picture lies now.  Where
    there is nothing to do nothing is touched.  A run that is cut short here is finished by running again.
    Raises `OutputError` where the folder can't be written; no file is ever half-written.
    """
    folder = Folder(root)
    writing = [change for change in plan.changes if change.action in WRITING]
    for path in [*staged, *(change.path for change in writing)]:
        folder.full(path)
    text = state.dump(plan.state)
    if not writing and not staged and _stands(folder, text):
        return ()
    folder.sweep([*staged, *(change.path for change in writing), state.STATE])
    folder.write(state.NEXT, text.encode())
    notes = tuple(note for path in sorted(staged) for note in _put_picture(folder, path, staged[path]))
    for change in writing:
        folder.write(change.path, text_of(change.id).encode())
    _remove_old(folder, plan)
    folder.replace(state.NEXT, state.STATE)
    return notes


def _stands(folder: Folder, text: str) -> bool:
    """Whether the state is already so, and no run was cut short."""
    return folder.digest(state.NEXT) is None and folder.digest(state.STATE) == digest(text)


def _put_picture(folder: Folder, path: PurePosixPath, source: Path) -> tuple[Note, ...]:
    found = folder.digest(path)
    if found is None:
        folder.copy(source, path)
    elif found != digest_of_file(source):
        message = "another picture of that name is there already; it is left alone and the post shows it"
        return (Note("picture-in-the-way", str(path), message, "Rename or remove it and run again"),)
    return ()


def _remove_old(folder: Folder, plan: Plan) -> None:
    """Renamed files leave their old place, unless another document has moved in there."""
    in_use = {folded(str(change.path)) for change in plan.changes}
    for change in plan.changes:
        if change.old_path is not None and folded(str(change.old_path)) not in in_use:
            folder.remove(change.old_path)
