"""The folder of what is remembered: made, explained to git, and brought to this version's names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from migrator import layout
from migrator.errors import OutputError
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.mergebases import rename_old_merge_bases

_FOR_GIT = {
    layout.GIT_ATTRIBUTES: (
        "# Lines of two branches are put together; migrator sorts it out.\n"
        f"{layout.STATE.name} merge=union text eol=lf\n"
        f"{layout.SNAPSHOT.name} merge=union text eol=lf\n"
        f"{layout.MERGE_BASES.name}/** binary\n"
    ),
    layout.GIT_IGNORE: f"{layout.LOCK.name}\n{layout.STAT_CACHE.name}\n*{layout.NEXT}\n*.part\n",
}
_NEW_LINES = {
    f"{layout.OLD_MERGE_BASES.name}/** binary".encode(): f"{layout.MERGE_BASES.name}/** binary".encode(),
    layout.OLD_STAT_CACHE.name.encode(): layout.STAT_CACHE.name.encode(),
    layout.NEXT_STATE.name.encode(): f"*{layout.NEXT}".encode(),
}
"""Lines of those files as an earlier version wrote them, and what they are now."""


def make_state_folder(root: Path) -> None:
    """Make the folder of what is remembered, and tell git how to treat it.

    What is there stays; what an earlier version gave another name is renamed.
    """
    folder = Folder(root)
    for path, text in _FOR_GIT.items():
        file = root / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
        except FileExistsError:
            _rename_in_lines(folder, path)
        except OSError as error:
            raise OutputError(str(file), f"it can't be written ({error.strerror})") from error
    rename_old_merge_bases(folder)
    folder.remove(layout.OLD_STAT_CACHE)


def _rename_in_lines(folder: Folder, path: PurePosixPath) -> None:
    """Put new names into lines that are as an earlier version wrote them; a person's own stay as they are."""
    data = folder.read(path)
    parted = [(line.rstrip(b"\r\n"), line) for line in data.splitlines(keepends=True)]
    renamed = b"".join(_NEW_LINES.get(text, text) + line[len(text) :] for text, line in parted)
    if renamed != data:
        folder.write(path, renamed)
