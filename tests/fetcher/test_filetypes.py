"""Kinds of image, told by the first bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from migrator.fetcher.filetypes import HEAD, attachment_ending, image_ending, is_page
from tests.paths import SAMPLES

SAMPLES = SAMPLES / "blog" / "images"


@pytest.mark.parametrize(
    "head",
    [b"", b"\xff\xd8", b"plain text", b"<html><svg>", b"BM is a text", b"%PDF-1.7", b"RIFF1234WAVE",
     b"<?xml version='1.0'?><feed/>"],
)  # fmt: skip
def test_no_image(head: bytes) -> None:
    assert image_ending(head) == ""


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF87a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "avif"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"BM" + bytes(12) + b"\x28\x00\x00\x00", "bmp"),
        (b"MM\x00*" + bytes(8), "tif"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x08acTL" + bytes(12), "png"),
        (b"\x00\x00\x01\x00\x02\x00", "ico"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<svg xmlns='http://www.w3.org/2000/svg'>", "svg"),
    ],
)
def test_images(head: bytes, ending: str) -> None:
    assert image_ending(head) == ending
    assert not is_page(head)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_the_samples_are_what_their_names_say(path: Path) -> None:
    assert image_ending(path.read_bytes()[:HEAD]) == path.suffix[1:]


@pytest.mark.parametrize(
    "head", [b"<!DOCTYPE html>", b"\n <html lang='en'>", b"<!-- x --><HEAD>", b"\xef\xbb\xbf<body>"]
)
def test_pages(head: bytes) -> None:
    assert is_page(head)
    assert image_ending(head) == ""


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"ID3\x03\x00", "mp3"),
        (b"\xff\xfb\x90\x00", "mp3"),
        (b"OggS\x00", "ogg"),
        (b"fLaC\x00", "flac"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "mp4"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom", "m4a"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "mov"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "webm"),
        (b"MThd\x00\x00\x00\x06", "mid"),
        (b"PK\x03\x04\x14\x00", "zip"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (b"{\\rtf1", "rtf"),
    ],
)
def test_attachments(head: bytes, ending: str) -> None:
    assert attachment_ending(head) == ending
    assert image_ending(head) == ""


@pytest.mark.parametrize(
    "head", [b"", b"text", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n\x1a\n", b"MZ\x90\x00"]
)
def test_no_attachment(head: bytes) -> None:
    assert attachment_ending(head) == ""


@pytest.mark.parametrize(
    ("head", "named", "ending"),
    [
        (b"PK\x03\x04\x14\x00", "docx", "docx"),
        (b"PK\x03\x04\x14\x00", "exe", "zip"),
        (b"PK\x03\x04\x14\x00", "pdf", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls", "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "msi", ""),
        (b"\x1f\x8b\x08", "tgz", "tgz"),
        (b"\x1f\x8b\x08", "zip", "gz"),
        (b"<html>", "docx", ""),
    ],
)
def test_the_name_tells_apart_what_begins_alike(head: bytes, named: str, ending: str) -> None:
    assert attachment_ending(head, named) == ending


def test_a_document_without_a_name_is_looked_into() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for part in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            file.writestr(part, "<xml/>" * 50)
    assert attachment_ending(packed.getvalue()[:HEAD]) == "docx"
