"""A Takeout as .tgz: read like a zip, and as little to be fooled."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from migrator.errors import OutputError, SourceError
from migrator.fetcher.export.tarball import open_tarball
from migrator.fetcher.opening import open_sources
from migrator.fetcher.source import FetchOptions
from tests.fetcher.feeds import SETTINGS, classic, ids, post, takeout, took
from tests.fetcher.test_opening import TREE, refusal, told, tree, urls, zipped

Change = Callable[[tarfile.TarInfo], None]


def packed(path: Path, files: Mapping[str, str | bytes], **changed: Change) -> Path:
    """A .tgz of these files; `changed` by name is what makes another thing of a member."""
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            content = text.encode() if isinstance(text, str) else text
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if name in changed:
                changed[name](member)
            archive.addfile(member, io.BytesIO(content) if member.isreg() else None)
    return path


def test_it_is_like_the_folder(tmp_path: Path) -> None:
    found = told(packed(tmp_path / "takeout.tgz", TREE))
    assert ids(found) == ["1", "2"]
    assert urls(found) == urls(told(tree(tmp_path / "folder", TREE)))


def test_it_is_known_by_its_content(tmp_path: Path) -> None:
    assert ids(told(packed(tmp_path / "takeout", TREE))) == ["1", "2"]


def test_parts_are_one_export_also_beside_zips_and_in_a_folder(tmp_path: Path) -> None:
    (feed, text), *others = TREE.items()
    parts = [packed(tmp_path / "001.tgz", {feed: text}), zipped(tmp_path / "002.zip", dict(others))]
    assert ids(told(*parts)) == ids(told(tmp_path)) == ["1", "2"]


def test_images_beside_the_blog_are_there(tmp_path: Path) -> None:
    content = os.urandom(700_000)
    downloads = "Takeout/Blogger/Albums/A garden/rose.jpg"
    found = open_tarball(packed(tmp_path / "x.tgz", {**TREE, downloads: content, "Takeout/film.mp4": b"film"}))
    with found.open(downloads) as one, found.open(downloads) as other:
        assert one.read(100_000) == other.read(100_000) == content[:100_000]
        assert one.read() == other.read() == content[100_000:]
    assert "Takeout/film.mp4" not in found.names


def test_it_is_unpacked_once(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.tgz", TREE)
    assert open_tarball(path) is open_tarball(path)
    packed(path, {"feed.atom": takeout(took(5))})
    assert ids(told(path)) == ["5"]


def test_what_leads_out_of_it_is_not_read(tmp_path: Path) -> None:
    files = {"../feed.atom": takeout(took(8), blog=8), "/etc/feed.atom": takeout(took(9), blog=9)}
    assert ids(told(packed(tmp_path / "x.tgz", {**TREE, **files}))) == ["1", "2"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_links_and_devices_are_not_read(tmp_path: Path, kind: bytes) -> None:
    secret = tmp_path / "secret.atom"
    secret.write_text(takeout(took(8), blog=8), encoding="utf-8")

    def changed(member: tarfile.TarInfo) -> None:
        member.type, member.linkname, member.size = kind, str(secret), 0

    path = packed(tmp_path / "x.tgz", {**TREE, "more.atom": ""}, **{"more.atom": changed})
    assert ids(told(path)) == ["1", "2"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.fetcher.export.tarball.SMALL", 1_000_000)
    monkeypatch.setattr("migrator.fetcher.export.tarball.MOST_RATIO", 5)
    assert "unpacks to far more" in refusal(packed(tmp_path / "x.tgz", {**TREE, "big.json": " " * 10_000_000}))
    assert "unpacks to far more" in refusal(packed(tmp_path / "y.tgz", {**TREE, "big.mp4": " " * 10_000_000}))


def test_a_member_that_claims_more_than_there_can_be_is_refused(tmp_path: Path) -> None:
    def changed(member: tarfile.TarInfo) -> None:
        member.size = 2**40

    with tarfile.open(tmp_path / "x.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("feed.atom")
        changed(member)
        archive.addfile(member)
    assert "unpacks to far more" in refusal(tmp_path / "x.tgz")


def test_a_name_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 50_000_000
    with gzip.open(tmp_path / "x.tgz", "wb") as file:
        file.write(header.tobuf(tarfile.USTAR_FORMAT))
        file.write(bytes(header.size))
    assert "unpacks to far more" in refusal(tmp_path / "x.tgz")


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.fetcher.export.tarball.MOST_FILES", 3)
    assert "too many files" in refusal(packed(tmp_path / "x.tgz", TREE))


@pytest.mark.parametrize("left", [5, 0.5, 0.9])
def test_one_that_is_cut_off_is_told(tmp_path: Path, left: float) -> None:
    noise = {"Takeout/Blogger/Albums/A garden/noise.jpg": os.urandom(50_000)}
    path = packed(tmp_path / "x.tgz", {**TREE, **noise})
    data = path.read_bytes()
    path.write_bytes(data[: int(left if left > 1 else left * len(data))])
    assert "damaged or incomplete" in refusal(path)


def test_other_packed_files_are_told(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "blog.xml.gz", "wb") as file:
        file.write(classic(post(1)).encode())
    assert "packed file, but no .tgz" in refusal(tmp_path / "blog.xml.gz")


def test_no_room_to_unpack_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "x.tgz", {**TREE, "settings.csv": SETTINGS})

    def full(**_told: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(OutputError, match="No space left on device"):
        open_sources([str(path)], FetchOptions())


def test_damage_is_a_trouble_of_the_source(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.tgz", TREE)
    data = bytearray(path.read_bytes())
    data[40:60] = bytes(20)
    path.write_bytes(data)
    with pytest.raises(SourceError):
        open_sources([str(path)], FetchOptions())
