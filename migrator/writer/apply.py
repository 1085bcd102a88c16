"""A plan is carried out: kept texts and pictures first, then the files, the state last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from migrator.model import Action, Change, Note, Plan, State, Written
from migrator.writer import state
from migrator.writer.decision import INCOMING, MERGED
from migrator.writer.documents import digest
from migrator.writer.folder import Folder, digest_of_file
from migrator.writer.linebreaks import like
from migrator.writer.sitemap import folded
from migrator.writer.texts import KEPT, Texts

WRITING = frozenset({Action.CREATE, Action.UPDATE, Action.MERGE, Action.RENAME})
REMOVED = state.OWN / "removed"


class Words(Protocol):
    """The texts of a run's documents, picture addresses in place."""

    def final(self, change: Change) -> str:
        """What a change writes."""

    def made(self, document: str) -> str | None:
        """What the blog has for a document; None for one that wasn't made again."""


def apply(plan: Plan, words: Words, staged: Mapping[PurePosixPath, Path], root: Path) -> tuple[Note, ...]:
    """Write what the plan says into `root`; the notes tell what had to stay away.

    `staged` says where each new picture lies now.  Where there is nothing to do nothing is touched.  A run that
    is cut short here is finished by running again.  Raises `OutputError` where the folder can't be written; no
    file is ever half-written.
    """
    folder = Folder(root)
    texts = Texts(folder)
    writing = [change for change in plan.changes if change.action in WRITING]
    for path in [*staged, *(change.path for change in writing)]:
        folder.full(path)
    keeping = [each for each in plan.state.files.values() if _to_keep(each, texts)]
    if not writing and not staged and not keeping and _stands(folder, state.dump(plan.state)):
        texts.forget_all_but(_last(plan.state))
        return ()
    before = state.load(root)
    state.remember(root)
    folder.sweep([*staged, *(change.path for change in writing), state.STATE])
    folder.write(state.NEXT, state.dump(_begun(plan)).encode())
    for each in keeping:
        text = words.made(each.id.removeprefix(INCOMING))
        if text is not None and digest(text) == each.digest:
            texts.keep(each.digest, text)
    notes = [note for path in sorted(staged) for note in _put_picture(folder, path, staged[path])]
    failed = [change for change in writing if not _write(folder, change, words, plan)]
    failed += _remove_old(folder, plan, failed)
    reached = _without(plan.state, before, failed)
    folder.write(state.NEXT, state.dump(reached).encode())
    folder.replace(state.NEXT, state.STATE)
    texts.forget_all_but(_last(reached))
    return (*notes, *map(_meanwhile, failed))


def _stands(folder: Folder, text: str) -> bool:
    """Whether the state is already so, and no run was cut short."""
    return folder.digest(state.NEXT) is None and folder.digest(state.STATE) == digest(text)


def _to_keep(file: Written, texts: Texts) -> bool:
    return bool(file.facts.source) and len(file.digest) == 64 and file.path.suffix in KEPT and file.digest not in texts


def _last(known: State) -> set[str]:
    """Digests of the texts that merges may start from."""
    return {each.digest for each in known.files.values()}


def _begun(plan: Plan) -> State:
    """What is about to be, and which files will hold a merged text then."""
    merging = [change for change in plan.changes if change.action is Action.MERGE]
    marks = {MERGED + change.id: Written(MERGED + change.id, change.path, change.digest) for change in merging}
    return replace(plan.state, files={**plan.state.files, **marks})


def _put_picture(folder: Folder, path: PurePosixPath, source: Path) -> tuple[Note, ...]:
    found = folder.digest_of_bytes(path)
    if found is None:
        folder.copy(source, path)
    elif found != digest_of_file(source):
        message = "another picture of that name is there already; it is left alone and the post shows it"
        return (Note("picture-in-the-way", str(path), message, "Rename or remove it and run again"),)
    return ()


def _write(folder: Folder, change: Change, words: Words, plan: Plan) -> bool:
    """Whether the file could be written, because it is still as it was when that was decided."""
    if folder.digest(change.path) != change.found or not _still(folder, change, plan):
        return False
    lying = change.old_path if change.action is Action.MERGE and change.old_path else change.path
    folder.write(change.path, like(words.final(change), folder.read(lying)))
    return True


def _still(folder: Folder, change: Change, plan: Plan) -> bool:
    """Whether the file that is to move is as it was, or was written over as planned."""
    if change.old_path is None or folder.digest(change.old_path) in (change.old_found, None):
        return True
    return any(other.path == change.old_path and other.digest for other in plan.changes)


def _remove_old(folder: Folder, plan: Plan, failed: list[Change]) -> list[Change]:
    """Renamed files leave their old place, unless another document has moved in there; others go altogether.

    The changes that weren't carried out because somebody changed the file just now.
    """
    in_use = {folded(str(each.path)): each.path for each in plan.changes if each.action is not Action.DELETE}
    late = []
    for change in plan.changes:
        if change.action is Action.DELETE and folded(str(change.path)) not in in_use:
            late += [] if _delete(folder, change) else [change]
        old = change.old_path
        if old is not None and change not in failed and not _is(folder, old, in_use.get(folded(str(old)))):
            folder.remove(old)
    return late


def _is(folder: Folder, old: PurePosixPath, new: PurePosixPath | None) -> bool:
    """Whether what lies at an old path is another path's file: where capital letters don't count it may be."""
    return new is not None and (old == new or folder.same(old, new))


def _delete(folder: Folder, change: Change) -> bool:
    if folder.digest(change.path) != change.found:
        return False
    if change.id.startswith(INCOMING):
        folder.remove(change.path)
    else:
        folder.move(change.path, REMOVED / change.path)
    return True


def _without(reached: State, before: State, failed: list[Change]) -> State:
    """The state as it is where some changes were not carried out."""
    files = dict(reached.files)
    for change in failed:
        files.pop(change.id, None)
        if change.id in before.files:
            files[change.id] = before.files[change.id]
    return replace(reached, files=files)


def _meanwhile(change: Change) -> Note:
    message = "it was changed here while this run was under way; it is left alone"
    return Note("changed-meanwhile", str(change.path), message, "Run again", loss=True)
