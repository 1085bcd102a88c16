"""The texts that merges start from: found by digest, whichever version kept them."""

from __future__ import annotations

import zlib
from pathlib import Path, PurePosixPath

from migrator import layout
from migrator.writer.disk.folder import Folder
from migrator.writer.disk.mergebases import MergeBases, rename_old_merge_bases
from migrator.writer.documents.documents import digest

ONE, TWO, THREE = "one\n", "둘\n", "three\n"


def keep_as_before(root: Path, *texts: str) -> None:
    """Keep texts as up to version 2 of the state."""
    for text in texts:
        file = root / layout.OLD_MERGE_BASES / digest(text)[:2] / digest(text)[2:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(zlib.compress(text.encode()))


def paths(root: Path) -> set[str]:
    return {file.relative_to(root).parts[1] for file in root.rglob("*") if file.is_file()}


def test_what_was_kept_is_found(tmp_path: Path) -> None:
    bases = MergeBases(Folder(tmp_path))
    assert bases.get(digest(ONE)) is None
    bases.keep(digest(ONE), ONE)
    bases.keep(digest(TWO), TWO)
    assert (bases.get(digest(ONE)), bases.get(digest(TWO))) == (ONE, TWO)
    assert set(bases.all()) == {digest(ONE), digest(TWO)}
    bases.forget_all_but([digest(TWO)])
    assert (digest(ONE) in bases, digest(TWO) in bases) == (False, True)


def test_a_damaged_text_counts_as_never_kept(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for data in (b"broken", zlib.compress(b"\xff"), zlib.compress(b"another text")):
        folder.write(layout.MERGE_BASES / digest(ONE)[:2] / digest(ONE)[2:], data)
        assert MergeBases(folder).get(digest(ONE)) is None


def test_texts_of_an_earlier_version_are_found_where_they_lie(tmp_path: Path) -> None:
    keep_as_before(tmp_path, ONE, TWO)
    bases = MergeBases(Folder(tmp_path))
    bases.keep(digest(TWO), TWO)
    bases.keep(digest(THREE), THREE)
    assert [bases.get(digest(text)) for text in (ONE, TWO, THREE)] == [ONE, TWO, THREE]
    assert sorted(bases.all()) == sorted(map(digest, (ONE, TWO, THREE)))
    bases.forget_all_but([digest(THREE)])
    assert list(bases.all()) == [digest(THREE)]


def test_texts_of_an_earlier_version_move_to_the_others(tmp_path: Path) -> None:
    keep_as_before(tmp_path, ONE, TWO)
    folder = Folder(tmp_path)
    MergeBases(folder).keep(digest(TWO), TWO)
    rename_old_merge_bases(folder)
    assert paths(tmp_path) == {layout.MERGE_BASES.name}
    assert not (tmp_path / layout.OLD_MERGE_BASES).exists()
    assert [MergeBases(folder).get(digest(text)) for text in (ONE, TWO)] == [ONE, TWO]
    rename_old_merge_bases(folder)


def test_what_else_lies_beside_old_texts_stays(tmp_path: Path) -> None:
    keep_as_before(tmp_path, ONE)
    folder = Folder(tmp_path)
    folder.write(PurePosixPath(layout.OLD_MERGE_BASES / "mine.txt"), b"mine")
    rename_old_merge_bases(folder)
    assert folder.read(layout.OLD_MERGE_BASES / "mine.txt") == b"mine"
    assert MergeBases(folder).get(digest(ONE)) == ONE
