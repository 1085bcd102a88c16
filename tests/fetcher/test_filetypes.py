"""Kinds of picture, told by the first bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.fetcher.filetypes import HEAD, is_page, picture_ending

SAMPLES = Path(__file__).parents[2] / "samples" / "blog" / "images"


@pytest.mark.parametrize(
    "head",
    [b"", b"\xff\xd8", b"plain text", b"<html><svg>", b"BM is a text", b"%PDF-1.7", b"RIFF1234WAVE",
     b"<?xml version='1.0'?><feed/>"],
)  # fmt: skip
def test_no_picture(head: bytes) -> None:
    assert picture_ending(head) == ""


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF87a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00 ftypavif", "avif"),
        (b"\x00\x00\x00 ftypheic", "heic"),
        (b"BM" + bytes(12) + b"\x28\x00\x00\x00", "bmp"),
        (b"MM\x00*", "tif"),
        (b"\x00\x00\x01\x00\x02\x00", "ico"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<svg xmlns='http://www.w3.org/2000/svg'>", "svg"),
    ],
)
def test_pictures(head: bytes, ending: str) -> None:
    assert picture_ending(head) == ending
    assert not is_page(head)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_the_samples_are_what_their_names_say(path: Path) -> None:
    assert picture_ending(path.read_bytes()[:HEAD]) == path.suffix[1:]


@pytest.mark.parametrize(
    "head", [b"<!DOCTYPE html>", b"\n <html lang='en'>", b"<!-- x --><HEAD>", b"\xef\xbb\xbf<body>"]
)
def test_pages(head: bytes) -> None:
    assert is_page(head)
    assert picture_ending(head) == ""
