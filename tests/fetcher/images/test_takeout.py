"""Images that a Takeout brings along: matched by their sidecars, used only beyond doubt."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from migrator.fetcher.export.archive import FolderTree, MultiPartTree, Tree, ZipTree
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.downloads import DownloadResult, Downloads
from migrator.fetcher.images.takeout import ImageLookup, TakeoutImages
from migrator.model import Image, StoredImage
from tests.fetcher.images.test_downloads import FOLDER, GIF, PNG, PNG2, Web
from tests.paths import SAMPLES

LONG = "a-very-long-name-of-a-image-that-goes-on-and-on-and-on.png"


def uploaded(number: int, name: str) -> Image:
    found = image_of(f"https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvXsE{number}/s320/{name}")
    assert found is not None
    return found


def album_of(tmp_path: Path, files: Mapping[str, bytes | Mapping[str, str]]) -> FolderTree:
    """A Takeout with these files in an album; what is no bytes is a sidecar."""
    folder = tmp_path / "Takeout" / "Blogger" / "Albums" / "An album"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return FolderTree(tmp_path / "Takeout")


def told(name: str, size: int = len(PNG), day: int = 0) -> dict[str, str]:
    """A sidecar: `day` counts from 2014-03-01."""
    return {"filename": name, "sizeBytes": str(size), "creationTimestampMs": str((1393632000 + day * 86400) * 1000)}


def gather(
    tmp_path: Path,
    tree: Tree,
    wanted: Mapping[Image, str],
    web: Web | None = None,
    known: Mapping[str, StoredImage] | None = None,
) -> tuple[DownloadResult, Web]:
    web = web or Web({})
    with Downloads(web, tmp_path / "staging", known or {}, tmp_path / "site", FOLDER) as downloads:
        downloads.use(TakeoutImages([tree]))
        for one, day in wanted.items():
            downloads.want(one, "1", day=day)
        return downloads.finish(), web


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_the_samples(form: str) -> None:
    tree = FolderTree(SAMPLES / "takeout") if form == "folder" else ZipTree(SAMPLES / "takeout.zip")
    originals = TakeoutImages([tree])
    asked = {name: ImageLookup(name, "") for name in ("Radishes.JPG", "Rain Gauge (1).png", "비 기록.png", "image.png")}
    chosen = originals.chosen(asked)
    assert {key: PurePosixPath(one.path).name for key, one in chosen.items()} == {
        "Radishes.JPG": "Radishes.JPG",
        "Rain Gauge (1).png": "Rain Gauge (1).png",
        "비 기록.png": "비 기록.png",
    }
    assert len(originals.of("image.png")) == 2
    assert not originals.of("")
    assert not originals.of("metadata")


def test_what_lies_in_the_album_is_not_fetched(tmp_path: Path) -> None:
    tree = album_of(tmp_path, {"cat.png": PNG, "cat.png.json": told("cat.png")})
    one = uploaded(1, "cat.png")
    result, web = gather(tmp_path, tree, {one: ""})
    assert not web.asked
    assert result.bytes == 0
    assert result.stored[one.key].served_by.endswith("Takeout/Blogger/Albums/An album/cat.png")
    assert result.staged[FOLDER / "cat.png"].read_bytes() == PNG


def test_several_zips(tmp_path: Path) -> None:
    files: tuple[tuple[str, bytes], ...] = (("cat.png", PNG), ("cat.png.json", json.dumps(told("cat.png")).encode()))
    for number, (name, content) in enumerate(files):
        with zipfile.ZipFile(tmp_path / f"{number}.zip", "w") as part:
            part.writestr(f"Takeout/Blogger/Albums/x/{name}", content)
    one = uploaded(1, "cat.png")
    result, web = gather(tmp_path, MultiPartTree([ZipTree(tmp_path / "0.zip"), ZipTree(tmp_path / "1.zip")]), {one: ""})
    assert not web.asked
    assert one.key in result.stored


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("my%2Bcat+1.png", {"my cat 1.png": PNG, "my cat 1.png.json": told("my cat 1.png")}),
        ("my%20cat.png", {"my+cat.png": PNG, "my+cat.png.json": told("my+cat.png")}),
        (LONG, {f"{LONG[:47]}.png": PNG, f"{LONG[:47]}.png.json": told(LONG)}),
        (LONG, {f"{LONG[:47]}.png": PNG, "b.png": PNG, "b.png.json": told("b.png")}),
        ("cat.png", {"cat(1).png": PNG, "cat.png(1).json": told("cat.png")}),
        ("who_s cat.png", {"who_s cat.png": PNG, "b.png": PNG, "b.png.json": told("b.png")}),
    ],
    ids=["plus and blank", "a plus in the album", "cut name", "cut name, no sidecar", "a copy", "no sidecar"],
)
def test_names(tmp_path: Path, name: str, files: dict[str, bytes | Mapping[str, str]]) -> None:
    one = uploaded(1, name)
    result, web = gather(tmp_path, album_of(tmp_path, files), {one: ""})
    assert not web.asked
    assert one.key in result.stored


@pytest.mark.parametrize(
    "files",
    [
        {"cat.png": PNG, "cat.png.json": told("cat.png", size=5)},
        {"cat.png": b"no image", "cat.png.json": told("cat.png", size=10)},
        {"cat.png": PNG, "cat.png.json": b"{damaged"},
        {"cat.png": PNG, "cat.png.json": b'{"title": "Tin Roof"}'},
        {"cat.png.json": told("cat.png")},
        {"cat.png": PNG},
        {"cat.png": PNG, "cat.png.json": told("dog.png")},
        {"cat.png": PNG, "cat.png.json": told("cat.png"), "cat(1).png": PNG2, "cat.png(1).json": told("cat.png")},
    ],
    ids=["other size", "no image", "damaged", "no sidecar", "alone", "no album", "other name", "two of a name"],
)
def test_what_is_in_doubt_comes_from_the_network(tmp_path: Path, files: dict[str, bytes | Mapping[str, str]]) -> None:
    one = uploaded(1, "cat.png")
    result, web = gather(tmp_path, album_of(tmp_path, files), {one: ""}, Web({one.candidates[0]: GIF}))
    assert web.asked == [one.candidates[0]]
    assert result.staged[FOLDER / "cat.gif"].read_bytes() == GIF


def test_two_images_of_one_name_in_the_posts_and_one_in_the_album(tmp_path: Path) -> None:
    one, two = uploaded(1, "cat.png"), uploaded(2, "cat.png")
    tree = album_of(tmp_path, {"cat.png": PNG, "cat.png.json": told("cat.png")})
    _, web = gather(tmp_path, tree, {one: "", two: ""})
    assert {one.candidates[0], two.candidates[0]} <= set(web.asked)


def test_days_tell_images_of_one_name_apart(tmp_path: Path) -> None:
    tree = album_of(
        tmp_path,
        {
            "cat.png": PNG,
            "cat.png.json": told("cat.png", day=0),
            "cat(1).png": PNG2,
            "cat.png(1).json": told("cat.png", day=300),
        },
    )
    one, two, three = uploaded(1, "cat.png"), uploaded(2, "cat.png"), uploaded(3, "cat.png")
    result, web = gather(tmp_path, tree, {two: "20141227", one: "20140302", three: "20140601"})
    assert set(web.asked) == set(three.candidates)
    assert result.staged[result.stored[one.key].path].read_bytes() == PNG
    assert result.staged[result.stored[two.key].path].read_bytes() == PNG2


def test_one_day_does_not_tell_them_apart(tmp_path: Path) -> None:
    tree = album_of(tmp_path, {"cat.png": PNG, "cat.png.json": told("cat.png", day=0)})
    one, two = uploaded(1, "cat.png"), uploaded(2, "cat.png")
    result, _ = gather(tmp_path, tree, {one: "20140302", two: "20140301"})
    assert not result.stored


def test_one_image_in_two_albums_is_one(tmp_path: Path) -> None:
    tree = album_of(
        tmp_path,
        {"cat.png": PNG, "cat.png.json": told("cat.png"), "cat(1).png": PNG, "cat.png(1).json": told("cat.png")},
    )
    one = uploaded(1, "cat.png")
    result, web = gather(tmp_path, tree, {one: ""})
    assert not web.asked
    assert one.key in result.stored


def test_what_an_earlier_run_found_to_be_another_image_is_not_used(tmp_path: Path) -> None:
    tree = album_of(tmp_path, {"cat.png": PNG, "cat.png.json": told("cat.png")})
    one, two = uploaded(1, "cat.png"), uploaded(2, "cat.png")
    first, _ = gather(tmp_path, tree, {one: ""})
    second, web = gather(tmp_path, tree, {two: ""}, Web({two.candidates[0]: PNG2}), first.stored)
    assert web.asked == [two.candidates[0]]
    assert second.stored[two.key].sha256 != first.stored[one.key].sha256
