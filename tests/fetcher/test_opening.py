from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from migrator.errors import SourceError
from migrator.fetcher.opening import is_address, open_sources
from migrator.fetcher.source import FetchOptions, Item
from migrator.model import Post
from tests.fetcher.feeds import SETTINGS, classic, codes, ids, notes, post, public, takeout, took, write

THEME = "<?xml version='1.0'?><!DOCTYPE html><html xmlns:b='http://www.google.com/2005/gml/b'/>"
ELSEWHERE = takeout(took(9, kind="COMMENT", parent="tag:blogger.com,1999:blog-5.post-4"), blog=5, title="Other's")
TREE = {
    "Takeout/Blogger/Blogs/A garden/feed.atom": takeout(took(1), took(2, kind="PAGE")),
    "Takeout/Blogger/Blogs/A garden/settings.csv": SETTINGS,
    "Takeout/Blogger/Blogs/A garden/followers.csv": "a,b\n1,2\n",
    "Takeout/Blogger/Blogs/A garden/theme-layouts.xml": THEME,
    "Takeout/Blogger/Comments/Other_s/feed.atom": ELSEWHERE,
    "Takeout/Blogger/Albums/A garden/rose.jpg": "image",
    "Takeout/Blogger/Profile/profile.csv": "private",
}
SECOND = {
    "Takeout/Blogger/Blogs/A garden/feed(1).atom": takeout(took(3), blog=78),
    "Takeout/Blogger/Blogs/A garden/settings(1).csv": SETTINGS.replace("garden\r\n", "orchard\r\n"),
}


def told(*args: Path | str, **options: Any) -> list[Item]:
    sources = open_sources([str(arg) for arg in args], FetchOptions(**options))
    return [item for source in sources for item in source.read()]


def refusal(*args: Path | str, **options: Any) -> str:
    with pytest.raises(SourceError) as caught:
        told(*args, **options)
    return str(caught.value)


def tree(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        write(root / name, text)
    return root


def zipped(path: Path, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def urls(found: Sequence[Item]) -> set[str]:
    return {item.url for item in found if isinstance(item, Post)}


@pytest.mark.parametrize("name", ["blog.xml", "feed.atom", "feed.xml", "default", "blog (1).txt"])
@pytest.mark.parametrize("text", [classic(post(1)), public(post(1)), takeout(took(1))])
def test_a_file_is_what_it_holds_whatever_its_name(tmp_path: Path, name: str, text: str) -> None:
    assert ids(told(write(tmp_path / name, text))) == ["1"]


@pytest.mark.parametrize(
    ("text", "label"),
    [(classic(), "backup "), (public(), "saved feed "), (takeout(), "Takeout ")],
)
def test_a_source_says_what_it_is(tmp_path: Path, text: str, label: str) -> None:
    path = write(tmp_path / "x", text)
    assert [source.label for source in open_sources([str(path)], FetchOptions())] == [f"{label}{path}"]


def test_a_takeout_feed_finds_the_settings_beside_it(tmp_path: Path) -> None:
    folder = tree(tmp_path, TREE) / "Takeout/Blogger/Blogs/A garden"
    assert urls(told(folder / "feed.atom")) == {"https://garden.blogspot.com/2014/03/roses.html"}


@pytest.mark.parametrize("start", [".", "Takeout", "Takeout/Blogger", "Takeout/Blogger/Blogs/A garden"])
def test_a_takeout_folder_can_be_given_at_any_level(tmp_path: Path, start: str) -> None:
    found = told(tree(tmp_path, TREE) / start)
    assert ids(found) == ["1", "2"]
    assert urls(found) == {"https://garden.blogspot.com/2014/03/roses.html"}


def test_names_may_be_in_any_language(tmp_path: Path) -> None:
    words = {"Takeout": "테이크아웃 2", "Blogs": "블로그", "Comments": "댓글", "settings": "설정"}
    files = {}
    for name, text in TREE.items():
        for word, other in words.items():
            name = name.replace(word, other)
        files[name] = text
    found = told(tree(tmp_path, files))
    assert (ids(found), codes(found)) == (["1", "2"], [])


def test_a_takeout_without_settings_is_told_from_comments_by_its_posts(tmp_path: Path) -> None:
    files = {name: text for name, text in TREE.items() if not name.endswith("settings.csv")}
    assert ids(told(tree(tmp_path, files))) == ["1", "2"]


def test_a_zip_is_like_the_folder(tmp_path: Path) -> None:
    found = told(zipped(tmp_path / "takeout.zip", TREE))
    assert ids(found) == ["1", "2"]
    assert urls(found) == {"https://garden.blogspot.com/2014/03/roses.html"}


def test_the_parts_of_a_zip_are_one_export(tmp_path: Path) -> None:
    parts = [zipped(tmp_path / f"takeout-00{number}", {name: text}) for number, (name, text) in enumerate(TREE.items())]
    for order in (parts, parts[::-1]):
        sources = open_sources([str(part) for part in order], FetchOptions())
        assert len(sources) == 1
        assert urls(list(sources[0].read())) == {"https://garden.blogspot.com/2014/03/roses.html"}


def test_a_folder_of_zips_is_their_export(tmp_path: Path) -> None:
    zipped(tmp_path / "takeout-001.zip", dict(list(TREE.items())[:1]))
    zipped(tmp_path / "takeout-002.zip", dict(list(TREE.items())[1:]))
    assert urls(told(tmp_path)) == {"https://garden.blogspot.com/2014/03/roses.html"}


def test_two_exports_of_one_blog_stay_apart(tmp_path: Path) -> None:
    old = zipped(tmp_path / "old.zip", TREE)
    new = zipped(tmp_path / "new.zip", {**TREE, "Takeout/Blogger/Blogs/A garden/feed.atom": takeout(took(7))})
    assert ids(told(old, new)) == ["1", "2", "7"]


def test_what_macos_adds_is_no_blog(tmp_path: Path) -> None:
    shadow = {f"__MACOSX/{name.replace('feed', '._feed')}": text for name, text in SECOND.items()}
    hidden = {"Takeout/.Trash/feed.atom": takeout(took(8), blog=79)}
    assert ids(told(zipped(tmp_path / "a.zip", {**TREE, **shadow, **hidden}))) == ["1", "2"]
    assert ids(told(tree(tmp_path / "a", {**TREE, **shadow, **hidden}))) == ["1", "2"]


def test_several_blogs_are_named_to_choose_from(tmp_path: Path) -> None:
    said = refusal(tree(tmp_path, {**TREE, **SECOND}))
    assert "2 blogs" in said
    assert "garden.blogspot.com" in said
    assert "orchard.blogspot.com" in said


@pytest.mark.parametrize("name", ["orchard.blogspot.com", "78", "https://Orchard.blogspot.com"])
def test_one_of_several_blogs_can_be_chosen(tmp_path: Path, name: str) -> None:
    found = told(tree(tmp_path, {**TREE, **SECOND}), blog=name)
    assert (ids(found), urls(found)) == (["3"], {"https://orchard.blogspot.com/2014/03/roses.html"})


def test_a_choice_that_fits_nothing_is_told(tmp_path: Path) -> None:
    assert "none of its blogs is called 'rose'" in refusal(tree(tmp_path, TREE), blog="rose")


def test_several_saved_pages_of_one_blog_are_one_blog(tmp_path: Path) -> None:
    write(tmp_path / "1.xml", public(post(1)))
    write(tmp_path / "2.xml", public(post(2)))
    assert ids(told(tmp_path)) == ["1", "2"]


def test_a_blog_without_entries_is_a_blog(tmp_path: Path) -> None:
    assert ids(told(tree(tmp_path, {"Takeout/Blogger/Blogs/New/feed.atom": takeout()}))) == []


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({}, "no blog in it"),
        ({"notes.txt": "x", "feed.xml": THEME}, "no blog in it"),
        ({"Takeout/Blogger/Comments/Other_s/feed.atom": ELSEWHERE}, "no blog in it"),
        ({"Takeout/Blogger/Blogs/A garden/settings.csv": SETTINGS}, "no blog in it"),
    ],
)
def test_folders_and_zips_without_a_blog(tmp_path: Path, files: Mapping[str, str], what: str) -> None:
    (tmp_path / "folder").mkdir()
    assert what in refusal(tree(tmp_path / "folder", files))
    assert what in refusal(zipped(tmp_path / "x.zip", files))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html>", "HTML page"),
        (b"<?xml version='1.0'?><opml/>", "not a Blogger feed"),
        (b'{"kind": "drive#fileList"}', "JSON"),
        (b"\x1f\x8b\x08\x00 and so on", "Unpack it"),
        (b"PK\x03\x04 and then nothing of use", "damaged or incomplete"),
        (THEME.encode(), "theme"),
    ],
)
def test_files_without_a_blog(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "blog.xml"
    path.write_bytes(content)
    said = refusal(path)
    assert what in said
    assert str(path) in said


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "blog.xml")
    assert "nothing to read" in refusal()


def test_a_zip_that_is_cut_off_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "takeout.zip", TREE)
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged or incomplete" in refusal(path)


def test_a_zip_whose_feed_is_damaged_keeps_what_can_be_read(tmp_path: Path) -> None:
    noise = os.urandom(2_000_000).hex()
    path = zipped(tmp_path / "takeout.zip", {"a/feed.atom": takeout(*(took(n, content=noise) for n in range(1, 4)))})
    data = bytearray(path.read_bytes())
    data[-200_000:-199_000] = bytes(1000)
    path.write_bytes(data)
    found = told(path)
    assert ids(found)[0] == "1"
    assert "feed-truncated" in codes(found)


def test_a_zip_with_a_password_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "takeout.zip", {"feed.atom": takeout(took(1))})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1
    path.write_bytes(data)
    assert "can't be unpacked" in refusal(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.fetcher.export.archive.SMALL", 1_000_000)
    path = zipped(tmp_path / "takeout.zip", {"feed.atom": takeout(took(1)) + " " * 10_000_000})
    assert "unpacks to far more" in refusal(path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrator.fetcher.export.archive.MOST_FILES", 3)
    assert "too many files" in refusal(tree(tmp_path / "x", TREE))
    assert "too many files" in refusal(zipped(tmp_path / "x.zip", TREE))


def test_members_that_lead_out_of_the_archive_are_not_read(tmp_path: Path) -> None:
    files = {"../feed.atom": takeout(took(8), blog=8), "/etc/feed.atom": takeout(took(9), blog=9)}
    assert ids(told(zipped(tmp_path / "x.zip", {**TREE, **files}))) == ["1", "2"]


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside/feed.atom", takeout(took(8), blog=8))
    root = tree(tmp_path / "root", TREE)
    (root / "feed.atom").symlink_to(outside)
    (root / "more").symlink_to(outside.parent)
    assert ids(told(root)) == ["1", "2"]


def test_pipes_in_a_folder_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "feed.xml")
    assert "no blog in it" in refusal(tmp_path)


def test_several_sources_come_in_their_order(tmp_path: Path) -> None:
    one, two = write(tmp_path / "1.xml", classic(post(1))), write(tmp_path / "2", takeout(took(2)))
    assert ids(told(two, one)) == ["2", "1"]


@pytest.mark.parametrize(
    "address",
    [
        "https://x.blogspot.com",
        "HTTP://x.org/",
        "x.blogspot.com",
        "x.blogspot.co.kr/2014/",
        "블로그.한국",
        "x.org:80",
    ],
)
def test_addresses(address: str) -> None:
    assert is_address(address)
    assert open_sources([address], FetchOptions())[0].label.lower().startswith("feed of http")


@pytest.mark.parametrize("name", ["blog.xml", "feed.atom", "Takeout", "a/b.zip", "takeout-001.zip", "..", "1.2"])
def test_no_addresses(name: str) -> None:
    assert not is_address(name)


def test_a_file_that_looks_like_an_address_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("x.blogspot.com"), public(post(1)))
    assert ids(told("x.blogspot.com")) == ["1"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    source = open_sources([str(zipped(tmp_path / "x.zip", TREE))], FetchOptions())[0]
    assert list(source.read()) == list(source.read())


def test_notes_name_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xml", classic(post(1)).removesuffix("</feed>"))
    assert notes(told(path))[0].subject == str(path)
